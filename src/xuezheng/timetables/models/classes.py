"""Administrative and teaching classes formed from a round, and the versions of each: formed, moved by hand, formed again."""

from django.conf import settings
from django.db import models

from xuezheng.registers.models.constraints import one_of
from xuezheng.timetables.models.choice import ChoiceRound
from xuezheng.timetables.rules import VERSION_ORIGINS


class ClassPlan(models.Model):
    """What classes are asked for: `asked` holds the mode, sizes, rooms, teachers, and what is to stay together (rules.MEANS)."""

    round = models.ForeignKey(ChoiceRound, on_delete=models.PROTECT, related_name="class_plans")
    title = models.CharField(max_length=60)
    asked = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]


class ClassVersion(models.Model):
    """A state of a plan, never changed. `result` is `plan.classes.Kept` as data; `locked` the choosers who stay where they are."""

    plan = models.ForeignKey(ClassPlan, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    origin = models.CharField(max_length=8)  # rules.VERSION_ORIGINS
    what = models.JSONField(default=dict)  # zh, en
    result = models.JSONField(default=dict)
    locked = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    seconds = models.FloatField(default=0.0)
    seed = models.IntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="class_version_once"),
            one_of("origin", list(VERSION_ORIGINS), "class_version_origin"),
        ]
