"""The whole story of a return: opened, filled in, explained, signed school → county → city, frozen, sent back, again."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.tiny_city import CITY, COUNTY, tiny_city

from xuezheng.access.actions import audit_breaks
from xuezheng.access.models import AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Refused
from xuezheng.registers.models import Conditions
from xuezheng.returns.actions import (
    do_certify,
    do_count,
    do_enter,
    do_explain,
    do_open,
    do_remind,
    do_reopen,
    do_sign_county,
    do_sign_school,
    do_withdraw,
)
from xuezheng.returns.models import Collection, Explanation, Part, ReturnRevision
from xuezheng.returns.rules import Dues, is_late, lock, standing, usual_dues

FULL: dict[str, Any] = {
    "site_area_m2": 9000.0, "building_area_m2": 5000.0, "teaching_area_m2": 3000.0, "indoor_sports_area_m2": 200.0,
    "sports_ground_area_m2": 2000.0, "dormitory_area_m2": 0.0, "dangerous_area_m2": 0.0, "book_count": 2000,
    "terminal_count": 60, "bandwidth_mbps": 200, "equipment_fen": 30_000_000, "has_guards": True, "has_safe_water": True,
    "has_sanitary_toilets": True, "has_clinic": True, "has_access_ramps": True, "has_mental_health_teacher": True,
    "meets_sports_equipment": True, "meets_music_equipment": True, "meets_art_equipment": True, "meets_science_equipment": True,
    "has_network": True, "has_wireless": True, "uses_national_platform": True, "web_address": "无", "examined_count": 70,
    "party_member_count": 0, "league_member_count": 0, "democratic_party_count": 0,
}  # fmt: skip
FROM_OUTSIDE = {"outside_teacher_count": 0, "veteran_teacher_count": 0}  # asked of general schools alone


@pytest.fixture
def city(db: None) -> SimpleNamespace:
    return tiny_city()


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return Instance(tmp_path)


@pytest.fixture
def collection(city: SimpleNamespace, instance: Instance) -> Collection:
    return do_open(instance, CITY, 2023, usual_dues(2023))


def part(collection: Collection, code: str) -> Part:
    return collection.parts.get(code=code)


def refusal(do: Callable[[], object]) -> str:
    """The rule by which something is refused."""
    with pytest.raises(Refused) as caught:
        do()
    return caught.value.problems[0].rule


def ready(instance: Instance, one: Part) -> Part:
    """Fill a school's return in and give a reason for each warning."""
    do_enter(instance, one, FULL | (FROM_OUTSIDE if "primary" in one.stages else {}))
    one.refresh_from_db()
    for objection in one.objections.exclude(severity="error"):
        do_explain(one, objection.rule, "情况属实，已核")
    one.refresh_from_db()
    return one


def sign_all(instance: Instance, collection: Collection) -> None:
    for one in collection.parts.filter(level="school", state="open"):
        do_sign_school(instance, ready(instance, one))


def test_a_collection_asks_every_school_that_fills_a_form(collection: Collection, city: SimpleNamespace) -> None:
    schools = collection.parts.filter(level="school").values_list("code", "stages")
    assert dict(schools) == {
        city.east.code: "primary", city.hills.code: "junior primary", city.garden.code: "preschool", city.college.code: "vocational",
    }  # fmt: skip
    east = part(collection, city.east.code)
    assert (east.asked_count, east.lacking_count) == (31, 29)  # the site area and the network are known
    assert east.lacking_by_form["教基5170"] == 5


def test_a_collection_is_opened_once(collection: Collection, instance: Instance) -> None:
    assert refusal(lambda: do_open(instance, CITY, 2023, usual_dues(2023))) == "return.open_already"


def test_days_must_follow_each_other(city: SimpleNamespace, instance: Instance) -> None:
    dues = Dues(date(2023, 9, 20), date(2023, 9, 10), date(2023, 10, 8))
    assert refusal(lambda: do_open(instance, CITY, 2023, dues)) == "return.dues"


