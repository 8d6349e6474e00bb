"""A round of choice as plain data: what is offered, how it stands, whether the school can serve it, what universities ask for."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.senior.choosing import MODELS, Chosen, Offer, model_of
from xuezheng.timetables.problem.senior.classes import Cohort, Mode

__all__ = ["MODELS", "Need", "cohort_of", "feasibility", "model_of", "needs_of", "offer_of", "parted", "written"]

PLUS = "+"


def parted(chosen: str) -> Chosen:
    """A choice as it is kept, in parts."""
    return tuple(one for one in chosen.split(PLUS) if one)


def written(chosen: Sequence[str]) -> str:
    return PLUS.join(chosen)


def offer_of(scheme: Mapping[str, Any], offered: Sequence[Sequence[Any]]) -> Offer:
    """What a round offers. Raises Refused where a combination is none of the model's, or stands twice."""
    model = model_of(scheme)
    limits: dict[Chosen, int | None] = {}
    problems: list[Problem] = []
    for subjects, limit in offered:
        chosen = model.core([str(s) for s in subjects])
        if chosen not in model.combinations() or chosen in limits:
            what = Words("不是这种模式的组合，或重复。", "No combination of this model, or it stands twice.")
            problems.append(Problem("choice_offer", what, which=written([str(s) for s in subjects])))
        limits[chosen] = None if limit in (None, "") else int(limit)
    if not limits:
        problems.append(
            Problem("choice_offer", Words("至少要开设一个组合。", "At least one combination must be offered."))
        )
    if problems:
        raise Refused(problems)
    return Offer(model, limits)


def cohort_of(scheme: Mapping[str, Any], means: Mapping[str, Any], counts: Mapping[str, int]) -> Cohort:
    """What classes are formed from: counts of choices as kept, and the means of the school (rules.MEANS)."""
    model = model_of(scheme)
    return Cohort(
        {parted(chosen): n for chosen, n in sorted(counts.items()) if chosen and n},
        int(means.get("most", 50)), int(means.get("rooms", 60)),
        {str(s): int(n) for s, n in dict(means.get("teachers", {})).items()},
        Mode(str(means.get("mode", Mode.ONE_FIXED))), int(means.get("spread", 5)),
        {str(s): int(n) for s, n in dict(means.get("loads", {})).items()}, model.taught_as,
    )  # fmt: skip


class Need(NamedTuple):
    """Of one subject: students, the fewest classes for them, the classes its teachers can take, and the teachers missing."""

    subject: str
    students: int
    classes: int
    teachable: int
    missing: int


def needs_of(cohort: Cohort) -> tuple[Need, ...]:
    """Each subject by itself, by sizes alone: in a subject that moves, a teacher takes one class a block; else as the load says."""
    students: Counter[str] = Counter()
    for chosen, n in cohort.counts.items():
        for subject in chosen:
            students[cohort.taught_as(subject)] += n
    kept = {Mode.PACKAGES: 3, Mode.TWO_FIXED: 2, Mode.ONE_FIXED: 1, Mode.ALL_MOVING: 0}[cohort.mode]
    blocks = max((len(chosen) - kept for chosen in cohort.counts), default=0) or 1
    found: list[Need] = []
    for subject, n in sorted(students.items(), key=lambda one: (-one[1], one[0])):
        teachers = cohort.teachers.get(subject, 0)
        each = cohort.loads.get(subject, 0) or max(2, blocks * (len(cohort.firsts) or 1))
        classes = -(-n // cohort.most)
        missing = max(0, -(-classes // each) - teachers)
        found.append(Need(subject, n, classes, teachers * each, missing))
    return tuple(found)


class Feasible(NamedTuple):
    """Whether classes can be formed from what has been chosen: yes, no with the reason, or not known in the time."""

    state: str  # yes no unknown empty
    fewest: int
    needs: tuple[Need, ...]
    why: Problem | None


def feasibility(cohort: Cohort, seconds: float = 2.0) -> Feasible:
    """While a round runs: sizes, teachers, rooms and blocks, without the spread."""
    from xuezheng.timetables.solver.conflict import conflict  # here: slow to load, and few pages need it
    from xuezheng.timetables.solver.forming import ClassModel
    from xuezheng.timetables.solver.streaming import fewest_classes

    needs = needs_of(cohort)
    if not cohort.students:
        return Feasible("empty", 0, needs, None)
    loose = replace(cohort, spread=cohort.students)
    for by_side in (False, True):
        model = ClassModel(loose, by_side, loose.spread)
        status, _ = model.solve(seconds / 3, 0)
        if status.name in ("OPTIMAL", "FEASIBLE"):
            return Feasible("yes", fewest_classes(cohort), needs, None)
    why = conflict(loose, True, seconds, 0)
    return Feasible("no" if why.rule == "classes_conflict" else "unknown", fewest_classes(cohort), needs, why)


def choice_faults(offer: Offer, given: Sequence[tuple[str, str, str]]) -> Iterator[Problem]:
    """What is wrong with choices: (who, choice as written, where)."""
    for who, chosen, where in given:
        if fault := offer.fault_of(who, parted(chosen)):
            yield replace(fault, where=where)
