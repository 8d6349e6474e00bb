"""Seats by lot, with neighbours of different schools: the method of `plan/remake_seats.py`, fast.

Pool by pool, as that script does it and with the same result seat by seat (a test compares them):

1. Deal: candidates, school after school (larger schools first, equal ones by lot), within a school by lot, go to the rooms like
   cards: the slots of all rooms are ordered by (2k+1)/count, so that each room gets its even share of every school.
2. Place: in a room the schools fill the four lattices of seats (even or odd column × even or odd row) in each of which no
   two seats touch, the school with most candidates there first.
3. Exchange: 40 rounds, and up to 400 while neighbours of one school are left: each seat in turn with a seat by lot, where
   that makes no more neighbours (2 side by side, 1 corner to corner). So order vanishes and clashes are mended.

Whoever must sit in front is placed there first and not exchanged.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
from numba import njit  # pyright: ignore[reportUnknownVariableType, reportMissingTypeStubs]
from numpy.typing import NDArray

from xuezheng.exams.problem.seating import Seating, SeatingProblem, Whole
from xuezheng.exams.rules.draw import lots
from xuezheng.exams.rules.layouts import Seat, nearness, seats_of

ROUNDS, MOST_ROUNDS, BYTES = 40, 400, 32
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Surroundings:
    """The neighbours of each seat (n, 8), how near they are (n, 8), how many there are (n,); seats in lattice order (n,)."""

    near: Whole
    weight: Whole
    degree: Whole
    lattice: Whole
    is_front: NDArray[np.bool_]


@cache
def surroundings(layout: str, count: int) -> Surroundings:
    """Of the first `count` seats of a layout."""
    place = seats_of(layout)[:count]
    near, weight = np.zeros((count, 8), np.int64), np.zeros((count, 8), np.int64)
    degree = np.zeros(count, np.int64)
    for n, one in enumerate(place):
        found = [(m, nearness(one, other)) for m, other in enumerate(place) if nearness(one, other)]
        degree[n] = len(found)
        for slot, (m, how) in enumerate(found):
            near[n, slot], weight[n, slot] = m, how

    def lattice(n: int) -> tuple[int, int, Seat]:
        return place[n][0] % 2, place[n][1] % 2, place[n]

    order = np.array(sorted(range(count), key=lattice), np.int64)
    return Surroundings(near, weight, degree, order, np.array([row == 0 for _, row in place], np.bool_))


@njit(cache=True)
def exchange(
    sat: Whole,
    school: Whole,
    near: Whole,
    weight: Whole,
    degree: Whole,
    free: Whole,
    partners: Bytes,
    stops_when_apart: bool,
) -> bool:
    """Rounds of exchanges in place, one for each row of `partners`; whether it stopped since none of a school touch."""
    for step in range(partners.shape[0]):
        if stops_when_apart:
            is_apart = True
            for n in free:
                for q in range(degree[n]):
                    if school[n] == school[near[n, q]]:
                        is_apart = False
            if is_apart:
                return True
        for i in range(len(free)):
            n = free[i]
            m = free[partners[step, i % 32] % len(free)]
            change = 0
            for q in range(degree[n]):
                k = near[n, q]
                if k != m:
                    change += weight[n, q] * (int(school[k] == school[m]) - int(school[k] == school[n]))
            for q in range(degree[m]):
                k = near[m, q]
                if k != n:
                    change += weight[m, q] * (int(school[k] == school[n]) - int(school[k] == school[m]))
            if change <= 0:
                sat[n], sat[m] = sat[m], sat[n]
                school[n], school[m] = school[m], school[n]
    return False


def partners_of(key: str, room: str, first: int, last: int) -> Bytes:
    """The bytes that say with whom each seat is exchanged, in rounds `first` to `last`; shape (rounds, 32)."""
    begun = hashlib.sha256(f"{key}|exchange|{room}|".encode())
    found: list[bytes] = []
    for step in range(first, last):
        one = begun.copy()
        one.update(str(step).encode())
        found.append(one.digest())
    return np.frombuffer(b"".join(found), np.uint8).reshape(-1, BYTES)


def solve(problem: SeatingProblem, key: str) -> Seating:
    """Seats for all, by lot: the same problem and key always give the same."""
    count = len(problem.number)
    room, seat = np.full(count, -1, np.int64), np.zeros(count, np.int64)
    clash = np.zeros(len(problem.room_names), np.int64)
    candidate_lot = lots(key, "candidate", problem.number)
    seat_lot = lots(key, "seat", problem.number)
    school_lot = lots(key, "school", problem.school_names)
    room_lot = lots(key, "room", problem.room_names)
    by_pool = np.argsort(problem.pool, kind="stable")
    bounds = np.searchsorted(problem.pool[by_pool], np.arange(len(problem.pool_names) + 1))
    for pool in range(len(problem.pool_names)):
        people = by_pool[bounds[pool] : bounds[pool + 1]]
        size = np.bincount(problem.school[people], minlength=len(problem.school_names))
        schools = problem.school[people]
        people = people[np.lexsort((candidate_lot[people], school_lot[schools], -size[schools]))]
        rooms = np.flatnonzero(problem.room_pool == pool)
        for j, there in dealt(problem, people, rooms, room_lot):
            sat = placed(problem, there, j, key, seat_lot)
            clash[j] = settled(problem, sat, j, key)
            room[sat], seat[sat] = j, np.arange(1, len(sat) + 1)
    return Seating(room, seat, clash)


def dealt(
    problem: SeatingProblem, people: Whole, rooms: Whole, room_lot: NDArray[np.uint64]
) -> list[tuple[int, Whole]]:
    """The rooms that are used, each with its candidates."""
    left, counts = len(people), list[int]()
    for j in rooms:
        counts.append(min(len(seats_of(problem.room_layout[int(j)])), left))
        left -= counts[-1]
    count = np.array(counts, np.int64)
    which = np.repeat(np.arange(len(rooms)), count)
    within = np.arange(len(people)) - np.repeat(np.cumsum(count) - count, count)
    slots = which[np.lexsort((which, room_lot[rooms][which], (2 * within + 1) / count[which]))]
    order = np.argsort(slots, kind="stable")
    parts = np.split(people[order], np.cumsum(count)[:-1]) if len(rooms) else []
    return [(int(j), part) for j, part in zip(rooms, parts, strict=True) if len(part)]


def placed(problem: SeatingProblem, there: Whole, room: int, key: str, seat_lot: NDArray[np.uint64]) -> Whole:
    """The candidate on each seat of a room, before any exchange; shape (n,)."""
    name, layout = problem.room_names[room], problem.room_layout[room]
    schools = problem.school[there]
    codes: list[int] = schools.tolist()
    many = Counter(codes)
    known = list(many)
    lot_of = dict(zip(known, lots(key, f"seat|{name}", (problem.school_names[s] for s in known)), strict=True))
    own = np.array([lot_of[s] for s in codes], np.uint64)
    size = np.array([-many[s] for s in codes], np.int64)
    there = there[np.lexsort((seat_lot[there], own, size, ~problem.front[there]))]
    sat = np.empty(len(there), np.int64)
    sat[np.concatenate(split(problem, there, layout))] = there
    return sat


def split(problem: SeatingProblem, there: Whole, layout: str) -> tuple[Whole, Whole]:
    """Seats kept for those who sit in front, and all other seats, both in lattice order."""
    around = surroundings(layout, len(there))
    front = around.lattice[around.is_front[around.lattice]][: int(problem.front[there].sum())]
    return front, around.lattice[~np.isin(around.lattice, front)]


def settled(problem: SeatingProblem, sat: Whole, room: int, key: str) -> int:
    """Exchange on the seats of a room, in place; what is left of neighbours of one school."""
    layout, name = problem.room_layout[room], problem.room_names[room]
    around = surroundings(layout, len(sat))
    school = problem.school[sat]
    _, free = split(problem, sat, layout)
    for first in range(0, MOST_ROUNDS, ROUNDS):
        given = partners_of(key, name, first, first + ROUNDS)
        if exchange(sat, school, around.near, around.weight, around.degree, free, given, first > 0):
            return 0
        if not first and not clashing(school, around):
            return 0
    return clashing(school, around)


def clashing(school: Whole, around: Surroundings) -> int:
    slots = np.arange(around.near.shape[1], dtype=np.int64)[None, :]
    same: NDArray[np.bool_] = (slots < around.degree[:, None]) & (school[around.near] == school[:, None])
    return int(around.weight[same].sum()) // 2
