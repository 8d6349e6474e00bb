"""Student life on a tiny world: two schools whose pupils are persons. Classes count them, whatever is done and undone."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from tests.tiny_city import CITY, COUNTY, areas, id_number, institution, school_class, teacher

from xuezheng.access.actions import audit_breaks
from xuezheng.access.models import AuditEntry
from xuezheng.engine.offices import ReturnScope
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers import tables
from xuezheng.registers.actions import Stated, life, promotion, staffing, transfers, uniting
from xuezheng.registers.actions.life import Newcomer, Taught
from xuezheng.registers.checks import CHECKS
from xuezheng.registers.collect import COLLECTORS
from xuezheng.registers.lookup.likeness import enrolled_twice, likely_same
from xuezheng.registers.models import Enrolment, LifeEvent, SchoolClass, StaffPost, Student, TransferRequest
from xuezheng.standards.calendar import calendar

pytestmark = pytest.mark.django_db
SEPTEMBER = date(2023, 9, 1)
WHY = Stated(reason="家长申请")
YEARS = (2023, 2024, 2025)
HELD = (
    "registers.student.persons_are_the_class_counts",
    "registers.student.enrolled_once",
    "registers.class.entrants_are_the_first_grade",
)


def newcomer(serial: int, born_on: date = date(2017, 3, 1), name: str = "") -> Newcomer:
    """Odd serials are boys."""
    return Newcomer(id_number(serial, born_on), name or f"学生{serial}")


def admit(school: Any, serial: int, grade: str = "11", number: int = 1, on: date = SEPTEMBER, **more: Any) -> Enrolment:
    event = life.do_admit(school, newcomer(serial, **more), Taught("primary", grade, number), on, WHY)
    assert event.student is not None
    return event.student.enrolments.latest("pk")


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    areas()
    made = SimpleNamespace(
        east=institution("2151000001", "城东小学", "211"), west=institution("2151000010", "城西小学", "211")
    )
    made.first = [admit(made.east, serial) for serial in (1, 2, 3)]
    made.second = [admit(made.east, serial, "12") for serial in (4, 5)]
    made.last = [admit(made.east, serial, "16") for serial in (6, 7)]
    admit(made.west, 8)
    yield made
    agree()
    assert audit_breaks() == []


def agree() -> None:
    """What the return asks of persons and classes holds in every year, at schools that have gone up to it."""
    rules = [check for check in CHECKS if check.name in HELD]
    assert len(rules) == len(HELD)
    for year in YEARS:
        if not SchoolClass.objects.filter(school_year=year).exists():
            continue
        scope = ReturnScope(CITY, SchoolYear(year))
        frames = {table.name: COLLECTORS[table.name].collect(scope) for table in (tables.CLASSES, tables.STUDENTS)}
        gone_up = frames[tables.CLASSES.name].select("institution_code").unique()
        frames[tables.STUDENTS.name] = frames[tables.STUDENTS.name].join(gone_up, on="institution_code", how="semi")
        broken = {check.name: check.broken(frames).to_dicts() for check in rules}
        assert not any(broken.values()), (year, broken)


def counts(school: Any, year: int = 2023) -> dict[str, tuple[int, int]]:
    """Pupils and girls by grade and class."""
    found = SchoolClass.objects.filter(institution=school, school_year=year).order_by("grade", "number")
    return {f"{c.grade}/{c.number}": (c.pupil_count, c.girl_count) for c in found}


def live() -> tuple[Any, ...]:
    classes = SchoolClass.objects.order_by("institution_id", "school_year", "stage", "grade", "number")
    names = [f.name for f in SchoolClass._meta.concrete_fields if f.name != "id"]
    enrolments = Enrolment.objects.order_by("pk").values()
    return list(classes.values(*names)), list(enrolments), Student.objects.count()


def test_admissions_make_and_fill_the_classes(world: SimpleNamespace) -> None:
    assert counts(world.east) == {"11/1": (3, 1), "12/1": (2, 1), "16/1": (2, 1)}
    entry = AuditEntry.objects.order_by("number").first()
    assert entry is not None
    assert (entry.verb, entry.area_code, entry.reason) == ("registers.life.admitted", COUNTY, "家长申请")
    told = json.dumps(list(AuditEntry.objects.values()), ensure_ascii=False, default=str) + str(
        list(LifeEvent.objects.values("journal"))
    )
    assert "学生1" not in told
    assert id_number(1, date(2017, 3, 1)) not in told, "the audit and the journal name nobody"


def promote(world: SimpleNamespace) -> LifeEvent:
    return promotion.do_promote(world.east, 2023, date(2024, 7, 8), WHY)


def transfer(world: SimpleNamespace) -> LifeEvent:
    asked = transfers.do_ask_transfer(world.first[0], world.west, 2, date(2024, 3, 1), "receiving", WHY)
    return transfers.do_confirm_transfer(asked, Stated())


ACTS: dict[str, Callable[[SimpleNamespace], LifeEvent]] = {
    "admit": lambda w: life.do_admit(w.east, newcomer(20), Taught("primary", "11", 2), SEPTEMBER, WHY),
    "leave": lambda w: life.do_leave(w.first[1], date(2024, 3, 1), "left", WHY),
    "suspend": lambda w: life.do_leave(w.first[1], date(2024, 3, 1), "suspended", WHY),
    "graduate": lambda w: life.do_leave(w.last[1], date(2024, 6, 30), "graduated", WHY),
    "repeat": lambda w: life.do_repeat(w.second[0], date(2024, 9, 1), WHY),
    "transfer": transfer,
    "promote": promote,
}


@pytest.mark.parametrize("what", sorted(ACTS))
@pytest.mark.parametrize("has_next_year", [False, True])
def test_an_act_keeps_the_counts_and_undone_leaves_everything_as_it_was(
    world: SimpleNamespace, what: str, has_next_year: bool
) -> None:
    if has_next_year and what != "promote":
        if what == "graduate":
            world.last[1].refresh_from_db()
        else:
            promote(world)
            promotion.do_promote(world.west, 2023, date(2024, 7, 8), WHY)
    before = live()
    done = ACTS[what](world)
    agree()
    assert live() != before
    life.do_undo(LifeEvent.objects.get(pk=done.pk), Stated(reason="误登"))
    assert live() == before
    assert LifeEvent.objects.get(pk=done.pk).undone_on == timezone.localdate()
    with pytest.raises(Refused, match="undone already"):
        life.do_undo(LifeEvent.objects.get(pk=done.pk), WHY)


def test_a_mid_year_move_changes_next_years_classes_only(world: SimpleNamespace) -> None:
    promote(world)
    promotion.do_promote(world.west, 2023, date(2024, 7, 8), WHY)
    this, coming = counts(world.east), counts(world.east, 2024)
    transfer(world)
    assert counts(world.east) == this
    assert coming["12/1"] == (3, 1)
    assert counts(world.east, 2024)["12/1"] == (2, 1)
    assert counts(world.west, 2024) == {"12/1": (1, 1), "12/2": (1, 0)}


def test_a_promotion_moves_up_graduates_and_keeps_who_repeats(world: SimpleNamespace) -> None:
    life.do_repeat(world.first[0], date(2024, 9, 1), WHY)
    life.do_repeat(world.last[0], date(2024, 9, 1), WHY)
    life.do_leave(world.first[1], date(2024, 3, 1), "left", WHY)
    ahead = promotion.preview_promotion(world.east, 2023, date(2024, 7, 8), WHY)
    assert not ahead.problems
    assert [(c.grade, c.next_grade, c.next_count, c.repeat_count, c.dropout_count) for c in ahead.classes] == [
        ("11", "12", 1, 1, 1), ("12", "13", 2, 0, 0), ("16", "", 1, 1, 0),
    ]  # fmt: skip
    assert counts(world.east, 2024) == {}
    promote(world)
    assert counts(world.east, 2024) == {"11/1": (1, 0), "12/1": (1, 0), "13/1": (2, 1), "16/1": (1, 1)}
    graduated = SchoolClass.objects.get(institution=world.east, school_year=2023, grade="16")
    assert (graduated.graduate_count, graduated.dropout_count) == (1, 0)
    again = promotion.preview_promotion(world.east, 2023, date(2024, 7, 8), WHY)
    assert [problem.rule for problem in again.problems] == ["registers.promote.done"]


def test_a_promotion_is_undone_until_the_first_change_after_it(world: SimpleNamespace) -> None:
    done = promote(world)
    admit(world.east, 30, "12", on=date(2024, 9, 1))
    with pytest.raises(Refused, match="after it"):
        life.do_undo(done, WHY)


def test_a_school_without_persons_goes_up_by_its_counts(world: SimpleNamespace) -> None:
    plain = institution("2151000030", "城南小学", "211")
    school_class(plain, 2023, "primary", "11", 40, boarder_count=3)
    school_class(plain, 2023, "primary", "16", 38)
    promotion.do_promote(plain, 2023, date(2024, 7, 8), WHY)
    up = SchoolClass.objects.get(institution=plain, school_year=2024)
    assert (up.grade, up.pupil_count, up.girl_count, up.boarder_count, up.entrant_count) == ("12", 40, 20, 3, 0)
    assert SchoolClass.objects.get(institution=plain, school_year=2023, grade="16").graduate_count == 38


def test_who_was_away_comes_back_into_the_grade_named(world: SimpleNamespace) -> None:
    pupil = world.first[1].student
    life.do_leave(world.first[1], date(2024, 3, 1), "suspended", WHY)
    promote(world)
    assert counts(world.east, 2024)["12/1"] == (2, 0)
    life.do_return(pupil, world.east, Taught("primary", "11", 1), date(2024, 9, 1), WHY)
    assert counts(world.east, 2024)["11/1"] == (1, 1)


def test_transfers_have_a_clock_and_an_answer(world: SimpleNamespace) -> None:
    today = timezone.localdate()
    asked = transfers.do_ask_transfer(world.first[0], world.west, 1, date(2024, 3, 1), "sending", WHY)
    assert asked.due_on == calendar().working_days_after(today, 10) >= today + timedelta(days=12)
    assert transfers.clock_of(asked, today).left_count == 10
    with pytest.raises(Refused, match="waits for an answer"):
        transfers.do_ask_transfer(world.first[0], world.west, 1, date(2024, 3, 1), "receiving", WHY)
    with pytest.raises(Refused, match="says why"):
        transfers.do_refuse_transfer(asked, Stated(reason="不"))
    transfers.do_refuse_transfer(asked, Stated(reason="班额已满"))
    assert (asked.state, asked.answer) == ("refused", "班额已满")
    with pytest.raises(Refused, match="answered"):
        transfers.do_confirm_transfer(asked, WHY)
    again = transfers.do_ask_transfer(world.first[0], world.west, 1, date(2024, 3, 1), "receiving", WHY)
    transfers.do_withdraw_transfer(again, WHY)
    verbs = list(AuditEntry.objects.order_by("-number").values_list("verb", flat=True)[:2])
    assert verbs == ["registers.transfer.withdrawn", "registers.transfer.asked"]
    assert TransferRequest.objects.filter(state="asked").count() == 0


def test_a_receiving_school_finds_only_by_number_and_name(world: SimpleNamespace) -> None:
    number = id_number(1, date(2017, 3, 1))
    found = transfers.enrolment_of(f" {number.lower()} ", "学生1", date(2024, 3, 1))
    assert found is not None
    assert found.pk == world.first[0].pk
    assert transfers.enrolment_of(number, "学生2", date(2024, 3, 1)) is None


REFUSED: dict[str, Callable[[SimpleNamespace], Any]] = {
    "id.form": lambda w: life.check_admit(w.east, Newcomer("123", "某人"), Taught("primary", "11", 1), SEPTEMBER),
    "id.birth": lambda w: life.check_admit(w.east, Newcomer("511002201713010018", "某人"), Taught("primary", "11", 1), SEPTEMBER),
    "id.check": lambda w: life.check_admit(w.east, Newcomer("511002201703010010", "某人"), Taught("primary", "11", 1), SEPTEMBER),
    "student.name": lambda w: life.check_admit(w.east, Newcomer(id_number(50, date(2017, 1, 1)), " "), Taught("primary", "11", 1), SEPTEMBER),
    "student.stage": lambda w: life.check_admit(w.east, newcomer(50), Taught("senior", "31", 1), SEPTEMBER),
    "student.grade": lambda w: life.check_admit(w.east, newcomer(50), Taught("primary", "21", 1), SEPTEMBER),
    "student.class": lambda w: life.check_admit(w.east, newcomer(50), Taught("primary", "11", 0), SEPTEMBER),
    "institution.not_open": lambda w: life.check_admit(w.east, newcomer(50), Taught("primary", "11", 1), date(1999, 9, 1)),
    "student.enrolled": lambda w: life.check_admit(w.west, newcomer(1), Taught("primary", "11", 1), SEPTEMBER),
    "student.other_name": lambda w: life.check_admit(w.west, newcomer(1, name="别人"), Taught("primary", "11", 1), SEPTEMBER),
    "student.not_enrolled": lambda w: life.check_leave(w.first[0], SEPTEMBER, "left"),
    "student.way_out": lambda w: life.check_leave(w.first[0], date(2024, 3, 1), "vanished"),
    "student.not_last": lambda w: life.check_leave(w.first[0], date(2024, 3, 1), "graduated"),
    "student.never_left": lambda w: (
        life.do_leave(w.last[0], date(2024, 6, 30), "graduated", WHY),
        life.check_return(w.last[0].student, w.east, Taught("primary", "16", 1), date(2024, 9, 1)),
    )[1],
    "student.repeat_day": lambda w: life.check_repeat(w.first[0], date(2024, 3, 1)),
    "transfer.same": lambda w: transfers.check_ask_transfer(w.first[0], w.east, 1, date(2024, 3, 1)),
    "promote.no_classes": lambda w: promotion.check_promote(w.east, 2021, date(2022, 7, 8)),
    "promote.day": lambda w: promotion.check_promote(w.east, 2023, date(2024, 9, 8)),
    "unite.same": lambda w: uniting.check_unite(w.first[0].student, w.first[0].student),
    "unite.where": lambda w: uniting.check_unite(w.first[0].student, w.first[1].student),
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted(REFUSED))
def test_what_is_refused(world: SimpleNamespace, rule: str) -> None:
    assert f"registers.{rule}" in [problem.rule for problem in REFUSED[rule](world)]


def twins(world: SimpleNamespace) -> tuple[Enrolment, Enrolment]:
    """One child twice: at the other school the ID number was mistyped in one place, and the name written otherwise."""
    number = id_number(101, date(2016, 5, 20))
    other = id_number(191, date(2016, 5, 20))
    assert sum(a != b for a, b in zip(number, other, strict=True)) <= 2
    taught = Taught("primary", "11", 1)
    one = life.do_admit(world.east, Newcomer(number, "欧阳晓明"), taught, SEPTEMBER, WHY)
    two = life.do_admit(world.west, Newcomer(other, "欧阳小明"), taught, date(2024, 9, 1), WHY)
    assert one.student is not None
    assert two.student is not None
    promotion.do_promote(world.west, 2023, date(2024, 7, 8), WHY)
    return one.student.enrolments.get(), two.student.enrolments.get()


def test_a_child_registered_twice_is_found_and_the_score_is_explained(world: SimpleNamespace) -> None:
    one, two = twins(world)
    found = [pair for pair in likely_same(COUNTY) if pair.first_id == one.student_id]
    assert [(pair.second_id, pair.is_certain) for pair in found] == [(two.student_id, False)]
    told = [evidence.what.en for evidence in found[0].evidence]
    assert told[:3] == ["names sound the same: 欧阳晓明, 欧阳小明", "same day of birth", "same sex"]
    assert told[-2].startswith("ID numbers differ in")
    assert told[-1].startswith("before anything is known")
    assert found[0].share > 0.5
    assert found[0].points == round(sum(evidence.points for evidence in found[0].evidence), 1)
    uniting.do_tell_apart(one.student, two.student, WHY)
    assert [pair for pair in likely_same(COUNTY) if pair.first_id == one.student_id] == []
    life.do_undo(LifeEvent.objects.latest("pk"), WHY)
    assert len([pair for pair in likely_same(COUNTY) if pair.first_id == one.student_id]) == 1


def test_a_student_number_of_another_is_certain(world: SimpleNamespace) -> None:
    one, other = world.first[0].student, world.second[0].student
    Student.objects.filter(pk=other.pk).update(student_number="L511002201703010000")
    Student.objects.filter(pk=one.pk).update(student_number="G" + id_number(4, date(2017, 3, 1)))
    (certain,) = [pair for pair in likely_same(COUNTY) if pair.is_certain]
    assert {certain.first_id, certain.second_id} == {one.pk, other.pk}


def test_two_records_become_one_with_their_history_and_are_parted_again(world: SimpleNamespace) -> None:
    one, two = twins(world)
    promote(world)
    assert counts(world.east, 2024)["12/1"][0] == 4
    before = live()
    done = uniting.do_unite(two.student, one.student, Stated(reason="同一人重复登记"), attended=world.west.code)
    agree()
    assert counts(world.east, 2024)["12/1"][0] == 3
    history = list(
        Student.objects.get(pk=two.student_id)
        .enrolments.order_by("started_on")
        .values_list("institution__code", "ended_on")
    )
    assert history == [(world.east.code, date(2024, 9, 1)), (world.west.code, None)]
    assert life.known_student(id_number(101, date(2016, 5, 20))) == two.student, "found by either number"
    assert likely_same(COUNTY) == [] or all(pair.first_id != one.student_id for pair in likely_same(COUNTY))
    life.do_undo(done, WHY)
    for was, now in zip(before, live(), strict=True):
        assert now == was


def test_one_record_at_two_schools_is_shown_and_mended(world: SimpleNamespace) -> None:
    pupil = world.first[0]
    second = Enrolment.objects.create(
        student=pupil.student, institution=world.west, stage="primary", entry_grade="11", class_number=1,
        started_on=date(2024, 3, 1), start_reason="transferred",
    )  # fmt: skip
    ((student, seats),) = enrolled_twice(COUNTY, date(2024, 4, 1))
    assert (student.pk, [seat.pk for seat in seats]) == (pupil.student_id, [pupil.pk, second.pk])
    uniting.do_end_second_seat(pupil, second, date(2024, 4, 1), WHY)
    assert enrolled_twice(COUNTY, date(2024, 4, 1)) == []


def test_posts_begin_end_and_move(world: SimpleNamespace) -> None:
    member = teacher(world.east, 900)
    with pytest.raises(Refused, match="quota of another"):
        staffing.do_begin_post(member, world.west, staffing.Duty("teacher", "primary", "maths"), date(2024, 3, 1), WHY)
    moved = staffing.do_move_staff(member, world.east, world.west, date(2024, 3, 1), WHY)
    held = StaffPost.objects.as_of(date(2024, 3, 1)).filter(staff=member)
    assert [(post.institution.code, post.start_reason) for post in held] == [(world.west.code, "transferred")]
    ended = staffing.do_end_post(held.get(), date(2024, 8, 1), "retired", WHY)
    with pytest.raises(Refused, match="after it"):
        life.do_undo(moved, WHY)
    life.do_undo(ended, WHY)
    life.do_undo(moved, WHY)
    assert StaffPost.objects.get(staff=member).institution == world.east
    staffing.do_move_staff(member, world.east, world.west, date(2024, 3, 1), WHY, "rotated")
    assert StaffPost.objects.as_of(date(2024, 3, 1)).get(staff=member).start_reason == "rotated"
    with pytest.raises(Refused, match="no such way to move"):
        staffing.do_move_staff(member, world.west, world.east, date(2024, 5, 1), WHY, "retired")
