"""Seats by lot, with neighbours of different schools: the method of `plan/remake_seats.py`, fast.

Pool by pool, as that script does it and with the same result seat by seat (a test compares them):

1. Deal: candidates, school after school (larger schools first, equal ones by lot), within a school by lot, go to the rooms like
   cards: the slots of all rooms are ordered by (2k+1)/count, so that each room gets its even share of every school.
2. Place: in a room the schools fill the four lattices of seats (even or odd column × even or odd row) in each of which no
   two seats touch, the school with most candidates there first. Where neighbours are left after all, once more with lattices
   that change columns in the fifth row: they have 8, 8, 7, 7 seats in a room of six by five, where the others have 9, 9, 6, 6.
3. Exchange: 40 rounds, and up to 400 while neighbours of one school are left: each seat in turn with a seat by lot, where
   that makes no more neighbours (2 side by side, 1 corner to corner). So order vanishes and clashes are mended.

Whoever must sit in front is placed there first and not exchanged.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from xuezheng.engine.kernels import kernel
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
def surroundings(layout: str, count: int, shift: int = 0) -> Surroundings:
    """Of the first `count` seats of a layout; `shift` 1 changes the columns' turns from the fifth row on."""
    place = seats_of(layout)[:count]
    near, weight = np.zeros((count, 8), np.int64), np.zeros((count, 8), np.int64)
    degree = np.zeros(count, np.int64)
    for n, one in enumerate(place):
        found = [(m, nearness(one, other)) for m, other in enumerate(place) if nearness(one, other)]
        degree[n] = len(found)
        for slot, (m, how) in enumerate(found):
            near[n, slot], weight[n, slot] = m, how

    def lattice(n: int) -> tuple[int, int, Seat]:
        column, row = place[n]
        return (column + shift * (row > 3)) % 2, row % 2, place[n]

    order = np.array(sorted(range(count), key=lattice), np.int64)
    return Surroundings(near, weight, degree, order, np.array([row == 0 for _, row in place], np.bool_))


@kernel
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


def partners_of(words: str, first: int, last: int) -> Bytes:
    """The bytes that say with whom each seat is exchanged, in rounds `first` to `last`; shape (rounds, 32)."""
    begun = hashlib.sha256(words.encode())
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
            filling = arranged(problem, there, j, key, seat_lot)
            sat, left = apart(problem, filling, j, key)
            room[sat], seat[sat], clash[j] = j, np.arange(1, len(sat) + 1), left
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


def arranged(problem: SeatingProblem, there: Whole, room: int, key: str, seat_lot: NDArray[np.uint64]) -> Whole:
    """The candidates of a room in the order in which they fill the lattices: those in front, then school after school."""
    codes: list[int] = problem.school[there].tolist()
    many = Counter(codes)
    known = list(many)
    of_room = lots(key, f"seat|{problem.room_names[room]}", (problem.school_names[s] for s in known))
    lot_of = dict(zip(known, of_room, strict=True))
    own = np.array([lot_of[s] for s in codes], np.uint64)
    size = np.array([-many[s] for s in codes], np.int64)
    return there[np.lexsort((seat_lot[there], own, size, ~problem.front[there]))]


def apart(problem: SeatingProblem, there: Whole, room: int, key: str) -> tuple[Whole, int]:
    """The candidate on each seat of a room (n,), and what is left of neighbours of one school: the better of two beginnings,
    the second only where the first leaves any."""
    best: tuple[Whole, int] | None = None
    for shift in (0, 1):
        front, free = split(problem, there, problem.room_layout[room], shift)
        sat = np.empty(len(there), np.int64)
        sat[np.concatenate((front, free))] = there
        left = settled(problem, sat, room, free, f"{key}|exchange {shift}|{problem.room_names[room]}|")
        if best is None or left < best[1]:
            best = sat, left
        if not left:
            break
    assert best is not None
    return best


def split(problem: SeatingProblem, there: Whole, layout: str, shift: int) -> tuple[Whole, Whole]:
    """Seats kept for those who sit in front, and all other seats, both in lattice order."""
    around = surroundings(layout, len(there), shift)
    front = around.lattice[around.is_front[around.lattice]][: int(problem.front[there].sum())]
    return front, around.lattice[~np.isin(around.lattice, front)]


def settled(problem: SeatingProblem, sat: Whole, room: int, free: Whole, words: str) -> int:
    """Exchange on the seats of a room, in place; what is left of neighbours of one school."""
    around = surroundings(problem.room_layout[room], len(sat))
    school = problem.school[sat]
    for first in range(0, MOST_ROUNDS, ROUNDS):
        given = partners_of(words, first, first + ROUNDS)
        if exchange(sat, school, around.near, around.weight, around.degree, free, given, first > 0):
            break
        if not first and not clashing(school, around):
            break
    return clashing(school, around)


def clashing(school: Whole, around: Surroundings) -> int:
    slots = np.arange(around.near.shape[1], dtype=np.int64)[None, :]
    same: NDArray[np.bool_] = (slots < around.degree[:, None]) & (school[around.near] == school[:, None])
    return int(around.weight[same].sum()) // 2
