"""What kinds of rules a school can ask for, and what they are made from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import Lesson, Who
from xuezheng.timetables.problem.school.rule import Rule
from xuezheng.timetables.problem.week.book import Asked, Book
from xuezheng.timetables.problem.week.shape import Shape, slots_of

WEIGHTS: Final[dict[str, int]] = {"must": 100, "high": 60, "medium": 30, "low": 10}
WEIGHT_WORDS: Final[dict[str, Words]] = {
    "must": Words("必须", "must"), "high": Words("高", "high"), "medium": Words("中", "medium"), "low": Words("低", "low"),
}  # fmt: skip
UNITS: Final[dict[str, Words]] = {"day": Words("天", "day"), "half_day": Words("半天", "half day")}
FIELD_WORDS: Final[dict[str, Words]] = {
    "subjects": Words("科目", "Subjects"), "classes": Words("班级", "Classes"), "teachers": Words("教师", "Teachers"),
    "others": Words("另一方", "The others"), "times": Words("节次", "Times"), "number": Words("数", "Number"),
    "unit": Words("单位", "Unit"),
}  # fmt: skip


@dataclass
class Making:
    """A school on its way from a book: its lessons are there, rules may look them up by name."""

    book: Book
    teachers: dict[str, int]
    groups: dict[str, tuple[int, ...]]  # of each class, and of each part `class/part`
    subjects: dict[str, int]
    rooms: dict[str, int]
    lessons: list[Lesson] = field(default_factory=list[Lesson])
    courses: list[list[int]] = field(default_factory=list[list[int]])  # the lessons of each course of the book

    @property
    def shape(self) -> Shape:
        return self.book.shape

    def courses_of(self, asked: Asked) -> Iterator[tuple[int, ...]]:
        """The lessons of each course that the record speaks of: of its subjects, classes and teachers; where it names none, of all."""
        for course, lessons in zip(self.book.courses, self.courses, strict=True):
            named = {*course.classes, *(one.partition("/")[0] for one in course.classes), course.name}
            if (
                (not asked.subjects or course.subject in asked.subjects)
                and (not asked.classes or named & set(asked.classes))
                and (not asked.teachers or set(course.teachers) & set(asked.teachers))
            ):
                yield tuple(lessons)

    def lessons_of(self, asked: Asked) -> tuple[int, ...]:
        return tuple(one for course in self.courses_of(asked) for one in course)

    def slots(self, asked: Asked) -> frozenset[int]:
        return slots_of(asked.times, self.shape) if asked.times else self.shape.open

    def whos(self, asked: Asked) -> tuple[Who, ...]:
        """The teachers named, or those of the subjects; where it names neither, all."""
        return tuple(Who("teacher", self.teachers[name]) for name in self.teacher_names(asked))

    def teacher_names(self, asked: Asked) -> tuple[str, ...]:
        if asked.teachers:
            return asked.teachers
        courses = [course for course in self.book.courses if not asked.subjects or course.subject in asked.subjects]
        return tuple(dict.fromkeys(name for course in courses for name in course.teachers))

    def class_names(self, asked: Asked) -> tuple[str, ...]:
        return asked.classes or tuple(one.name for one in self.book.classes)

    def units(self, asked: Asked) -> tuple[frozenset[int], ...]:
        halves = tuple(frozenset(one) for one in self.shape.half_days)
        return halves if asked.unit == "half_day" else self.shape.whole_days

    def of_class(self, name: str, subjects: tuple[str, ...]) -> list[int]:
        """The lessons of a class in some subjects, in the order of the subjects."""
        groups = set(self.groups[name])
        ids = [self.subjects[one] for one in subjects]
        own = [at for at, one in enumerate(self.lessons) if one.subject in ids and groups & {*one.groups, *one.sent}]
        return sorted(own, key=lambda at: (ids.index(self.lessons[at].subject), at))

    def by_day(self, name: str, subjects: tuple[str, ...]) -> tuple[int, ...]:
        """The same, without early reading and evening study."""
        plain = {one for at, own in enumerate(self.courses) if not self.book.courses[at].kind for one in own}
        return tuple(one for one in self.of_class(name, subjects) if one in plain)


Build = Callable[[Asked, Making, int], Iterator[Rule]]


@dataclass(frozen=True)
class AskedKind:
    """A kind of rules: what it is called, what it says, which parameters it must have and which it may."""

    name: str
    title: Words
    told: Words
    build: Build
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(one for one in FIELD_WORDS if one in self.needs or one in self.takes)


def told_of(asked: Asked, kind: AskedKind) -> Words:
    """A record in words: `主科排上午：语文、数学`."""
    names = [*asked.subjects, *asked.classes, *asked.teachers]
    zh, en = "、".join(names), ", ".join(names)
    if asked.others:
        zh, en = f"{zh} ／ {'、'.join(asked.others)}", f"{en} / {', '.join(asked.others)}"
    for one in (asked.times, "" if asked.number is None else str(asked.number)):
        zh, en = f"{zh} {one}".strip(), f"{en} {one}".strip()
    if asked.unit in UNITS and "unit" in kind.fields:
        zh, en = f"{zh} {UNITS[asked.unit].zh}".strip(), f"{en} {UNITS[asked.unit].en}".strip()
    return Words(f"{kind.title.zh}：{zh}" if zh else kind.title.zh, f"{kind.title.en}: {en}" if en else kind.title.en)
