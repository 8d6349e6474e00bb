"""From classes formed by choice to the workbook of a week, and back: whose timetable holds which teaching classes.

Each administrative class has its own room; the teaching classes of a block stand together under one key (走班甲 …), so that everybody
moves at once. Teachers are given by load, the least loaded first; whoever makes the timetable changes that in the workbook.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.plan.classes import Kept
from xuezheng.timetables.problem.school.model import School
from xuezheng.timetables.problem.week.book import Book, Class, Course, Room
from xuezheng.timetables.problem.week.shape import usual_shape

BLOCKS: Final = "甲乙丙丁戊己庚辛"
COMMON: Final[Mapping[str, str]] = {
    "语文": "5", "数学": "5", "英语": "5", "体育": "2", "班会": "1", "艺术": "1", "技术": "1",
}  # fmt: skip
CHOSEN: Final = "4"  # lessons a week of what is chosen
MENTORED: Final = "班会"  # held by the class's mentor: its first teacher
UNNAMED: Final = 30  # teachers of a subject, where the school names none, at the most


def block_name(block: int) -> str:
    return f"走班{BLOCKS[block]}" if block < len(BLOCKS) else f"走班{block + 1}"


class Staffing:
    """Teachers by subject with what they have been given; where the school names nobody, they are called by subject and number."""

    def __init__(self, teachers: Mapping[str, Sequence[str]]) -> None:
        self.teachers = {subject: list(names) for subject, names in teachers.items() if names}
        self.load: Counter[str] = Counter()

    def give(self, subject: str, periods: int, busy: set[str]) -> str:
        """The least loaded teacher of the subject who is not busy at the same time. Raises Refused where there are too few."""
        names = self.teachers.setdefault(subject, [])
        free = [name for name in names if name not in busy]
        # invented only where the school has named nobody of the subject
        if not free and len(names) < UNNAMED and all(name.startswith(f"{subject}教师") for name in names):
            free = [f"{subject}教师{len(names) + 1}"]
            names += free
        if not free:
            what = Words("同一时间段里教师不够。", "There are too few teachers at the same time.")
            raise Refused([Problem("week.teachers", what, which=subject, got=str(len(names)))])
        chosen = min(free, key=lambda name: (self.load[name], names.index(name)))
        self.load[chosen] += periods
        return chosen


def book_of(
    kept: Kept, teachers: Mapping[str, Sequence[str]], common: Mapping[str, str] = COMMON, chosen: str = CHOSEN, grade: str = ""
) -> Book:  # fmt: skip
    """The workbook of a grade: what everybody is taught in the class, what is fixed there, and the teaching classes of each block.

    `teachers`: names by subject; `common`: subject → how often; `chosen`: how often what is chosen. Raises Refused.
    """
    classes, staff = kept.classes, Staffing(teachers)
    spare = max(0, classes.cohort.rooms - len(kept.names))
    rooms = [Room(f"{name}教室", "教室", 0) for name in kept.names] + [
        Room(f"走班教室{n + 1}", "教室", 0) for n in range(spare)
    ]
    courses = [*walking_courses(kept, staff, chosen), *home_courses(kept, staff, common, chosen)]
    own = tuple(
        Class(name, grade, size, f"{name}教室") for name, size in zip(kept.names, classes.home_sizes, strict=True)
    )
    return Book(usual_shape(), own, tuple(rooms), tuple(courses))


def walking_courses(kept: Kept, staff: Staffing, chosen: str) -> Iterator[Course]:
    classes = kept.classes
    busy: dict[int, set[str]] = {}
    for one, name in zip(classes.teaching, kept.teaching_names, strict=True):
        sending = sorted({classes.home[student] for student in one.students})
        there = busy.setdefault(one.block, set())
        teacher = staff.give(classes.cohort.taught_as(one.subject), periods_of(chosen), there)
        there.add(teacher)
        room = f"{kept.names[one.home]}教室" if one.home >= 0 else ""
        yield Course(
            one.subject, (teacher,), tuple(kept.names[at] for at in sending), chosen, together=block_name(one.block), name=name, room=room,
            size=len(one.students),
        )  # fmt: skip


def home_courses(kept: Kept, staff: Staffing, common: Mapping[str, str], chosen: str) -> Iterator[Course]:
    cohort = kept.classes.cohort
    for name, fixed in zip(kept.names, kept.classes.fixed, strict=True):
        mentor = ""
        for subject, pattern in [*common.items(), *((subject, chosen) for subject in fixed)]:
            own = subject == MENTORED and mentor
            teacher = mentor if own else staff.give(cohort.taught_as(subject), periods_of(pattern), set())
            mentor = mentor or teacher
            yield Course(subject, (teacher,), (name,), pattern)


def periods_of(pattern: str) -> int:
    """Periods of a pattern that is a number or a sum of numbers."""
    return sum(int("".join(ch for ch in part if ch.isdigit()) or 0) for part in pattern.split("+"))


def walking_of(kept: Kept, school: School) -> dict[int, dict[str, int]]:
    """For each class by its place in the timetable, how many go to which teaching class, by name."""
    places = {name: at for at, name in enumerate(school.groups)}
    found: dict[int, dict[str, int]] = {}
    for one, name in zip(kept.classes.teaching, kept.teaching_names, strict=True):
        for student in one.students:
            group = places.get(kept.names[kept.classes.home[student]])
            if group is not None:
                own = found.setdefault(group, {})
                own[name] = own.get(name, 0) + 1
    return found


def courses_of(kept: Kept, number: int) -> tuple[str, tuple[str, ...]] | None:
    """The class of a person by number, and the teaching classes they go to; None for somebody who is in no class."""
    if number not in kept.people:
        return None
    student = kept.student(number)
    named = zip(kept.classes.teaching, kept.teaching_names, strict=True)
    return kept.names[kept.classes.home[student]], tuple(name for one, name in named if student in one.students)
