"""A round from its making to classes: who may, what is refused, files, requests, two people at once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.tiny_city import student
from tests.worlds import school

from xuezheng.ground.errors import Refused
from xuezheng.registers.models import Enrolment
from xuezheng.timetables.actions.choice_files import do_take_choices, do_undo_file
from xuezheng.timetables.actions.choosing import do_choose, do_decide, do_request
from xuezheng.timetables.actions.classes import do_form, do_lock, do_move, do_publish, faults, kept_of
from xuezheng.timetables.actions.rounds import Wanted, do_change_round, do_make_round
from xuezheng.timetables.actions.slips import do_make_codes
from xuezheng.timetables.models import ChoiceFile, ChoiceRound, Chooser, ClassPlan

pytestmark = pytest.mark.django_db
FIRST, SECOND = "物理+化学+生物", "历史+政治+地理"
MEANS = {
    "most": 6,
    "rooms": 6,
    "teachers": dict.fromkeys("物理 历史 化学 生物 政治 地理".split(), 2),
    "mode": "packages",
    "spread": 5,
}


def wanted(**changes: Any) -> Wanted:
    now = timezone.now()
    offered: list[list[Any]] = [[FIRST.split("+"), 3], [SECOND.split("+"), None]]
    one = Wanted(
        "选科",
        "binding",
        2023,
        "31",
        {"name": "3+1+2"},
        offered,
        MEANS,
        now - timedelta(days=1),
        now + timedelta(days=1),
    )
    return replace(one, **changes)


@pytest.fixture
def made() -> ChoiceRound:
    own = school("2151000001", "511002")
    for number in range(1, 5):
        student(own, number, "31", date(2023, 9, 1))
    Enrolment.objects.update(stage="senior")
    return do_make_round(None, own, wanted())


def people(one: ChoiceRound) -> list[Chooser]:
    return list(one.choosers.select_related("round__institution", "student"))


def rules(refused: Any) -> set[str]:
    return {problem.rule for problem in refused.value.problems}


BAD = [
    ("it closes before it opens", {"closes_at": timezone.now() - timedelta(days=9)}, "choice.round.times"),
    ("nothing is offered", {"offered": []}, "choice_offer"),
    ("no such model", {"scheme": {"name": "5+5"}}, "choice_scheme"),
    ("a grade without students", {"grade": "33"}, "choice.round.students"),
    ("no number", {"means": MEANS | {"most": "x"}}, "choice.round.means"),
]


@pytest.mark.parametrize(("told", "changes", "rule"), BAD, ids=[one[0] for one in BAD])
def test_a_round_that_cannot_be_is_refused(told: str, changes: dict[str, Any], rule: str, made: ChoiceRound) -> None:
    with pytest.raises(Refused) as refused:
        do_make_round(None, made.institution, wanted(**changes))
    assert rule in rules(refused) and ChoiceRound.objects.count() == 1


def test_a_limit_holds_and_the_second_of_two_at_once_is_told(made: ChoiceRound) -> None:
    a, b, c, d = people(made)
    for one in (a, b, c):
        do_choose(one, 0, "化学+物理+生物")
    with pytest.raises(Refused) as refused:
        do_choose(d, 0, FIRST)
    assert rules(refused) == {"choice.full"}
    with pytest.raises(Refused) as refused:
        do_choose(a, 0, SECOND)  # seen before the choice above
    assert rules(refused) == {"timetables.outdated"}


def test_who_saves_an_older_round_is_refused(made: ChoiceRound) -> None:
    do_choose(people(made)[0], 0, SECOND)
    with pytest.raises(Refused) as refused:
        do_change_round(None, made, 1, wanted(offered=[[FIRST.split("+"), None]]))
    assert rules(refused) == {"choice.round.taken"}
    do_change_round(None, made, 1, wanted(title="甲"))
    with pytest.raises(Refused) as refused:
        do_change_round(None, made, 1, wanted(title="乙"))
    assert rules(refused) == {"timetables.outdated"}


def test_a_file_is_tried_taken_and_undone(made: ChoiceRound) -> None:
    numbers = [one.student.student_number for one in people(made)]
    file = ("学籍号,选科\n" + "\n".join(f"{n},物化生" for n in numbers)).encode()
    assert do_take_choices(None, made, "c.csv", file, apply=False).new == 4
    assert not made.choosers.exclude(chosen="").exists()
    do_take_choices(None, made, "c.csv", file, apply=True)
    assert set(made.choosers.values_list("chosen", flat=True)) == {FIRST}
    assert do_undo_file(None, ChoiceFile.objects.get()) == 4
    assert set(made.choosers.values_list("chosen", flat=True)) == {""}
    with pytest.raises(Refused) as refused:
        do_take_choices(
            None,
            made,
            "c.csv",
            b"\xe5\xad\xa6\xe7\xb1\x8d\xe5\x8f\xb7,\xe9\x80\x89\xe7\xa7\x91\n9,\xe7\x89\xa9\xe5\x8e\x86\xe7\x94\x9f",
            apply=True,
        )
    assert rules(refused) == {"choice.file.student"}


def test_a_change_is_asked_for_after_the_round_and_decided(made: ChoiceRound) -> None:
    one = do_choose(people(made)[0], 0, FIRST)
    with pytest.raises(Refused):
        do_request(one, SECOND, "想学历史")
    ChoiceRound.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    one = people(made)[0]
    request = do_request(one, SECOND, "想学历史")
    do_decide(None, request, True, "")
    one.refresh_from_db()
    assert one.chosen == SECOND and [e.kind for e in one.events.all()] == ["approved", "requested", "chosen"]


def test_classes_are_formed_changed_by_hand_locked_and_published(made: ChoiceRound) -> None:
    plan = ClassPlan.objects.create(round=made, title="甲", asked=MEANS, made_at=timezone.now())
    with pytest.raises(Refused) as refused:
        do_form(None, plan, None, 3.0, 1)
    assert rules(refused) == {"choice_missing"}
    for at, one in enumerate(people(made)):
        do_choose(one, 0, FIRST if at < 2 else SECOND)
    first = do_form(None, plan, None, 3.0, 1)
    kept = kept_of(first)
    assert len(kept.names) == 2 and list(faults(kept)) == []
    moved = do_move(None, first, kept.people[0], 1 - kept.classes.home[0], {})
    assert moved.figures["faults"] == 1
    with pytest.raises(Refused):
        do_publish(None, moved)
    do_lock(None, first, [0])
    again = do_form(None, plan, first, 3.0, 2)
    assert again.origin == "again" and again.figures["faults"] == 0
    do_publish(None, again)


def test_a_code_opens_one_page_and_a_new_one_voids_it(made: ChoiceRound, client: Client) -> None:
    (chooser, code), *_ = do_make_codes(None, made)
    assert code not in (chooser.code_hash or "")
    assert client.post("/choice/", {"code": f"{code[:5]} {code[5:].lower()}"}).headers["Location"] == "/choice/mine/"
    assert client.post("/choice/mine/", {"number": "0", "chosen": FIRST}).status_code == 302
    assert Chooser.objects.get(pk=chooser.pk).chosen == FIRST
    do_make_codes(None, made)
    assert client.get("/choice/mine/").status_code == 302
