"""Live records of the workforce office → rows of the frozen tables."""

import polars as pl

from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, pseudonyms, rows
from xuezheng.workforce.models import ExchangeActivity, ExchangeReach, Recruitment, Studio, TrainingEvent
from xuezheng.workforce.rules import RECRUITED
from xuezheng.workforce.tables import EXCHANGE_REACH, EXCHANGES, RECRUITMENTS, STUDIOS, TRAININGS


def collect_studios(scope: ReturnScope) -> pl.DataFrame:
    """Studios as they stood on 1 September."""
    found = rows(
        in_scope(Studio.objects.as_of(scope.year.stock_on), scope),
        ("id", "institution__code", "kind", "level", "stage", "started_on"),
        ("studio_number", "institution_code", "kind", "level", "stage", "started_on"),
    )
    return placed(found, scope, STUDIOS)


def collect_trainings(scope: ReturnScope) -> pl.DataFrame:
    """Trainings by the city or county that held them."""
    found = rows(
        in_scope(TrainingEvent.objects.filter(held_on__range=scope.year.flow), scope, "area_code"),
        ("id", "area_code", "kind", "held_on", "hour_count", "participant_count"),
        ("training_number", "area_code", "kind", "held_on", "hour_count", "participant_count"),
    )
    return placed(found, scope, TRAININGS)


def collect_exchanges(scope: ReturnScope) -> pl.DataFrame:
    """Joint and visiting lessons by the school that held them."""
    found = rows(
        in_scope(ExchangeActivity.objects.filter(held_on__range=scope.year.flow), scope),
        ("id", "institution__code", "kind", "subject", "held_on", "teacher_count"),
        ("activity_number", "institution_code", "kind", "subject", "held_on", "teacher_count"),
    )
    return placed(found, scope, EXCHANGES)


def collect_exchange_reach(scope: ReturnScope) -> pl.DataFrame:
    """Schools of the city that were reached, whoever held the lesson."""
    found = rows(
        in_scope(ExchangeReach.objects.filter(activity__held_on__range=scope.year.flow), scope),
        ("activity_id", "institution__code", "activity__kind", "activity__held_on"),
        ("activity_number", "institution_code", "kind", "held_on"),
    )
    return placed(found, scope, EXCHANGE_REACH)


def collect_recruitments(scope: ReturnScope) -> pl.DataFrame:
    """Posts begun by recruitment; the person is a pseudonym, so that two posts of one recruit count once."""
    began = Recruitment.objects.filter(start_reason=RECRUITED, started_on__range=scope.year.flow)
    found = rows(
        in_scope(began, scope),
        ("staff__person_index", "institution__code", "post", "stage", "started_on"),
        ("pseudonym", "institution_code", "post", "stage", "started_on"),
    )
    if not found.is_empty():
        found = found.with_columns(pseudonym=pl.Series(pseudonyms(found["pseudonym"].to_list()), dtype=pl.String))
    return placed(found, scope, RECRUITMENTS)


COLLECTORS = collectors(
    (STUDIOS, collect_studios, holds(Studio)),
    (TRAININGS, collect_trainings, holds(TrainingEvent, "area_code")),
    (EXCHANGES, collect_exchanges, holds(ExchangeActivity)),
    (EXCHANGE_REACH, collect_exchange_reach, holds(ExchangeReach)),
    (RECRUITMENTS, collect_recruitments, holds(Recruitment)),
)
