"""Institutions, how they looked over time, their campuses, rooms, conditions, programmes, and how they follow each other."""

from django.db import models

from xuezheng.registers.models.areas import Area
from xuezheng.registers.models.dated import Dated, ends_later


class Institution(models.Model):
    """A school or other institution by its national 10-digit code, which a change of name keeps.

    `county_code` repeats the county of the latest version, so that scope is a prefix of one column.
    """

    code = models.CharField(max_length=10, unique=True)
    county_code = models.CharField(max_length=6, db_index=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)  # by the ministry or province, for colleges
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]


class InstitutionVersion(Dated):
    """What an institution was called and what kind it was, between two days."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=240, blank=True)
    school_type = models.CharField(max_length=3)  # 办学类型, GB/T 33782 table 4
    organiser = models.CharField(max_length=3)  # 举办者
    urban_rural = models.CharField(max_length=3)  # 城乡分类
    is_inclusive = models.BooleanField(default=False)  # 普惠性民办幼儿园
    town = models.ForeignKey(Area, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "started_on"], name="version_once_a_day"),
            ends_later("version_ends_later"),
        ]


class Campus(Dated):
    """A site of an institution."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="campuses")
    number = models.SmallIntegerField(default=1)
    name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    town = models.ForeignKey(Area, on_delete=models.PROTECT)
    longitude = models.FloatField(null=True)  # WGS84, degrees
    latitude = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "number", "started_on"], name="campus_once"),
            ends_later("campus_ends_later"),
        ]


class Room(Dated):
    """A room, with the seats it offers; `project_code` names the building project that made it."""

    campus = models.ForeignKey(Campus, on_delete=models.PROTECT, related_name="rooms")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)  # registers.rules.ROOM_KINDS
    stage = models.CharField(max_length=20, blank=True)
    seat_count = models.SmallIntegerField(default=0)
    area_m2 = models.FloatField(null=True)
    is_multimedia = models.BooleanField(default=False)
    project_code = models.CharField(max_length=30, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campus", "code", "started_on"], name="room_once"),
            ends_later("room_ends_later"),
        ]


class Programme(Dated):
    """A programme (专业点) that a vocational school or college offers."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="programmes")
    code = models.CharField(max_length=6)  # national catalogue of vocational programmes
    name = models.CharField(max_length=80)
    industry = models.CharField(max_length=40, blank=True)  # the local industry it serves, if any

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "code", "started_on"], name="programme_once"),
            ends_later("programme_ends_later"),
        ]


class Conditions(models.Model):
    """What an institution reports once a school year (教基1001, 1102, 4067, 4149, 5170, 5176, 5377)."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="conditions")
    school_year = models.SmallIntegerField()
    site_area_m2 = models.FloatField(null=True)
    building_area_m2 = models.FloatField(null=True)
    dangerous_area_m2 = models.FloatField(null=True)
    teaching_area_m2 = models.FloatField(null=True)  # 教学及辅助用房, with indoor sports
    indoor_sports_area_m2 = models.FloatField(null=True)
    sports_ground_area_m2 = models.FloatField(null=True)
    dormitory_area_m2 = models.FloatField(null=True)
    equipment_fen = models.BigIntegerField(null=True)
    book_count = models.IntegerField(null=True)
    terminal_count = models.IntegerField(null=True)
    bandwidth_mbps = models.IntegerField(null=True)
    has_network = models.BooleanField(null=True)
    has_wireless = models.BooleanField(null=True)
    uses_national_platform = models.BooleanField(null=True)
    has_safe_water = models.BooleanField(null=True)
    has_sanitary_toilets = models.BooleanField(null=True)
    has_clinic = models.BooleanField(null=True)
    has_guards = models.BooleanField(null=True)
    has_access_ramps = models.BooleanField(null=True)
    has_mental_health_teacher = models.BooleanField(null=True)
    meets_sports_equipment = models.BooleanField(null=True)
    meets_music_equipment = models.BooleanField(null=True)
    meets_art_equipment = models.BooleanField(null=True)
    meets_science_equipment = models.BooleanField(null=True)
    web_address = models.CharField(max_length=120, blank=True)  # "无" where there is none
    examined_count = models.IntegerField(null=True)  # pupils with a medical examination in the school year before
    outside_teacher_count = models.IntegerField(null=True)  # 校外教师: teach here, employed elsewhere
    veteran_teacher_count = models.IntegerField(null=True)  # 银龄教师: retired, engaged again
    party_member_count = models.IntegerField(null=True)  # of the staff: 中共党员, probationary ones included
    league_member_count = models.IntegerField(null=True)  # 共青团员
    democratic_party_count = models.IntegerField(null=True)  # 民主党派

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "school_year"], name="conditions_once")]


class Succession(models.Model):
    """An event in which institutions begin, end or follow each other.

    `asked` is what was asked for, so that it can be done again after one that is registered late; `journal` what the
    action wrote, so that it can be withdrawn (`actions/journal.py`). Both are empty for events that were imported.
    """

    kind = models.CharField(max_length=12)  # registers.rules.SUCCESSIONS
    occurred_on = models.DateField()
    registered_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=80, blank=True)
    asked = models.JSONField(default=dict, blank=True)
    journal = models.JSONField(default=list, blank=True)


class SuccessionPart(models.Model):
    """The part one institution plays in an event: it goes `before` it or comes `after` it (or both, in two rows)."""

    event = models.ForeignKey(Succession, on_delete=models.PROTECT, related_name="parts")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="succession_parts")
    side = models.CharField(max_length=6)  # before, after
    ends = models.BooleanField(default=False)  # the institution ended by this event

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "institution", "side"], name="part_once")]
