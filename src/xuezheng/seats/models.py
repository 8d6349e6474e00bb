"""Live records of building projects. The rooms themselves are the registers'."""

from django.db import models

from xuezheng.registers.models import Institution, Room
from xuezheng.registers.models.constraints import at_least, in_order, one_of
from xuezheng.registers.rules import STAGES
from xuezheng.seats.rules import PROGRAMMES, PROJECT_KINDS


class BuildingProject(models.Model):
    """A project that builds, rebuilds or extends a school; the rooms it makes carry its code."""

    code = models.CharField(max_length=30, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="building_projects")
    kind = models.CharField(max_length=12)  # seats.rules.PROJECT_KINDS
    stage = models.CharField(max_length=20)  # the stage it is built for (registers.rules.STAGES)
    programme = models.CharField(max_length=30, blank=True)  # seats.rules.PROGRAMMES
    started_on = models.DateField()
    completed_on = models.DateField(null=True, blank=True)
    budget_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            one_of("kind", PROJECT_KINDS, "seats_project_kind"),
            one_of("stage", STAGES, "seats_project_stage"),
            one_of("programme", PROGRAMMES, "seats_project_programme"),
            in_order("started_on", "completed_on", "seats_project_in_order"),
            at_least("budget_fen", 0, "seats_project_budget"),
        ]


class BuiltRoom(Room):
    """A room of the registers seen as the work of a project."""

    class Meta:
        proxy = True
