"""The few terms in which every rule is told to a search.

- *allow*: starts of a lesson that cost something, or that are not there at all;
- *pair*: two lessons and how they must stand to each other;
- *resource*: whoever can hold only so many lessons at once (teachers, groups and rooms are there from the start, a rule may add
  others), with *watches*: measures of its days or of its week;
- *room*: which rooms a lesson may have, and what each costs;
- *join*: lessons that start together, always.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from xuezheng.timetables.problem.school.model import MUST, School, Who

MANY = 1_000_000  # a capacity that is never reached


class Pair(IntEnum):
    """How two lessons must stand to each other; the cost is in units of the weight."""

    DAYS = 0  # at least p days apart
    DAYS_JOINED = 1  # the same, but if on one day, then one straight after the other
    SAME_START = 2
    SAME_DAY = 3
    SAME_PERIOD = 4
    APART = 5  # not in one slot
    GAP = 6  # if on one day, at least p periods between
    NEXT = 7  # the second straight after the first
    BESIDE = 8  # one straight after the other
    BEFORE = 9  # the first ends before the second starts
    STEADY_ROOM = 10  # where one follows the other, in one room


class Measure(IntEnum):
    """What is measured of a resource in each week, from the periods taken each day; `p` is the limit."""

    GAPS_DAY = 0
    GAPS_WEEK = 1
    DAILY_MOST = 2
    DAILY_LEAST = 3  # only on days that have any; `q` 1: on every day
    IN_ROW_MOST = 4
    UNITS_MOST = 5  # of the sets of periods in `masks`, so many may have any
    LATE_MOST = 6  # days that begin at the second period; never later
    PERIODS_MOST = 7  # of those in the masks
    SPAN_MOST = 8
    NOT_AFTER = 9  # lesson `q` ends the day
    UNITS_LEAST = 10
    AT_ONCE_LEAST = 11  # in each slot of the masks at least p lessons; `q` 1: or none
    AT_ONCE_MOST = 12


@dataclass(frozen=True, slots=True)
class Watch:
    """A measure of a resource. `masks`: for each unit a tuple of bits, one number a day; a plain measure has one unit."""

    measure: Measure
    p: int
    q: int
    masks: tuple[tuple[int, ...], ...]
    weight: int


@dataclass(frozen=True, slots=True)
class PairTerm:
    first: int
    second: int
    kind: Pair
    p: int
    weight: int


@dataclass
class Resource:
    """Whoever holds at most `capacity` lessons at once."""

    lessons: tuple[int, ...]
    capacity: int = 1
    watches: list[Watch] = field(default_factory=list[Watch])


class Terms:
    """What all rules of a school say, gathered."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.pairs: list[PairTerm] = []
        self.joins: list[tuple[int, ...]] = []
        self.resources: dict[Who | int, Resource] = {}
        self.starts: list[dict[int, int]] = [self.possible_starts(at) for at in range(len(school.lessons))]
        self.wishes: list[list[tuple[frozenset[int], int]]] = [[] for _ in school.lessons]  # rooms, weight
        self.room_limits: list[tuple[tuple[int, ...], int, int]] = []  # lessons, most different rooms, weight
        self.closed_rooms: dict[tuple[int, int], int] = {}  # room, slot → weight
        for who, lessons in school.lessons_of.items():
            self.resources[who] = Resource(lessons)
            for lesson in lessons:
                self.dislike(lesson, self.touching(lesson, school.away.get(who, frozenset())), MUST)

    def possible_starts(self, at: int) -> dict[int, int]:
        """Starts at which a lesson stands within one day and outside breaks, each at no cost."""
        periods, duration = len(self.school.periods), self.school.lessons[at].duration
        return {
            day * periods + first: 0
            for day in range(len(self.school.days))
            for first in range(periods - duration + 1)
            if self.school.closed.isdisjoint(range(day * periods + first, day * periods + first + duration))
        }

    def touching(self, lesson: int, slots: frozenset[int]) -> list[int]:
        """Starts from which a lesson would stand in any of these slots."""
        duration = self.school.lessons[lesson].duration
        return [start for start in self.starts[lesson] if not slots.isdisjoint(range(start, start + duration))]

    def bits(self, slots: Iterable[int]) -> tuple[int, ...]:
        """Slots as bits, one number a day."""
        found = [0] * len(self.school.days)
        for slot in slots:
            day, period = divmod(slot, len(self.school.periods))
            found[day] |= 1 << period
        return tuple(found)

    def dislike(self, lesson: int, starts: Iterable[int], weight: int) -> None:
        """These starts cost the weight each, or, where it is a must, are out of the question."""
        own = self.starts[lesson]
        for start in starts:
            if start in own:
                if weight >= MUST:
                    del own[start]
                else:
                    own[start] += weight

    def prefer(self, lesson: int, rooms: frozenset[int], weight: int) -> None:
        if weight > 0:
            self.wishes[lesson].append((rooms, weight))

    def rooms_of(self, lesson: int) -> dict[int, int]:
        """Rooms that the lesson may have, with what each costs (-1: without a room). Empty: it needs none."""
        wishes = self.wishes[lesson]
        named = frozenset[int]().union(*(rooms for rooms, _ in wishes))
        found: dict[int, int] = {}
        for room in sorted(named) + ([-1] if wishes else []):
            missed = [weight for rooms, weight in wishes if room not in rooms]
            if all(weight < MUST for weight in missed):
                found[room] = sum(missed)
        return found

    def pair(self, first: int, second: int, kind: Pair, p: int, weight: int) -> None:
        if first != second and (weight > 0 or kind == Pair.DAYS_JOINED):  # joined lessons are, at any weight
            self.pairs.append(PairTerm(first, second, kind, p, weight))

    def watch(self, key: Who | int, measure: Measure, p: int, weight: int, *,
              q: int = 0, masks: tuple[tuple[int, ...], ...] = ()) -> None:  # fmt: skip
        if weight > 0 and key in self.resources:
            whole = self.school.open_to(key) if isinstance(key, Who) else frozenset(range(self.school.slots))
            self.resources[key].watches.append(Watch(measure, p, q, masks or (self.bits(whole),), weight))

    def together(self, lessons: tuple[int, ...], capacity: int) -> int:
        """A resource of a rule's own: of these lessons at most `capacity` may be at once. Returns its key."""
        key = sum(isinstance(known, int) for known in self.resources)
        self.resources[key] = Resource(lessons, capacity)
        return key
