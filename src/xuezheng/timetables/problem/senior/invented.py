"""Invented senior schools: choices, teachers and rooms by lot, to try the whole way from choices to a timetable on."""

import random
from typing import NamedTuple

from xuezheng.timetables.problem.senior.choosing import MODELS, Chosen
from xuezheng.timetables.problem.senior.classes import Cohort, Mode

# Periods of a week, as provincial plans of the 2020 curriculum have them for the year of choice.
PERIODS = {"语文": 5, "数学": 5, "英语": 5, "体育": 2, "技术": 1, "艺术": 1, "班会": 1}
CHOSEN_PERIODS = 4
LIKING = {"化学": 1.5, "生物": 1.4, "政治": 0.9, "地理": 1.2}  # how often each is chosen, relative to the others


class InventedSenior(NamedTuple):
    cohort: Cohort
    teachers: dict[str, int]  # of every subject


def invented(seed: int, students: int = 1200, combinations: int = 12, rooms: int = 60, teachers: int = 110,
             mode: Mode = Mode.ONE_FIXED, most: int = 50) -> InventedSenior:  # fmt: skip
    """A cohort whose choices lean as those of real schools do: two thirds physics, chemistry with physics."""
    chance = random.Random(seed)
    offered = sorted(MODELS["3+1+2"].combinations(), key=lambda _: chance.random())[:combinations]
    weight = {chosen: liking(chosen) * chance.uniform(0.6, 1.4) for chosen in offered}
    drawn = chance.choices(offered, [weight[one] for one in offered], k=students)
    counts = {chosen: drawn.count(chosen) for chosen in sorted(offered)}
    return InventedSenior(
        Cohort({chosen: n for chosen, n in counts.items() if n}, most, rooms, shares(counts, teachers, most), mode),
        shares(counts, teachers, most),
    )


def liking(chosen: Chosen) -> float:
    """How often a combination is chosen, relative to the others."""
    found = 2.0 if chosen[0] == "物理" else 1.0
    for subject in chosen[1:]:
        found *= LIKING[subject]
    return found * (1.6 if "化学" in chosen and chosen[0] == "物理" else 0.6 if "化学" in chosen else 1.0)


def shares(counts: dict[Chosen, int], teachers: int, most: int) -> dict[str, int]:
    """Teachers of each subject, by its share of all periods; at least one."""
    students = sum(counts.values())
    load: dict[str, float] = {
        subject: periods * -(-students // most) for subject, periods in PERIODS.items() if subject != "班会"
    }
    for chosen, n in counts.items():
        for subject in chosen:
            load[subject] = load.get(subject, 0.0) + CHOSEN_PERIODS * n / (most - 4)
    total = sum(load.values())
    found = {subject: max(1, round(teachers * periods / total)) for subject, periods in load.items()}
    largest = max(found, key=lambda subject: found[subject])
    found[largest] += teachers - sum(found.values())
    return found
