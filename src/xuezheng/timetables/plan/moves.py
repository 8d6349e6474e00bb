"""What a lesson taken elsewhere breaks and mends, at every slot, and the best exchanges.

Only the rules that the moved lessons touch are looked at, before and after. Lessons that start together move together. A room that
is taken at the new time is changed for another that the lesson may have.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable, Who
from xuezheng.timetables.problem.school.parts import basic_part, part_for, whos_of
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.room_choice import RoomChoice
from xuezheng.timetables.problem.school.rules.same_start import SameStart

BASIC = -1
MOST_CHAINS = 50  # further moves of a lesson that stands in the way, tried for all slots together


@dataclass(frozen=True)
class Broken:
    """One place where a rule is broken: the rule's place in the school (BASIC: what every timetable keeps), how much, in words."""

    rule: int
    is_must: bool
    cost: int
    which: str
    told: Words
    lessons: tuple[int, ...]


@dataclass(frozen=True)
class Move:
    """Lessons with their new starts and rooms; what is newly broken, what is mended; the cost by which it differs."""

    starts: Mapping[int, int]
    rooms: Mapping[int, int]
    hard: int
    soft: int
    broken: tuple[Broken, ...]
    mended: tuple[Broken, ...]

    @property
    def cost(self) -> tuple[int, int, int]:
        return self.hard, self.soft, len(self.starts)


