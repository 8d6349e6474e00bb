"""What a school hands in, as its workbook holds it: everything by name."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from xuezheng.timetables.problem.week.shape import Period, Shape, usual_shape


@dataclass(frozen=True)
class Class:
    """A class with its own room, if it has one. A part of it (a half class) is named `class/part` where it is taught."""

    name: str
    grade: str = ""
    size: int = 0
    room: str = ""


@dataclass(frozen=True)
class Room:
    name: str
    kind: str = ""
    seats: int = 0


@dataclass(frozen=True)
class Course:
    """Who teaches what to whom, how often, and where.

    `pattern` and `weeks`: `pattern.py`. Several `classes` sit together (joint). `kind`: the kind of periods, empty for mornings and
    afternoons. Courses with the same `together` run at the same time; where they share classes, students part for them (teaching
    classes, levels, boys and girls). `name`: of a teaching class. `size`: students, where it is not that of the classes.
    """

    subject: str
    teachers: tuple[str, ...]
    classes: tuple[str, ...]
    pattern: str
    weeks: str = ""
    kind: str = ""
    together: str = ""
    name: str = ""
    room: str = ""
    room_kind: str = ""
    size: int = 0

    @property
    def label(self) -> str:
        return self.name or "、".join(self.classes)

    @property
    def key(self) -> str:
        """What tells it from other courses."""
        return f"{self.label} {self.subject}"


@dataclass(frozen=True)
class Fixed:
    """Settled elsewhere: `lesson` at its `times` (a cloud lesson), or a `teacher`, `class` or `room` that is not there then."""

    kind: str
    name: str
    times: str
    classes: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """A rule as a school asks for it. Which of the parameters a kind of rules takes: `asking/`. `weight`: must, high, medium, low."""

    name: str
    weight: str = "must"
    subjects: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    times: str = ""
    number: int | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Book:
    shape: Shape
    classes: tuple[Class, ...] = ()
    rooms: tuple[Room, ...] = ()
    courses: tuple[Course, ...] = ()
    rules: tuple[Asked, ...] = ()
    fixed: tuple[Fixed, ...] = ()

    @property
    def teachers(self) -> tuple[str, ...]:
        named = [name for course in self.courses for name in course.teachers]
        named += [name for one in self.fixed for name in one.teachers]
        return tuple(dict.fromkeys(named))

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(course.subject for course in self.courses))


EMPTY = Book(usual_shape())
PARTS = {"classes": Class, "rooms": Room, "courses": Course, "rules": Asked, "fixed": Fixed}


def book_as_dict(book: Book) -> dict[str, Any]:
    """As plain values, for a JSON column or file."""
    return asdict(book)


def row_from_dict(kind: type[Any], given: Mapping[str, Any]) -> Any:
    """A row of the book, its lists as tuples; what is unknown is left out."""
    known = {field.name for field in fields(kind)}
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in given.items() if k in known})  # pyright: ignore[reportUnknownArgumentType]


def shape_from_dict(given: Mapping[str, Any]) -> Shape:
    periods = tuple(Period(**one) for one in given["periods"])
    return Shape(tuple(given["days"]), periods, tuple(given.get("closed", ())), int(given.get("weeks", 1)))


def book_from_dict(given: Mapping[str, Any]) -> Book:
    rows = {name: tuple(row_from_dict(kind, one) for one in given.get(name, ())) for name, kind in PARTS.items()}
    return replace(Book(shape_from_dict(given["shape"])), **rows)
