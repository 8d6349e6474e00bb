"""Live honours → rows of the frozen tables.

What a closed institution held is no longer counted, whether or not somebody ended its record.
"""

from typing import Any

import polars as pl
from django.db.models import Q
from django.db.models.functions import Coalesce

from xuezheng.engine.offices import Held, ReturnScope, collectors
from xuezheng.honours.models import Award, Designation, LibraryLesson, SentAthlete, StudyTrip
from xuezheng.honours.tables import AWARDS, DESIGNATIONS, LESSONS, NEW_DESIGNATIONS, SENT_ATHLETES, STUDY_TRIPS
from xuezheng.registers.lookup import holds, in_scope, placed, rows


def of_place(queryset: Any, scope: ReturnScope) -> Any:
    """Records that stand with an institution of the city, or else with an area of it."""
    return in_scope(
        queryset.annotate(place_code=Coalesce("institution__county_code", "area_code")), scope, "place_code"
    )


def holds_of_place(model: Any) -> Held:
    """Whether an institution or an area of the city ever held a record of the kind."""
    return lambda scope: of_place(model.objects.all(), scope).exists()


def still_open(scope: ReturnScope) -> Q:
    """No institution, or one not closed by the stock day."""
    day = scope.year.stock_on
    return Q(institution__closed_on__isnull=True) | Q(institution__closed_on__gt=day)


def collect_designations(scope: ReturnScope) -> pl.DataFrame:
    """Titles held on 1 September."""
    held = Designation.objects.as_of(scope.year.stock_on).filter(still_open(scope))
    found = rows(
        of_place(held, scope),
        (
            "id",
            "institution__code",
            "area_code",
            "title",
            "level",
            "grade",
            "speciality",
            "programme__code",
            "site_name",
            "started_on",
        ),
        (
            "designation_number",
            "institution_code",
            "area_code",
            "title",
            "level",
            "grade",
            "speciality",
            "programme_code",
            "site_name",
            "started_on",
        ),
    )
    return placed(found.with_columns(pl.col("programme_code").cast(pl.String).fill_null("")), scope, DESIGNATIONS)


def collect_new_designations(scope: ReturnScope) -> pl.DataFrame:
    """Titles that were given or renewed in the school year before."""
    found = rows(
        of_place(Designation.objects.filter(started_on__range=scope.year.flow), scope),
        ("id", "institution__code", "area_code", "title", "level", "grade", "is_renewal", "started_on"),
        ("designation_number", "institution_code", "area_code", "title", "level", "grade", "is_renewal", "started_on"),
    )
    return placed(found, scope, NEW_DESIGNATIONS)


def collect_awards(scope: ReturnScope) -> pl.DataFrame:
    """Awards of the school year before, by the institution or area that won them."""
    found = rows(
        of_place(Award.objects.filter(awarded_on__range=scope.year.flow), scope),
        (
            "id",
            "institution__code",
            "area_code",
            "awarded_on",
            "contest__field",
            "contest__level",
            "contest__code",
            "event",
            "prize",
            "winner",
        ),
        (
            "award_number",
            "institution_code",
            "area_code",
            "awarded_on",
            "field",
            "level",
            "contest",
            "event",
            "prize",
            "winner",
        ),
    )
    return placed(found, scope, AWARDS)


def collect_sent_athletes(scope: ReturnScope) -> pl.DataFrame:
    """Athletes sent up who won in the school year before."""
    found = rows(
        in_scope(SentAthlete.objects.filter(won_on__range=scope.year.flow), scope),
        ("id", "institution__code", "won_on", "contest__code", "event", "prize"),
        ("athlete_number", "institution_code", "won_on", "contest", "event", "prize"),
    )
    return placed(found, scope, SENT_ATHLETES)


def collect_lessons(scope: ReturnScope) -> pl.DataFrame:
    """Lessons in the library on 1 September; a lesson outlives the school that gave it."""
    found = rows(
        in_scope(LibraryLesson.objects.as_of(scope.year.stock_on), scope),
        ("id", "institution__code", "subject", "stage", "started_on"),
        ("lesson_number", "institution_code", "subject", "stage", "started_on"),
    )
    return placed(found, scope, LESSONS)


def collect_study_trips(scope: ReturnScope) -> pl.DataFrame:
    """Study trips of the school year before."""
    found = rows(
        in_scope(StudyTrip.objects.filter(held_on__range=scope.year.flow), scope),
        ("id", "institution__code", "held_on", "day_count", "student_count", "teacher_count", "base_id"),
        ("trip_number", "institution_code", "held_on", "day_count", "student_count", "teacher_count", "base"),
    )
    return placed(found.with_columns(is_to_base=pl.col("base").is_not_null()), scope, STUDY_TRIPS)


COLLECTORS = collectors(
    (DESIGNATIONS, collect_designations, holds_of_place(Designation)),
    (NEW_DESIGNATIONS, collect_new_designations, holds_of_place(Designation)),
    (AWARDS, collect_awards, holds_of_place(Award)),
    (SENT_ATHLETES, collect_sent_athletes, holds(SentAthlete)),
    (LESSONS, collect_lessons, holds(LibraryLesson)),
    (STUDY_TRIPS, collect_study_trips, holds(StudyTrip)),
)
