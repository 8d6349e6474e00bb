"""Plans of a county's layout, and the versions of each: solved, or changed by hand."""

from django.conf import settings
from django.db import models

from xuezheng.layout.rules.planning import ORIGINS, STAGES
from xuezheng.registers.models.constraints import one_of


class LayoutPlan(models.Model):
    """What is planned: a county, a stage, school years, limits and weights. Its problem lies frozen in the instance's folder
    `plans/layout/COUNTY/` under `problem_hash`; `notes` are what was named when it was made (problems as data)."""

    county_code = models.CharField(max_length=6, db_index=True)
    stage = models.CharField(max_length=8)  # layout.rules.planning.STAGES
    title = models.CharField(max_length=80)
    asked = models.JSONField(default=dict)  # layout.plan.asking.Asked
    problem_hash = models.CharField(max_length=16)
    notes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="layout_plans"
    )

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [one_of("stage", STAGES, "layout_plan_stage")]


class LayoutVersion(models.Model):
    """A state of a plan, never changed: undoing goes to `parent`, redoing to its newest child.

    The answer lies frozen under `answer_hash`. `bound` is of every answer that keeps `decided`; empty where none was proven
    for them. `figures` are sums for lists and comparisons; what is written of a change stands in `what`.
    """

    plan = models.ForeignKey(LayoutPlan, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    origin = models.CharField(max_length=8)  # layout.rules.planning.ORIGINS
    what = models.JSONField(default=dict)  # zh, en
    decided = models.JSONField(default=dict)  # code of a school → open or closed
    answer_hash = models.CharField(max_length=16)
    objective = models.FloatField()
    bound = models.FloatField(null=True)
    seconds = models.FloatField(default=0.0)
    seed = models.IntegerField(default=0)
    fault_count = models.IntegerField(default=0)
    figures = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="layout_versions"
    )

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="layout_version_once"),
            one_of("origin", ORIGINS, "layout_version_origin"),
        ]

    @property
    def gap(self) -> float | None:
        """How far above the bound, as a share; None where no bound is proven."""
        if self.bound is None:
            return None
        return max(0.0, self.objective - self.bound) / max(1e-12, abs(self.objective))
