"""The book of a school's week and all that is done with it: what actions and pages need, without the solver."""

from xuezheng.timetables.plan.book.reading import PART_WORDS, Read, changes, read_book
from xuezheng.timetables.plan.book.sheets import MOST_BYTES
from xuezheng.timetables.plan.book.writing import LAYOUTS, written_book
from xuezheng.timetables.problem.week.asking import ASKED
from xuezheng.timetables.problem.week.asking.kind import (
    FIELD_WORDS,
    UNITS,
    WEIGHT_WORDS,
    AskedKind,
    told_of,
)
from xuezheng.timetables.problem.week.book import (
    EMPTY,
    PARTS,
    Asked,
    Book,
    Course,
    book_as_dict,
    book_from_dict,
    row_from_dict,
    shape_from_dict,
)
from xuezheng.timetables.problem.week.building import Made, made_of
from xuezheng.timetables.problem.week.faults import problems_of
from xuezheng.timetables.problem.week.pattern import lessons_of
from xuezheng.timetables.problem.week.shape import KINDS, Shape, usual_shape


def lessons_in(course: Course, book: Book) -> tuple[tuple[int, int], ...]:
    """(periods, weeks as bits) of each lesson of a course. Raises ValueError where its pattern cannot be read."""
    return lessons_of(course.pattern, course.weeks, book.shape.weeks)


__all__ = [
    "ASKED", "EMPTY", "FIELD_WORDS", "KINDS", "LAYOUTS", "MOST_BYTES", "PARTS", "PART_WORDS", "UNITS", "WEIGHT_WORDS", "Asked",
    "AskedKind", "Book", "Course", "Made", "Read", "Shape", "book_as_dict", "book_from_dict", "changes", "lessons_in", "made_of", "problems_of",
    "read_book", "row_from_dict", "shape_from_dict", "told_of", "usual_shape", "written_book",
]  # fmt: skip
