"""Administrative and teaching classes of a cohort, and what is wrong with them.

A student belongs to one administrative class and, for each subject that moves, to one teaching class. Moving subjects are taught in
*blocks*: all teaching classes of a block at the same time, so that nobody can be in two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
    """What classes are formed from. `teachers`: how many of each subject, each at one place at a time."""

    counts: Mapping[Chosen, int]
    most: int  # students in a class
    rooms: int
    teachers: Mapping[str, int]
    mode: Mode
    spread: int = 5  # between the largest and the smallest class of a kind

    @property
    def students(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class TeachingClass:
    subject: str
    block: int
    students: tuple[int, ...]


@dataclass(frozen=True)
class Classes:
    """`chosen[i]` is what student i chose; `home[i]` the administrative class; `fixed[c]` the subjects taught in class c."""

    cohort: Cohort
    chosen: tuple[Chosen, ...]
    home: tuple[int, ...]
    fixed: tuple[Chosen, ...]
    teaching: tuple[TeachingClass, ...]
    bound: int  # no plan's largest teaching class is smaller

    @cached_property
    def home_sizes(self) -> tuple[int, ...]:
        sizes = [0] * len(self.fixed)
        for at in self.home:
            sizes[at] += 1
        return tuple(sizes)

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
    wrong: list[str] = []
    taken: list[list[str]] = [list(classes.fixed[at]) for at in classes.home]
    blocks: list[set[int]] = [set() for _ in classes.chosen]
    at_once: dict[tuple[int, str], int] = {}
    for one in classes.teaching:
        at_once[one.block, one.subject] = at_once.get((one.block, one.subject), 0) + 1
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
        if count > classes.cohort.teachers.get(subject, 0):
            wrong.append(
                f"block {block + 1}: {count} classes of {subject} at once, {classes.cohort.teachers.get(subject, 0)} teachers"
            )
    for block in range(classes.blocks):
        rooms = sum(count for (at, _), count in at_once.items() if at == block)
        if rooms > classes.cohort.rooms:
            wrong.append(f"block {block + 1}: {rooms} classes at once, {classes.cohort.rooms} rooms")
    sizes = [*classes.home_sizes, *(len(one.students) for one in classes.teaching)]
    if max(sizes, default=0) > classes.cohort.most:
        wrong.append(f"a class of {max(sizes)}, more than {classes.cohort.most}")
    return wrong
