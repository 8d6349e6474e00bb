"""The search agrees with the evaluator on every constraint type, finds what is there, and is the same for the same seed."""

import pytest

from xuezheng.timetables import Instance, Stop, read_archive, solve_timetable
from xuezheng.timetables.problem.evaluation import evaluate
from xuezheng.timetables.solver.search.bounds import objective_bound
from xuezheng.timetables.solver.search.driver import solution_of
from xuezheng.timetables.solver.search.layout import lay_out
from xuezheng.timetables.solver.search.neighbourhoods import Neighbourhoods
from xuezheng.timetables.solver.search.starting import begun, kept
from xuezheng.timetables.tests.test_evaluation import CASES
from xuezheng.timetables.tests.tiny_school import CLASS, EVENTS, TEACHERS, archive, bounds, constraint


def school(*constraints: str) -> Instance:
    named = (text.replace('Id="c"', f'Id="c{n}"') for n, text in enumerate(constraints))
    return read_archive(archive("".join(named)), "tiny.xml").instances[0]


@pytest.mark.slow
@pytest.mark.parametrize(("told", "constraints"), [case[:2] for case in CASES], ids=[case[0] for case in CASES])
def test_the_kernels_count_as_the_evaluator_does(told: str, constraints: str) -> None:
    plan = lay_out(school(constraint("AssignTime", EVENTS), constraints))
    for seed in range(3):
        best = kept(begun(plan, seed, 0.0))  # no weight on what is required: costs are likely
        assert evaluate(solution_of(plan, best)).cost == (best[0], best[1]), told


@pytest.mark.slow
def test_the_tiny_school_has_a_timetable() -> None:
    """Four periods, four to be placed; Wang cannot come on the first, so Li must."""
    instance = school(
        constraint("AssignTime", EVENTS),
        constraint("AssignResource", EVENTS, "<Role>Teacher</Role>"),
        constraint("AvoidClashes", CLASS),
        constraint("AvoidUnavailableTimes", '<Resources><Resource Reference="Wang"/></Resources>', '<Times><Time Reference="Mo1"/></Times>'),
        constraint("LimitWorkload", TEACHERS, bounds(2, 2)),
    )  # fmt: skip
    found = [solve_timetable(instance, Stop(moves=20_000), seed) for seed in (1, 1, 2)]
    assert [answer.cost for answer in found] == [(0, 0)] * 3
    assert found[0].solution.parts == found[1].solution.parts


def test_a_class_with_four_periods_comes_on_two_days() -> None:
    """Two periods a day: nobody need look further to know that one day only costs something."""
    days = '<TimeGroups><TimeGroup Reference="Mo"/><TimeGroup Reference="Tu"/></TimeGroups>'
    one_day = constraint("ClusterBusyTimes", CLASS, f"{days}{bounds(0, 1)}").replace(">true<", ">false<")
    instance = school(constraint("AssignTime", EVENTS), constraint("AvoidClashes", CLASS), one_day)
    assert objective_bound(lay_out(instance)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("told", "constraints"), [case[:2] for case in CASES], ids=[case[0] for case in CASES])
def test_a_programme_never_makes_it_worse(told: str, constraints: str) -> None:
    """All lessons free; what it counts as its costs is what the evaluator says, and no more than before."""
    plan = lay_out(school(constraint("AssignTime", EVENTS), constraints))
    state = begun(plan, 1, 0.0)
    before = int(state[0]), int(state[1])
    neighbourhoods = Neighbourhoods(plan, 1)
    for only_required in (True, False):
        neighbourhoods.improve(state, 5.0, only_required)
    found = kept(state)
    assert evaluate(solution_of(plan, found)).cost == (found[0], found[1]), told
    assert (found[0], found[1]) <= before
