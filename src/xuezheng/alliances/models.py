"""Live records of alliances: groups of schools, who is in them, and partnerships with others."""

from django.db import models
from django.db.models import Q

from xuezheng.alliances.rules import (
    ALLIANCE_KINDS,
    LEVELS,
    MODES,
    PAIRINGS,
    PARTNER_KINDS,
    PARTNERSHIP_KINDS,
    ROLES,
)
from xuezheng.registers.models import Dated, Institution, ends_later


class Partner(models.Model):
    """A school or organisation outside the register: in another city, or not under the bureau. Counted, not returned."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)  # rules.PARTNER_KINDS
    area_code = models.CharField(max_length=9)  # where it stands, down to the county if known

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "area_code"], name="partner_once"),
            models.CheckConstraint(condition=Q(kind__in=list(PARTNER_KINDS)), name="partner_kind"),
        ]


class Alliance(Dated):
    """A group of schools that work together under a name, registered with a county or the city."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=24)  # rules.ALLIANCE_KINDS
    pairing = models.CharField(max_length=12)  # rules.PAIRINGS
    area_code = models.CharField(
        max_length=9, db_index=True
    )  # the county that set it up; the city where it crosses counties
    document = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            ends_later("alliance_ends_later"),
            models.CheckConstraint(condition=Q(kind__in=list(ALLIANCE_KINDS)), name="alliance_kind"),
            models.CheckConstraint(condition=Q(pairing__in=list(PAIRINGS)), name="alliance_pairing"),
            models.UniqueConstraint(fields=["name", "area_code", "started_on"], name="alliance_once"),
        ]


class AllianceMember(Dated):
    """The time an institution, or a partner outside the register, is in an alliance.

    A lead may be recognised as leading school (领航学校) by the province or city, from the day of the document.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="members")
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="alliance_memberships"
    )
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="alliance_memberships"
    )
    role = models.CharField(max_length=8)  # rules.ROLES
    recognised_level = models.CharField(max_length=12, blank=True, default="")  # rules.LEVELS
    recognised_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ends_later("alliance_member_ends_later"),
            models.CheckConstraint(
                condition=Q(institution__isnull=False, partner__isnull=True)
                | Q(institution__isnull=True, partner__isnull=False),
                name="alliance_member_is_one",
            ),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="alliance_member_role"),
            models.CheckConstraint(
                condition=Q(recognised_level="", recognised_on__isnull=True)
                | Q(recognised_level__in=list(LEVELS), recognised_on__isnull=False, role="lead"),
                name="alliance_member_recognised_as_lead",
            ),
            models.UniqueConstraint(fields=["alliance", "institution", "started_on"], name="alliance_member_once"),
            models.UniqueConstraint(
                fields=["alliance"], condition=Q(role="lead", ended_on__isnull=True), name="alliance_one_lead"
            ),
        ]


class Partnership(Dated):
    """An institution works with a partner outside the register, by agreement, between two days."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="partnerships")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="partnerships")
    kind = models.CharField(max_length=24)  # rules.PARTNERSHIP_KINDS
    mode = models.CharField(max_length=16)  # rules.MODES
    document = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            ends_later("partnership_ends_later"),
            models.CheckConstraint(condition=Q(kind__in=list(PARTNERSHIP_KINDS)), name="partnership_kind"),
            models.CheckConstraint(condition=Q(mode__in=list(MODES)), name="partnership_mode"),
            models.UniqueConstraint(fields=["institution", "partner", "kind", "started_on"], name="partnership_once"),
        ]
