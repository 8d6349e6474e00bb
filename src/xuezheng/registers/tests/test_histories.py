"""Random histories: events in advance, late and withdrawn keep every total and leave every earlier day as it was."""

import json
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.tiny_city import CITY, HILLS, TOWN, institution, room, school_class, student, teacher, tiny_city

from xuezheng.access.models import AuditEntry
from xuezheng.engine.offices import ReturnScope
from xuezheng.engine.snapshots import write_snapshot
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers import actions, tables
from xuezheng.registers.actions import Asked, Stated
from xuezheng.registers.collect import COLLECTORS
from xuezheng.registers.lookup import read_once
from xuezheng.registers.models import Area, Institution, Succession

pytestmark = pytest.mark.django_db
NEW_COUNTY, NEW_TOWN = "511011", "511011001"
YEARS = range(2021, 2026)
FROZEN = (
    tables.INSTITUTIONS, tables.CONDITIONS, tables.ROOMS, tables.PROGRAMMES, tables.CLASSES, tables.STAFF, tables.STUDENTS,
    tables.SUCCESSIONS, tables.GRADUATIONS,
)  # fmt: skip


@pytest.fixture
def city() -> SimpleNamespace:
    made = tiny_city()
    Area.objects.create(code=NEW_COUNTY, level="county", name="东兴区", parent_id=CITY, started_on=date(1990, 1, 1))
    Area.objects.create(code=NEW_TOWN, level="town", name="西林街道", parent_id=NEW_COUNTY, started_on=date(1990, 1, 1))
    made.west = institution("2151000010", "城西小学", "211")
    for year in YEARS:
        school_class(made.west, year, "primary", "11", 30)
        school_class(made.hills, year, "junior", "21", 28)
    room(made.west, "101", 40)
    room(made.west, "201", 40, started_on=date(2024, 1, 1))
    teacher(made.west, 2)
    teacher(made.east, 4)
    student(made.west, 11, "11", date(2022, 9, 1))
    student(made.hills, 12, "11", date(2023, 9, 1))
    return made


def frozen(year: int) -> dict[str, pl.DataFrame]:
    scope = ReturnScope(CITY, SchoolYear(year))
    return {table.name: COLLECTORS[table.name].collect(scope) for table in FROZEN}


def hashes(year: int, folder: Path) -> dict[str, Any]:
    """The hashes of a return's files, frozen for good in a folder."""
    manifest = write_snapshot(folder, frozen(year), {table.name: table for table in FROZEN}, {})
    return {name: entry["sha256"] for name, entry in manifest.tables.items()}


def returns() -> dict[int, dict[str, pl.DataFrame]]:
    with read_once():
        return {year: frozen(year) for year in YEARS}


def totals(found: dict[str, pl.DataFrame]) -> tuple[Any, ...]:
    classes, rooms = found[tables.CLASSES.name], found[tables.ROOMS.name]
    people = (found[tables.STAFF.name]["pseudonym"].n_unique(), found[tables.STUDENTS.name].height)
    return classes.height, classes["pupil_count"].sum(), rooms.height, rooms["seat_count"].sum(), *people


CODES = ("2151000001", "3151000002", "2151000010")
COUNTED = iter(range(100, 10**6))


def asked_of(kind: str, on: date, one: int, other: int) -> Asked:
    """An event of a kind on a day between some schools of the city."""
    code, second = CODES[one], CODES[other]
    new_code = f"{code[:2]}5100{next(COUNTED):04d}"
    values: dict[str, dict[str, Any]] = {
        "renamed": {"code": code, "name": f"学校{on:%y%m%d}"},
        "merged": {"codes": [code], "into": second, "name": "" if one else "合并学校"},
        "converted": {"code": code, "changed": {"school_type": "312"}, "new_code": "" if one == 1 else f"3151{new_code[4:]}"},
        "handed_over": {"code": code, "changed": {"town_code": (NEW_TOWN, TOWN, HILLS)[other]}},
        "split": {
            "code": code, "new_code": f"3151{new_code[4:]}", "taken": {"stages": ["junior"]},
            "described": {
                "name": "分设初中", "school_type": "311", "organiser": "831", "urban_rural": "111", "town_code": TOWN,
            },
        },
    }  # fmt: skip
    return Asked(kind, on, values[kind])


steps = st.tuples(
    st.sampled_from(["renamed", "merged", "converted", "handed_over", "split"]),
    st.dates(date(2020, 9, 2), date(2025, 6, 1)),
    st.integers(0, 2),
    st.integers(0, 2),
)


