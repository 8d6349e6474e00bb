"""Classes as they are kept: with the numbers of the people in them, names, what is wrong in words, changes by hand; and for the week.

`Kept.classes` and `Kept.names` are what `plan.senior.week_of` and the builder of a week's courses need.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.senior.choosing import Chosen
from xuezheng.timetables.problem.senior.classes import Classes, Cohort, Mode, TeachingClass, loads_of


@dataclass(frozen=True)
class Person:
    """Somebody to be put into classes: `number` is the caller's own."""

    number: int
    chosen: Chosen
    is_girl: bool = False
    old: int = -1  # the class before
    friends: str = ""


@dataclass(frozen=True)
class Kept:
    """`people[i]` is the number of the person who is student i of the classes."""

    classes: Classes
    people: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Of the administrative classes: 1班 …."""
        return tuple(f"{at + 1}班" for at in range(len(self.classes.fixed)))

    @property
    def teaching_names(self) -> tuple[str, ...]:
        """Of the teaching classes, numbered within the subject: 化学1 …."""
        seen: Counter[str] = Counter()
        found: list[str] = []
        for one in self.classes.teaching:
            seen[one.subject] += 1
            found.append(f"{one.subject}{seen[one.subject]}")
        return tuple(found)

    def student(self, number: int) -> int:
        return self.people.index(number)

    def as_dict(self) -> dict[str, Any]:
        c, o = self.classes, self.classes.cohort
        return {
            "people": list(self.people), "chosen": ["+".join(one) for one in c.chosen], "home": list(c.home), "fixed": [list(one) for one in c.fixed],
            "teaching": [[one.subject, one.block, list(one.students), one.home] for one in c.teaching],
            "bound": c.bound, "fewest": c.fewest, "spread_bound": c.spread_bound,
            "cohort": {
                "most": o.most, "rooms": o.rooms, "teachers": dict(o.teachers), "mode": str(o.mode), "spread": o.spread, "loads": dict(o.loads),
                "levels": dict(o.levels),
            },
        }  # fmt: skip


def from_version(result: Mapping[str, Any]) -> Kept:
    """The classes of a version, from its `result`."""
    chosen = tuple(tuple(one.split("+")) for one in result["chosen"])
    told = result["cohort"]
    cohort = Cohort(
        Counter(chosen), told["most"], told["rooms"], told["teachers"], Mode(told["mode"]), told["spread"], told["loads"], told["levels"],
    )  # fmt: skip
    teaching = tuple(
        TeachingClass(subject, block, tuple(own), home) for subject, block, own, home in result["teaching"]
    )
    classes = Classes(
        cohort, chosen, tuple(result["home"]), tuple(tuple(one) for one in result["fixed"]), teaching, result["bound"],
        result["fewest"], result["spread_bound"],
    )  # fmt: skip
    return Kept(classes, tuple(result["people"]))


def formed(
    cohort: Cohort, people: Sequence[Person], seconds: float, seed: int, keeps_old: bool = False,
    before: Kept | None = None, locked: Sequence[int] = (),
) -> Kept:  # fmt: skip
    """Classes with people in them; those whose numbers are `locked` stay where `before` has them. Raises Refused with what is in conflict."""
    from xuezheng.timetables.solver.forming import NOTHING  # here: slow to load, and most pages do without
    from xuezheng.timetables.solver.people import Sitter, seat_people
    from xuezheng.timetables.solver.streaming import form_classes, pinned_of, with_rooms

    if missing := [one for one in people if not one.chosen]:
        what = Words("有学生没有选科。", "There are students without a choice.")
        raise Refused(
            [
                Problem(
                    "choice_missing",
                    what,
                    got=str(len(missing)),
                    cure=Words("先催选或录入。", "Have them choose, or enter it."),
                )
            ]
        )
    held = [number for number in locked if before is not None and number in before.people]
    pinned = pinned_of(before.classes, [before.student(number) for number in held]) if before and held else NOTHING
    classes = form_classes(cohort, seconds, seed, pinned)
    first = {number: place for place, number in enumerate(held)}
    order = sorted(people, key=lambda one: (first.get(one.number, len(held)), one.number))
    groups = {mark: at for at, mark in enumerate(sorted({one.friends for one in people if one.friends}))}
    sitters = [Sitter(one.chosen, one.is_girl, one.old, groups.get(one.friends, -1)) for one in order]
    at, classes = seat_people(classes, sitters, seed, keeps_old, len(held))
    return Kept(with_rooms(classes), tuple(order[person].number for person in at))


def apart(kept: Kept, people: Sequence[Person]) -> list[list[int]]:
    """Groups of friends who are not in one administrative class, as the people's numbers."""
    from xuezheng.timetables.solver.people import Sitter, friends_apart

    by_number = {one.number: one for one in people}
    own = [by_number[number] for number in kept.people]
    groups = {mark: at for at, mark in enumerate(sorted({one.friends for one in own if one.friends}))}
    sitters = [Sitter(one.chosen, one.is_girl, one.old, groups.get(one.friends, -1)) for one in own]
    return [
        [own[i].number for i in members] for members in friends_apart(kept.classes, sitters, range(len(own))).values()
    ]


