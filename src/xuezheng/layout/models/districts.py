"""Live records of school districts and of party organisations."""

from django.db import models

from xuezheng.layout.rules import PARTY_CHANGES
from xuezheng.registers.models import Dated, Institution, ends_later
from xuezheng.registers.models.constraints import one_of


class District(Dated):
    """A school district (学区): compulsory schools of one county that share teachers, courses and appraisal."""

    name = models.CharField(max_length=80)
    area_code = models.CharField(max_length=9, db_index=True)  # county or town it lies in

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "name", "started_on"], name="layout_district_once"),
            ends_later("layout_district_days"),
        ]


class DistrictMember(Dated):
    """A school's time in a district."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="members")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="districts")
    is_leading = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "institution", "started_on"], name="layout_member_once"),
            ends_later("layout_member_days"),
        ]


class PartyChange(models.Model):
    """The party organisation of a school is reordered, merged or brought into line on a day."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="party_changes")
    kind = models.CharField(max_length=12)  # layout.rules.PARTY_CHANGES
    occurred_on = models.DateField()
    document = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            one_of("kind", PARTY_CHANGES, "layout_party_kind"),
            models.UniqueConstraint(fields=["institution", "kind", "occurred_on"], name="layout_party_once"),
        ]
