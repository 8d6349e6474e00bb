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
from tests.tiny_city import CITY, HILLS, TOWN, id_number, institution, room, school_class, student, teacher, tiny_city

from xuezheng.access.models import AuditEntry
from xuezheng.engine.offices import ReturnScope
from xuezheng.engine.snapshots import write_snapshot
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers import actions, tables
from xuezheng.registers.actions import Asked, Stated, life
from xuezheng.registers.collect import COLLECTORS
from xuezheng.registers.lookup import read_once
from xuezheng.registers.models import Area, Enrolment, Institution, InstitutionVersion, Succession, SuccessionPart

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


CROWDED = (date(2022, 9, 1), date(2023, 7, 1), date(2024, 3, 1))  # days on which a history has several events
steps = st.tuples(
    st.sampled_from(["renamed", "merged", "converted", "handed_over", "split"]),
    st.one_of(st.sampled_from(CROWDED), st.dates(date(2020, 9, 2), date(2025, 6, 1))),
    st.integers(0, 2),
    st.integers(0, 2),
)


@settings(
    max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(history=st.lists(steps, min_size=3, max_size=6), imported=st.sampled_from([None, *CROWDED]))
def test_a_random_history_keeps_totals_and_the_past(
    city: SimpleNamespace, history: list[tuple[str, date, int, int]], imported: date | None
) -> None:
    """In the order drawn, so that many events are registered late, before others, and several on one day.

    In some histories an import brought a renaming of the first school: nothing goes before it, the rest around it.
    """
    with transaction.atomic():
        if imported:
            bring_renaming(city.east, imported)
        then = returns()
        kept = {year: totals(found) for year, found in then.items()}
        done = 0
        for kind, on, one, other in history:
            try:
                with transaction.atomic():
                    event = actions.do_register(asked_of(kind, on, one, other))
            except Refused:
                continue
            done += 1
            if imported:
                touched = event.parts.filter(institution=city.east).exists()
                assert not (touched and on < imported), "before what was imported nothing goes"
            now = returns()
            assert {year: totals(found) for year, found in now.items()} == kept
            for year in (year for year in YEARS if SchoolYear(year).stock_on < on):
                assert [name for name in now[year] if not now[year][name].equals(then[year][name])] == [], (year, kind)
            then = now
        registered = [event for event in Succession.objects.all() if event.journal]
        assert len(registered) == done
        for event in sorted(registered, key=lambda e: (e.occurred_on, e.pk), reverse=True):
            actions.do_withdraw_event(event)
        assert {year: totals(found) for year, found in returns().items()} == kept
        assert Institution.objects.count() == 6
        transaction.set_rollback(True)


def returns_equal(one: dict[int, dict[str, pl.DataFrame]], other: dict[int, dict[str, pl.DataFrame]]) -> bool:
    return all(one[year][name].equals(other[year][name]) for year in one for name in one[year])


def bring_renaming(school: Institution, on: date) -> None:
    """What an import leaves of a renaming: a later look, and an event that tells nothing of what it wrote."""
    look = school.versions.get()
    InstitutionVersion.objects.filter(pk=look.pk).update(ended_on=on)
    look.pk, look.name, look.started_on = None, "城东导入小学", on
    look.save(force_insert=True)
    event = Succession.objects.create(kind="renamed", occurred_on=on)
    for side in ("before", "after"):
        SuccessionPart.objects.create(event=event, institution=school, side=side)


SAME_DAY = date(2023, 7, 1)
PAIRS: list[tuple[str, list[tuple[str, int, int]], str]] = [
    ("renamed, then handed over", [("renamed", 0, 0), ("handed_over", 0, 0)], ""),
    ("handed over, then renamed", [("handed_over", 0, 0), ("renamed", 0, 0)], ""),
    ("two schools into one", [("merged", 0, 1), ("merged", 2, 1)], ""),
    ("one into another, and both into a third", [("merged", 2, 0), ("merged", 0, 1)], ""),
    ("renamed on the day on which it ends", [("renamed", 2, 0), ("merged", 2, 1)], ""),
    ("merged, and what went out of it the same day", [("merged", 0, 1), ("split", 1, 0)], ""),
    ("merged away, then renamed", [("merged", 0, 1), ("renamed", 0, 0)], "Event"),
    ("turned into another, then merged under the old code", [("converted", 0, 2), ("merged", 0, 1)], "Event"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "events", "refused"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_two_events_of_a_school_on_one_day_stand_in_order(
    city: SimpleNamespace, why: str, events: list[tuple[str, int, int]], refused: str
) -> None:
    before, (first, second) = returns(), [asked_of(kind, SAME_DAY, one, other) for kind, one, other in events]
    one = actions.do_register(first)
    if refused:
        with pytest.raises(Refused, match=refused):
            actions.do_register(second)
        return
    other = actions.do_register(second)
    now = returns()
    assert {year: totals(found) for year, found in now.items()} == {
        year: totals(found) for year, found in before.items()
    }
    past = [year for year in YEARS if SchoolYear(year).stock_on < SAME_DAY]
    assert returns_equal({year: before[year] for year in past}, now)
    with pytest.raises(Refused, match="later event"):
        actions.do_withdraw_event(one)
    early = actions.do_register(Asked("renamed", date(2023, 1, 5), {"code": CODES[events[0][1]], "name": "早年改名"}))
    assert returns_equal(
        {year: before[year] for year in past if SchoolYear(year).stock_on < date(2023, 1, 5)}, returns()
    )
    actions.do_withdraw_event(Succession.objects.get(pk=other.pk))
    actions.do_withdraw_event(Succession.objects.get(pk=one.pk))
    actions.do_withdraw_event(early)
    assert returns_equal(before, returns())


def test_before_an_imported_event_nothing_goes_and_what_to_do_is_said(city: SimpleNamespace) -> None:
    bring_renaming(city.east, date(2023, 7, 1))
    with pytest.raises(Refused, match="register after it, or undo the import"):
        actions.do_register(Asked("merged", date(2023, 3, 1), {"codes": [CODES[2]], "into": CODES[0]}))
    SuccessionPart.objects.all().delete()
    Succession.objects.all().delete()  # a look alone, without an event
    with pytest.raises(Refused, match="by an import"):
        actions.do_register(Asked("merged", date(2023, 3, 1), {"codes": [CODES[2]], "into": CODES[0]}))
    same_day = actions.do_register(
        Asked("merged", date(2023, 7, 1), {"codes": [CODES[2]], "into": CODES[0], "name": "城东联校"})
    )
    assert city.east.versions.as_of(date(2023, 7, 1)).get().name == "城东联校"
    actions.do_withdraw_event(same_day)
    assert city.east.versions.as_of(date(2023, 7, 1)).get().name == "城东导入小学"


def test_acts_between_an_announcement_and_its_day_go_over_with_the_others(city: SimpleNamespace) -> None:
    """A merger announced ahead: until its day the school admits, lets leave and goes up, and all of it follows."""
    west, day = city.west, date(2025, 9, 1)
    stays = Enrolment.objects.get(institution=west)
    plan = actions.do_register(Asked("merged", day, {"codes": [west.code], "into": CODES[0]}))
    why, taught = Stated(reason="随父母迁入"), life.Taught("primary", "12", 1)
    newcomer = life.do_admit(
        west, life.Newcomer(id_number(77, date(2017, 3, 1)), "新生"), taught, date(2025, 3, 3), why
    )
    assert newcomer.student is not None
    spans = newcomer.student.enrolments.order_by("started_on").values_list(
        "institution__code", "started_on", "ended_on"
    )
    assert list(spans) == [(west.code, date(2025, 3, 3), day), (CODES[0], day, None)]
    stays.refresh_from_db()
    assert stays.ended_on == day
    life.do_leave(stays, date(2025, 4, 1), "left", why)
    assert list(stays.student.enrolments.values_list("ended_on", flat=True)) == [date(2025, 4, 1)]
    assert Succession.objects.get(pk=plan.pk).journal
    assert AuditEntry.objects.filter(verb="registers.event.registered_again").count() == 2
    with pytest.raises(Refused, match="not open"):
        life.do_admit(west, life.Newcomer(id_number(78, date(2017, 3, 1)), "后来"), taught, date(2025, 10, 1), why)


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