def moved(kept: Kept, number: int, home: int | None, teaching: Mapping[str, int]) -> Kept:
    """One person in another administrative class, or in other teaching classes (subject → number of the class); nothing is checked."""
    from xuezheng.timetables.solver.streaming import size_bound, with_rooms

    student, c = kept.student(number), kept.classes
    homes = list(c.home)
    if home is not None:
        homes[student] = home
    groups: list[TeachingClass] = []
    for at, one in enumerate(c.teaching):
        members = set(one.students)
        if one.subject in teaching:
            members.discard(student)
            if teaching[one.subject] == at:
                members.add(student)
        groups.append(replace(one, students=tuple(sorted(members))))
    changed = with_rooms(replace(c, home=tuple(homes), teaching=tuple(groups)))
    return Kept(replace(changed, bound=size_bound(changed)), kept.people)


def faults(kept: Kept) -> Iterator[tuple[Words, int]]:
    """What is broken, in words, each with the number of the person concerned (0: nobody's)."""
    c, names = kept.classes, kept.teaching_names
    taken: list[list[str]] = [list(c.fixed[at]) for at in c.home]
    busy: dict[tuple[int, int], list[str]] = {}
    for at, one in enumerate(c.teaching):
        for student in one.students:
            taken[student].append(one.subject)
            busy.setdefault((student, one.block), []).append(names[at])
    for student, chosen in enumerate(c.chosen):
        if sorted(taken[student]) != sorted(chosen):
            lacking, extra = (
                [s for s in chosen if s not in taken[student]],
                [s for s in taken[student] if s not in chosen],
            )
            yield Words(
                f"所选与所上不符：缺{'、'.join(lacking) or '无'}，多{'、'.join(extra) or '无'}",
                f"not what was chosen: lacks {', '.join(lacking) or 'nothing'}, has {', '.join(extra) or 'nothing'} besides",
            ), kept.people[student]  # fmt: skip
    for (student, block), own in busy.items():
        if len(own) > 1:
            yield (
                Words(
                    f"第{block + 1}时段同时有{'、'.join(own)}", f"in {' and '.join(own)} at once (block {block + 1})"
                ),
                kept.people[student],
            )
    sized = [
        *zip(kept.names, c.home_sizes, strict=True),
        *((names[at], len(one.students)) for at, one in enumerate(c.teaching)),
    ]
    for name, size in sized:
        if size > c.cohort.most:
            yield Words(f"{name} {size}人，超过{c.cohort.most}人", f"{name} has {size}, more than {c.cohort.most}"), 0
    for subject, (count, most) in loads_of(c).items():
        if count > most:
            yield (
                Words(
                    f"{subject}{count}个班，教师只能带{most}个",
                    f"{count} classes of {subject}; its teachers take {most}",
                ),
                0,
            )


def figures_of(kept: Kept, people: Sequence[Person]) -> dict[str, Any]:
    """Sums for lists and comparisons."""
    c = kept.classes
    return {
        "homes": len(c.fixed), "teaching": len(c.teaching), "fewest": c.fewest, "largest": c.largest, "bound": c.bound, "spread": c.spread,
        "spread_bound": c.spread_bound, "movers": c.movers, "students": len(c.chosen), "faults": sum(1 for _ in faults(kept)),
        "apart": len(apart(kept, people)), "blocks": c.blocks,
    }  # fmt: skip
