"""The base forms as data: each field has one owner, none is asked twice, and their cells are what the tables say."""

from collections import Counter
from types import SimpleNamespace

import pytest
from tests.tiny_city import CITY, room, student, teacher, tiny_city

from xuezheng.engine.offices import ReturnScope
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.rules import STAGES_OF_TYPE
from xuezheng.registers.tables import CONDITIONS
from xuezheng.returns.forms import BASIC, BY_CODE, FORMS, Asked, Drawn, Form, Unkept, forms_of, stages_taught
from xuezheng.returns.reading import filled_live

SCOPE = ReturnScope(CITY, SchoolYear(2023))
PLACED = {"school_year", "city_code", "county_code", "town_code", "institution_code"}
FOLLOWS = {  # columns of the conditions that follow from other registers, so that nobody is asked for them
    "school_type", "area_group", "is_private", "has_primary", "has_junior", "has_senior", "has_vocational", "has_preschool",
    "pupil_count", "class_count", "meets_special_rooms",
}  # fmt: skip


def asked_by(forms: tuple[Form, ...]) -> Counter[str]:
    return Counter(f"{asked.table.name}.{asked.column}" for form in forms for _, _, asked in form.asked)


@pytest.mark.parametrize("kind", sorted(STAGES_OF_TYPE))
def test_no_school_is_asked_twice(kind: str) -> None:
    twice = {column for column, times in asked_by(forms_of(stages_taught(kind))).items() if times > 1}
    assert not twice, f"A school of type {kind} is asked twice for {sorted(twice)}."


def test_no_stages_together_are_asked_twice() -> None:
    assert max(asked_by(forms_of(BASIC)).values()) == 1


def test_everything_that_no_register_knows_is_asked_once() -> None:
    """Every column of the conditions has one owner: the school that is asked, or the register it follows from."""
    asked = {asked.column for form in FORMS for _, _, asked in form.asked}
    columns = set(CONDITIONS.dtypes) - PLACED
    assert asked | FOLLOWS == columns
    assert not asked & FOLLOWS


def test_nothing_asked_is_drawn_elsewhere() -> None:
    """A field with an owner who is asked is never computed from a register as well."""
    asked = {asked.column for form in FORMS for _, _, asked in form.asked}
    for form in FORMS:
        for (line, head), source in form.cells.items():
            if isinstance(source, Drawn):
                both = asked & set(source.value.meta.root_names()) if source.table.name == CONDITIONS.name else set()
                assert not both, f"{form.code} {line} {head} draws what is asked: {both}"


def test_cells_are_named_once_and_lie_on_their_form() -> None:
    assert len(BY_CODE) == len(FORMS)
    for form in FORMS:
        lines, heads = {line.key for line in form.lines}, {head.key for head in form.heads}
        assert len(lines) == len(form.lines) and len(heads) == len(form.heads), form.code
        assert all(line in lines and head in heads for line, head in form.cells), form.code
        assert form.main in heads, form.code


def test_nobody_is_asked_for_what_the_register_counts() -> None:
    """Classes and pupils are never asked; of the staff only what the register of posts cannot tell."""
    for form in FORMS:
        asked = {source.column for source in form.cells.values() if isinstance(source, Asked)}
        if form.code[2] in "23":
            assert not asked, form.code
        if form.code[2] == "4":
            assert asked <= {
                "outside_teacher_count", "veteran_teacher_count",
                "party_member_count", "league_member_count", "democratic_party_count",
            }, form.code  # fmt: skip


def test_what_no_register_keeps_says_why() -> None:
    for form in FORMS:
        kept_nowhere = sum(isinstance(source, Unkept) for source in form.cells.values())
        assert bool(kept_nowhere) == bool(form.unkept), form.code
        assert all(cells.zh and why.zh.endswith("。") and why.en.endswith(".") for cells, why in form.unkept), form.code


@pytest.fixture
def city(db: None) -> SimpleNamespace:
    made = tiny_city()
    teacher(made.east, 1)
    teacher(made.east, 2, subject="语文")
    teacher(made.hills, 3, stage="junior")
    return made


CASES = [  # school, form, line, head, value
    ("east", "教基2106", "total", "all", 2),
    ("east", "教基2106", "36to40", "all", 2),
    ("east", "教基2106", "total", "grade1", 1),
    ("east", "教基3112", "total", "pupils", 78),
    ("east", "教基3112", "girls", "grade1", 20),
    ("east", "教基3112", "total", "entrants", 40),
    ("east", "教基3112", "total", "graduates", 38),
    ("east", "教基3112", "total", "leaving", 38),
    ("east", "教基3112", "girls", "graduates", 19),  # all of the last grade graduated
    ("east", "教基3112", "girls", "entrants", 20),  # the first grade has no repeaters
    ("east", "教基3112", "mixed_grades", "pupils", None),  # no register keeps it
    ("hills", "教基3115", "girls", "graduates", None),  # one left: which of them is not known
    ("east", "教基4149", "minority", "staff", 0),
    ("east", "教基4149", "foreign", "staff", None),
    ("east", "教基4067", "staff", "minority", 0),
    ("east", "教基4067", "staff", "party_member_count", None),  # asked, not yet given
    ("east", "教基3113", "total", "pupils", None),  # pupils are not registered as persons
    ("east", "教基4149", "total", "staff", 2),
    ("east", "教基4155", "primary_total", "subject2", 1),
    ("east", "教基4153", "primary_total", "40to44", 2),
    ("east", "教基5176", "classrooms", "value", 2),
    ("east", "教基5176", "site_area_m2", "value", 8000.0),
    ("east", "教基5170", "building_area_m2", "value", None),
    ("hills", "教基3115", "total", "pupils", 30),
    ("hills", "教基3115", "total", "graduates", 29),
    ("garden", "教基2105", "21to25", "grade1", 1),
    ("college", "教基4251", "total", "staff", 0),  # none registered is none
]  # fmt: skip


@pytest.mark.parametrize(("school", "code", "line", "head", "value"), CASES)
def test_cells(city: SimpleNamespace, school: str, code: str, line: str, head: str, value: object) -> None:
    assert filled_live(SCOPE).table(BY_CODE[code], getattr(city, school).code)[line, head] == value


def test_ages_where_pupils_are_persons(city: SimpleNamespace) -> None:
    from datetime import date

    student(city.east, 7, "11", date(2023, 9, 1))
    table = filled_live(SCOPE).table(BY_CODE["教基3113"], city.east.code)
    assert (table["age6", "pupils"], table["age6", "grade1"], table["girls", "pupils"]) == (1, 1, 0)


def test_one_school_reads_as_in_the_city(city: SimpleNamespace) -> None:
    room(city.east, "201", 40, kind="workshop")
    for school in (city.east, city.hills, city.garden, city.college):
        forms = forms_of(BASIC)
        whole, alone = filled_live(SCOPE), filled_live(SCOPE, school.code)
        assert list(alone.schools) == [school.code]
        assert whole.fingerprint(forms, school.code) == alone.fingerprint(forms, school.code)


def test_sums_add_up_and_leave_out_what_cannot_be_added(city: SimpleNamespace) -> None:
    filled = filled_live(SCOPE)
    pupils = filled.summed(BY_CODE["教基3112"], [city.east.code, city.hills.code])
    assert pupils["total", "pupils"] == 98
    assert filled.summed(BY_CODE["教基1001"], [city.east.code]) == {}
    assert filled.summed(BY_CODE["教基1102"], [city.east.code, city.hills.code])["has_network", "value"] == 2
    assert filled.summed(BY_CODE["教基5170"], [city.east.code])["building_area_m2", "value"] is None
