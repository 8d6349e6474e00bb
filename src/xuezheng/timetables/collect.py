"""Live rounds of training → rows of the frozen tables."""

import polars as pl
from django.db.models import Count

from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, rows
from xuezheng.timetables.models import TrainingAttendance, TrainingRound
from xuezheng.timetables.tables import ATTENDANCES, ROUNDS


def collect_rounds(scope: ReturnScope) -> pl.DataFrame:
    """Rounds begun in the school year before."""
    held = TrainingRound.objects.filter(held_on__range=scope.year.flow).annotate(school_count=Count("attendances"))
    found = rows(
        in_scope(held, scope, "area_code"),
        ("id", "area_code", "subject", "held_on", "last_on", "school_count"),
        ("round_number", "area_code", "subject", "held_on", "last_on", "school_count"),
    )
    return placed(found, scope, ROUNDS)


def collect_attendances(scope: ReturnScope) -> pl.DataFrame:
    """What the institutions of the city sent to rounds begun in the school year before."""
    found = rows(
        in_scope(TrainingAttendance.objects.filter(training_round__held_on__range=scope.year.flow), scope),
        (
            "training_round_id",
            "institution__code",
            "training_round__subject",
            "training_round__held_on",
            "trainee_count",
        ),
        ("round_number", "institution_code", "subject", "held_on", "trainee_count"),
    )
    return placed(found, scope, ATTENDANCES)


COLLECTORS = collectors(
    (ROUNDS, collect_rounds, holds(TrainingRound, "area_code")),
    (ATTENDANCES, collect_attendances, holds(TrainingAttendance)),
)
