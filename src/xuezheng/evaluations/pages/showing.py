"""How verdicts, values and limits are written on pages and in downloads."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from xuezheng.evaluations.rules.verdicts import Comparison, Verdict
from xuezheng.evaluations.scorecard import Outcome
from xuezheng.ground.words import Words
from xuezheng.screens.components import Cell, Mark
from xuezheng.screens.numbers import Missing, number

VERDICT_WORDS: dict[Verdict, Words] = {
    "met": Words("达到", "met"),
    "unmet": Words("未达到", "not met"),
    "unknown": Words("待证", "not known"),
    "not_applicable": Words("不适用", "not applicable"),
}
VERDICT_MARKS: dict[Verdict, Mark | None] = {
    "met": Mark.MET,
    "unmet": Mark.UNMET,
    "unknown": None,
    "not_applicable": None,
}
VERIFICATION_WORDS = {
    "two_sources": Words("两处来源一致", "two sources agree"),
    "single_source": Words("一处来源", "one source"),
    "memory": Words("未核实，可由本机构设定", "not verified; the bureau may set it"),
    "derived": Words("推算", "derived"),
}
PART_WORDS = {
    "primary": Words("小学", "Primary"),
    "junior": Words("初中", "Junior secondary"),
    "": Words("全校", "Whole school"),
}
SIGNS: dict[Comparison, str] = {">=": "≥", "<=": "≤", "<": "<", "=0": ""}
UNIT_WORDS = {
    "share": Words("%", "%"), "ratio": Words("", ""), "finding": Words("处", "findings"), "school": Words("所", "schools"),
    "class": Words("个班", "classes"), "township": Words("个", "townships"), "teacher/100": Words("人／百生", "per 100"),
    "room/100": Words("间／百生", "per 100"), "m2/student": Words("平方米／生", "m² a student"), "fen/student": Words("元／生", "yuan a student"),
    "fen/student/year": Words("元／生", "yuan a student"), "fen/child/year": Words("元／生", "yuan a child"), "year": Words("年", "years"),
    "level": Words("级", "level"), "point": Words("分", "points"), "teacher/child": Words("人／幼儿", "teachers a child"),
    "student/class": Words("人／班", "a class"), "student/staff": Words("人", "students"), "m2": Words("平方米", "m²"), "fen": Words("元", "yuan"),
    "teacher": Words("人", "teachers"), "student": Words("人", "students"), "student/teacher": Words("人", "students"),
    "volume/student": Words("册／生", "a student"), "device/100": Words("台／百生", "per 100"),
}  # fmt: skip
WHOLE = ("finding", "school", "class", "township", "year", "level", "m2", "fen", "teacher", "student")
READ_AS = {"share": 100.0, "fen": 0.01}


def factor(unit: str) -> float:
    """What a kept number is multiplied by to be read: shares in hundredths, fen in yuan."""
    return READ_AS.get(unit.split("/", maxsplit=1)[0], 1.0)


def digits(value: float | None, unit: str) -> str:
    """A value in the unit that people read, without the unit."""
    if value is None:
        return Missing.UNKNOWN.value
    places = (
        0 if unit in WHOLE or unit.startswith("fen") else 4 if unit == "ratio" else 3 if unit == "teacher/child" else 2
    )
    return number(value * factor(unit), places)


def shown(value: float | None, unit: str) -> Words:
    """A value with its unit."""
    if value is None:
        return Words(Missing.UNKNOWN.value, Missing.UNKNOWN.value)
    words = UNIT_WORDS.get(unit, Words(unit, unit))
    text = digits(value, unit)
    glue = "" if words.en in ("", "%") else " "
    return Words(text + words.zh, text + glue + words.en)


def limit_words(one: Outcome) -> Words:
    """What an item must reach; a limit from memory says so."""
    if one.limit is None:
        return Words("有佐证", "evidence")
    if one.item.comparison == "=0":
        return Words("0", "0")
    words = shown(one.limit, one.unit)
    doubt = Words("", "") if one.is_verified else Words("（未核实）", " (not verified)")
    sign = SIGNS[one.item.comparison]
    return Words(f"{sign}{words.zh}{doubt.zh}", f"{sign}{words.en}{doubt.en}")


def verdict_cell(verdict: Verdict, href: str = "") -> Cell:
    """A verdict as a word with its mark."""
    tone = "must" if verdict == "unmet" else "muted" if verdict in ("unknown", "not_applicable") else ""
    return Cell(VERDICT_WORDS[verdict], href=href, tone=tone, mark=VERDICT_MARKS[verdict])


def line_cell(is_met: bool | None) -> Cell:
    return verdict_cell("unknown" if is_met is None else "met" if is_met else "unmet")


def local(at: datetime) -> datetime:
    """An instant as the clocks of the site show it."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))
