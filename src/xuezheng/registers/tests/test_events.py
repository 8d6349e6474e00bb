"""Events in the life of institutions: what they keep, what they refuse, and that they can be withdrawn."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.tiny_city import CITY, HILLS, TOWN, institution, room, school_class, student, teacher, tiny_city

from xuezheng.access.actions import audit_breaks
from xuezheng.access.models import AuditEntry
from xuezheng.engine.offices import ReturnScope
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers import actions, tables
from xuezheng.registers.actions import Described, Site, Stated, Taken
from xuezheng.registers.collect import COLLECTORS
from xuezheng.registers.lookup import institutions_as_of
from xuezheng.registers.models import (
    Campus,
    Conditions,
    Enrolment,
    Institution,
    InstitutionVersion,
    Programme,
    Room,
    SchoolClass,
    StaffPost,
    Succession,
    SuccessionPart,
)

pytestmark = pytest.mark.django_db
JULY = date(2023, 7, 1)
NEW = Described("城东第二小学", "211", "831", "111", TOWN)
LIVE = (
    Institution,
    InstitutionVersion,
    Campus,
    Room,
    Programme,
    Conditions,
    SchoolClass,
    StaffPost,
    Enrolment,
    SuccessionPart,
)
STOCKS = (
    tables.INSTITUTIONS,
    tables.CONDITIONS,
    tables.ROOMS,
    tables.PROGRAMMES,
    tables.CLASSES,
    tables.STAFF,
    tables.STUDENTS,
)


@pytest.fixture
def city() -> SimpleNamespace:
    made = tiny_city()
    made.west = institution("2151000010", "城西小学", "211")
    for year in (2022, 2023):
        school_class(made.west, year, "primary", "11", 30)
    Conditions.objects.create(institution=made.west, school_year=2023, site_area_m2=5000.0, book_count=900)
    room(made.west, "101", 40)
    room(made.west, "201", 40, started_on=date(2024, 1, 1))
    made.staff = [teacher(made.west, 2), teacher(made.east, 4)]
    made.pupil = student(made.west, 11, "11", date(2022, 9, 1))
    student(made.east, 13, "11", date(2022, 9, 1))
    return made


def frames(year: int) -> dict[str, pl.DataFrame]:
    scope = ReturnScope(CITY, SchoolYear(year))
    return {table.name: COLLECTORS[table.name].collect(scope) for table in STOCKS}


def stock(year: int) -> dict[str, list[dict[str, Any]]]:
    return {name: frame.to_dicts() for name, frame in frames(year).items()}


def live() -> dict[str, list[Any]]:
    """Every row of the registers, to be compared."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in LIVE}


def totals(year: int) -> dict[str, Any]:
    found = frames(year)
    return {
        "pupils": found[tables.CLASSES.name]["pupil_count"].sum(),
        "classes": found[tables.CLASSES.name].height,
        "rooms": found[tables.ROOMS.name].height,
        "seats": found[tables.ROOMS.name]["seat_count"].sum(),
        "staff": found[tables.STAFF.name].height,
        "students": found[tables.STUDENTS.name].height,
        "site": found[tables.CONDITIONS.name]["site_area_m2"].sum(),
    }


def test_a_merger_moves_everything_and_changes_nothing_before_it(city: SimpleNamespace) -> None:
    before, year_before, year_after = institutions_as_of(date(2023, 6, 30), CITY), stock(2022), totals(2023)
    actions.do_merge(
        [city.west], city.east, JULY, Stated(reason="撤并", document="内教〔2023〕1号"), new_name="城东中心小学"
    )
    assert institutions_as_of(date(2023, 6, 30), CITY).drop("closed_on").equals(before.drop("closed_on"))
    assert stock(2022) == year_before
    assert totals(2023) == year_after
    now = {row["institution_code"]: row for row in institutions_as_of(JULY, CITY).iter_rows(named=True)}
    assert city.west.code not in now
    assert now[city.east.code]["name"] == "城东中心小学"
    numbers = SchoolClass.objects.filter(institution=city.east, school_year=2023, grade="11").values_list(
        "number", flat=True
    )
    assert sorted(numbers) == [1, 2]
    enrolment = Enrolment.objects.get(student=city.pupil, institution=city.east)
    assert (enrolment.entry_grade, enrolment.class_number, enrolment.started_on) == ("11", 2, JULY)
    rows = COLLECTORS[tables.STUDENTS.name].collect(ReturnScope(CITY, SchoolYear(2023)))
    assert rows["grade"].to_list() == ["12", "12"], "moved in July of grade one, in grade two by September"
    (conditions,) = Conditions.objects.filter(institution__in=[city.east, city.west], school_year=2023)
    assert (conditions.site_area_m2, conditions.book_count) == (13000.0, 900)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.area_code, entry.reason) == ("registers.institution.merged", "511002", "撤并")
    assert audit_breaks() == []


