"""The workbook: written and read back the same in both layouts, matrices as schools write them, faults named by their cell."""

import io
from collections.abc import Sequence

import pytest
import xlsxwriter

from xuezheng.ground.errors import Refused
from xuezheng.timetables.plan.book.reading import changes, read_book
from xuezheng.timetables.plan.book.writing import LAYOUTS, written_book
from xuezheng.timetables.problem.week.book import EMPTY, Asked, Book, Course
from xuezheng.timetables.problem.week.invented import invented_book
from xuezheng.timetables.tests.books import COURSES, book

Rows = Sequence[Sequence[object]]


def workbook(**sheets: Rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "given", [invented_book(3, 4), book(Asked("kept_apart", "low", ("体育", "物理"), unit="day")), EMPTY]
)
def test_a_book_comes_back_from_its_workbook(given: Book, layout: str) -> None:
    read = read_book(written_book(given, layout), "book.xlsx")
    assert (read.problems, read.unread) == ([], [])
    assert sorted(read.book.courses, key=str) == sorted(given.courses, key=str)
    assert (read.book.shape, read.book.classes, read.book.rooms, read.book.rules, read.book.fixed) == (
        given.shape, given.classes, given.rooms, given.rules, given.fixed,
    )  # fmt: skip


WANG, LI = Course("数学", ("王老师",), ("1班",), "5"), Course("语文", ("李老师",), ("1班",), "4")
MATRICES: tuple[tuple[str, Rows, set[Course]], ...] = (
    ("teacher and periods in a cell", [["班级", "数学", "语文"], ["1班", "王老师 5", "李老师（4）"]], {WANG, LI}),
    ("a title above", [["高一任课表"], ["班级", "数学", "语文", "合计"], ["1班", "王老师5", "李老师/4", "9"]], {WANG, LI}),
    ("a row of periods", [["班级", "数学", "语文"], ["周课时", 5, 4], ["1班", "王老师", "李老师"]], {WANG, LI}),
    ("two columns a subject", [["班级", "数学", "", "语文", ""], ["", "教师", "课时", "教师", "课时"], ["1班", "王老师", 5, "李老师", 4]], {WANG, LI}),
    ("with a times sign", [["班级", "数学", "语文"], ["1班", "王老师×5", "李老师 x4"]], {WANG, LI}),
    ("turned", [["科目\\班级", "1班"], ["数学", "王老师 5"], ["语文", "李老师 4"]], {WANG, LI}),
    ("two teachers, a pattern", [["班级", "数学"], ["1班", "王老师、李老师 2+1+1"]], {Course("数学", ("王老师", "李老师"), ("1班",), "2+1+1")}),
    ("an empty cell", [["班级", "数学", "语文"], ["1班", "王老师 5", ""], ["", "", ""]], {WANG}),
)  # fmt: skip


@pytest.mark.parametrize(("rows", "courses"), [one[1:] for one in MATRICES], ids=[one[0] for one in MATRICES])
def test_a_matrix_is_read_as_schools_write_it(rows: Rows, courses: set[Course]) -> None:
    read = read_book(workbook(任课表=rows))
    assert read.problems == []
    assert set(read.book.courses) == courses
    assert [one.name for one in read.book.classes] == ["1班"]


def test_a_list_may_have_english_heads() -> None:
    rows = [["subject", "teacher", "class", "periods"], ["数学", "王老师", "1班", 5]]
    assert read_book(workbook(courses=rows)).book.courses == (WANG,)


HEAD = ["科目", "教师", "班级", "课时"]
FAULTS: tuple[tuple[dict[str, Rows], str, str], ...] = (
    ({"任课": [HEAD, ["数学", "", "1班", 5]]}, "week.untaught", "任课 B2"),
    ({"任课": [HEAD, ["数学", "王", "1班", "x"]]}, "week.pattern", "任课 D2"),
    ({"任课": [HEAD, ["数学", "王", "1班", 5], ["数学", "李", "1班", 5]]}, "week.course_twice", "任课 A3"),
    ({"任课": [HEAD, ["数学", "王", "3班", 5]], "班级": [["班级", "人数"], ["1班", 40]]}, "week.unknown", "任课 C2"),
    ({"任课": [HEAD, *([f"科{n}", "王", f"{n}班", 5] for n in range(13))]}, "week.too_much", "任课 B2"),
    ({"任课": [HEAD, ["数学", "王", "1班", 5]], "班级": [["班级", "人数"], ["1班", "四十"]]}, "week.number", "班级 B2"),
    ({"任课": [HEAD, ["数学", "王", "1班", 5]], "规则": [["规则", "权重", "科目"], ["没有的", "高", ""]]}, "week.rule", "规则 A2"),
    ({"任课": [HEAD, ["数学", "王", "1班", 5]], "规则": [["规则", "权重", "科目"], ["主科排上午", "高", "物理"]]}, "week.unknown", "规则 C2"),
    ({"任课": [HEAD, ["数学", "王", "1班", 5]], "作息": [["作息", "名称"], ["天", "周一"], ["天", "周一"]]}, "week.shape", "作息"),
    ({"任课表": [["班级", "数学"], ["1班", "王老师"]]}, "week.pattern_missing", "任课表 B2"),
    ({"任课表": [["班级", "数学"], ["1班", "5王老师 6 7"]]}, "week.cell", "任课表 B2"),
    ({"别的": [["一", "二"], ["x", "y"]]}, "week.no_sheet", "别的"),
)  # fmt: skip


@pytest.mark.parametrize(("sheets", "rule", "cell"), FAULTS, ids=[one[1] for one in FAULTS])
def test_faults_are_named_by_their_cell(sheets: dict[str, Rows], rule: str, cell: str) -> None:
    found = [one for one in read_book(workbook(**sheets), "a.xlsx").problems if one.rule == rule]
    assert found
    assert str(found[0].where).startswith(f"a.xlsx {cell}")


def test_a_sheet_that_nobody_knows_is_named() -> None:
    read = read_book(workbook(任课=[HEAD, ["数学", "王", "1班", 5]], 其他=[["a", "b"], ["c", "d"]]))
    assert read.unread == ["其他"]


def test_what_a_workbook_lacks_stays() -> None:
    base = book(Asked("daily_most", number=5))
    read = read_book(
        workbook(任课=[HEAD, *([c.subject, c.teachers[0], c.classes[0], c.pattern] for c in COURSES[:2])]), base=base
    )
    assert (read.book.rules, read.book.rooms) == (base.rules, base.rooms)
    assert changes(base, read.book) == [("courses", 0, 5, 2)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"not a workbook"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read_book(content, "x.xlsx")
