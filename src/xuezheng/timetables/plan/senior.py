"""From classes to the week of a senior school: who teaches which class, the lessons, the rules every such school expects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import MUST, Lesson, School, Who
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.school.rules.allowed_periods import AllowedPeriods
from xuezheng.timetables.problem.school.rules.daily_most import DailyMost
from xuezheng.timetables.problem.school.rules.days_apart import DaysApart
from xuezheng.timetables.problem.school.rules.in_row_most import InRowMost
from xuezheng.timetables.problem.school.rules.room_choice import RoomChoice
from xuezheng.timetables.problem.school.rules.same_start import SameStart
from xuezheng.timetables.problem.senior.classes import Classes

MORNING = 5  # periods before noon
MAIN = ("语文", "数学", "英语")
HIGH, MEDIUM = 60, 30


@dataclass
class Week:
    """What is being put together."""

    classes: Classes
    periods: Mapping[str, int]  # of each subject in a week
    teachers: list[str] = field(default_factory=list[str])
    of_subject: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    load: list[int] = field(default_factory=list[int])
    lessons: list[Lesson] = field(default_factory=list[Lesson])
    rules: list[Rule] = field(default_factory=list[Rule])
    subjects: list[str] = field(default_factory=list[str])

    def subject(self, name: str) -> int:
        if name not in self.subjects:
            self.subjects.append(name)
        return self.subjects.index(name)

    def least_loaded(self, subject: str, busy: set[int], periods: int) -> int:
        """A teacher of the subject who is free, the least loaded first."""
        free = [teacher for teacher in self.of_subject.get(subject, []) if teacher not in busy]
        if not free:
            what = Words("没有可任课的教师。", "Nobody is free to teach this.")
            raise Refused([Problem("subject_untaught", what, which=subject)])
        teacher = min(free, key=lambda t: (self.load[t], t))
        self.load[teacher] += periods
        return teacher


def week_of(
    classes: Classes, teachers: Mapping[str, int], periods: Mapping[str, int], chosen_periods: int,
    days: int = 5, daily: int = 8,
) -> School:  # fmt: skip
    """The school whose timetable is sought: one course a class and subject, blocks in which everybody moves at once.

    Each administrative class has a room of its own; the teaching classes of a block share out the rooms.
    """
    week = Week(classes, periods)
    for subject, count in teachers.items():
        week.of_subject[subject] = list(range(len(week.teachers), len(week.teachers) + count))
        week.teachers += [f"{subject}{n + 1}" for n in range(count)]
    week.load = [0] * len(week.teachers)
    for block in range(classes.blocks):
        add_block(week, block, chosen_periods)
    for at, fixed in enumerate(classes.fixed):
        mentor = None
        for subject, count in [*periods.items(), *((subject, chosen_periods) for subject in fixed)]:
            if subject == "班会":
                teacher = mentor if mentor is not None else 0
            else:
                teacher = week.least_loaded(subject, set(), count)
                mentor = teacher if mentor is None else mentor
            add_course(week, subject, (teacher,), (at,), count, f"{at + 1}班", at)
    week.rules += common_rules(week, days, daily)
    rooms = tuple(f"教室{n + 1}" for n in range(classes.cohort.rooms))
    return School(
        "高中", tuple("周一 周二 周三 周四 周五 周六 周日".split()[:days]), tuple(f"第{n + 1}节" for n in range(daily)),
        tuple(week.teachers), tuple(f"{n + 1}班" for n in range(len(classes.fixed))), tuple(week.subjects), rooms,
        tuple(week.lessons), tuple(week.rules),
    )  # fmt: skip


def add_course(
    week: Week, subject: str, teachers: tuple[int, ...], groups: tuple[int, ...], count: int, label: str, room: int
) -> list[int]:
    """The lessons of a course, on different days as far as there are days, in a room of its own."""
    own: list[int] = []
    course = f"{label} {subject}"
    for n in range(count):
        own.append(len(week.lessons))
        name = f"{course} {n + 1}"
        week.lessons.append(Lesson(name, 1, teachers, groups, week.subject(subject), (), 1, course, label))
    if count > 1:
        week.rules.append(DaysApart(MUST, tuple(own)))
    week.rules.append(RoomChoice(MUST, tuple(own), frozenset({room})))
    return own


def add_block(week: Week, block: int, count: int) -> None:
    """All teaching classes of a block at the same time, and with them every administrative class that sends students."""
    classes = week.classes
    there = [one for one in classes.teaching if one.block == block]
    sending = tuple(sorted({classes.home[student] for one in there for student in one.students}))
    away = f"走班{block + 1}"
    carriers: list[int] = []
    for n in range(count):
        carriers.append(len(week.lessons))
        week.lessons.append(Lesson(f"{away} {n + 1}", 1, (), sending, week.subject(away), (), 1, away, away))
    week.rules.append(DaysApart(MUST, tuple(carriers)))
    busy: set[int] = set()
    at_once: list[list[int]] = [[carrier] for carrier in carriers]
    rooms = [*sending, *range(len(classes.fixed), classes.cohort.rooms)]  # theirs, then those that nobody calls home
    if len(there) > len(rooms):
        what = Words("教室不够。", "There are not enough rooms.")
        raise Refused([Problem("rooms_few", what, which=away, got=f"{len(there)} > {len(rooms)}")])
    for room, one in zip(rooms, there, strict=False):
        teacher = week.least_loaded(one.subject, busy, count)
        busy.add(teacher)
        label = f"{one.subject}{block + 1}-{room + 1}"
        for n in range(count):
            at_once[n].append(len(week.lessons))
            week.lessons.append(
                Lesson(f"{label} {n + 1}", 1, (teacher,), (), week.subject(one.subject), (), 1, label, label)
            )
        own = tuple(at_once[n][-1] for n in range(count))
        week.rules.append(RoomChoice(MUST, own, frozenset({room})))
    week.rules += [SameStart(MUST, tuple(joined)) for joined in at_once]


def common_rules(week: Week, days: int, daily: int) -> Iterator[Rule]:
    """What every senior school expects."""
    morning = frozenset(day * daily + period for day in range(days) for period in range(MORNING))
    not_first = frozenset(slot for slot in range(days * daily) if slot % daily)
    whos = tuple(Who("teacher", at) for at in range(len(week.teachers)))
    by_subject = {
        name: [at for at, one in enumerate(week.lessons) if week.subjects[one.subject] == name]
        for name in week.subjects
    }
    for subject in MAIN:
        yield AllowedPeriods(MEDIUM, tuple(by_subject.get(subject, ())), morning)
    yield AllowedPeriods(HIGH, tuple(by_subject.get("体育", ())), not_first)
    yield DailyMost(MUST, whos, 5)
    yield InRowMost(HIGH, whos, 3)


def taught_by(school: School) -> dict[str, int]:
    """Periods of each teacher in a week."""
    found = dict.fromkeys(school.teachers, 0)
    for who, lessons in school.lessons_of.items():
        if who.kind == "teacher":
            found[school.teachers[who.at]] = sum(school.lessons[one].duration for one in lessons)
    return found
