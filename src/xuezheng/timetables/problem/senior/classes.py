"""Administrative and teaching classes of a cohort, and what is wrong with them.

A student belongs to one administrative class and, for each subject that moves, to one teaching class. Moving subjects are taught in
*blocks*: all teaching classes of a block at the same time, so that nobody can be in two.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from xuezheng.timetables.problem.senior.choosing import Chosen


class Mode(StrEnum):
    """How much moves: whole combinations stay together, one subject moves, two do, or all that is chosen."""

    PACKAGES = "packages"
    TWO_FIXED = "two_fixed"
    ONE_FIXED = "one_fixed"
    ALL_MOVING = "all_moving"


@dataclass(frozen=True)
class Cohort:
    """What classes are formed from. `teachers`: how many of each subject, each at one place at a time.

    `loads`: classes that one teacher of a subject takes at most (none named: no limit). `levels`: subjects that are taught at levels and
    always move, each with the subject of its teachers: 数学A → 数学.
    """

    counts: Mapping[Chosen, int]
    most: int  # students in a class
    rooms: int
    teachers: Mapping[str, int]
    mode: Mode
    spread: int = 5  # between the largest and the smallest class of a kind
    loads: Mapping[str, int] = field(default_factory=dict[str, int])
    levels: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def students(self) -> int:
        return sum(self.counts.values())

    def taught_as(self, subject: str) -> str:
        """The subject of the teachers who teach it."""
        return self.levels.get(subject, subject)

    @cached_property
    def firsts(self) -> tuple[str, ...]:
        """Subjects of which everybody has exactly one, in the first place (物理, 历史); none in models without such a part."""
        found = {chosen[0] for chosen in self.counts if chosen}
        alone = all(sum(subject in found for subject in chosen) == 1 for chosen in self.counts)
        return tuple(sorted(found)) if alone and len(found) <= 2 else ()


@dataclass(frozen=True)
class TeachingClass:
    """`home`: the administrative class in whose room it is taught; -1: in another room."""

    subject: str
    block: int
    students: tuple[int, ...]
    home: int = -1


@dataclass(frozen=True)
class Classes:
    """`chosen[i]` is what student i chose; `home[i]` the administrative class; `fixed[c]` the subjects taught in class c."""

    cohort: Cohort
    chosen: tuple[Chosen, ...]
    home: tuple[int, ...]
    fixed: tuple[Chosen, ...]
    teaching: tuple[TeachingClass, ...]
    bound: int  # with so many classes of each subject, no plan's largest teaching class is smaller
    fewest: int = 0  # no plan has fewer classes, administrative and teaching together
    spread_bound: int = 0  # no plan with blocks of this kind has a smaller spread

    @cached_property
    def home_sizes(self) -> tuple[int, ...]:
        sizes = [0] * len(self.fixed)
        for at in self.home:
            sizes[at] += 1
        return tuple(sizes)

    @cached_property
    def movers(self) -> int:
        """Students who leave the room of their administrative class for some lesson."""
        away = {student for one in self.teaching for student in one.students if self.home[student] != one.home}
        return len(away)

    @property
    def blocks(self) -> int:
        return max((one.block + 1 for one in self.teaching), default=0)

    @property
    def largest(self) -> int:
        return max((len(one.students) for one in self.teaching), default=max(self.home_sizes, default=0))

    @property
    def spread(self) -> int:
        """The largest difference of sizes: between administrative classes taught the same, and within a moving subject."""
        kinds: dict[tuple[str, ...], list[int]] = {}
        for size, fixed in zip(self.home_sizes, self.fixed, strict=True):
            kinds.setdefault(("home", *fixed), []).append(size)
        for one in self.teaching:
            kinds.setdefault(("moving", one.subject), []).append(len(one.students))
        return max((max(sizes) - min(sizes) for sizes in kinds.values()), default=0)


def wrong_with(classes: Classes) -> list[str]:
    """What is wrong with classes, from the choices alone; empty if nothing."""
    cohort, wrong = classes.cohort, list[str]()
    taken: list[list[str]] = [list(classes.fixed[at]) for at in classes.home]
    blocks: list[set[int]] = [set() for _ in classes.chosen]
    at_once: dict[tuple[int, str], int] = {}
    for one in classes.teaching:
        subject = cohort.taught_as(one.subject)
        at_once[one.block, subject] = at_once.get((one.block, subject), 0) + 1
        for student in one.students:
            taken[student].append(one.subject)
            if one.block in blocks[student]:
                wrong.append(f"student {student}: twice in block {one.block + 1}")
            blocks[student].add(one.block)
    wrong += [
        f"student {student}: {'+'.join(chosen)} chosen, {'+'.join(taken[student])} given"
        for student, chosen in enumerate(classes.chosen)
        if sorted(taken[student]) != sorted(chosen)
    ]
    for (block, subject), count in at_once.items():
        if count > cohort.teachers.get(subject, 0):
            wrong.append(
                f"block {block + 1}: {count} classes of {subject} at once, {cohort.teachers.get(subject, 0)} teachers"
            )
    for subject, (count, most) in loads_of(classes).items():
        if count > most:
            wrong.append(f"{subject}: {count} classes, its teachers take {most}")
    if len(classes.fixed) > cohort.rooms:
        wrong.append(f"{len(classes.fixed)} administrative classes, {cohort.rooms} rooms")
    for block in range(classes.blocks):
        rooms = sum(count for (at, _), count in at_once.items() if at == block)
        homes = [one.home for one in classes.teaching if one.block == block and one.home >= 0]
        if rooms > cohort.rooms:
            wrong.append(f"block {block + 1}: {rooms} classes at once, {cohort.rooms} rooms")
        if len(set(homes)) < len(homes):
            wrong.append(f"block {block + 1}: two classes in one room")
    sizes = [*classes.home_sizes, *(len(one.students) for one in classes.teaching)]
    if max(sizes, default=0) > cohort.most:
        wrong.append(f"a class of {max(sizes)}, more than {cohort.most}")
    return wrong


def loads_of(classes: Classes) -> dict[str, tuple[int, int]]:
    """Of each subject with a limit: its classes, fixed and moving, and how many its teachers take."""
    found: dict[str, int] = {}
    for taught in [s for fixed in classes.fixed for s in fixed] + [one.subject for one in classes.teaching]:
        subject = classes.cohort.taught_as(taught)
        found[subject] = found.get(subject, 0) + 1
    each, teachers = classes.cohort.loads, classes.cohort.teachers
    return {s: (count, each[s] * teachers.get(s, 0)) for s, count in sorted(found.items()) if s in each}
