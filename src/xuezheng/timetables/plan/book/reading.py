"""A workbook read into a book: each sheet known by its heads, each fault named by its cell, what was not read named as well."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.timetables.plan.book import heads
from xuezheng.timetables.plan.book.matrix import entries_of
from xuezheng.timetables.plan.book.sheets import Found, Sheet, found_in, sheets_of
from xuezheng.timetables.problem.week.book import PARTS, Book, Class, Course
from xuezheng.timetables.problem.week.faults import PART_WORDS, in_book, problems_of
from xuezheng.timetables.problem.week.shape import NotATime, Period, Shape, slots_of

SEPARATORS = re.compile(r"[、，,;；\n]+")
NOT_READ = ("说明", "about", "readme", "封面")


@dataclass
class Read:
    """What a workbook holds. `seen`: sheet, what it was read as, rows; `unread`: sheets that nothing was known to do with."""

    book: Book
    problems: list[Problem]
    seen: list[tuple[str, str, int]]
    unread: list[str]


@dataclass
class Reading:
    base: Book
    where: str
    rows: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    cells: dict[tuple[str, int, str], str] = field(default_factory=dict[tuple[str, int, str], str])
    problems: list[Problem] = field(default_factory=list[Problem])
    seen: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])
    unread: list[str] = field(default_factory=list[str])
    shape: Shape | None = None

    def fault(self, rule: str, zh: str, en: str, at: str, got: str = "", cure: Words | None = None) -> None:
        self.problems.append(
            Problem(f"week.{rule}", Words(zh, en), where=f"{self.where} {at}".strip(), got=got[:80], cure=cure)
        )

    def place(self, part: str, row: int, name: str) -> str | Words:
        """Where a fault of the book stands: in a cell of the file, or, for what the file does not hold, in the book as it is."""
        found = self.cells.get((part, row, name)) or self.cells.get((part, row, ""))
        return f"{self.where} {found}".strip() if found else in_book(part, row, name)

    def add(self, part: str, row: Any, cells: Mapping[str, str]) -> None:
        own = self.rows.setdefault(part, [])
        self.cells.update({(part, len(own), name): cell for name, cell in cells.items()})
        own.append(row)


def read_book(content: bytes, where: str = "", base: Book | None = None) -> Read:
    """A book from a workbook; sheets that it lacks stay as in `base`. Raises Refused where it cannot be read at all."""
    from xuezheng.timetables.problem.week.book import EMPTY

    reading = Reading(base or EMPTY, where)
    for sheet in sheets_of(content, where):
        found = found_in(sheet)
        if found is None:
            if any(any(row) for row in sheet.rows) and sheet.name.lower() not in NOT_READ:
                reading.unread.append(sheet.name)
        elif found.part == "matrix":
            from_matrix(reading, sheet, found)
        elif found.part == "shape":
            from_shape(reading, sheet, found)
        else:
            from_list(reading, sheet, found)
    if not reading.seen:
        cure = Words(
            "请用下载的模板，或在首行写明“班级”“科目”“教师”“课时”。",
            "Use the template, or heads such as 班级, 科目, 教师, 课时.",
        )
        reading.fault(
            "no_sheet", "没有认得出的工作表。", "No sheet is known by its heads.", ", ".join(reading.unread), cure=cure
        )
    book = made_up(reading)
    problems = reading.problems or problems_of(book, reading.place)
    return Read(book, problems, reading.seen, reading.unread)


def made_up(reading: Reading) -> Book:
    """The book; classes that no sheet lists are taken from the courses, in order."""
    given: dict[str, Any] = {part: tuple(rows) for part, rows in reading.rows.items()}
    book = replace(reading.base, **given)
    if reading.shape:
        book = replace(book, shape=reading.shape)
    if "courses" in given and "classes" not in given:
        known = {one.name for one in book.classes}
        named = dict.fromkeys(name.partition("/")[0] for course in book.courses for name in course.classes)
        if not known & set(named):
            book = replace(book, classes=tuple(Class(name) for name in named))
    return book


def from_list(reading: Reading, sheet: Sheet, found: Found) -> None:
    kind = PARTS[found.part]
    known = {one.name for one in fields(kind)}
    count = 0
    for row in range(found.row + 1, len(sheet.rows)):
        texts = {name: sheet.at(row, column) for name, column in found.columns.items() if name in known}
        if not any(texts.values()) or next(iter(texts.values()), "").startswith("#"):
            continue
        cells = {name: sheet.cell(row, column) for name, column in found.columns.items()}
        cells[""] = cells[next(iter(found.columns))]
        reading.add(
            found.part,
            kind(**{name: value_of(reading, found.part, name, text, cells[name]) for name, text in texts.items()}),
            cells,
        )
        count += 1
    reading.rows.setdefault(found.part, [])
    reading.seen.append((sheet.name, found.part, count))


def value_of(reading: Reading, part: str, name: str, text: str, cell: str) -> Any:
    """A cell's text as the field has it; what is not known is kept, so that it is named as it was written."""
    if name in heads.WHOLE:
        if not text:
            return None if name == "number" else 0
        if not text.isdecimal() or len(text) > 5:
            reading.fault("number", "须为整数。", "This must be a whole number.", cell, text)
            return 0
        return int(text)
    if name in heads.LISTS:
        return tuple(one.strip() for one in SEPARATORS.split(text) if one.strip())
    if part == "rules":
        known = {"name": heads.RULE_NAMES, "weight": heads.WEIGHTS, "unit": heads.UNIT_NAMES}.get(name, {})
        return known.get(text.lower(), known.get(text, text))
    if part == "fixed" and name == "kind":
        return heads.FIXED_NAMES.get(text.lower(), text)
    if part == "courses" and name == "kind":
        return heads.KIND_NAMES.get(text.lower(), text)
    return text


