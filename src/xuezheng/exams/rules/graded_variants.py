"""The graded-score rules we know, by name and day.

`provinces_2021` was compared with two sources (standards/values/senior_secondary.yaml). The others are written from memory
of the provinces' published plans and say so: an office that uses one compares it with its own document first.
"""

from datetime import date
from typing import Final

from xuezheng.exams.rules.graded import Band, GradedRule
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

FROM_MEMORY = Words("凭记忆录入，使用前须与文件核对。", "Written from memory: compare it with its document before use.")


def _steps(first: int, step: int, grades: str, percents: tuple[int, ...]) -> tuple[Band, ...]:
    """Grades of one score each, `step` apart."""
    names = grades.split()
    return tuple(
        Band(n, p, first - step * k, first - step * k) for k, (n, p) in enumerate(zip(names, percents, strict=True))
    )


VARIANTS: Final[tuple[GradedRule, ...]] = (
    GradedRule(
        "provinces_2021",
        Words("“3+1+2”省份五等级", "Five grades of the 3+1+2 provinces"),
        (Band("A", 15, 100, 86), Band("B", 35, 85, 71), Band("C", 35, 70, 56), Band("D", 13, 55, 41), Band("E", 2, 40, 30)),
        date(2021, 1, 1),
        None,
        "“3+1+2”各省高考综合改革实施方案（四川：2022年方案，2025年首考）",
        "two_sources",
        Words(
            "同分同等；跨线同分归上一等；一等只有一个原始分时取上限（后两条文件未载，本系统规定）。",
            "Equal scores share a grade; a tie across a border takes the higher one; a grade of one raw score gives its top "
            "(the last two are not in the documents and are defined here).",
        ),
    ),
    GradedRule(
        "shandong_2020",
        Words("山东八等级", "Eight grades of Shandong"),
        (
            Band("A", 3, 100, 91), Band("B+", 7, 90, 81), Band("B", 16, 80, 71), Band("C+", 24, 70, 61),
            Band("C", 24, 60, 51), Band("D+", 16, 50, 41), Band("D", 7, 40, 31), Band("E", 3, 30, 21),
        ),
        date(2020, 1, 1),
        None,
        "山东省深化高等学校考试招生综合改革试点方案",
        "memory",
        FROM_MEMORY,
    ),
    GradedRule(
        "zhejiang_2017",
        Words("浙江二十一等级", "Twenty-one grades of Zhejiang"),
        _steps(100, 3, " ".join(map(str, range(1, 22))), (1, 2, 3, 4, 5, 6, 7, 8, 7, 7, 7, 7, 7, 7, 6, 5, 4, 3, 2, 1, 1)),
        date(2017, 1, 1),
        date(2021, 12, 31),
        "浙江省深化高校考试招生制度综合改革试点方案",
        "memory",
        Words(
            "凭记忆录入；比例按最接近累计比例定线；终止日期亦待核对。",
            "From memory; borders nearest to the cumulated shares; the last day is to be checked as well.",
        ),
        "nearest",
    ),
    GradedRule(
        "beijing_tianjin_2020",
        Words("北京、天津二十一级", "Twenty-one grades of Beijing and Tianjin"),
        _steps(
            100, 3, "A1 A2 A3 A4 A5 B1 B2 B3 B4 B5 C1 C2 C3 C4 C5 D1 D2 D3 D4 D5 E",
            (1, 2, 3, 4, 5, 7, 8, 9, 8, 8, 7, 6, 6, 6, 5, 4, 4, 3, 2, 1, 1),
        ),
        date(2020, 1, 1),
        None,
        "北京市、天津市深化高等学校考试招生综合改革实施方案",
        "memory",
        FROM_MEMORY,
        "nearest",
    ),
    GradedRule(
        "shanghai_2017",
        Words("上海十一级", "Eleven grades of Shanghai"),
        _steps(70, 3, "A+ A B+ B B- C+ C C- D+ D E", (5, 10, 10, 10, 10, 10, 10, 10, 10, 10, 5)),
        date(2017, 1, 1),
        None,
        "上海市深化高等学校考试招生综合改革实施方案",
        "memory",
        FROM_MEMORY,
        "nearest",
    ),
)  # fmt: skip


def variant(id: str) -> GradedRule:
    """The rule of an id. Raises Refused, naming those there are."""
    for rule in VARIANTS:
        if rule.id == id:
            return rule
    what = Words("没有这条赋分规则。", "There is no such rule of conversion.")
    cure = Words("可用：", "Use one of: ")
    ids = ", ".join(rule.id for rule in VARIANTS)
    raise Refused([Problem("exams.graded_rule", what, got=id, cure=Words(cure.zh + ids, cure.en + ids))])
