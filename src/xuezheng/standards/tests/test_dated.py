"""Looking up the value that held."""

from datetime import date

import pytest

from xuezheng import standards
from xuezheng.ground.words import Words
from xuezheng.standards import dated

NOW = date(2024, 9, 1)


@pytest.mark.parametrize(
    ("id", "area", "expected", "unit"),
    [
        ("nj.funding_per_student_floor", "511000", 100_000, "fen/student/year"),
        ("sn.small_school_threshold", "510900", 1200, "student"),
        ("sn.community_institutions_target", "510900", 100, "institution"),
        ("nc.pe_points", "511300", 100, "point"),
    ],
)
def test_what_the_page_states_has_a_value_a_unit_and_a_document(id: str, area: str, expected: float, unit: str) -> None:
    found = standards.entry(id, on=NOW, area=area)
    assert (found.value, found.unit) == (expected, unit)
    assert found.document.zh
    assert found.document.en


def test_a_county_takes_the_value_of_its_city() -> None:
    assert standards.value("nc.pe_points", on=NOW, area="511302") == 100


@pytest.mark.parametrize(("on", "area"), [(date(2015, 9, 1), "511000"), (NOW, "511300"), (NOW, "000000")])
def test_no_value_before_its_day_or_outside_its_area(on: date, area: str) -> None:
    with pytest.raises(standards.NoSuchStandard, match="511000 from 2019-01-01"):
        standards.value("nj.funding_per_student_floor", on=on, area=area)


def test_a_target_ends_with_its_plan() -> None:
    with pytest.raises(standards.NoSuchStandard):
        standards.value("sn.community_institutions_target", on=date(2026, 1, 1), area="510900")


def test_an_unknown_id_names_those_there_are() -> None:
    with pytest.raises(standards.NoSuchStandard, match=r"nc\.pe_points"):
        standards.value("nc.pe_point", on=NOW)


def test_the_smallest_area_goes_first_and_then_the_latest_day(monkeypatch: pytest.MonkeyPatch) -> None:
    def at(area: str, value: float, year: int) -> standards.Standard:
        words = Words("甲", "a")
        return standards.Standard(
            "a", words, value, "student", area, date(year, 1, 1), None, words, "", "memory", date(2024, 1, 1)
        )

    entries = (at("000000", 1, 2020), at("000000", 2, 2022), at("511000", 3, 2021))
    monkeypatch.setattr(dated, "_by_id", lambda *version: {"a": entries})
    cases = [(2020, "511000", 1), (2021, "511000", 3), (2023, "511002", 3), (2021, "510900", 1), (2022, "510900", 2)]
    for year, area, expected in cases:
        assert standards.value("a", on=date(year, 6, 1), area=area) == expected


def test_every_entry_says_when_it_was_checked_and_ends_after_it_begins() -> None:
    for found in standards.every():
        assert found.checked_on <= date(2026, 11, 24)
        assert found.to_on is None or found.to_on > found.from_on
