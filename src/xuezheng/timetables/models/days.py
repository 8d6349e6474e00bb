"""What is different on real days: a term's first and last day, days worked instead, who is away, and the changes that followed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from xuezheng.registers.models.constraints import one_of
from xuezheng.timetables.models.week import BY, TermWeek

ABSENT = ("teacher", "room")
CHANGES = ("substitute", "moved", "cancelled", "room")


class TermDays(models.Model):
    """When a term begins and ends, and the days that do not follow their weekday.

    `free`: day → why (zh, en), besides the public holidays. `instead`: a day worked in the place of another → the weekday (0 Monday)
    and the week of the cycle whose lessons it has. `feed_key` is part of the addresses that calendars and displays read without a
    sign-in: a new one ends the old addresses.
    """

    week = models.OneToOneField(TermWeek, on_delete=models.CASCADE, related_name="days")
    first_on = models.DateField()
    last_on = models.DateField()
    free = models.JSONField(default=dict)
    instead = models.JSONField(default=dict)
    feed_key = models.CharField(max_length=32, unique=True)
    edition = models.IntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="term_days_end_later")]


class Absence(models.Model):
    """A teacher who is away or a room that is closed, by name as in the timetable; `periods` empty: all day."""

    week = models.ForeignKey(TermWeek, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=7)
    name = models.CharField(max_length=60)
    first_on = models.DateField()
    last_on = models.DateField()
    periods = models.JSONField(default=list)
    why = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BY)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BY)

    class Meta:
        ordering = ["-first_on", "-pk"]
        constraints = [
            one_of("kind", ABSENT, "absence_kind"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="absence_ends_later"),
        ]


class DayChange(models.Model):
    """A lesson that is different on a day. Named as the timetable names it (lesson, teacher, room), so that a newly published version
    keeps what still applies; withdrawn, never deleted."""

    week = models.ForeignKey(TermWeek, on_delete=models.CASCADE, related_name="changes")
    absence = models.ForeignKey(Absence, null=True, on_delete=models.PROTECT, related_name="changes")
    on = models.DateField()
    lesson = models.CharField(max_length=160)
    kind = models.CharField(max_length=10)
    teacher = models.CharField(max_length=60, blank=True)
    instead_of = models.CharField(max_length=60, blank=True)
    to_on = models.DateField(null=True)
    to_slot = models.SmallIntegerField(null=True)
    room = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BY)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, **BY)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            one_of("kind", CHANGES, "day_change_kind"),
            models.UniqueConstraint(
                fields=["week", "on", "lesson"], condition=Q(withdrawn_at__isnull=True), name="day_change_once"
            ),
        ]