@dataclass
class Mover:
    """Judges moves of one timetable. `locks`: lessons that stay."""

    table: Timetable
    locks: frozenset[int] = frozenset()
    touched: dict[frozenset[int], tuple[tuple[int, Rule], ...]] = field(default_factory=dict)  # type: ignore[type-arg]
    now: dict[frozenset[int], Counter[Broken]] = field(default_factory=dict)  # type: ignore[type-arg]

    @property
    def school(self) -> School:
        return self.table.school

    @cached_property
    def units(self) -> dict[int, tuple[int, ...]]:
        """For each lesson that must start with others, all of them."""
        found: dict[int, tuple[int, ...]] = {}
        for rule in self.school.rules:
            if isinstance(rule, SameStart) and rule.is_must:
                found.update(dict.fromkeys(rule.lessons, rule.lessons))
        return found

    def unit(self, lesson: int) -> tuple[int, ...]:
        return self.units.get(lesson, (lesson,))

    @cached_property
    def held(self) -> dict[tuple[Who, int], list[int]]:
        """Who, slot → the lessons that stand there."""
        found: dict[tuple[Who, int], list[int]] = {}
        for who, lessons in self.school.lessons_of.items():
            for lesson in lessons:
                for slot in self.table.covered(lesson):
                    found.setdefault((who, slot), []).append(lesson)
        for lesson, room in enumerate(self.table.rooms):
            for slot in self.table.covered(lesson) if room >= 0 else ():
                found.setdefault((Who("room", room), slot), []).append(lesson)
        return found

    @cached_property
    def allowed_rooms(self) -> dict[int, frozenset[int]]:
        """For lessons that must have one of some rooms, those."""
        found: dict[int, frozenset[int]] = {}
        for rule in self.school.rules:
            if isinstance(rule, RoomChoice) and rule.is_must:
                for lesson in rule.lessons:
                    found[lesson] = found.get(lesson, rule.rooms) & rule.rooms
        return found

    def in_the_way(self, lessons: Iterable[int], start: int, but: frozenset[int]) -> frozenset[int]:
        """Lessons of the same teachers or groups that stand where these would."""
        held = self.school.lessons
        found: set[int] = set()
        for lesson in lessons:
            own = held[lesson]
            for who in (*(Who("teacher", t) for t in own.teachers), *(Who("group", g) for g in own.groups)):
                for slot in range(start, start + own.duration):
                    found.update(
                        o for o in self.held.get((who, slot), ()) if held[o].weeks & own.weeks and o not in but
                    )
        return frozenset(found)

    def fits(self, lesson: int, start: int) -> bool:
        """Whether a lesson stands within one day and outside breaks."""
        width, own = len(self.school.periods), self.school.lessons[lesson].duration
        inside = start % width + own <= width and start + own <= self.school.slots
        return inside and self.school.closed.isdisjoint(range(start, start + own))

    def room_at(self, lesson: int, start: int, taken: Mapping[int, int], moving: frozenset[int]) -> int:
        """The lesson's room, or, where that is taken then, another one that it may have."""
        own = self.table.rooms[lesson]
        allowed = self.allowed_rooms.get(lesson, frozenset())
        length, weeks = self.school.lessons[lesson].duration, self.school.lessons[lesson].weeks
        for room in (own, *sorted(allowed - {own})) if allowed or own >= 0 else ():
            if room < 0 or room in taken.values():
                continue
            others = [o for slot in range(start, start + length) for o in self.held.get((Who("room", room), slot), ())]
            if not any(self.school.lessons[o].weeks & weeks and o not in moving for o in others):
                return room
        return own if own >= 0 or not allowed else min(allowed)

    def parts(self, moved: frozenset[int]) -> tuple[tuple[int, Rule], ...]:
        if moved not in self.touched:
            whos = whos_of(self.school, moved)
            own = ((at, part_for(rule, self.school, moved, whos)) for at, rule in enumerate(self.school.rules))
            self.touched[moved] = tuple((at, rule) for at, rule in own if rule is not None)
        return self.touched[moved]

    def breaks(self, table: Timetable, moved: frozenset[int], rooms: frozenset[int]) -> Counter[Broken]:
        found = Counter(self.broken_rules(table, moved) if table is not self.table else self.broken_now(moved))
        for one in basic_part(table, moved, whos_of(self.school, moved), rooms):
            found[Broken(BASIC, True, one.amount, one.which, one.told, one.lessons)] += 1
        return found

    def broken_now(self, moved: frozenset[int]) -> Counter[Broken]:
        """What the rules that these lessons touch find of the timetable as it is: the same for every move of them."""
        if moved not in self.now:
            self.now[moved] = self.broken_rules(self.table, moved)
        return self.now[moved]

    def broken_rules(self, table: Timetable, moved: frozenset[int]) -> Counter[Broken]:
        found: Counter[Broken] = Counter()
        for at, rule in self.parts(moved):
            for one in rule.breaks(table):
                weight = 1 if rule.is_must else rule.weight
                found[Broken(at, rule.is_must, one.amount * weight, one.which, one.told, one.lessons)] += 1
            for one in rule.musts(table):
                found[Broken(at, True, one.amount, one.which, one.told, one.lessons)] += 1
        return found

    def tried(self, starts: Mapping[int, int]) -> Move:
        """What follows where each of these lessons, with those that start with it, starts there."""
        every = {one: start for lesson, start in starts.items() for one in self.unit(lesson)}
        moving = frozenset(every)
        rooms: dict[int, int] = {}
        for lesson, start in every.items():
            same = {one: room for one, room in rooms.items() if every[one] == start}
            rooms[lesson] = self.room_at(lesson, start, same, moving) if start >= 0 else -1
        new_starts, new_rooms = list(self.table.starts), list(self.table.rooms)
        for lesson, start in every.items():
            new_starts[lesson], new_rooms[lesson] = start, rooms[lesson]
        after = Timetable(self.school, tuple(new_starts), tuple(new_rooms))
        touched = frozenset([*rooms.values(), *(self.table.rooms[one] for one in moving)])
        old, new = self.breaks(self.table, moving, touched), self.breaks(after, moving, touched)
        more, less = new - old, old - new
        hard = sum(o.cost * n for o, n in more.items() if o.is_must) - sum(
            o.cost * n for o, n in less.items() if o.is_must
        )
        soft = sum(o.cost * n for o, n in more.items() if not o.is_must) - sum(
            o.cost * n for o, n in less.items() if not o.is_must
        )
        return Move(every, rooms, hard, soft, tuple(more), tuple(less))

    def everywhere(self, lesson: int) -> dict[int, Move]:
        """For every slot where the lesson can start at all, what follows."""
        return {start: self.tried({lesson: start}) for start in range(self.school.slots) if self.fits(lesson, start)}

    def exchanges(self, lesson: int, moves: Mapping[int, Move], most: int = 5) -> list[Move]:
        """The best moves: alone, in exchange with what stands there, or with that moved on; those that break the fewest musts first."""
        found = [move for start, move in moves.items() if start != self.table.starts[lesson]]
        found += self.swaps(lesson, moves)
        found.sort(key=lambda move: move.cost)
        return found[:most]

    def swaps(self, lesson: int, moves: Mapping[int, Move]) -> Iterator[Move]:
        held, own = self.school.lessons, self.table.starts[lesson]
        unit = frozenset(self.unit(lesson))
        chains = 0
        for start in moves:
            way = self.in_the_way(unit, start, unit)
            units = {self.unit(one) for one in way}
            if start == own or len(units) != 1 or way & self.locks or self.are_alike(lesson, next(iter(way))):
                continue
            other = next(iter(units))
            both = unit | frozenset(other)
            for to in self.free_for(other, start, lesson, both):
                if to == own and held[lesson].duration == held[other[0]].duration:
                    yield self.tried({lesson: start, other[0]: own})
                elif chains < MOST_CHAINS:
                    chains += 1
                    yield self.tried({lesson: start, other[0]: to})

    def are_alike(self, first: int, second: int) -> bool:
        """Whether an exchange of two lessons changes nothing that anybody would see."""
        a, b = self.school.lessons[first], self.school.lessons[second]
        return bool(a.course) and (a.course, a.duration, a.weeks, a.teachers) == (
            b.course,
            b.duration,
            b.weeks,
            b.teachers,
        )

    def free_for(self, lessons: tuple[int, ...], start: int, lesson: int, but: frozenset[int]) -> Iterator[int]:
        """Starts at which nobody of these lessons is taken, the one that `lesson` leaves first, off the slots it goes to."""
        own = self.table.starts[lesson]
        new = set(range(start, start + self.school.lessons[lesson].duration))
        length = self.school.lessons[lessons[0]].duration
        for to in (own, *(s for s in range(self.school.slots) if s not in (own, start))):
            if (
                to >= 0
                and self.fits(lessons[0], to)
                and new.isdisjoint(range(to, to + length))
                and not self.in_the_way(lessons, to, but)
            ):
                yield to


def moved(table: Timetable, move: Move) -> Timetable:
    """The timetable after a move."""
    starts, rooms = list(table.starts), list(table.rooms)
    for lesson, start in move.starts.items():
        starts[lesson], rooms[lesson] = start, move.rooms[lesson]
    return Timetable(table.school, tuple(starts), tuple(rooms))
