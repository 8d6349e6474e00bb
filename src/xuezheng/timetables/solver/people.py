"""Who sits where: students of one combination are alike to the classes, so they change places until girls, friends and old classes sit well.

Counted, of each administrative class: (girls − their share of its size)², pairs of friends apart, and − Σ (students of an old class)²
where old classes are to stay together. Two students of one combination change places while that lowers the sum (hill climbing by lot).
Friends of different choices who are still apart then change administrative classes with others of the same kind, each with the own teaching
classes as before: those of the same way first, so that few more move.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xuezheng.timetables.problem.senior.choosing import Chosen
from xuezheng.timetables.problem.senior.classes import Classes

APART, GIRL, OLD = (
    60.0,
    1.0,
    0.05,
)  # weights: a pair of friends apart, a girl too many squared, students of one old class squared
TRIES = 300  # changes tried for each student


@dataclass(frozen=True)
class Sitter:
    """A student as far as the seating knows: `group` of friends and `old` class by number, -1 for none."""

    chosen: Chosen
    is_girl: bool = False
    old: int = -1
    group: int = -1


class Seating:
    """`at[seat]` is the person on a seat of the classes."""

    def __init__(self, classes: Classes, people: Sequence[Sitter], at: list[int], keeps_old: bool) -> None:
        self.classes, self.people, self.at, self.keeps_old = classes, people, at, keeps_old
        kinds: dict[Chosen, list[int]] = {}
        self.girls, self.old = Counter[int](), Counter[tuple[int, int]]()
        self.groups: dict[int, list[int]] = {}
        self.home = [0] * len(people)
        for seat, person in enumerate(at):
            home, one = classes.home[seat], people[person]
            self.home[person] = home
            self.girls[home] += one.is_girl
            self.old[home, one.old] += one.old >= 0
            own = kinds.setdefault(classes.fixed[home], [0, 0])
            own[0], own[1] = own[0] + one.is_girl, own[1] + 1
            if one.group >= 0:
                self.groups.setdefault(one.group, []).append(person)
        shares = {kind: girls / count for kind, (girls, count) in kinds.items()}
        self.due = [shares.get(kind, 0.0) * size for kind, size in zip(classes.fixed, classes.home_sizes, strict=True)]

    def gain(self, a: int, b: int) -> float:
        """How much lower the sum is once the persons of seats a and b have changed places."""
        one, other = self.at[a], self.at[b]
        here, there = self.home[one], self.home[other]
        if here == there:
            return 0.0
        found, p, q = 0.0, self.people[one], self.people[other]
        if p.is_girl != q.is_girl:
            step = 1 if q.is_girl else -1
            before = (self.girls[here] - self.due[here]) ** 2 + (self.girls[there] - self.due[there]) ** 2
            after = (self.girls[here] + step - self.due[here]) ** 2 + (self.girls[there] - step - self.due[there]) ** 2
            found += GIRL * (before - after)
        if self.keeps_old and p.old != q.old:
            found += OLD * (self.old_gain(p.old, here, there) + self.old_gain(q.old, there, here))
        for person, mover, at, to in ((one, p, here, there), (other, q, there, here)):
            friends = self.groups.get(mover.group, ()) if mover.group >= 0 else ()
            found += APART * sum(
                (self.home[f] == to) - (self.home[f] == at) for f in friends if f not in (one, other) and f != person
            )
        return found

    def old_gain(self, old: int, at: int, to: int) -> float:
        return 0.0 if old < 0 else 2.0 * (self.old[to, old] - self.old[at, old] + 1)

    def change(self, a: int, b: int) -> None:
        one, other = self.at[a], self.at[b]
        here, there = self.home[one], self.home[other]
        for person, at, to in ((one, here, there), (other, there, here)):
            p = self.people[person]
            self.girls[at] -= p.is_girl
            self.girls[to] += p.is_girl
            self.old[at, p.old] -= p.old >= 0
            self.old[to, p.old] += p.old >= 0
            self.home[person] = to
        self.at[a], self.at[b] = other, one


def seat_people(
    classes: Classes, people: Sequence[Sitter], seed: int = 0, keeps_old: bool = False, pinned: int = 0
) -> tuple[list[int], Classes]:
    """Of each seat of the classes, the person, of the same choice as the seat; and the classes, with friends brought together.

    The first `pinned` seats keep persons 0, 1, 2, …. Teaching rooms are to be given anew afterwards.
    """
    waiting: dict[Chosen, list[int]] = {}
    order = sorted(range(pinned, len(people)), key=lambda i: (people[i].group, people[i].old, people[i].is_girl, i))
    for person in reversed(order):
        waiting.setdefault(people[person].chosen, []).append(person)
    seats = sorted(range(pinned, len(people)), key=lambda seat: (classes.home[seat], seat))
    at = list(range(len(people)))
    for seat in seats:
        at[seat] = waiting[classes.chosen[seat]].pop()
    seating, chance = Seating(classes, people, at, keeps_old), random.Random(seed)
    alike: dict[Chosen, list[int]] = {}
    for seat in seats:
        alike.setdefault(classes.chosen[seat], []).append(seat)
    for own in alike.values():
        homes = {classes.home[seat] for seat in own}
        for _ in range(TRIES * len(own) if len(homes) > 1 else 0):
            a, b = chance.choice(own), chance.choice(own)
            if seating.gain(a, b) > 1e-9:
                seating.change(a, b)
    return seating.at, replace(classes, home=tuple(with_friends(seating, classes, people, pinned)))


def with_friends(seating: Seating, classes: Classes, people: Sequence[Sitter], pinned: int) -> list[int]:
    """The administrative class of each seat, once friends of one kind of class are brought together where somebody can change with them."""
    home = list(classes.home)
    seat_of = {person: seat for seat, person in enumerate(seating.at)}
    ways: dict[int, list[tuple[int, str]]] = {}
    for one in classes.teaching:
        for seat in one.students:
            ways.setdefault(seat, []).append((one.block, one.subject))
    for group in sorted(seating.groups):
        kinds: dict[Chosen, list[int]] = {}
        for person in seating.groups[group]:
            kinds.setdefault(classes.fixed[home[seat_of[person]]], []).append(seat_of[person])
        for seats in kinds.values():
            where = Counter(home[seat] for seat in seats)
            there = min(where, key=lambda at: (-where[at], at))
            for seat in (one for one in seats if home[one] != there and one >= pinned):
                others = [
                    s for s, at in enumerate(home) if at == there and s >= pinned and people[seating.at[s]].group < 0
                ]
                if others:
                    girl = people[seating.at[seat]].is_girl
                    other = min(
                        others, key=lambda s: (ways.get(s) != ways.get(seat), people[seating.at[s]].is_girl != girl, s)
                    )
                    home[seat], home[other] = home[other], home[seat]
    return home


def friends_apart(classes: Classes, people: Sequence[Sitter], at: Sequence[int]) -> dict[int, list[int]]:
    """Groups of friends who are not all in one administrative class: group → persons."""
    groups: dict[int, list[int]] = {}
    homes: dict[int, set[int]] = {}
    for seat, person in enumerate(at):
        if (group := people[person].group) >= 0:
            groups.setdefault(group, []).append(person)
            homes.setdefault(group, set()).add(classes.home[seat])
    return {group: sorted(groups[group]) for group, rooms in homes.items() if len(rooms) > 1}
