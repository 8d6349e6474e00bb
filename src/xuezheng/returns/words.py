"""The words of the return's checks and cells: why a kind of rule is asked, what a column is called."""

from typing import Final

from xuezheng.ground.words import Words
from xuezheng.registers.words import GRADE_WORDS, ORGANISER_WORDS, POST_WORDS, STAGE_WORDS, TYPE_WORDS, named
from xuezheng.returns.forms import FORMS

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
# Why the rules of a subject are asked, by how their names begin; the first that fits.
WHY: Final[tuple[tuple[str, Words], ...]] = (
    (
        "registers.neighbours.",
        Words(
            "小数点错一位、单位写错，在一张表里看不出来，放到同类学校里一眼就见。",
            "A slipped decimal point or a wrong unit cannot be seen in one form; beside schools alike it stands out.",
        ),
    ),
    (
        "registers.class.",
        Words(
            "县、市按班级相加，一个班差一人都会传到入学率、班额和生均指标。",
            "Counties and cities add up classes; one pupil wrong is carried into enrolment rates, class sizes and every per-pupil figure.",
        ),
    ),
    (
        "registers.graduation.",
        Words(
            "毕业率、巩固率由去年的班级和今年的去向算出。",
            "Graduation and retention rates follow from last year's classes and what became of them.",
        ),
    ),
    (
        "registers.conditions.",
        Words(
            "生均校舍、运动场地、设备值是均衡发展的必查指标，部分不能大于总数。",
            "Areas and equipment per pupil are examined for balanced development; a part cannot be larger than the whole.",
        ),
    ),
    (
        "registers.staff.",
        Words(
            "师生比、学历、骨干比例都从教职工登记册来，一人多报会重复计算。",
            "Pupil-teacher ratios and attainment come from the register of staff; a person entered twice is counted twice.",
        ),
    ),
    (
        "registers.student.",
        Words(
            "一名学生只有一个学籍；人与数对得上，分年龄表才能用。",
            "A student has one enrolment; the tables by age hold only where persons and counts agree.",
        ),
    ),
    (
        "registers.institution.",
        Words(
            "校数、分布、城乡口径都以这张表为准。",
            "The number of schools, where they are, and urban or rural follow from this table.",
        ),
    ),
    (
        "registers.succession.",
        Words(
            "撤并必须有来有去，总数才不会凭空增减。",
            "Mergers must say who came and who went, or totals change out of nothing.",
        ),
    ),
    (
        "registers.room.",
        Words(
            "学位数由教室和座位算出。",
            "Places follow from rooms and seats.",
        ),
    ),
    (
        "registers.programme.",
        Words(
            "专业点数、产业匹配由专业代码算出。",
            "Programmes are matched to industries by their codes.",
        ),
    ),
    (
        "registers.population.",
        Words(
            "入学率的分母是分年龄人口。",
            "Residents by age are what enrolment rates are divided by.",
        ),
    ),
    (
        "registers.entrant_cohorts.",
        Words(
            "九年巩固率的分母是九年前的招生数。",
            "The nine-year rate is divided by the entrants of nine years before.",
        ),
    ),
    (
        "schema.",
        Words(
            "列的类型和取值由表的结构规定。",
            "The type and range of a column are fixed by the table.",
        ),
    ),
    (
        "",
        Words(
            "这条规则由业务科室规定，其数据随年报一同冻结。",
            "An office asks this of its own records, which are frozen with the return.",
        ),
    ),
)  # fmt: skip
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
    "class_count": Words("班数", "classes"), "teachers": Words("专任教师", "teachers"),
}  # fmt: skip
COLUMN_WORDS: Final[dict[str, Words]] = {
    **{asked.column: line.title for form in FORMS for line, _, asked in form.asked}, **OTHER_COLUMNS,
}  # fmt: skip
CODES: Final = {
    "stage": STAGE_WORDS, "grade": GRADE_WORDS, "school_type": TYPE_WORDS, "organiser": ORGANISER_WORDS, "post": POST_WORDS,
}  # fmt: skip
NOT_SAID: Final = frozenset({"pseudonym"})  # tells persons apart, and tells a reader nothing


def why(rule: str) -> Words:
    """Why a rule is asked at all."""
    return next(words for start, words in WHY if rule.startswith(start))


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
