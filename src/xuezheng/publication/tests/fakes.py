"""An invented city 990000 with two counties, whose figures are clearly not those of any page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from xuezheng.engine.figures import Asked, Indicator, Measure, Period, Source
from xuezheng.engine.instance import Instance
from xuezheng.engine.snapshots import FrozenReturn
from xuezheng.ground.words import Words
from xuezheng.honours.tables import AWARDS
from xuezheng.publication.compare import compare
from xuezheng.publication.entry import County, Definition, Entry
from xuezheng.publication.page import Ground, StatedValue, terms
from xuezheng.publication.printed import Printed
from xuezheng.publication.printed import printed as real_figures
from xuezheng.publication.release import VALUE_SCHEMA, Content, Release, publish
from xuezheng.publication.sheet.panels import PANELS

CITY = "990000"
OWN = Source(Words("虚构口径", "An invented definition"))


@dataclass(frozen=True)
class FakeAnswer:
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    state: str = "known"
    definition_hash: str = "d" * 64
    manifest_hash: str = "f" * 64
    inputs: Sequence[FrozenReturn] = field(default_factory=list[FrozenReturn])


def indicator(id: str, *, unit: str = "award", is_share: bool = False) -> Indicator:
    counted = Measure(AWARDS, lambda t: t.count())
    return Indicator(
        id, Words("虚构指标", "Invented indicator"), "share" if is_share else unit, Words("虚构定义。", "An invented definition."),
        counted, "honours", OWN, denominator=counted if is_share else None, levels=("city", "county"),
    )  # fmt: skip


def printed(id: str, value: float, unit: str, qualifier: str = "exact", kind: str = "counted") -> Printed:
    return Printed(
        id, CITY, "M99", "honours", kind, "invented", value, unit, qualifier, 2020, 2021, "printed", "level", "all", ""
    )


FIGURES = {
    p.id: p
    for p in (
        printed("xx.prizes", 1234567, "award"),
        printed("xx.share", 100, "%"),
        printed("xx.rule", 77777, "point", "exact", "stated"),
        printed("xx.unknown", 5, "award"),
        printed("xx.nowhere", 6, "award"),
    )
}
ROWS = {
    "xx.prizes": Asked("prizes", CITY, Period(year=2021)),
    "xx.share": Asked("prize_share", CITY, Period(year=2021)),
    "xx.unknown": Asked("silence", CITY, Period(year=2021)),
}
VALUES = {"prizes": 1234567.0, "prize_share": 0.98, "silence": None}


def ask(questions: Sequence[Asked]) -> list[FakeAnswer]:
    """The city has all, each of its two counties half; every year the same; shares are the same everywhere."""
    answers: list[FakeAnswer] = []
    for question in questions:
        value = VALUES[question.indicator_id]
        if value is None:
            answers.append(FakeAnswer(None, state="unknown"))
        elif question.indicator_id == "prize_share":
            answers.append(FakeAnswer(value, 49, 50))
        else:
            answers.append(FakeAnswer(value / 2 if question.place_code != CITY else value))
    return answers


def ground() -> Ground:
    stated = StatedValue(
        77777,
        Words("虚构规定", "Invented rule"),
        Words("虚构文件", "An invented paper"),
        Words("2021年起", "from 2021"),
    )
    return Ground(
        FIGURES, ROWS, {"xx.rule": stated},
        {"prizes": indicator("prizes"), "prize_share": indicator("prize_share", is_share=True), "silence": indicator("silence")},
        ask, {"990001": Words("甲县", "First county"), "990002": Words("乙县", "Second county")}, {CITY: [2020, 2021]},
    )  # fmt: skip


def newspaper() -> list[Entry]:
    """Every figure of the page with an invented value, 4321 of everything (43 where it is a share), all with two years and counties."""
    made: list[Entry] = []
    for figure in real_figures().values():
        value = 43.0 if figure.unit == "%" else 4321.0
        found = compare(figure, value)
        made.append(Entry(
            figure.id, figure.city_code, figure.system, figure.office, figure.kind, terms()[figure.id], figure.unit, figure.qualifier,
            figure.value, value, "known", found.agrees, found.why, Words("2021年9月1日", "1 September 2021"), 43, 100,
            definition=Definition("invented", Words("虚构", "invented"), Words("虚构定义。", "An invented definition."),
                                  Words("甲", "A"), Words("乙", "B"), Words("虚构", "invented"), "2020", 1, "d" * 64),
            trend=((2020, value - 1), (2021, value)),
            counties=(County("990001", Words("甲县", "First county"), value), County("990002", Words("乙县", "Second county"), value)),
        ))  # fmt: skip
    return made


BEHIND = pl.DataFrame({
    "city_code": ["511000"] * 2, "county_code": ["990001", None], "town_code": [None] * 2, "institution_code": ["2199000001", None],
    "name": ["虚构小学", None], "row_count": [12, None], "numerator": [30.0, None], "denominator": [40.0, None],
    "is_withheld": [False, True],
})  # fmt: skip
CATALOGUE = [{
    "id": "prizes", "term": {"zh": "虚构奖", "en": "invented prizes"}, "definition": {"zh": "虚构定义", "en": "an invented definition"},
    "unit": "award", "office": "honours", "version": 1, "hash": "e" * 64,
}]  # fmt: skip
EXTRA = {
    "ages_year": 2020,
    "ages": {p.city_code: {str(age): 1000 + age for age in range(20)} for p in PANELS},
    "targets": {},
}


def publish_invented(instance: Instance) -> Release:
    """Release 1 of the invented newspaper, on 2 January 2030."""
    values = pl.DataFrame(
        [["prizes", "city", "511000", 2021, 4321.0, 4321.0, None, "known"], ["prizes", "county", "511002", 2021, None, None, None, "unknown"]],
        schema=VALUE_SCHEMA, orient="row",
    )  # fmt: skip
    made = publish(instance, Content(newspaper(), EXTRA, CATALOGUE, values, {"nj.alliances": BEHIND}), date(2030, 1, 2))
    assert made is not None
    return made