def test_what_is_filled_in_goes_to_the_register_and_is_audited(
    collection: Collection, instance: Instance, city: SimpleNamespace
) -> None:
    east = part(collection, city.east.code)
    assert do_enter(instance, east, {"book_count": 1200, "has_clinic": False}) == {
        "book_count": [None, 1200], "has_clinic": [None, False],
    }  # fmt: skip
    assert Conditions.objects.get(institution=city.east, school_year=2023).book_count == 1200
    east.refresh_from_db()
    assert east.lacking_count == 27
    assert AuditEntry.objects.get(verb="registers.conditions.reported").subject == f"{city.east.code} 2023"


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"book_count": -1}, "registers.reporting.range"),
        ({"book_count": True}, "registers.reporting.type"),
        ({"has_clinic": 1}, "registers.reporting.type"),
        ({"book_count": 2**40}, "registers.reporting.range"),
        ({"school_year": 2020}, "return.not_asked"),
        ({"institution_id": 1}, "return.not_asked"),
    ],
)
def test_what_cannot_be_is_refused(
    collection: Collection, instance: Instance, city: SimpleNamespace, values: dict[str, Any], rule: str
) -> None:
    assert refusal(lambda: do_enter(instance, part(collection, city.east.code), values)) == rule


def test_signing_needs_all_fields_and_no_error(
    collection: Collection, instance: Instance, city: SimpleNamespace
) -> None:
    east = part(collection, city.east.code)
    assert refusal(lambda: do_sign_school(instance, east)) == "return.not_ready"
    do_enter(instance, east, {**FULL, "dangerous_area_m2": 6000.0})  # more than there are buildings
    east.refresh_from_db()
    assert east.error_count == 1
    error = east.objections.get(severity="error")
    assert refusal(lambda: do_explain(east, error.rule, "确有其事")) == "return.error_stays"
    assert refusal(lambda: do_sign_school(instance, east)) == "return.not_ready"


def test_a_reason_holds_for_the_rows_it_was_written_for(
    collection: Collection, instance: Instance, city: SimpleNamespace
) -> None:
    east = part(collection, city.east.code)
    do_enter(instance, east, {**FULL, "bandwidth_mbps": None})
    do_enter(instance, east, {"bandwidth_mbps": 0})
    east.refresh_from_db()
    warned = east.unexplained_count
    assert warned > 0
    rule = "registers.conditions.network_has_bandwidth"
    assert refusal(lambda: do_explain(east, rule, "是")) == "return.reason_short"
    do_explain(east, rule, "光纤十月接通")
    assert east.unexplained_count == warned - 1
    do_enter(instance, east, {"bandwidth_mbps": 1})
    do_enter(instance, east, {"bandwidth_mbps": 0, "has_wireless": False})
    assert Explanation.objects.get(part=east, rule=rule).reason == "光纤十月接通"


