"""Live records of cloud lessons: who sends, who receives, between which days."""

from django.db import models
from django.db.models import Q

from xuezheng.cloud_lessons.rules import MODES, PLATFORMS
from xuezheng.registers.models import Dated, Institution, ends_later


class Sender(models.Model):
    """A school that sends lessons over a platform; most stand outside the city."""

    name = models.CharField(max_length=120)
    area_code = models.CharField(max_length=9)
    platform = models.CharField(max_length=20)  # rules.PLATFORMS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "platform"], name="sender_once"),
            models.CheckConstraint(condition=Q(platform__in=list(PLATFORMS)), name="sender_platform"),
        ]


class Reception(Dated):
    """A school receives a sender's lessons in one stage, with so many classes, between two days."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="receptions")
    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, related_name="receptions")
    stage = models.CharField(max_length=20)  # registers.rules.STAGES
    mode = models.CharField(max_length=12)  # rules.MODES
    class_count = models.SmallIntegerField()

    class Meta:
        constraints = [
            ends_later("reception_ends_later"),
            models.CheckConstraint(condition=Q(class_count__gt=0), name="reception_has_classes"),
            models.CheckConstraint(condition=Q(mode__in=list(MODES)), name="reception_mode"),
            models.UniqueConstraint(fields=["institution", "sender", "stage", "started_on"], name="reception_once"),
        ]
