"""Evidence handed in for items that no register gives, and plans of improvement with their steps."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class EvidenceItem(models.Model):
    """What was handed in for an item of a county and school year. A newer one replaces the older; nothing is deleted.

    `number` is in the unit of the item's standard (shares 0 to 1, money in fen). The file lies in the instance's folder
    `evidence/` under its hash.
    """

    area_code = models.CharField(max_length=6)
    institution_code = models.CharField(max_length=10, blank=True, default="")  # of an allowance of one school
    item_id = models.CharField(max_length=80)  # evaluations.schemes
    school_year = models.SmallIntegerField()
    number = models.FloatField(null=True, blank=True)
    is_met = models.BooleanField(null=True, blank=True)
    statement = models.CharField(max_length=400, blank=True, default="")
    file_name = models.CharField(max_length=160, blank=True, default="")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    file_size = models.BigIntegerField(default=0)  # bytes
    page = models.CharField(max_length=40, blank=True, default="")  # where in the file: 第3页, table 2
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence_given"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "id"]
        indexes = [models.Index(fields=["area_code", "school_year"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(is_met__isnull=False), name="evidence_answers_something"
            )
        ]


class ImprovementPlan(models.Model):
    """A plan of the least that would pass, as it was computed: what went in, what it costs, and how good it is."""

    area_code = models.CharField(max_length=6)
    school_year = models.SmallIntegerField()
    profile = models.CharField(max_length=24)  # plan.PROFILES
    asked = models.JSONField(default=dict)  # budget, posts, distance, unit costs
    input_hash = models.CharField(max_length=64)
    cost_fen = models.BigIntegerField()
    bound_fen = models.BigIntegerField()
    gap_share = models.FloatField()
    is_checked = models.BooleanField()  # the evaluation was recomputed on the changed table, and passes
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="improvement_plans"
    )

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["area_code", "school_year"])]


class PlanStep(models.Model):
    """One change at one school: teachers to appoint or rotate, rooms, sports area, equipment, classes to split."""

    plan = models.ForeignKey(ImprovementPlan, on_delete=models.CASCADE, related_name="steps")
    number = models.SmallIntegerField()
    institution_code = models.CharField(max_length=10)
    part = models.CharField(max_length=8, blank=True, default="")  # primary, junior; empty for what the parts share
    measure = models.CharField(max_length=32)  # problem.MEASURES
    amount = models.FloatField()
    from_institution_code = models.CharField(max_length=10, blank=True, default="")  # where a teacher rotates from
    cost_fen = models.BigIntegerField()
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_steps_adopted"
    )

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_step_number")]
