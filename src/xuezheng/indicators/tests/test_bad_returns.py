"""What cannot be known is not a number: each fault of a return has its own answer, the same asked singly and all at once."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from xuezheng.engine.compute import compute_all
from xuezheng.engine.evaluate import answer
from xuezheng.engine.figures import Asked, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.indicators.tests import county

Row = dict[str, Any]
Doctored = Mapping[str, Callable[[Row], bool]]  # table → the rows that stay
EAST, WEST, CITY = "511002", "511011", "511000"
PRIMARY = "2151100004"
KNOWN, UNKNOWN, NOT_APPLICABLE = "known", "unknown", "not_applicable"
AS_IT_IS: Doctored = {}
# sentence: (rows that stay, tables that 2023 lacks, {(figure, place): (state, what the reason names)})
CASES: dict[str, tuple[Doctored, tuple[str, ...], dict[tuple[str, str], tuple[str, str]]]] = {
    "nothing to divide by is not applicable": (
        AS_IT_IS, (), {("teacher_qualification_rate", "2151100007"): (NOT_APPLICABLE, "divide"), ("public_kindergarten_enrolment_share", WEST): (NOT_APPLICABLE, "")},
    ),
    "a county without a census row is unknown, and so is its city; the other county is not": (
        {"population": lambda r: r["county_code"] != WEST}, (),
        {
            ("primary_gross_enrolment_ratio", WEST): (UNKNOWN, WEST), ("primary_gross_enrolment_ratio", CITY): (UNKNOWN, WEST),
            ("primary_gross_enrolment_ratio", EAST): (KNOWN, ""), ("enrolment_per_100k", CITY): (UNKNOWN, WEST),
            ("students_enrolled", WEST): (KNOWN, ""),
        },
    ),
    "a county whose cohort of nine years before is missing is unknown, and so is its city": (
        {"cohorts": lambda r: r["county_code"] != EAST}, (),
        {("compulsory_consolidation_rate", EAST): (UNKNOWN, EAST), ("compulsory_consolidation_rate", CITY): (UNKNOWN, EAST)},
    ),
    "a school with pupils and no rooms is unknown, not without seats": (
        {"rooms": lambda r: r["institution_code"] != PRIMARY}, (),
        {
            ("classroom_seats_per_pupil", PRIMARY): (UNKNOWN, PRIMARY), ("multimedia_classroom_share", PRIMARY): (UNKNOWN, PRIMARY),
            ("multimedia_classrooms_per_100", PRIMARY): (UNKNOWN, PRIMARY), ("students_enrolled", PRIMARY): (KNOWN, ""),
        },
    ),
    "a table that a return lacks makes its figures unknown": (
        AS_IT_IS, ("conditions",),
        {("site_area_per_pupil", EAST): (UNKNOWN, "School conditions"), ("site_area_per_pupil", PRIMARY): (UNKNOWN, "School conditions"), ("students_enrolled", CITY): (KNOWN, "")},
    ),
}  # fmt: skip


def doctored(home: Path, stays: Doctored, without: tuple[str, ...], patch: pytest.MonkeyPatch) -> Frozen:
    real = county.rows_of
    patch.setattr(
        county, "rows_of", lambda name, year: [r for r in real(name, year) if stays.get(name, lambda _: True)(r)]
    )
    return county.freeze(home, without={2022: ("cohorts",), 2023: without})


@pytest.mark.parametrize("sentence", CASES)
def test_each_fault_has_its_own_answer(sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stays, without, expected = CASES[sentence]
    frozen = doctored(tmp_path, stays, without, monkeypatch)
    known = county.national()
    together = compute_all(known, frozen).rows_by_key(
        ["indicator_id", "place_code", "school_year"], named=True, unique=True
    )
    for (figure, place), (state, named) in expected.items():
        one = answer(Asked(figure, place, Period(year=2023)), known, frozen)
        assert (one.state, one.value is None) == (state, state != KNOWN), (figure, place, one)
        assert named in (one.reason.en if one.reason else ""), one.reason
        stored = together.get((figure, place, 2023))
        if (
            stored is None
        ):  # towns and schools keep no row for what is not applicable, nor for a return that lacks the table
            assert len(place) > 6
            assert state != KNOWN
        else:
            assert (stored["state"], stored["value"]) == (state, one.value), (figure, place)


def test_a_rate_above_the_whole_stays_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Children who moved in: more in school than residents. It is not cut to one; pages mark it as doubtful."""
    frozen = doctored(tmp_path, {}, (), monkeypatch)
    found = compute_all(county.national(), frozen)
    above = found.filter(
        (found["state"] == "known") & (found["value"] > 1) & found["indicator_id"].cast(str).str.ends_with("_ratio")
    )
    assert above.height
    assert (above["value"] == above["numerator"] / above["denominator"]).all()
