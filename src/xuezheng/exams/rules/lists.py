"""The lists of an examination: which fields each has, what may stand in them, and which of them tell rows apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from xuezheng.exams.rules import heads
from xuezheng.ground.words import Words

Kind = Literal["text", "whole", "number", "date", "time", "yes", "choice"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its column, its words, what may stand in it; `choices` are the words that are taken (rules.heads)."""

    name: str
    words: Words
    kind: Kind = "text"
    is_needed: bool = False
    choices: Mapping[str, str] | None = None
    is_narrow: bool = False


@dataclass(frozen=True, slots=True)
class ListKind:
    """A list: title, what it is for, its fields and their heads in files; `key` tells rows apart; whether it names persons."""

    title: Words
    lead: Words
    fields: tuple[Field, ...]
    heads: Mapping[str, Sequence[str]]
    key: tuple[str, ...]
    names_persons: bool
    keeps_rest: bool = False  # columns beyond the fields stay (bonuses)

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.is_needed)


def text(name: str, zh: str, en: str, is_needed: bool = False) -> Field:
    return Field(name, Words(zh, en), is_needed=is_needed)


def of(kind: Kind, name: str, zh: str, en: str, is_needed: bool = False) -> Field:
    return Field(name, Words(zh, en), kind, is_needed)


