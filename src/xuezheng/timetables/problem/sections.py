"""Teaching classes: which sections run in which slot, and by which way each choice set goes through them.

Students with the same choice set are one number, never rows. `read_choices` names everything that is wrong with a file;
`check` verifies a plan from the choices alone.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

Way = tuple[str, ...]  # the subject taken in each slot; empty where the set leaves the slot free


@dataclass(frozen=True)
class Choices:
    """Choice sets with their counts, the sections of each subject, and what each teacher teaches."""

    rooms: int
    slots: int
    sections: Mapping[str, int]
    teachers: Mapping[str, Mapping[str, int]]
    sets: tuple[tuple[tuple[str, ...], int], ...]

    @cached_property
    def demand(self) -> dict[str, int]:
        """Students of each subject."""
        return {subject: sum(n for chosen, n in self.sets if subject in chosen) for subject in self.sections}

    @property
    def students(self) -> int:
        return sum(n for _, n in self.sets)

    @property
    def bound(self) -> int:
        """No plan's largest class is smaller: a subject's students over its sections, rounded up."""
        shares = (-(-self.demand[subject] // count) for subject, count in self.sections.items() if count)
        return max(shares, default=0)


@dataclass(frozen=True)
class Sections:
    """A plan. `running[s, p]` sections of subject s in slot p; `ways[i]` how many of set i go which way.

    A home is a room whose sections in order are one way: who goes that way stays in the room, the others move.
    """

    choices: Choices
    running: Mapping[tuple[str, int], int]
    taught: Mapping[tuple[str, int], str]  # teacher, slot → subject
    ways: tuple[Mapping[Way, int], ...]
    homes: Mapping[Way, int]  # rooms that are home of a way
    stays: Mapping[Way, int]  # students who never change room

    @cached_property
    def attending(self) -> dict[tuple[str, int], int]:
        """Students of each subject in each slot."""
        found = dict.fromkeys(self.running, 0)
        for going in self.ways:
            for way, n in going.items():
                for slot, subject in enumerate(way):
                    if subject:
                        found[subject, slot] += n
        return found

    @property
    def largest_class(self) -> int:
        """Students of a subject and slot are spread evenly over its sections there."""
        return max(
            (-(-self.attending[at] // count) for at, count in self.running.items() if count and self.attending[at]),
            default=0,
        )

    @property
    def movers(self) -> int:
        return self.choices.students - sum(self.stays.values())

    def sizes(self) -> dict[tuple[str, int], list[int]]:
        """The size of each section, by subject and slot."""
        found: dict[tuple[str, int], list[int]] = {}
        for at, count in self.running.items():
            if count:
                least, more = divmod(self.attending[at], count)
                found[at] = [least + (i < more) for i in range(count)]
        return found


def check(plan: Sections) -> list[str]:
    """What is wrong with a plan, computed from the choices alone; empty if nothing."""
    choices = plan.choices
    wrong: list[str] = []
    for (chosen, n), going in zip(choices.sets, plan.ways, strict=True):
        if sum(going.values()) != n or any(sorted(filter(None, way)) != sorted(chosen) for way in going):
            wrong.append(f"{'+'.join(chosen)}: not every student takes exactly what was chosen")
    for subject, count in choices.sections.items():
        if sum(plan.running[subject, slot] for slot in range(choices.slots)) != count:
            wrong.append(f"{subject}: not {count} sections")
    for slot in range(choices.slots):
        if sum(plan.running[subject, slot] for subject in choices.sections) > choices.rooms:
            wrong.append(f"slot {slot + 1}: more sections than rooms")
        for subject in choices.sections:
            teaching = sum(found == subject for (_, at), found in plan.taught.items() if at == slot)
            if choices.teachers and teaching != plan.running[subject, slot]:
                wrong.append(f"{subject} in slot {slot + 1}: sections and teachers differ")
            if plan.attending[subject, slot] and not plan.running[subject, slot]:
                wrong.append(f"{subject} in slot {slot + 1}: students without a section")
    for teacher, load in choices.teachers.items():
        given = [subject for (who, _), subject in plan.taught.items() if who == teacher]
        if sorted(given) != sorted(subject for subject, count in load.items() for _ in range(count)):
            wrong.append(f"{teacher}: not the sections agreed")
    for (subject, slot), count in plan.running.items():
        if sum(n for way, n in plan.homes.items() if way[slot] == subject) > count:
            wrong.append(f"{subject} in slot {slot + 1}: more homes than sections")
    for way, n in plan.stays.items():
        going = sum(by.get(way, 0) for by in plan.ways)
        if n > min(going, plan.homes.get(way, 0) * plan.largest_class):
            wrong.append(f"{'→'.join(way)}: more stay than fit")
    return wrong


def read_choices(content: bytes, name: str) -> Choices:
    """The choices in a JSON file. Raises Refused with everything that is wrong.

    Keys: `header` (rooms, slots, …), `sections` (subject → count), `teachers` (id and load, a list of subject and count),
    `choices` (set and n).
    """
    try:
        given = json.loads(content)
        header = cast("list[Any]", given["header"])
        sections = {str(subject): int(count) for subject, count in given["sections"].items()}
        loads = [(str(t["id"]), [(str(s), int(n)) for s, n in t["load"]]) for t in given.get("teachers", [])]
        sets = tuple((tuple(str(subject) for subject in c["set"]), int(c["n"])) for c in given["choices"])
        rooms, slots = int(header[0]), int(header[1])
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as fault:
        what = Words(
            "选课文件须含 header、sections、teachers、choices。",
            "A file of choices needs header, sections, teachers and choices.",
        )
        raise Refused([Problem("choices_file", what, where=name, got=f"{type(fault).__name__}: {fault}")]) from fault
    teachers: dict[str, dict[str, int]] = {}
    for teacher, load in loads:
        own = teachers.setdefault(teacher, {})
        for subject, count in load:
            own[subject] = own.get(subject, 0) + count
    choices = Choices(rooms, slots, sections, teachers, sets)
    if faults := list(faults_of(choices, name)):
        raise Refused(faults)
    return choices


def faults_of(choices: Choices, name: str) -> Iterator[Problem]:
    """Students without a choice, subjects that nobody teaches or that have no section, loads that cannot be."""
    for place, (chosen, n) in enumerate(choices.sets, 1):
        where = f"{name}: choices[{place}]"
        if not chosen:
            what = Words("有学生没有选课。", "There are students without a choice.")
            yield Problem("choice_empty", what, where=where, got=str(n))
        if len(set(chosen)) < len(chosen):
            what = Words("同一科目选了两次。", "A subject is chosen twice.")
            yield Problem("choice_twice", what, which="+".join(chosen), where=where)
        if len(chosen) > choices.slots:
            what = Words("所选科目多于走班时段。", "More subjects are chosen than there are slots.")
            yield Problem("choice_slots", what, which="+".join(chosen), where=where, got=str(choices.slots))
        if n < 0:
            yield Problem(
                "choice_count", Words("人数不能为负。", "A count cannot be negative."), where=where, got=str(n)
            )
        for subject in chosen:
            if choices.sections.get(subject, 0) < 1:
                what = Words("所选科目没有开班。", "A subject that students chose has no section.")
                yield Problem("choice_no_section", what, which=subject, where=where, got=f"{n}")
    if not choices.teachers:
        return
    for teacher, load in choices.teachers.items():
        if sum(load.values()) > choices.slots:
            what = Words("教师课时多于时段。", "A teacher has more sections than there are slots.")
            got = f"{sum(load.values())} > {choices.slots}"
            yield Problem("teacher_overloaded", what, which=teacher, where=name, got=got)
    for subject in sorted({*choices.sections, *(s for load in choices.teachers.values() for s in load)}):
        taught = sum(load.get(subject, 0) for load in choices.teachers.values())
        count = choices.sections.get(subject, 0)
        if count and not taught:
            what = Words("科目无人任教。", "Nobody teaches this subject.")
            yield Problem("subject_untaught", what, which=subject, where=name)
        elif taught != count:
            what = Words("开班数与教师任课数不符。", "Sections and what teachers teach differ.")
            yield Problem("subject_sections", what, which=subject, where=name, got=f"{count} ≠ {taught}")
