# pyright: basic
"""The terms of a school as arrays for the kernels.

Lessons that must start together are one *block*, the unit that moves. Resources are teachers, groups, rooms, and what rules add.
Groups that attend the same lessons and are watched alike are one, with the weights added up; groups that only repeat what another
resource forbids are left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import MUST, School, Who
from xuezheng.timetables.problem.school.terms import MANY, Resource, Terms, Watch
from xuezheng.timetables.solver.school.fields import NUMBERS, Ints, laid_out


class Arrays(NamedTuple):
    """L lessons, B blocks, R resources, D days, H periods, W weeks of the cycle, S = D · H slots; in the order of `fields.PARTS`."""

    block_at: np.ndarray  # B + 1
    block_lesson: np.ndarray  # lessons of each block
    block_of: np.ndarray  # L
    duration: np.ndarray  # L
    weeks: np.ndarray  # L: bits
    start_at: np.ndarray  # B + 1
    start: np.ndarray  # possible starts of each block
    start_cost: np.ndarray  # B × S: soft cost, -1 where impossible
    held_at: np.ndarray  # L + 1
    held: np.ndarray  # resources of each lesson, rooms apart
    room_at: np.ndarray  # L + 1
    room: np.ndarray  # rooms a lesson may have, -1 for none
    room_cost: np.ndarray
    closed_room: np.ndarray  # rooms × S: hard cost of a closed room, or
    disliked_room: np.ndarray  # rooms × S: its soft cost
    capacity: np.ndarray  # R
    watch_at: np.ndarray  # R + 1
    measure: np.ndarray  # of each watch
    p: np.ndarray
    q: np.ndarray
    mask_at: np.ndarray  # watches + 1: units of each watch
    mask: np.ndarray  # units × D: bits of periods
    is_hard: np.ndarray  # of each watch
    weight: np.ndarray  # of each watch, 1 where it is hard
    pair_at: np.ndarray  # L + 1
    pair: np.ndarray  # rows: other lesson, kind, p, is hard, weight, whether this lesson is the first
    limit_at: np.ndarray  # room limits + 1
    limit_lesson: np.ndarray
    limit_of_at: np.ndarray  # L + 1
    limit_of: np.ndarray  # the room limits of a lesson
    limit_rule: np.ndarray  # most rooms, is hard, weight
    after: (
        np.ndarray
    )  # S: the next slot of the day that is not a break (S where there is none), for what follows at once
    holder_at: np.ndarray  # R + 1
    holder: np.ndarray  # the lessons of each resource, rooms apart


class Laid(NamedTuple):
    """A school as a vector for the kernels, with its parts for Python."""

    vector: Ints
    parts: Arrays

    def only(self, keep: np.ndarray) -> Laid:
        """With these starts alone: one truth value for each in `parts.start`."""
        parts = self.parts
        block = np.repeat(np.arange(len(parts.start_at) - 1), np.diff(parts.start_at))
        start_cost = parts.start_cost.copy()
        start_cost[block[~keep], parts.start[~keep]] = -1
        start_at = np.concatenate([[0], np.cumsum(np.bincount(block[keep], minlength=len(parts.start_at) - 1))])
        fewer = parts._replace(start=parts.start[keep], start_at=start_at.astype(np.int64), start_cost=start_cost)
        return Laid(laid_out(self.vector[:NUMBERS].tolist(), fewer), fewer)


def laid(school: School, terms: Terms) -> Laid:
    """Raises Refused where lessons have no start left at all."""
    blocks = blocks_of(len(school.lessons), terms.joins)
    block_of = np.zeros(len(school.lessons), np.int64)
    for b, members in enumerate(blocks):
        block_of[members] = b
    starts = [starts_of(terms, members) for members in blocks]
    if faults := [fault_of(school, blocks[b]) for b, own in enumerate(starts) if not own]:
        raise Refused(faults)
    resources, first_room = resources_of(school, terms)
    held: list[list[int]] = [[] for _ in school.lessons]
    for r, resource in enumerate(resources):
        for lesson in resource.lessons:
            held[lesson].append(r)
    watches = [(r, watch) for r, resource in enumerate(resources) for watch in resource.watches]
    start_cost = np.full((len(blocks), school.slots), -1, np.int64)
    for b, own in enumerate(starts):
        start_cost[b, list(own)] = list(own.values())
    rooms = [terms.rooms_of(lesson) for lesson in range(len(school.lessons))]
    closed, disliked = np.zeros((2, len(school.rooms), school.slots), np.int64)
    for (room, slot), weight in terms.closed_rooms.items():
        closed[room, slot] += weight >= MUST
        disliked[room, slot] += weight if weight < MUST else 0
    for who, slots in school.away.items():
        if who.kind == "room":
            closed[who.at, list(slots)] += 1
    pairs = pair_rows(school, terms, block_of)
    limits_of: list[list[int]] = [[] for _ in school.lessons]
    for n, (lessons, _, _) in enumerate(terms.room_limits):
        for lesson in lessons:
            limits_of[lesson].append(n)
    units = [unit for _, watch in watches for unit in watch.masks]
    sizes = [len(school.lessons), len(blocks), len(resources), len(school.days), len(school.periods), school.weeks,
             first_room, len(school.rooms), school.slots, max(map(len, blocks), default=0), len(terms.room_limits)]  # fmt: skip
    parts = Arrays(
        offsets(blocks), flat(blocks), block_of,
        ints([lesson.duration for lesson in school.lessons]), ints([lesson.weeks for lesson in school.lessons]),
        offsets(starts), flat([list(own) for own in starts]), start_cost,
        offsets(held), flat(held),
        offsets(rooms), flat([list(own) for own in rooms]), flat([list(own.values()) for own in rooms]),
        closed, disliked, ints([resource.capacity for resource in resources]),
        offsets([resource.watches for resource in resources]),
        ints([watch.measure for _, watch in watches]), ints([watch.p for _, watch in watches]),
        ints([watch.q for _, watch in watches]), offsets([watch.masks for _, watch in watches]),
        np.array(units, np.int64).reshape(len(units), len(school.days)),
        ints([watch.weight >= MUST for _, watch in watches]),
        ints([hard_or(watch.weight) for _, watch in watches]),
        offsets(pairs), np.array([row for own in pairs for row in own], np.int64).reshape(-1, 6),
        offsets([lessons for lessons, _, _ in terms.room_limits]), flat([lessons for lessons, _, _ in terms.room_limits]),
        offsets(limits_of), flat(limits_of),
        np.array([(most, weight >= MUST, hard_or(weight)) for _, most, weight in terms.room_limits], np.int64).reshape(-1, 3),
        following(school), offsets([own.lessons for own in resources]), flat([own.lessons for own in resources]),
    )  # fmt: skip
    return Laid(laid_out(sizes, parts), parts)


def ints(values) -> np.ndarray:
    return np.array(list(values), np.int64)


def offsets(parts) -> np.ndarray:
    return np.cumsum([0, *(len(part) for part in parts)]).astype(np.int64)


def flat(parts) -> np.ndarray:
    return ints(value for part in parts for value in part)


def hard_or(weight: int) -> int:
    return 1 if weight >= MUST else weight


def blocks_of(lessons: int, joins: list[tuple[int, ...]]) -> list[list[int]]:
    """Lessons that start together, however they were joined."""
    root = list(range(lessons))

    def find(x: int) -> int:
        while root[x] != x:
            root[x] = x = root[root[x]]
        return x

    for joined in joins:
        for lesson in joined[1:]:
            root[find(lesson)] = find(joined[0])
    members: dict[int, list[int]] = {}
    for lesson in range(lessons):
        members.setdefault(find(lesson), []).append(lesson)
    return list(members.values())


def starts_of(terms: Terms, members: list[int]) -> dict[int, int]:
    common = set.intersection(*(set(terms.starts[lesson]) for lesson in members))
    return {start: sum(terms.starts[lesson][start] for lesson in members) for start in sorted(common)}


def fault_of(school: School, members: list[int]) -> Problem:
    what = Words(
        "没有可排的节次：指定节次、停排时间与同时开课的要求合在一起排除了所有位置。",
        "No start is left: periods allowed, times away and lessons at the same time together exclude every one.",
    )
    return Problem("lesson_without_start", what, which=", ".join(school.lessons[lesson].id for lesson in members))


def resources_of(school: School, terms: Terms) -> tuple[list[Resource], int]:
    """Teachers, groups and what rules add; then the rooms. Returns them with the position of the first room."""
    merged: dict[tuple, Resource] = {}
    found: list[Resource] = []
    for key, given in terms.resources.items():
        resource = given
        if isinstance(key, Who) and key.kind == "group":
            alike = (
                resource.lessons,
                tuple((w.measure, w.p, w.q, w.masks, w.weight >= MUST) for w in resource.watches),
            )
            if same := merged.get(alike):
                same.watches = [plus(a, b) for a, b in zip(same.watches, resource.watches, strict=True)]
                continue
            resource = merged[alike] = Resource(given.lessons, 1, list(given.watches))
        found.append(resource)
    found = without_repeated(found)
    return [*found, *(Resource(()) for _ in school.rooms)], len(found)


def plus(a: Watch, b: Watch) -> Watch:
    return Watch(a.measure, a.p, a.q, a.masks, a.weight if a.weight >= MUST else a.weight + b.weight)


def without_repeated(resources: list[Resource]) -> list[Resource]:
    """Resources without watches whose lessons all belong to another of capacity one forbid nothing more."""
    by_lesson: dict[int, set[int]] = {}
    for r, resource in enumerate(resources):
        for lesson in resource.lessons if resource.capacity == 1 else ():
            by_lesson.setdefault(lesson, set()).add(r)
    dropped: set[int] = set()
    for r in sorted(range(len(resources)), key=lambda r: len(resources[r].lessons)):
        own = resources[r]
        alone = own.capacity == 1 and own.lessons and not own.watches
        if (alone and set.intersection(*(by_lesson[lesson] for lesson in own.lessons)) - dropped - {r}) or (
            own.capacity == MANY and not own.watches
        ):
            dropped.add(r)
    return [resource for r, resource in enumerate(resources) if r not in dropped and resource.lessons]


def pair_rows(school: School, terms: Terms, block_of: np.ndarray) -> list[list[tuple[int, ...]]]:
    """For each lesson its pairs, each told to both; within a block nothing can change."""
    rows: list[list[tuple[int, ...]]] = [[] for _ in school.lessons]
    for term in terms.pairs:
        if block_of[term.first] == block_of[term.second]:
            continue
        hard = int(term.weight >= MUST)
        rows[term.first].append((term.second, term.kind, term.p, hard, hard_or(term.weight), 1))
        rows[term.second].append((term.first, term.kind, term.p, hard, hard_or(term.weight), 0))
    return rows


def following(school: School) -> np.ndarray:
    """For each slot the first slot from there on, on its day, that is not a break; the number of slots where there is none."""
    periods = len(school.periods)
    found = np.full(school.slots + 1, school.slots, np.int64)
    for slot in range(school.slots - 1, -1, -1):
        last = slot % periods == periods - 1
        found[slot] = slot if slot not in school.closed else (school.slots if last else found[slot + 1])
    return found
