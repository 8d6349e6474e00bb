"""A cost that no timetable of a school falls below, however its musts are kept."""

import numpy as np
from scipy.optimize import linear_sum_assignment  # pyright: ignore[reportUnknownVariableType]

from xuezheng.timetables.problem.school.model import MUST, School
from xuezheng.timetables.problem.school.terms import Pair, Terms

FAR = 10_000_000  # more than any timetable costs


def bound_of(school: School) -> int:
    """For each class its lessons of every week, each in a slot of its own, at the least cost of their starts (an assignment); others at
    their cheapest start; and what pairs cost that have but one start each. All of it must be paid, whatever else."""
    terms = Terms(school)
    for rule in school.rules:
        rule.terms(school, terms)
    starts = terms.starts
    every = (1 << school.weeks) - 1
    of_group: dict[int, list[int]] = {}
    total = 0
    for at, lesson in enumerate(school.lessons):
        if lesson.groups and lesson.weeks == every:
            of_group.setdefault(lesson.groups[0], []).append(at)
        else:
            total += min(starts[at].values(), default=0)
    for lessons in of_group.values():
        total += assigned(school, [starts[at] for at in lessons])
    return total + forced_pairs(terms)


def assigned(school: School, starts: list[dict[int, int]]) -> int:
    """Least cost of giving each lesson a start of its own."""
    cost = np.full((len(starts), school.slots), FAR, np.int64)
    for row, own in enumerate(starts):
        for start, price in own.items():
            cost[row, start] = price
    if len(starts) > school.slots:
        return sum(min(own.values(), default=0) for own in starts)
    rows, columns = linear_sum_assignment(cost)
    found = cost[rows, columns]
    return int(found[found < FAR].sum())


def forced_pairs(terms: Terms) -> int:
    """What pairs of lessons cost that have one start each, and stand at the same time where they should not."""
    total = 0
    for pair in terms.pairs:
        first, second = terms.starts[pair.first], terms.starts[pair.second]
        if (
            pair.kind == Pair.APART
            and len(first) == len(second) == 1
            and pair.weight < MUST
            and first.keys() == second.keys()
        ):
            total += pair.weight
    return total
