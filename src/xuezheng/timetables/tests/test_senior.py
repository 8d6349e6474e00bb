"""From choices to classes to a week: what is chosen is given, what cannot be is said."""

from dataclasses import replace

import pytest

from xuezheng.ground.errors import Refused
from xuezheng.timetables.plan.senior import taught_by, week_of
from xuezheng.timetables.problem.senior.choosing import MODELS, Offer, demands
from xuezheng.timetables.problem.senior.classes import Classes, Cohort, Mode, TeachingClass, wrong_with
from xuezheng.timetables.problem.senior.invented import CHOSEN_PERIODS, PERIODS, invented
from xuezheng.timetables.solver.school.search import Until, find_week
from xuezheng.timetables.solver.streaming import form_classes

OFFER = Offer(MODELS["3+1+2"], {("物理", "化学", "生物"): 40, ("历史", "政治", "地理"): None})


@pytest.mark.parametrize(("model", "count"), [("3+1+2", 12), ("3+3", 20), ("7选3", 35)])
def test_a_model_allows_so_many_choices(model: str, count: int) -> None:
    assert len(set(MODELS[model].combinations())) == count


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        (("物理", "化学", "生物"), None),
        (("生物", "物理", "化学"), None),
        ((), "choice_missing"),
        (("物理", "化学", "音乐"), "choice_subject"),
        (("物理", "历史", "化学"), "choice_model"),
        (("物理", "化学", "化学"), "choice_model"),
        (("物理", "化学", "地理"), "choice_not_offered"),
    ],
)
def test_a_choice_that_cannot_be_is_named(chosen: tuple[str, ...], rule: str | None) -> None:
    fault = OFFER.fault_of("2024001", chosen)
    assert (fault.rule if fault else None) == rule


def test_a_round_says_what_it_would_need() -> None:
    counts = {("物理", "化学", "生物"): 41, ("历史", "政治", "地理"): 30}
    assert list(OFFER.overfull(counts)) == [(("物理", "化学", "生物"), 41, 40)]
    physics = next(one for one in demands(counts, 20, {"物理": 1}, 2) if one.subject == "物理")
    assert physics == ("物理", 41, 3, 2)


@pytest.mark.parametrize("mode", list(Mode))
def test_every_choice_is_honoured_in_a_week_without_conflict(mode: Mode) -> None:
    given = invented(4, students=240, combinations=8, rooms=14, teachers=40, mode=mode, most=48)
    classes = form_classes(given.cohort, 20.0)
    assert wrong_with(classes) == []
    assert sum(classes.home_sizes) == 240
    school = week_of(classes, given.teachers, PERIODS, CHOSEN_PERIODS)
    found = find_week(school, Until(moves=300_000, feasible=True), 1)
    assert found.report.cost[0] == 0
    taught = sum(taught_by(school).values())
    alone = sum(PERIODS.values()) * len(classes.fixed) + CHOSEN_PERIODS * sum(map(len, classes.fixed))
    assert taught == alone + CHOSEN_PERIODS * len(classes.teaching)


def test_what_cannot_be_is_said_with_the_demands_in_conflict() -> None:
    """Forty want chemistry in each of two blocks, and one teacher takes twenty."""
    cohort = Cohort({("物理", "化学", "生物"): 80}, 20, 10, {"化学": 1, "生物": 4, "物理": 4}, Mode.ONE_FIXED)
    with pytest.raises(Refused) as refused:
        form_classes(cohort, 8.0)
    problem = refused.value.problems[0]
    assert problem.rule == "classes_conflict" and "教师" in problem.what.zh and "教室" not in problem.what.zh


def test_a_student_left_out_or_twice_at_once_is_found() -> None:
    cohort = Cohort({("物理", "化学", "生物"): 1}, 50, 2, {"化学": 1, "生物": 1}, Mode.ONE_FIXED)
    chemistry, biology = TeachingClass("化学", 0, (0,)), TeachingClass("生物", 0, (0,))
    right = Classes(cohort, (("物理", "化学", "生物"),), (0,), (("物理",),), (chemistry, replace(biology, block=1)), 1)
    assert wrong_with(right) == []
    assert "twice in block 1" in wrong_with(replace(right, teaching=(chemistry, biology)))[0]
    assert "物理+化学 given" in wrong_with(replace(right, teaching=(chemistry,)))[0]