def rename(city: SimpleNamespace) -> Succession:
    return actions.do_rename(city.east, "城东实验小学", JULY)


def merge_two(city: SimpleNamespace) -> Succession:
    return actions.do_merge([city.west, city.east], city.hills, JULY, new_name="白马中心学校")


def split_junior(city: SimpleNamespace) -> Succession:
    junior = Described("白马初级中学", "311", "831", "220", HILLS)
    return actions.do_split(city.hills, "3151000044", junior, JULY, Taken(stages=("junior",)))


def convert_kept(city: SimpleNamespace) -> Succession:
    return actions.do_convert(
        city.hills, actions.described_now(city.hills, JULY, school_type="311", name="白马初级中学"), JULY
    )


def convert_new_code(city: SimpleNamespace) -> Succession:
    nine_years = actions.described_now(city.west, JULY, school_type="312", name="城西学校")
    return actions.do_convert(city.west, nine_years, JULY, "3151000055")


def open_one(city: SimpleNamespace) -> Succession:
    return actions.do_open("2151000099", NEW, JULY, Site("东兴路1号", 105.06, 29.59))


def close_one(city: SimpleNamespace) -> Succession:
    return actions.do_close(city.college, JULY)


EVENTS = (rename, merge_two, split_junior, convert_kept, convert_new_code, open_one, close_one)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_an_event_withdrawn_leaves_the_registers_as_they_were(
    city: SimpleNamespace, event: Callable[[SimpleNamespace], Succession]
) -> None:
    before = live()
    done = event(city)
    assert live() != before
    actions.do_withdraw_event(Succession.objects.get(pk=done.pk))
    assert live() == before
    assert Succession.objects.count() == 0
    assert AuditEntry.objects.last().verb == "registers.event.withdrawn"  # type: ignore[union-attr]


@pytest.mark.parametrize("event", EVENTS[:4], ids=lambda event: event.__name__)
def test_no_event_loses_a_pupil_a_room_or_a_teacher(
    city: SimpleNamespace, event: Callable[[SimpleNamespace], Succession]
) -> None:
    if event is convert_kept:
        city.hills.classes.filter(stage="primary").update(stage="junior", grade="21")
    past, kept = stock(2022), totals(2023)
    event(city)
    assert totals(2023) == kept
    assert stock(2022) == past


def test_a_split_takes_its_stage_along(city: SimpleNamespace) -> None:
    split_junior(city)
    found = SchoolClass.objects.filter(school_year=2023, stage="junior").values_list("institution__code", flat=True)
    assert list(found) == ["3151000044"]
    assert city.hills.classes.filter(school_year=2023).count() == 1
    assert city.hills.classes.filter(school_year=2022).count() == 2


def refused(city: SimpleNamespace, rule: str, **changed: Any) -> list[Any]:
    """What each refused case asks for, by the rule it breaks."""
    other = institution("2151000088", "遂宁路小学", "211", "510903001") if rule == "merge.city" else city.west
    primary = Described("城东小学", "211", "831", "111", TOWN)
    cases: dict[str, Callable[[], list[Any]]] = {
        "code.form": lambda: actions.check_open("215100009", NEW, JULY),
        "code.category": lambda: actions.check_open("3151000099", NEW, JULY),
        "code.province": lambda: actions.check_open("2150000099", NEW, JULY),
        "code.used": lambda: actions.check_open(city.east.code, NEW, JULY),
        "name.empty": lambda: actions.check_open("2151000099", Described(" ", "211", "831", "111", TOWN), JULY),
        "type.unknown": lambda: actions.check_open("2151000099", Described("某校", "999", "831", "111", TOWN), JULY),
        "urban_rural.unknown": lambda: actions.check_open(
            "2151000099", Described("某校", "211", "831", "100", TOWN), JULY
        ),
        "town.unknown": lambda: actions.check_open(
            "2151000099", Described("某校", "211", "831", "111", "511002999"), JULY
        ),
        "inclusive.private": lambda: actions.check_open(
            "1151000099", Described("某园", "111", "831", "111", TOWN, True), JULY
        ),
        "rename.same": lambda: actions.check_rename(city.east, "城东小学", JULY),
        "institution.not_open": lambda: actions.check_rename(city.east, "别的小学", date(1999, 1, 1)),
        "institution.later_version": lambda: actions.check_rename(described_anew(city.east), "别的小学", JULY),
        "institution.one_day": lambda: actions.check_close(city.west, city.west.opened_on),
        "close.classes": lambda: actions.check_close(city.garden, JULY),
        "close.students": lambda: actions.check_close(city.west, JULY),
        "merge.sides": lambda: actions.check_merge([city.east], city.east, JULY),
        "merge.city": lambda: actions.check_merge([other], city.east, JULY),
        "merge.stages": lambda: actions.check_merge([city.hills], city.garden, JULY),
        "split.nothing": lambda: actions.check_split(city.east, "2151000099", NEW, JULY, Taken()),
        "convert.code": lambda: actions.check_convert(city.hills, primary, JULY),
        "convert.keeps_code": lambda: actions.check_convert(city.east, primary, JULY, "2151000099"),
    }
    return cases[rule]()


