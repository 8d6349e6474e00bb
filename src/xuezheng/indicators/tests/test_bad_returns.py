"""What cannot be known is not a number: each fault of a return has its own answer, the same asked singly and all at once."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from xuezheng.engine.compute import compute_all
from xuezheng.engine.evaluate import answer, coverage_of
from xuezheng.engine.figures import Asked, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.indicators.tests import county

Row = dict[str, Any]
Rows = Sequence[Row]
Doctored = Mapping[str, Callable[[Rows], Rows]]  # table → its rows as they are reported
EAST, WEST, CITY = "511002", "511011", "511000"
PRIMARY, NINE_YEAR, SECONDARY = "2151100004", "3151100005", "3451100006"
KNOWN, UNKNOWN, NOT_APPLICABLE = "known", "unknown", "not_applicable"
AS_IT_IS: Doctored = {}


def without(column: str, value: str) -> Callable[[Rows], Rows]:
    return lambda rows: [r for r in rows if r[column] != value]


def put(school: str, **changed: Any) -> Callable[[Rows], Rows]:
    return lambda rows: [{**r, **changed} if r["institution_code"] == school else r for r in rows]


def room_in_each(rows: Rows) -> Rows:
    """A classroom for every school, and those there are."""
    schools = county.rows_of("institutions", 2023)
    have = {r["institution_code"] for r in rows}
    like = next(iter(rows))
    places = ("school_year", "city_code", "county_code", "town_code", "institution_code")
    return [
        *rows,
        *({**like, **{p: s[p] for p in places}, "stage": ""} for s in schools if s["institution_code"] not in have),
    ]


def room_in_each_but_the_primary(rows: Rows) -> Rows:
    return without("institution_code", PRIMARY)(room_in_each(rows) if rows else rows)


def boarders(rows: Rows) -> Rows:
    """Boarders at the nine-year school and the secondary school alone."""
    return [{**r, "boarder_count": 10 if r["institution_code"] in (NINE_YEAR, SECONDARY) else 0} for r in rows]


# sentence: (rows as reported, tables that 2023 lacks, {(figure, place): (state, what the reason names)})
CASES: dict[str, tuple[Doctored, tuple[str, ...], dict[tuple[str, str], tuple[str, str]]]] = {
    "nothing to divide by is not applicable": (
        AS_IT_IS, (), {("teacher_qualification_rate", "2151100007"): (NOT_APPLICABLE, "divide"), ("public_kindergarten_enrolment_share", WEST): (NOT_APPLICABLE, "")},
    ),
    "a county without a census row is unknown, and so is its city; the other county is not": (
        {"population": without("county_code", WEST)}, (),
        {
            ("primary_gross_enrolment_ratio", WEST): (UNKNOWN, WEST), ("primary_gross_enrolment_ratio", CITY): (UNKNOWN, WEST),
            ("primary_gross_enrolment_ratio", EAST): (KNOWN, ""), ("enrolment_per_100k", CITY): (UNKNOWN, WEST),
            ("students_enrolled", WEST): (KNOWN, ""),
        },
    ),
    "a county whose cohort of nine years before is missing is unknown, and so is its city": (
        {"cohorts": without("county_code", EAST)}, (),
        {("compulsory_consolidation_rate", EAST): (UNKNOWN, EAST), ("compulsory_consolidation_rate", CITY): (UNKNOWN, EAST)},
    ),
    "where every school reports its rooms, all is known": (
        {"rooms": room_in_each}, (), {("multimedia_classrooms_per_100", EAST): (KNOWN, ""), ("multimedia_classrooms_per_100", CITY): (KNOWN, "")},
    ),
    "a school with pupils and no rooms is unknown, and so is every sum that should hold it": (
        {"rooms": room_in_each_but_the_primary}, (),
        {
            ("classroom_seats_per_pupil", PRIMARY): (UNKNOWN, PRIMARY), ("multimedia_classroom_share", PRIMARY): (UNKNOWN, PRIMARY),
            ("multimedia_classrooms_per_100", PRIMARY): (UNKNOWN, PRIMARY), ("students_enrolled", PRIMARY): (KNOWN, ""),
            ("multimedia_classrooms_per_100", EAST): (UNKNOWN, "1 of 3 did not tell: 丁小学 (102 pupils"),
            ("multimedia_classrooms_per_100", CITY): (UNKNOWN, "丁小学"), ("multimedia_classrooms_per_100", "511002001"): (UNKNOWN, "丁小学"),
            ("multimedia_classrooms_per_100", "511002002"): (KNOWN, ""), ("multimedia_classrooms_per_100", WEST): (KNOWN, ""),
            ("multimedia_classroom_share", EAST): (KNOWN, ""),  # the school is left out of both sides, and the coverage says so
        },
    ),
    "a negative area is no area: unknown for the school, left out of both sides of its county": (
        {"conditions": put(PRIMARY, site_area_m2=-2040.0)}, (),
        {("site_area_per_pupil", PRIMARY): (UNKNOWN, ""), ("site_area_per_pupil", EAST): (KNOWN, ""), ("books_per_pupil", PRIMARY): (KNOWN, "")},
    ),
    "a day school without dormitories is not silent about them": (
        {"classes": boarders}, (), {("dorm_area_per_boarder", EAST): (KNOWN, ""), ("dorm_area_per_boarder", CITY): (KNOWN, "")},
    ),
    "a school with boarders whose dormitories are unknown leaves its county unknown": (
        {"classes": boarders, "conditions": put(SECONDARY, dormitory_area_m2=None)}, (),
        {("dorm_area_per_boarder", EAST): (UNKNOWN, "己完全中学"), ("dorm_area_per_boarder", CITY): (UNKNOWN, "1 of 2"), ("dorm_area_per_boarder", NINE_YEAR): (KNOWN, "")},
    ),
    "a table that a return lacks makes its figures unknown": (
        AS_IT_IS, ("conditions",),
        {("site_area_per_pupil", EAST): (UNKNOWN, "School conditions"), ("site_area_per_pupil", PRIMARY): (UNKNOWN, "School conditions"), ("students_enrolled", CITY): (KNOWN, "")},
    ),
}  # fmt: skip


def doctored(home: Path, reported: Doctored, lacking: tuple[str, ...], patch: pytest.MonkeyPatch) -> Frozen:
    real = county.rows_of
    patch.setattr(county, "rows_of", lambda name, year: list(reported.get(name, list)(real(name, year))))
    return county.freeze(home, without={2022: ("cohorts", "rooms"), 2023: lacking})


@pytest.mark.parametrize("sentence", CASES)
def test_each_fault_has_its_own_answer(sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reported, lacking, expected = CASES[sentence]
    frozen = doctored(tmp_path, reported, lacking, monkeypatch)
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


COVERED: dict[str, tuple[Doctored, str, bool]] = {  # as reported, figure, whether it is a number below zero
    "rooms of the primary school": ({"rooms": room_in_each_but_the_primary}, "multimedia_classroom_share", False),
    "a negative area": ({"conditions": put(PRIMARY, site_area_m2=-1.0)}, "site_area_per_pupil", True),
    "an area not told": ({"conditions": put(PRIMARY, site_area_m2=None)}, "site_area_per_pupil", False),
}


@pytest.mark.parametrize("sentence", COVERED)
def test_a_ratio_over_those_who_told_says_how_many_they_are(
    sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ratio is of the schools that told; who did not is named, with their pupils, and a number below zero called so."""
    reported, figure, is_negative = COVERED[sentence]
    frozen = doctored(tmp_path, reported, (), monkeypatch)
    found = coverage_of(Asked(figure, EAST, Period(year=2023)), county.national(), frozen)
    assert found is not None
    silent = {s.code: s for s in found.silent}
    assert (silent[PRIMARY].name, silent[PRIMARY].pupils, silent[PRIMARY].is_negative) == ("丁小学", 102, is_negative)
    assert f"{len(silent)} of {found.count} did not tell" in found.words.en
    assert ("below zero" in found.words.en) == is_negative


def test_a_rate_above_the_whole_stays_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Children who moved in: more in school than residents. It is not cut to one; pages mark it as doubtful."""
    frozen = doctored(tmp_path, {}, (), monkeypatch)
    found = compute_all(county.national(), frozen)
    above = found.filter(
        (found["state"] == "known") & (found["value"] > 1) & found["indicator_id"].cast(str).str.ends_with("_ratio")
    )
    assert above.height
    assert (above["value"] == above["numerator"] / above["denominator"]).all()