NUMBER = text("number", "报名号", "Number", True)
PLACE = (of("number", "longitude", "经度", "Longitude"), of("number", "latitude", "纬度", "Latitude"))
LISTS: Final[Mapping[str, ListKind]] = {
    "papers": ListKind(
        Words("科目与场次", "Papers and sessions"),
        Words(
            "每科满分、计入总分、双评阈值；有日期和时间的是笔试场次，体育与健康、艺术没有场次。",
            "Each paper's full mark, what it counts, double marking; those with a day and hours are sat in rooms, physical education and arts are not.",
        ),
        (
            text("paper", "科目", "Paper", True),
            text("question", "题号", "Question"),
            of("number", "full", "满分", "Full", True),
            of("whole", "counts", "计入", "Counts"),
            of("yes", "double", "双评", "Double"),
            of("number", "threshold", "误差阈值", "Threshold"),
            of("number", "step", "给分间隔", "Step"),
            of("date", "on", "日期", "Day"),
            of("time", "begins", "开始", "Begins"),
            of("time", "ends", "结束", "Ends"),
        ),
        heads.PAPERS,
        ("paper", "question"),
        False,
    ),
    "candidates": ListKind(
        Words("考生", "Candidates"),
        Words(
            "从学籍登记册按年级抽取，或导入名册；以“加分”开头的列是加分项。",
            "Drawn from the register by grade, or imported; columns that begin with 加分 (bonus) are bonuses.",
        ),
        (
            NUMBER,
            text("name", "姓名", "Name"),
            Field("sex", Words("性别", "Sex")),
            text("school", "学校", "School", True),
            text("school_code", "学校代码", "School code"),
            text("class", "班", "Class"),
            text("area", "区县", "Area"),
            text("group", "组别", "Group"),
            text("need", "特殊需要", "Special need"),
            text("site", "考点", "Site"),
        ),
        heads.CANDIDATES,
        ("number",),
        True,
        True,
    ),
    "rooms": ListKind(
        Words("考点与考场", "Sites and rooms"),
        Words(
            "普通、特殊、备用考场；布局是各列座位数。",
            "Ordinary, special and spare rooms; the layout is the seats of each column.",
        ),
        (
            text("site", "考点", "Site", True),
            text("site_name", "考点名称", "Name of the site"),
            text("room", "考场", "Room", True),
            of("whole", "seats", "座位数", "Seats"),
            text("columns", "布局", "Layout"),
            text("area", "区县", "Area"),
            Field("kind", Words("类别", "Kind"), "choice", choices=heads.KINDS),
            *PLACE,
        ),
        heads.ROOMS,
        ("site", "room"),
        False,
    ),
    "staff": ListKind(
        Words("监考人员", "Invigilators"),
        Words(
            "工号、学校、任教学科决定回避；不能到场的场次以分号隔开，* 为全部。",
            "Number, school and subject decide what is barred; sessions somebody cannot come to by ;, * for all.",
        ),
        (
            text("number", "工号", "Number", True),
            text("name", "姓名", "Name"),
            text("school", "学校", "School", True),
            text("subject", "任教学科", "Subject"),
            text("area", "区县", "Area"),
            *PLACE,
            text("absent", "不能到场", "Cannot come"),
        ),
        heads.STAFF,
        ("number",),
        True,
    ),
    "relatives": ListKind(
        Words("亲属关系", "Relatives"),
        Words(
            "监考员与考生，或两名监考员：不同场不同考场。",
            "An invigilator and a candidate, or two invigilators: kept apart.",
        ),
        (
            text("staff", "工号", "Invigilator", True),
            text("candidate", "报名号", "Candidate"),
            text("other_staff", "另一监考员", "Other invigilator"),
        ),
        heads.RELATIVES,
        ("staff", "candidate", "other_staff"),
        True,
    ),
    "marks": ListKind(
        Words("给分", "Marks"),
        Words(
            "评卷系统的给分，体育与健康、艺术的成绩也导入这里；可分科分次，追加导入。",
            "Marks from the marking system, of physical education and arts as well; paper by paper, added to what is there.",
        ),
        (
            NUMBER,
            text("paper", "科目", "Paper", True),
            text("question", "题号", "Question"),
            of("number", "first", "一评", "First", True),
            of("number", "second", "二评", "Second"),
            of("number", "third", "三评", "Third"),
            of("number", "leader", "仲裁", "Leader"),
        ),
        heads.MARKS,
        ("number", "paper", "question"),
        True,
    ),
    "programmes": ListKind(
        Words("招生计划与指标", "Programmes and quotas"),
        Words(
            "统招、指标到校、定向、特色、补录；批次按出现的先后。",
            "Open, quota, directed, special, supplement; batches in the order in which they stand.",
        ),
        (
            text("programme", "招生代码", "Code", True),
            text("school", "学校", "School"),
            text("name", "名称", "Name"),
            text("batch", "批次", "Batch"),
            Field("kind", Words("类别", "Kind"), "choice", choices=heads.PROGRAMME_KINDS),
            of("whole", "seats", "计划数", "Seats", True),
            text("for_school", "指标学校", "For school"),
            text("for_area", "定向区县", "For area"),
            text("order", "录取依据", "Order"),
            of("number", "least", "最低控制线", "Least"),
        ),
        heads.PROGRAMMES,
        ("programme",),
        False,
    ),
    "choices": ListKind(
        Words("志愿", "Preferences"),
        Words(
            "一行一个志愿；也可一列一个志愿导入。",
            "One choice a row; a file with a column for each choice is read as well.",
        ),
        (
            NUMBER,
            text("batch", "批次", "Batch"),
            of("whole", "place", "志愿序号", "Place"),
            text("wanted", "志愿学校", "Wanted", True),
        ),
        heads.CHOICES,
        ("number", "batch", "place"),
        True,
    ),
}
ORIGINS: Final[Mapping[str, Words]] = {
    "usual": Words("惯例预填", "the usual"), "register": Words("登记册", "register"), "file": Words("导入", "file"),
    "page": Words("页面修改", "page"), "computed": Words("计算", "computed"), "undo": Words("退回", "gone back"),
}  # fmt: skip
# what each work is made from, when it belongs to an examination: its file → the list
LISTS_OF_WORK: Final[Mapping[str, Mapping[str, str]]] = {
    "seating": {"candidates": "candidates", "rooms": "rooms"},
    "duties": {"staff": "staff", "rooms": "rooms", "relatives": "relatives"},
    "scores": {"candidates": "candidates", "papers": "papers", "marks": "marks"},
    "grading": {},
    "admission": {"choices": "choices", "programmes": "programmes"},
}
