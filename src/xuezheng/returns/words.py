"""The words of the return's checks and cells: why a kind of rule is asked, what a column is called."""

from typing import Final

from xuezheng.engine.offices import Check
from xuezheng.ground.words import Words
from xuezheng.registers.words import GRADE_WORDS, ORGANISER_WORDS, POST_WORDS, STAGE_WORDS, TYPE_WORDS, named
from xuezheng.returns.forms import FORMS, Form, Head, Line

KIND_WORDS: Final[dict[str, Words]] = {
    "row": Words("一行之内", "Within a row"),
    "between": Words("表与表之间", "Between tables"),
    "last_year": Words("与去年比", "Against last year"),
    "neighbours": Words("与同县同类学校比", "Beside its like"),
}
SEVERITY_WORDS: Final[dict[str, Words]] = {
    "error": Words("错误，必须改", "Error: to be mended"),
    "warning": Words("提示，可说明", "Warning: may be explained"),
}
BY_SCHEMA = Words("列的类型和取值由表的结构规定。", "The type and range of a column are fixed by the table.")
OTHER_COLUMNS: Final[dict[str, Words]] = {
    "stage": Words("学段", "stage"), "grade": Words("年级", "grade"), "class_number": Words("班号", "class"),
    "pupil_count": Words("学生数", "pupils"), "girl_count": Words("女生", "girls"), "minority_count": Words("少数民族", "minority"),
    "boarder_count": Words("寄宿生", "boarders"), "migrant_count": Words("随迁子女", "migrants' children"),
    "left_behind_count": Words("留守儿童", "left-behind children"), "entrant_count": Words("招生", "entrants"),
    "entrant_with_preschool_count": Words("受过学前教育", "attended preschool"), "repeater_count": Words("留级生", "repeaters"),
    "graduate_count": Words("毕业生", "graduates"), "dropout_count": Words("辍学", "dropouts"), "count": Words("今年", "this year"),
    "count_before": Words("去年", "last year"), "frozen_count": Words("去年冻结", "frozen last year"), "name": Words("名称", "name"),
    "value": Words("本校", "this school"), "median_of_peers": Words("同类中位数", "median of its like"),
    "peer_count": Words("同类学校数", "schools alike"), "pseudonym": Words("人员化名", "pseudonym"), "post": Words("岗位", "post"),
    "school_type": Words("办学类型", "type"), "organiser": Words("举办者", "organiser"), "room_code": Words("房间", "room"),
    "seat_count": Words("座位", "seats"), "classroom_seat_count": Words("教室座位", "classroom seats"), "age": Words("年龄", "age"),
    "longitude": Words("经度", "longitude"), "latitude": Words("纬度", "latitude"), "campus_number": Words("校区", "campus"),
    "has_certificate": Words("有教师资格证", "certified"), "is_full_time_teacher": Words("专任教师", "full-time teacher"),
    "attainment_rank": Words("学历层次", "attainment"), "programme_code": Words("专业代码", "programme"), "kind": Words("种类", "kind"),
    "class_count": Words("班数", "classes"), "address": Words("地址", "address"), "pupil_count_before": Words("去年学生", "pupils last year"),
    "staff_count": Words("教职工", "staff"), "teachers": Words("专任教师", "teachers"),
}  # fmt: skip


def asked_words(form: Form, line: Line, head: Head) -> Words:
    """What a school is asked in a cell: the line where there is one head, else the head."""
    return line.title if len(form.heads) == 1 else head.title


COLUMN_WORDS: Final[dict[str, Words]] = {
    **{asked.column: asked_words(form, line, head) for form in FORMS for line, head, asked in form.asked}, **OTHER_COLUMNS,
}  # fmt: skip
CODES: Final = {
    "stage": STAGE_WORDS, "grade": GRADE_WORDS, "school_type": TYPE_WORDS, "organiser": ORGANISER_WORDS, "post": POST_WORDS,
}  # fmt: skip
NOT_SAID: Final = frozenset({"pseudonym"})  # tells persons apart, and tells a reader nothing


def why(check: Check | None) -> Words:
    """Why a rule is asked; that of a column of a table is no office's (None)."""
    return (check.why if check else None) or BY_SCHEMA


def row_words(row: dict[str, object]) -> Words:
    """A row that breaks a rule, as one line."""
    said = [
        (COLUMN_WORDS.get(column, Words(column, column)), value_words(column, value))
        for column, value in row.items()
        if value is not None and value != "" and column not in NOT_SAID
    ]
    return Words("，".join(f"{c.zh} {v.zh}" for c, v in said), ", ".join(f"{c.en} {v.en}" for c, v in said))


def value_words(column: str, value: object) -> Words:
    """A value of a row, in words."""
    if column in CODES:
        return named(CODES[column], str(value))
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    if column.endswith("_fen") and isinstance(value, int):
        return Words(f"{value / 100:,.2f}元", f"{value / 100:,.2f} yuan")
    text = f"{value:,}" if isinstance(value, int | float) else str(value)
    return Words(text, text)
