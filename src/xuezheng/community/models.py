"""Live records of community education: the bodies of the network and the sessions they hold."""

from django.db import models
from django.db.models import Q

from xuezheng.community.rules import THEMES, TIERS
from xuezheng.registers.models import Dated, ends_later


class CommunityInstitution(Dated):
    """A body of the network, from the day it was set up until it is given up; it is no school of the register."""

    name = models.CharField(max_length=120)
    tier = models.CharField(max_length=8)  # rules.TIERS
    area_code = models.CharField(max_length=9, db_index=True)  # city, county or town
    parent = models.ForeignKey(
        "community.CommunityInstitution", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        constraints = [
            ends_later("community_institution_ends_later"),
            models.CheckConstraint(condition=Q(tier__in=list(TIERS)), name="community_institution_tier"),
            models.UniqueConstraint(fields=["name", "area_code"], name="community_institution_once"),
        ]


class CommunitySession(models.Model):
    """A training held by a body of the network on a day, with the people who came."""

    institution = models.ForeignKey(CommunityInstitution, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField(db_index=True)
    theme = models.CharField(max_length=16)  # rules.THEMES
    topic = models.CharField(max_length=80)
    lesson_count = models.SmallIntegerField()  # of 45 minutes
    participant_count = models.IntegerField()
    older_participant_count = models.IntegerField(default=0)  # aged 60 or more

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(theme__in=list(THEMES)), name="community_session_theme"),
            models.CheckConstraint(condition=Q(participant_count__gt=0), name="community_session_has_participants"),
            models.CheckConstraint(condition=Q(lesson_count__gt=0), name="community_session_lasts"),
            models.CheckConstraint(
                condition=Q(older_participant_count__gte=0)
                & Q(older_participant_count__lte=models.F("participant_count")),
                name="community_session_older_among_all",
            ),
            models.UniqueConstraint(fields=["institution", "held_on", "topic"], name="community_session_once"),
        ]
