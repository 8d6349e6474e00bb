"""A book as a workbook: the flat list or the matrix of classes and subjects, with what the columns mean."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from xuezheng.ground.words import Words
from xuezheng.timetables.plan.book.heads import FIXED_WORDS, SHEETS
from xuezheng.timetables.problem.week.asking import ASKED
from xuezheng.timetables.problem.week.asking.kind import FIELD_WORDS, UNITS, WEIGHT_WORDS
from xuezheng.timetables.problem.week.book import Asked, Book, Course
from xuezheng.timetables.problem.week.shape import KINDS, times_named

FONT: Final = "Noto Sans CJK SC"
LAYOUTS: Final = ("list", "matrix")
ABOUT: Final = (
    ("说明", "这本工作簿是一所学校一学期的任课表。表头不能改；可以删去不用的工作表，学校里已有的就保持原样。"),
    ("任课", "一行一门课。几个班合上，班级写“高一(1)班、高一(2)班”；半个班写“高一(1)班/甲”。"),
    ("课时", "5：五节单课；2+1+1：一次连堂、两节单课；2连：一次连堂；1单、1双：单周、双周（作息里写 周数 2）。"),
    ("时段", "空：上午和下午；早读；晚自习。"),
    ("同时", "名称相同的课同时上；班级相同时学生分流（走班、分层、男女分班），教学班各写一个名称。"),
    ("任课表", "另一种写法：一行一班、一列一科，格内写“王老师 5”；也可以加一行“周课时”，格内只写教师。"),
    ("节次", "上午；下午；早读；晚自习；周一第1-2节；周三至周五下午；几段之间用分号。"),
    ("权重", "必须、高、中、低。"),
    ("固定", "课：别处定好时间的课（云课堂）；教师、班级、教室：那时不在。"),
)


@dataclass
class Writer:
    book: Any
    head: Any = None
    text: Any = None
    widths: dict[str, list[int]] = field(default_factory=dict[str, list[int]])

    def sheet(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        sheet = self.book.add_worksheet(name)
        widths = [wide(head) for head in heads]
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, self.head)
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(at, column, value, self.text)
                elif value:
                    sheet.write_string(at, column, str(value), self.text)
                widths[column] = max(widths[column], min(60, wide(str(value or ""))))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
        sheet.freeze_panes(1, 1)


def wide(text: str) -> int:
    return sum(2 if ord(one) > 0x2E80 else 1 for one in text)


def written_book(book: Book, layout: str = "list", note: str = "") -> bytes:
    """XLSX. `matrix`: courses of one class with nothing special stand as classes × subjects, the others in the flat list."""
    import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    made: Any = xlsxwriter.Workbook(out, options)
    made.set_properties({"title": "任课表", "created": None})
    writer = Writer(
        made,
        made.add_format({"font_name": FONT, "bold": True, "bottom": 1}),
        made.add_format({"font_name": FONT, "text_wrap": False}),
    )
    writer.sheet(
        "说明",
        ("项目", "怎么写"),
        [*ABOUT, *((("注意", note),) if note else ()), *((k.title.zh, rule_help(k)) for k in ASKED.values())],
    )
    part(writer, "shape", shape_rows(book))
    part(writer, "classes", ([one.name, one.grade, one.size, one.room] for one in book.classes))
    part(writer, "rooms", ([one.name, one.kind, one.seats] for one in book.rooms))
    plain = [one for one in book.courses if layout == "matrix" and is_plain(one, book)]
    if layout == "matrix":
        matrix(writer, book, plain)
    part(writer, "courses", (course_row(one) for one in book.courses if one not in plain))
    part(writer, "rules", (rule_row(one) for one in book.rules))
    part(
        writer,
        "fixed",
        (
            [FIXED_WORDS[one.kind], one.name, one.times, "、".join(one.classes), "、".join(one.teachers), one.note]
            for one in book.fixed
        ),
    )
    made.close()
    return out.getvalue()


def part(writer: Writer, name: str, rows: Iterable[Sequence[object]]) -> None:
    title, heads, _ = SHEETS[name]
    writer.sheet(title, [names[0] for names in heads.values()], rows)


def shape_rows(book: Book) -> Iterable[Sequence[object]]:
    shape = book.shape
    yield from (("天", day) for day in shape.days)
    yield from (("节次", one.name, KINDS[one.kind].zh, one.hours) for one in shape.periods)
    yield ("周数", shape.weeks)
    if shape.closed:
        yield ("不排", closed_named(book))


def closed_named(book: Book) -> str:
    from dataclasses import replace

    return times_named(frozenset(book.shape.closed), replace(book.shape, closed=()))


def course_row(one: Course) -> Sequence[object]:
    kind = KINDS[one.kind].zh if one.kind else ""
    return [one.subject, "、".join(one.teachers), "、".join(one.classes), one.pattern, one.weeks, kind, one.together, one.name, one.room, one.room_kind, one.size or ""]  # fmt: skip


def rule_row(one: Asked) -> Sequence[object]:
    number = "" if one.number is None else one.number
    unit = UNITS[one.unit].zh if one.unit else ""
    return [ASKED[one.name].title.zh, WEIGHT_WORDS[one.weight].zh, "、".join(one.subjects), "、".join(one.classes), "、".join(one.teachers),
            "、".join(one.others), one.times, number, unit, one.note]  # fmt: skip


def rule_help(kind: Any) -> str:
    must, may = ("、".join(FIELD_WORDS[one].zh for one in some) for some in (kind.needs, kind.takes))
    return f"{kind.told.zh}须写：{must or '—'}；可写：{may or '—'}。"


def is_plain(one: Course, book: Book) -> bool:
    """Whether a cell of the matrix says all there is to say."""
    alone = sum(o.subject == one.subject and o.classes == one.classes and not o.kind for o in book.courses) == 1
    bare = not (one.kind or one.together or one.name or one.room or one.room_kind or one.size or one.weeks)
    return (
        bare
        and alone
        and len(one.classes) == 1
        and "/" not in one.classes[0]
        and not any(c.isdigit() for t in one.teachers for c in t)
    )


def matrix(writer: Writer, book: Book, plain: Sequence[Course]) -> None:
    subjects = list(dict.fromkeys(one.subject for one in plain)) or ["语文", "数学", "英语"]
    cell = {(one.classes[0], one.subject): f"{'、'.join(one.teachers)} {one.pattern}" for one in plain}
    rows = ([one.name, *(cell.get((one.name, subject), "") for subject in subjects)] for one in book.classes)
    writer.sheet("任课表", ["班级", *subjects], rows)


TITLE = Words("任课表", "Who teaches what")