@settings(
    max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(history=st.lists(steps, min_size=3, max_size=6))
def test_a_random_history_keeps_totals_and_the_past(
    city: SimpleNamespace, history: list[tuple[str, date, int, int]]
) -> None:
    """In the order drawn, so that many events are registered late, before others."""
    with transaction.atomic():
        then = returns()
        kept = {year: totals(found) for year, found in then.items()}
        for kind, on, one, other in history:
            try:
                with transaction.atomic():
                    actions.do_register(asked_of(kind, on, one, other))
            except Refused:
                continue
            now = returns()
            assert {year: totals(found) for year, found in now.items()} == kept
            for year in (year for year in YEARS if SchoolYear(year).stock_on < on):
                assert [name for name in now[year] if not now[year][name].equals(then[year][name])] == [], (year, kind)
            then = now
        for event in sorted(Succession.objects.all(), key=lambda e: (e.occurred_on, e.pk), reverse=True):
            actions.do_withdraw_event(event)
        assert {year: totals(found) for year, found in returns().items()} == kept
        assert Institution.objects.count() == 6
        transaction.set_rollback(True)


def test_a_later_event_registered_late_leaves_the_frozen_years_byte_for_byte(
    city: SimpleNamespace, tmp_path: Path
) -> None:
    actions.do_register(Asked("renamed", date(2023, 3, 1), {"code": CODES[0], "name": "城东实验小学"}))
    actions.do_register(Asked("renamed", date(2025, 3, 1), {"code": CODES[0], "name": "城东外国语小学"}))
    before = {year: hashes(year, tmp_path / f"{year}-before") for year in (2021, 2022, 2023, 2024)}
    late = actions.do_register(Asked("merged", date(2023, 12, 1), {"codes": [CODES[2]], "into": CODES[0]}))
    after = {year: hashes(year, tmp_path / f"{year}-after") for year in (2021, 2022, 2023, 2024)}
    assert [year for year in before if before[year] != after[year]] == [2024]
    assert city.east.versions.as_of(date(2025, 6, 1)).get().name == "城东外国语小学"
    entry = AuditEntry.objects.last()
    assert entry is not None
    again = Succession.objects.get(occurred_on=date(2025, 3, 1))
    assert json.loads(entry.detail)["registered_again"] == [again.pk]
    actions.do_withdraw_event(again)
    actions.do_withdraw_event(late)
    assert hashes(2023, tmp_path / "2023-again") == before[2023]


def test_a_late_event_that_a_later_one_cannot_bear_writes_nothing(city: SimpleNamespace) -> None:
    actions.do_register(Asked("renamed", date(2024, 3, 1), {"code": CODES[2], "name": "城西实验小学"}))
    with pytest.raises(Refused, match="later one could no longer be"):
        actions.do_register(Asked("merged", date(2023, 7, 1), {"codes": [CODES[2]], "into": CODES[0]}))
    assert Succession.objects.count() == 1
    assert city.west.versions.as_of(date(2024, 4, 1)).get().name == "城西实验小学"


def test_a_hand_over_in_advance_changes_hands_on_its_day(city: SimpleNamespace) -> None:
    today = timezone.localdate()
    on = today + timedelta(days=30)
    changed = {"town_code": NEW_TOWN, "organiser": "821"}
    asked = Asked("handed_over", on, {"code": CODES[0], "changed": changed})
    event = actions.do_register(asked, Stated(reason="市直管"))
    assert Institution.objects.get(code=CODES[0]).county_code == "511002", "announced, not in force"
    assert actions.do_settle_all(today) == 0
    assert actions.do_settle_all(on) == 1
    assert Institution.objects.get(code=CODES[0]).county_code == NEW_COUNTY
    actions.do_withdraw_event(event)
    assert Institution.objects.get(code=CODES[0]).county_code == "511002"


def test_an_inclusive_kindergarten_handed_to_the_state_is_no_longer_one(city: SimpleNamespace) -> None:
    with pytest.raises(Refused, match="private"):
        actions.do_register(
            Asked("handed_over", date(2023, 7, 1), {"code": "1151000003", "changed": {"organiser": "831"}})
        )
    changed = {"organiser": "831", "is_inclusive": False}
    actions.do_register(Asked("handed_over", date(2023, 7, 1), {"code": "1151000003", "changed": changed}))
    assert city.garden.versions.as_of(date(2023, 7, 1)).get().is_inclusive is False
    assert city.garden.versions.as_of(date(2023, 6, 30)).get().is_inclusive is True


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({}, "hand_over.same"),
        ({"organiser": "821", "name": "别的名"}, "hand_over.beyond"),
        ({"town_code": "510903001"}, "hand_over.city"),
    ],
)
def test_what_a_hand_over_may_not(city: SimpleNamespace, changed: dict[str, Any], rule: str) -> None:
    found = actions.preview(Asked("handed_over", date(2023, 7, 1), {"code": CODES[0], "changed": changed}))
    assert [problem.rule for problem in found.problems] == [f"registers.{rule}"]


def test_a_preview_tells_it_and_writes_nothing(city: SimpleNamespace) -> None:
    found = actions.preview(
        Asked("merged", date(2023, 7, 1), {"codes": [CODES[2]], "into": CODES[0], "name": "城东中心小学"})
    )
    assert (found.moved.class_count, found.moved.pupil_count, found.moved.staff_count) == (1, 30, 1)
    assert (found.moved.student_count, found.moved.school_year) == (1, 2023)
    zh = "".join(sentence.zh for sentence in found.letter)
    assert "自2023年7月1日起，城西小学（2151000010）并入城东小学（2151000001）。" in zh
    assert "标识码2151000010同日作废" in zh
    assert "名称改为城东中心小学" in zh
    assert Succession.objects.count() == 0
    assert AuditEntry.objects.count() == 0
