"""Each check of honours: rows that pass, and the smallest change by which they do not."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.worlds import row

from xuezheng.engine.tables import Table
from xuezheng.honours.checks import CHECKS
from xuezheng.honours.tables import AWARDS, DESIGNATIONS, LESSONS, SENT_ATHLETES, STUDY_TRIPS
from xuezheng.registers.tables import INSTITUTIONS

SCHOOL = "2151000001"
SOUND: dict[str, list[pl.DataFrame]] = {
    INSTITUTIONS.name: [row(INSTITUTIONS, institution_code=SCHOOL, opened_on=date(2000, 9, 1), pupil_count=100)],
    DESIGNATIONS.name: [
        row(DESIGNATIONS, institution_code=SCHOOL, designation_number=1, title="model_senior", level="provincial",
            grade="first", speciality="", programme_code="", site_name=""),
        row(DESIGNATIONS, designation_number=2, title="study_base", level="provincial", grade="camp", speciality="",
            programme_code="", site_name="营地"),
    ],
    AWARDS.name: [row(AWARDS, institution_code=SCHOOL, award_number=1, awarded_on=date(2000, 9, 1))],
    STUDY_TRIPS.name: [row(STUDY_TRIPS, institution_code=SCHOOL, trip_number=1, student_count=150)],
    LESSONS.name: [row(LESSONS, institution_code=SCHOOL, lesson_number=1, stage="primary")],
    SENT_ATHLETES.name: [row(SENT_ATHLETES, institution_code=SCHOOL, athlete_number=1, prize="gold")],
}  # fmt: skip
BROKEN: list[tuple[str, Table, dict[str, Any]]] = [
    ("honours.designations.title_exists", DESIGNATIONS, {"level": "national"}),
    ("honours.designations.title_exists", DESIGNATIONS, {"grade": ""}),
    ("honours.designations.title_exists", DESIGNATIONS, {"site_name": "馆", "institution_code": None}),
    ("honours.designations.title_exists", DESIGNATIONS, {"programme_code": "720201"}),
    ("honours.designations.one_grade", DESIGNATIONS, {"grade": "second", "designation_number": 3}),
    ("honours.awards.after_opening", AWARDS, {"awarded_on": date(2000, 8, 31)}),
    ("honours.study_trips.within_school", STUDY_TRIPS, {"student_count": 151}),
    ("honours.lessons.stage", LESSONS, {"stage": "evening"}),
    ("honours.sent_athletes.won", SENT_ATHLETES, {"prize": "third"}),
]


def found(check: str, extra: tuple[Table, pl.DataFrame] | None = None) -> pl.DataFrame:
    frames = {name: list(rows) for name, rows in SOUND.items()}
    if extra:
        frames[extra[0].name].append(extra[1])
    chosen = next(c for c in CHECKS if c.name == check)
    return chosen.broken({name: pl.concat(rows) for name, rows in frames.items()})


@pytest.mark.parametrize("check", [c.name for c in CHECKS])
def test_sound_rows_pass(check: str) -> None:
    assert found(check).is_empty()


@pytest.mark.parametrize(("check", "table", "change"), BROKEN)
def test_a_small_change_breaks_it(check: str, table: Table, change: dict[str, Any]) -> None:
    changed = SOUND[table.name][0].with_columns(
        pl.lit(value, table.dtypes[name]).alias(name) for name, value in change.items()
    )
    broken = found(check, (table, changed))
    assert not broken.is_empty()
    assert set(table.key) <= set(broken.columns)
