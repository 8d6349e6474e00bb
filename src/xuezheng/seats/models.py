"""Live records of building projects, births, new dwellings and forecasts. The rooms themselves are the registers'."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from xuezheng.registers.models import Area, Institution, Room
from xuezheng.registers.models.constraints import at_least, in_order, one_of
from xuezheng.registers.rules import STAGES
from xuezheng.seats.rules import FUND_SOURCES, PROGRAMMES, PROJECT_KINDS, STEPS, STOPPED


class BuildingProject(models.Model):
    """A project that builds, rebuilds or extends a school; the rooms it makes carry its code.

    From an idea on, when there may be no school yet but a township: `step` says how far it is (`ProjectStep` when), and
    `first_planned_on` what was promised first.
    """

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120, blank=True, default="")
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="building_projects"
    )
    town = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="building_projects")
    kind = models.CharField(max_length=12)  # seats.rules.PROJECT_KINDS
    stage = models.CharField(max_length=20)  # the stage it is built for (registers.rules.STAGES)
    programme = models.CharField(max_length=30, blank=True)  # seats.rules.PROGRAMMES
    step = models.CharField(max_length=12, default="building")  # seats.rules.STEPS, or stopped
    seat_count = models.IntegerField(default=0)  # seats it is to add
    started_on = models.DateField()  # when it was first registered or began
    first_planned_on = models.DateField(null=True, blank=True)  # to open, as promised first
    planned_open_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    budget_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            one_of("kind", PROJECT_KINDS, "seats_project_kind"),
            one_of("stage", STAGES, "seats_project_stage"),
            one_of("programme", PROGRAMMES, "seats_project_programme"),
            one_of("step", (*STEPS, STOPPED), "seats_project_step"),
            in_order("started_on", "completed_on", "seats_project_in_order"),
            at_least("budget_fen", 0, "seats_project_budget"),
            at_least("seat_count", 0, "seats_project_seats"),
            models.CheckConstraint(
                condition=Q(institution__isnull=False) | Q(town__isnull=False), name="seats_project_placed"
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(institution__isnull=False), name="seats_project_built_at"
            ),
        ]


class ProjectStep(models.Model):
    """A step a project took, or a new date it was planned to: what happened to it, oldest first."""

    project = models.ForeignKey(BuildingProject, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    taken_on = models.DateField()
    planned_open_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["taken_on", "id"]
        constraints = [one_of("step", (*STEPS, STOPPED), "seats_step")]


class ProjectFunding(models.Model):
    """Where the money of a project comes from."""

    project = models.ForeignKey(BuildingProject, on_delete=models.PROTECT, related_name="funding")
    source = models.CharField(max_length=12)  # seats.rules.FUND_SOURCES
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "source"], name="seats_funding_once"),
            one_of("source", FUND_SOURCES, "seats_funding_source"),
            at_least("amount_fen", 0, "seats_funding_amount"),
        ]


class BuiltRoom(Room):
    """A room of the registers seen as the work of a project."""

    class Meta:
        proxy = True


class Births(models.Model):
    """Children born in an area (a county or a township) in a year, from the health or statistical bureau.

    A year is that of the school: from 1 September of the year before to 31 August, as those children enter together.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="births")
    year = models.SmallIntegerField()
    birth_count = models.IntegerField()
    source = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="seats_births_once"),
            at_least("birth_count", 0, "seats_births_count"),
        ]


class Dwellings(models.Model):
    """New dwellings that are handed over in a township in a year, from the housing bureau."""

    town = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="dwellings")
    name = models.CharField(max_length=80)
    year = models.SmallIntegerField()  # the school year by whose beginning families live there
    dwelling_count = models.IntegerField()
    source = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "name", "year"], name="seats_dwellings_once"),
            at_least("dwelling_count", 0, "seats_dwellings_count"),
        ]


class RoomConversion(models.Model):
    """Classrooms of a township that are decided to serve another stage from a school year on. Withdrawn ones stay on record."""

    town = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="room_conversions")
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="room_conversions"
    )
    from_stage = models.CharField(max_length=20)
    to_stage = models.CharField(max_length=20)
    room_count = models.IntegerField()
    year = models.SmallIntegerField()  # the first school year of the new use
    decided_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True, default="")
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            one_of("from_stage", STAGES, "seats_conversion_from"),
            one_of("to_stage", STAGES, "seats_conversion_to"),
            at_least("room_count", 1, "seats_conversion_rooms"),
            in_order("decided_on", "withdrawn_on", "seats_conversion_in_order"),
        ]


class TakenFile(models.Model):
    """A file of births, dwellings or projects that was taken, and what stood before, so that it can be taken back."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    area_code = models.CharField(max_length=9, blank=True, default="")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    before = models.JSONField(default=list)  # of each row: pk, what it had before (null: it was new), what it got
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-taken_at", "-id"]


class SeatForecast(models.Model):
    """A forecast of a city as it was computed; its tables lie frozen in the instance's folder `plans/seats/` under `hash`.

    The newest is shown; `published_at` marks one whose warnings the public sees.
    """

    city_code = models.CharField(max_length=6, db_index=True)
    base_year = models.SmallIntegerField()
    hash = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="seat_forecasts"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]


def school_of(code: str) -> Institution | None:
    """The school of a code, for a foreign key."""
    return Institution.objects.filter(code=code).first()