def test_the_whole_story(collection: Collection, instance: Instance, city: SimpleNamespace) -> None:
    county, whole = part(collection, COUNTY), part(collection, CITY)
    assert refusal(lambda: do_sign_county(county)) == "return.schools_wait"
    sign_all(instance, collection)
    east = part(collection, city.east.code)
    assert (east.state, east.is_late) == ("signed", True)
    assert refusal(lambda: do_enter(instance, east, {"book_count": 5})) == "return.locked"
    do_withdraw(east)
    do_sign_school(instance, part(collection, city.east.code))
    assert refusal(lambda: do_certify(instance, collection)) == "return.counties_wait"

    # whatever way the register is changed, a signature stands for what was signed
    Conditions.objects.filter(institution=city.east, school_year=2023).update(book_count=1)
    assert refusal(lambda: do_sign_county(county)) == "return.changed_since"
    Conditions.objects.filter(institution=city.east, school_year=2023).update(book_count=2000)
    do_sign_county(county)
    assert refusal(lambda: do_withdraw(part(collection, city.east.code))) == "return.not_to_withdraw"

    done = do_certify(instance, collection)
    whole.refresh_from_db()
    assert (done.frozen.revision, whole.state, whole.fingerprint) == (1, "frozen", done.frozen.manifest.hash)
    assert set(collection.parts.values_list("state", flat=True)) == {"frozen"}

    # sent back with a reason: the school, its county and the city are open again, the others stay signed
    east = part(collection, city.east.code)
    assert refusal(lambda: do_reopen(east, "county", "图书数有误")) == "return.not_to_reopen"
    assert refusal(lambda: do_reopen(east, "city", " ")) == "return.reason_short"
    do_reopen(east, "city", "图书数有误")
    states = {p.code: p.state for p in collection.parts.all()}
    assert states == {
        CITY: "open", COUNTY: "open", city.east.code: "open", city.hills.code: "signed", city.garden.code: "signed",
        city.college.code: "signed",
    }  # fmt: skip
    do_enter(instance, part(collection, city.east.code), {"book_count": 2100})
    ready_east = part(collection, city.east.code)
    for objection in ready_east.objections.exclude(severity="error"):
        do_explain(ready_east, objection.rule, "情况属实，已核")
    do_sign_school(instance, part(collection, city.east.code))
    do_sign_county(part(collection, COUNTY))
    assert refusal(lambda: do_certify(instance, collection)) == "return.reason"
    second = do_certify(instance, collection, reason="城东小学图书数更正")
    assert second.frozen.revision == 2
    assert [(d.table.rsplit("_", 1)[-1], d.changed.height) for d in second.differences] == [("conditions", 1)]
    assert list(ReturnRevision.objects.values_list("revision", "status")) == [(1, "replaced"), (2, "frozen")]
    steps = list(part(collection, city.east.code).steps.values_list("step", flat=True))
    assert steps == ["signed", "withdrawn", "signed", "reopened", "signed"]
    assert audit_breaks() == []


def test_class_counts_are_corrected_where_pupils_are_not_persons(
    collection: Collection, instance: Instance, city: SimpleNamespace
) -> None:
    one = city.east.classes.get(school_year=2023, grade="16")
    east = part(collection, city.east.code)
    assert do_count(instance, east, one.pk, {"girl_count": 20}) == {"girl_count": [19, 20]}
    assert refusal(lambda: do_count(instance, east, one.pk, {"girl_count": 39})) == "registers.class.part"
    other = city.hills.classes.filter(school_year=2023)[0]
    assert refusal(lambda: do_count(instance, east, other.pk, {"girl_count": 1})) == "return.class_unknown"


def test_reminders_are_noted(collection: Collection) -> None:
    schools = list(collection.parts.filter(level="school"))
    assert do_remind(schools).schools == 4
    assert AuditEntry.objects.filter(verb="returns.schools.reminded").count() == 1


@pytest.mark.parametrize(
    ("school", "county", "city_state", "is_filled", "expected"),
    [
        ("open", "open", "open", False, "open"),
        ("open", "open", "open", True, "filled"),
        ("signed", "open", "open", True, "signed"),
        ("signed", "signed", "open", True, "signed_county"),
        ("signed", "signed", "signed", True, "certified"),
        ("frozen", "frozen", "frozen", True, "frozen"),
    ],
)
def test_standing(school: str, county: str, city_state: str, is_filled: bool, expected: str) -> None:
    assert standing(school, county, city_state, is_filled=is_filled) == expected
    assert (lock(school, county, city_state) is None) == (expected in ("open", "filled"))


@pytest.mark.parametrize(
    ("due", "done", "today", "late"),
    [
        (date(2023, 9, 20), None, date(2023, 9, 20), False),
        (date(2023, 9, 20), None, date(2023, 9, 21), True),
        (date(2023, 9, 20), date(2023, 9, 20), date(2023, 12, 1), False),
        (date(2023, 9, 20), date(2023, 9, 22), date(2023, 12, 1), True),
    ],
)
def test_late(due: date, done: date | None, today: date, late: bool) -> None:
    assert is_late(due, done, today) is late
