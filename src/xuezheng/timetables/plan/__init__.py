"""From files to timetables and sections: what the commands and the screens call. Engines are loaded by the functions that solve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem import Archive, Evaluation, Instance, Solution, evaluate, read_archive, written_archive
from xuezheng.timetables.problem.sections import Choices, Sections, read_choices
from xuezheng.timetables.problem.solution import SolutionGroup

if TYPE_CHECKING:
    from xuezheng.timetables.solver.search.driver import Progress, Timetabled
    from xuezheng.timetables.solver.sections import Sectioning


@dataclass(frozen=True)
class Scored:
    """A solution of a file with its cost, and the cost that the file itself reports, if it does."""

    group: str
    solution: Solution
    evaluation: Evaluation


def file_at(path: Path) -> bytes:
    if not path.is_file():
        what = Words("没有这个文件。", "There is no such file.")
        raise Refused([Problem("file_missing", what, which=str(path))])
    return path.read_bytes()


def archive_at(path: Path) -> Archive:
    return read_archive(file_at(path), path.name)


def scored(archive: Archive, wanted: str | None = None) -> Iterator[Scored]:
    """Each solution with its cost; only those of the group `wanted`, where one is named."""
    groups = [group for group in archive.groups if wanted in (None, group.id)]
    if wanted is not None and not groups:
        what = Words("文件中没有这个解。", "The file holds no such solution.")
        got = "; ".join(group.id for group in archive.groups)
        raise Refused([Problem("solution_missing", what, which=wanted, got=got)])
    for group in groups:
        for solution in group.solutions:
            yield Scored(group.id, solution, evaluate(solution))


def only_instance(archive: Archive, wanted: str | None = None) -> Instance:
    """The instance to solve: the one named, or the file's only one."""
    found = [instance for instance in archive.instances if wanted in (None, instance.id)]
    if len(found) != 1:
        what = Words("请用 --instance 指明文件中的一个实例。", "Name one instance of the file with --instance.")
        got = "; ".join(instance.id for instance in archive.instances)
        raise Refused([Problem("instance_choice", what, which=wanted or "", got=got)])
    return found[0]


def timetabled(instance: Instance, seconds: float, seed: int, progress: Progress | None = None) -> Timetabled:
    from xuezheng.timetables.solver.search.driver import Stop, solve_timetable

    return solve_timetable(instance, Stop(seconds), seed, progress)


def solved_archive(found: Timetabled, seconds: float, seed: int) -> bytes:
    """The instance with the timetable found, as an XHSTT file whose report is ours."""
    about = (("Contributor", "Xuezheng"), ("Date", ""), ("Description", f"{seconds:g} s, seed {seed}"))
    group = SolutionGroup("Xuezheng", about, (found.solution,))
    return written_archive(Archive((found.solution.instance,), (group,)), [found.cost])


def sections_of(path: Path, cap: int, seconds: float, seed: int) -> Sectioning:
    from xuezheng.timetables.solver.sections import solve_sections

    return solve_sections(choices_at(path), cap, seconds, seed)


def choices_at(path: Path) -> Choices:
    return read_choices(file_at(path), path.name)


def section_table(plan: Sections) -> dict[str, Any]:
    """A plan of sections as plain values, to be kept as JSON."""
    return {
        "max_class": plan.largest_class,
        "movers": plan.movers,
        "sections": [
            {"subject": subject, "slot": slot + 1, "sizes": sizes} for (subject, slot), sizes in plan.sizes().items()
        ],
        "teachers": [
            {"teacher": teacher, "slot": slot + 1, "subject": subject}
            for (teacher, slot), subject in sorted(plan.taught.items())
        ],
        "students": [
            {"set": list(chosen), "way": list(way), "n": n}
            for (chosen, _), going in zip(plan.choices.sets, plan.ways, strict=True)
            for way, n in going.items()
        ],
        "homes": [{"way": list(way), "rooms": n, "stay": plan.stays.get(way, 0)} for way, n in plan.homes.items()],
    }