def from_matrix(reading: Reading, sheet: Sheet, found: Found) -> None:
    count = 0
    for entry in entries_of(sheet, found):
        cell = sheet.cell(entry.row, entry.column)
        if entry.unread:
            cure = Words("如：王老师 5、王老师 2+1+1、王老师、李老师 4", "Such as: 王老师 5, 王老师 2+1+1")
            reading.fault("cell", "读不懂这一格。", "This cell cannot be read.", cell, entry.unread, cure)
            continue
        if not entry.pattern:
            cure = Words("写在教师后面，或加一行“周课时”。", "Write it behind the teacher, or add a row 周课时.")
            reading.fault(
                "pattern_missing", "没有写课时。", "How often is missing.", cell, "、".join(entry.teachers), cure
            )
            continue
        course = Course(entry.subject, entry.teachers, (entry.class_name,), entry.pattern)
        reading.add("courses", course, {"": cell, "teachers": cell, "pattern": cell, "subject": cell, "classes": cell})
        count += 1
    reading.seen.append((sheet.name, "matrix", count))


def from_shape(reading: Reading, sheet: Sheet, found: Found) -> None:
    days: list[str] = []
    periods: list[Period] = []
    closed: list[tuple[str, str]] = []
    weeks = 1
    for row in range(found.row + 1, len(sheet.rows)):
        texts = {name: sheet.at(row, column) for name, column in found.columns.items()}
        if not any(texts.values()):
            continue
        item, name, cell = heads.ITEMS.get(texts["item"].lower()), texts["name"], sheet.cell(row, found.columns["item"])
        kind = heads.KIND_NAMES.get(texts.get("kind", "").lower())
        if item == "day":
            days.append(name)
        elif item == "period" and kind is not None:
            periods.append(Period(name, kind or "morning", texts.get("hours", "")))
        elif item == "weeks" and name.isdecimal() and 1 <= int(name) <= 12:
            weeks = int(name)
        elif item == "closed":
            closed.append((name, cell))
        else:
            reading.fault("shape", "读不懂作息。", "The periods cannot be read.", cell, " ".join(texts.values()))
    names = [*days, *(period.name for period in periods)]
    if len(names) != len(set(names)) or not days or not periods or len(days) > 7 or len(periods) > 24:
        reading.fault(
            "shape", "天或节次缺少、重复或过多。", "Days or periods are missing, double or too many.", sheet.name
        )
        return
    shape = Shape(tuple(days), tuple(periods), weeks=weeks)
    for text, cell in closed:
        try:
            shape = replace(shape, closed=(*shape.closed, *sorted(slots_of(text, shape))))
        except NotATime as error:
            reading.fault("times", "读不懂节次。", "The times cannot be read.", cell, str(error))
    reading.shape = shape
    reading.seen.append((sheet.name, "shape", len(names)))


def changes(old: Book, new: Book) -> list[tuple[str, int, int, int]]:
    """(part, rows that are new, rows that go, rows in all) for each part that changes."""
    found: list[tuple[str, int, int, int]] = []
    for part in PARTS:
        before, after = (list(getattr(one, part)) for one in (old, new))
        added = sum(one not in before for one in after)
        gone = sum(one not in after for one in before)
        if before != after:
            found.append((part, added, gone, len(after)))
    if old.shape != new.shape:
        found.append(("shape", 1, 1, len(new.shape.periods)))
    return found


__all__ = ["PART_WORDS", "Read", "changes", "read_book"]
