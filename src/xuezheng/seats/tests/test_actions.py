"""Projects on their way, and files of what a forecast rests on: within one's area, checked, audited, all or nothing."""

from datetime import date
from typing import Any

import pytest
from tests.worlds import school, town

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.ground.errors import Refused
from xuezheng.seats.actions import do_add_project, do_fund_project, do_move_project
from xuezheng.seats.actions.converting import do_convert_rooms, do_withdraw_conversion
from xuezheng.seats.actions.intake import do_take_file, template
from xuezheng.seats.actions.undoing import do_undo_file, taken_files
from xuezheng.seats.models import Births, BuildingProject, Dwellings, RoomConversion

pytestmark = pytest.mark.django_db
TOWN = "511002100"


def officer() -> Account:
    """Who registers records of 511002, and of nowhere else."""
    made = Account.objects.create(username="officer")
    do_grant(made, "county_officer", "511002", started_on=date(2020, 1, 1))
    return made


def project(account: Any = None, **more: Any) -> BuildingProject:
    asked = {"code": "p1", "on": date(2024, 3, 1), "town_code": TOWN, "seat_count": 450, "budget_fen": 10**9, **more}
    return do_add_project(account, **asked)


def rules(refused: Any) -> list[str]:
    return [p.rule for p in refused.value.problems]


def test_a_project_goes_from_idea_to_opening_and_its_delay_is_kept() -> None:
    town("511002")
    one = project(planned_open_on=date(2025, 9, 1))
    do_move_project(None, one, step="building", on=date(2024, 6, 1), planned_open_on=date(2026, 9, 1), reason="用地")
    assert (one.first_planned_on, one.planned_open_on) == (date(2025, 9, 1), date(2026, 9, 1))
    with pytest.raises(Refused) as refused:
        do_move_project(None, one, step="completed", on=date(2026, 7, 1))
    assert rules(refused) == ["project.built_at"]
    one.institution = school("2151000001")
    do_move_project(None, one, step="completed", on=date(2026, 7, 1))
    do_move_project(None, one, step="opened", on=date(2026, 9, 1))
    assert one.completed_on == date(2026, 7, 1)
    assert [s.step for s in one.steps.all()] == ["idea", "building", "completed", "opened"]
    verbs = list(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs == ["seats.project.added", *["seats.project.moved"] * 3]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"town_code": "999999999"}, "project.town"), ({"town_code": ""}, "project.place"), ({"kind": "grown"}, "project.kind"),
        ({"stage": "nursery"}, "project.stage"), ({"seat_count": -1}, "project.seats"), ({"code": ""}, "project.code"),
        ({"institution_code": "0000000000"}, "project.school"),
    ],
)  # fmt: skip
def test_a_project_that_does_not_hold_together_is_refused(change: dict[str, Any], rule: str) -> None:
    town("511002")
    with pytest.raises(Refused) as refused:
        project(**change)
    assert rule in rules(refused)
    assert not BuildingProject.objects.exists()


