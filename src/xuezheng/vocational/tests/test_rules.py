"""The nine key conditions, one short at a time."""

from types import SimpleNamespace

import polars as pl
import pytest
from tests.worlds import measured

from xuezheng.vocational.figures.schools import CONDITIONS_MET
from xuezheng.vocational.rules import KEY_NORMS, meets_all, shortfalls

GOOD = {
    "pupil_count": 2000, "teacher_count": 100, "site_area_m2": 66_000.0, "building_area_m2": 40_000.0,
    "equipment_fen": 500_000_000, "book_count": 60_000,
}  # fmt: skip

CASES = [
    ("everything just met", {}, ()),
    ("a site of the least size, too small for its pupils", {"site_area_m2": 40_000.0}, ("site_area_per_pupil",)),
    (
        "a small school with little of everything",
        {"pupil_count": 500, "teacher_count": 59, "site_area_m2": 39_000.0},
        ("site_area_total", "full_time_teachers"),
    ),
    ("one teacher short", {"teacher_count": 99}, ("teachers_for_20_pupils",)),
    ("equipment a pupil short", {"equipment_fen": 499_000_000}, ("equipment_per_pupil",)),
    ("books a pupil short", {"book_count": 59_999}, ("books_per_pupil",)),
    ("buildings short", {"building_area_m2": 23_000.0}, ("building_area_total", "building_area_per_pupil")),
]


@pytest.mark.parametrize(("changed", "short"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_shortfalls(changed: dict[str, float], short: tuple[str, ...]) -> None:
    school = SimpleNamespace(**GOOD | changed)
    assert shortfalls(school) == short
    assert meets_all(school) is (not short)


def test_the_figure_judges_as_the_rule_does() -> None:
    frame = pl.DataFrame([GOOD | changed for _, changed, _ in CASES], schema_overrides={"site_area_m2": pl.Float64})
    assert measured(CONDITIONS_MET.numerator, frame) == 1
    assert CONDITIONS_MET.denominator is not None
    assert measured(CONDITIONS_MET.denominator, frame) == len(CASES)


def test_there_are_nine_norms() -> None:
    assert len({norm.id for norm in KEY_NORMS}) == 9