def described_anew(school: Institution) -> Institution:
    """As an import leaves it that brought a later look, and no event."""
    now = school.versions.get()
    InstitutionVersion.objects.create(
        institution=school, name="城东新校", school_type="211", organiser="831", urban_rural="111", town=now.town, started_on=date(2024, 1, 1)
    )  # fmt: skip
    InstitutionVersion.objects.filter(pk=now.pk).update(ended_on=date(2024, 1, 1))
    return school


RULES = (
    "code.form code.category code.province code.used name.empty type.unknown urban_rural.unknown town.unknown "
    "inclusive.private rename.same institution.not_open institution.later_version institution.one_day close.classes close.students merge.sides "
    "merge.city merge.stages split.nothing convert.code convert.keeps_code"
).split()


@pytest.mark.parametrize("rule", RULES)
def test_what_is_refused(city: SimpleNamespace, rule: str) -> None:
    problems = refused(city, rule)
    assert f"registers.{rule}" in [problem.rule for problem in problems]


def test_a_merger_builds_no_room_and_begins_no_programme(city: SimpleNamespace) -> None:
    """What was built and first offered before is not built and offered anew by a merger, nor by one after it."""
    third = institution("3651000020", "内江旅游学校", "361")
    second = institution("3651000021", "内江艺术学校", "361")
    room(city.college, "201", 40, stage="vocational", project_code="P9", started_on=date(2022, 5, 1))
    actions.do_merge([city.college], second, JULY)
    actions.do_merge([second], third, date(2024, 7, 1))
    scope = ReturnScope(CITY, SchoolYear(2024))
    programmes = COLLECTORS[tables.PROGRAMMES.name].collect(scope)
    assert programmes.select("institution_code", "programme_code", "started_on").rows() == [
        (third.code, "710201", date(2021, 9, 1))
    ]
    assert Room.objects.filter(project_code="P9").count() == 1
    rooms = COLLECTORS[tables.ROOMS.name].collect(scope).filter(pl.col("stage") == "vocational")
    assert rooms.select("institution_code", "seat_count").rows() == [(third.code, 40)]


def test_a_void_code_is_never_used_again(city: SimpleNamespace) -> None:
    actions.do_merge([city.west], city.east, JULY)
    with pytest.raises(Refused, match="never used again"):
        actions.do_open(city.west.code, NEW, date(2024, 7, 1))


def test_a_refused_event_writes_nothing(city: SimpleNamespace) -> None:
    before = live()
    with pytest.raises(Refused):
        actions.do_merge([city.west], city.east, JULY, new_name="x" * 121)
    assert live() == before
    assert AuditEntry.objects.count() == 0


def test_events_are_withdrawn_last_first_and_not_over_later_changes(city: SimpleNamespace) -> None:
    first = rename(city)
    second = actions.do_rename(city.east, "城东外国语小学", date(2024, 7, 1))
    with pytest.raises(Refused, match="later event"):
        actions.do_withdraw_event(first)
    city.east.versions.filter(started_on=date(2024, 7, 1)).update(organiser="999")
    with pytest.raises(Refused, match="changed since"):
        actions.do_withdraw_event(second)
    imported = Succession.objects.create(kind="renamed", occurred_on=JULY)
    with pytest.raises(Refused, match="imported"):
        actions.do_withdraw_event(imported)


@settings(
    max_examples=5, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    on=st.dates(date(2022, 9, 2), date(2024, 12, 31)),
    seats=st.lists(st.tuples(st.integers(1, 60), st.dates(date(2001, 1, 1), date(2025, 1, 1))), max_size=3),
    pupils=st.lists(st.integers(1, 60), min_size=1, max_size=3),
)
def test_merging_on_any_day_keeps_every_total_and_all_of_the_past(
    city: SimpleNamespace, on: date, seats: list[tuple[int, date]], pupils: list[int]
) -> None:
    with transaction.atomic():
        small = institution("2151000099", "某小学", "211", HILLS)
        for number, (count, started_on) in enumerate(seats):
            room(small, f"R{number}", count, started_on=started_on)
        for number, count in enumerate(pupils, 1):
            for year in (2022, 2023, 2024):
                school_class(small, year, "primary", "11", count, number=number)
        years = range(2022, 2026)
        kept = {year: totals(year) for year in years}
        past = {year: stock(year) for year in years if SchoolYear(year).stock_on < on}
        actions.do_merge([small], city.hills, on)
        assert {year: totals(year) for year in years} == kept
        assert {year: stock(year) for year in past} == past
        transaction.set_rollback(True)  # each example begins with the same city