@pytest.mark.parametrize(
    ("step", "on", "planned", "rule"),
    [
        ("idea", date(2024, 6, 1), None, "project.back"), ("funded", date(2024, 6, 1), None, "project.planned"),
        ("flying", date(2024, 6, 1), None, "project.step"), ("stopped", date(2024, 1, 1), None, "project.day"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_refused(step: str, on: date, planned: date | None, rule: str) -> None:
    town("511002")
    one = project(step="approved")
    with pytest.raises(Refused) as refused:
        do_move_project(None, one, step=step, on=on, planned_open_on=planned)
    assert rule in rules(refused)


def test_projects_of_another_county_are_nobody_s_but_its_own() -> None:
    town("511011")
    with pytest.raises(Refused) as refused:
        project(officer(), town_code="511011100")
    assert rules(refused) == ["project.right"]


def test_money_has_a_source() -> None:
    town("511002")
    one = project()
    do_fund_project(None, one, "bond", 5 * 10**8)
    do_fund_project(None, one, "bond", 6 * 10**8)
    assert [f.amount_fen for f in one.funding.all()] == [6 * 10**8]
    with pytest.raises(Refused):
        do_fund_project(None, one, "luck", 1)


@pytest.mark.parametrize(
    ("kind", "text", "model"),
    [
        ("births", "area_code,year,birth_count\n511002,2023,310\n511002100,2023,40\n", Births),
        ("dwellings", "乡镇代码,楼盘,交付学年,套数\n511002100,滨江新城,2026,860\n", Dwellings),
        ("projects", "code,town_code,kind,stage,seat_count,budget_yuan,step,started_on\np9,511002100,new,primary,900,30000000,idea,2025-01-01\n", BuildingProject),
    ],
)  # fmt: skip
def test_a_file_is_tried_first_and_then_taken(kind: str, text: str, model: Any) -> None:
    town("511002")
    count = text.count("\n") - 1
    assert do_take_file(officer(), kind, text, "f.csv", apply=False).added == count
    assert not model.objects.exists()
    do_take_file(None, kind, text, "f.csv", apply=True)
    assert model.objects.count() == count


def test_taking_a_file_again_changes_only_what_differs() -> None:
    town("511002")
    text = "area_code,year,birth_count\n511002,2023,310\n511002,2022,330\n"
    do_take_file(None, "births", text, "f.csv", apply=True)
    taken = do_take_file(None, "births", text.replace("330", "331"), "f.csv", apply=True)
    assert (taken.added, taken.changed, taken.unchanged) == (0, 1, 1)


@pytest.mark.parametrize(
    ("kind", "text", "rule", "where"),
    [
        ("births", "area_code,year,birth_count\n511002,2023,many\n", "intake.birth_count", "f.csv:2 birth_count"),
        (
            "births",
            "area_code,year,birth_count\n511002,2023,1\n511011,2023,1\n",
            "intake.area_code",
            "f.csv:3 area_code",
        ),
        ("births", "area_code,year\n511002,2023\n", "intake.column", "f.csv"),
        ("births", "area_code,year,birth_count\n", "intake.rows", "f.csv"),
        ("dwellings", "town_code,name,year,dwelling_count\n511002,x,2026,5\n", "intake.town_code", "f.csv:2 town_code"),
    ],
)
def test_one_wrong_cell_and_nothing_is_written(kind: str, text: str, rule: str, where: str) -> None:
    town("511002")
    town("511011")
    with pytest.raises(Refused) as refused:
        do_take_file(officer(), kind, text, "f.csv", apply=True)
    assert (refused.value.problems[0].rule, refused.value.problems[0].where) == (rule, where)
    assert not Births.objects.exists()


def test_the_empty_form_can_be_taken_as_it_is() -> None:
    town("511002")
    assert do_take_file(None, "births", template("births"), "births.csv", apply=False).added == 1


def test_a_file_is_taken_back_whole_unless_something_changed_since() -> None:
    town("511002")
    Births.objects.create(area_id="511002", year=2022, birth_count=5)
    taken = do_take_file(
        None, "births", "area_code,year,birth_count\n511002,2022,300\n511002,2023,310\n", "b.csv", apply=True
    )
    (file,) = taken_files(None, "511000")
    assert (file.pk, taken.added, taken.changed) == (taken.number, 1, 1)
    Births.objects.filter(year=2023).update(birth_count=311)
    with pytest.raises(Refused) as refused:
        do_undo_file(None, file)
    assert rules(refused) == ["seats.undo.changed"]
    Births.objects.filter(year=2023).update(birth_count=310)
    stranger = Account.objects.create(username="stranger")
    with pytest.raises(Refused):
        do_undo_file(stranger, file)
    assert do_undo_file(None, file) == 2
    assert list(Births.objects.values_list("year", "birth_count")) == [(2022, 5)]
    assert not taken_files(None, "511000")
    assert AuditEntry.objects.filter(verb="seats.births.undone").exists()


def test_a_file_of_projects_is_taken_back_while_they_have_not_gone_on() -> None:
    town("511002")
    sheet = "code,town_code,kind,stage,seat_count,budget_yuan,step,started_on\np9,511002100,new,primary,450,1000,idea,2024-03-01\n"
    do_take_file(None, "projects", sheet, "p.csv", apply=True)
    (file,) = taken_files(None, "511000")
    do_fund_project(None, BuildingProject.objects.get(), "bond", 100)
    with pytest.raises(Refused):
        do_undo_file(None, file)
    BuildingProject.objects.get().funding.all().delete()
    do_undo_file(None, file)
    assert not BuildingProject.objects.exists()


CONVERTED: dict[str, Any] = {
    "town_code": TOWN, "from_stage": "preschool", "to_stage": "primary", "room_count": 4, "year": 2026, "on": date(2025, 3, 1),
}  # fmt: skip


def test_rooms_turned_to_another_stage_are_recorded_and_withdrawn_before_their_year() -> None:
    town("511002")
    made = do_convert_rooms(officer(), **CONVERTED)
    do_withdraw_conversion(None, made, date(2026, 8, 31))
    assert RoomConversion.objects.get().withdrawn_on == date(2026, 8, 31)
    with pytest.raises(Refused) as refused:
        do_withdraw_conversion(None, do_convert_rooms(None, **CONVERTED), date(2026, 9, 1))
    assert rules(refused) == ["seats.conversion.late"]
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"seats.conversion.decided", "seats.conversion.withdrawn"} <= verbs


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"town_code": "999999999"}, "town"), ({"to_stage": "preschool"}, "same"), ({"to_stage": "nursery"}, "stage"), ({"room_count": 0}, "rooms"),
        ({"year": 2024}, "year"), ({"institution_code": "0000000000"}, "school"),
    ],
)  # fmt: skip
def test_a_conversion_that_does_not_hold_together(change: dict[str, Any], rule: str) -> None:
    town("511002")
    with pytest.raises(Refused) as refused:
        do_convert_rooms(None, **{**CONVERTED, **change})
    assert rules(refused) == [f"seats.conversion.{rule}"]
