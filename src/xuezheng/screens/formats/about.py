"""What a reader of an exported file must know of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xuezheng.ground.words import Words
from xuezheng.screens import numbers
from xuezheng.screens.components.states import Mark, State
from xuezheng.screens.components.table import Cell, CellValue, Column
from xuezheng.screens.components.text import Text, say
from xuezheng.screens.numbers import MISSING_WORDS, Missing, Scalar

SYNTHETIC = Words("演示数据：学校、人员与记录均为虚构", "Demonstration data: schools, people and records are invented")


@dataclass(frozen=True, slots=True)
class About:
    """`as_of` is the day the data stands for, not the clock: files of one release are equal byte for byte."""

    title: Text
    area: Text
    when: Text
    source: Text
    as_of: dt.date
    manifest_hash: str = ""
    definition: Text = ""
    version: Text = ""
    address: str = ""
    is_synthetic: bool = False

    def lines(self, language: str) -> list[tuple[str, str]]:
        """Term and text, in the order to be read; what is not given is left out; the synthetic mark comes first."""
        pairs: list[tuple[Words, str]] = [
            (Words("注意", "Note"), SYNTHETIC.in_(language) if self.is_synthetic else ""),
            (Words("标题", "Title"), say(self.title, language)),
            (Words("地区", "Area"), say(self.area, language)),
            (Words("时间", "Time"), say(self.when, language)),
            (Words("定义", "Definition"), say(self.definition, language)),
            (Words("来源", "Source"), say(self.source, language)),
            (Words("版本", "Version"), say(self.version, language)),
            (Words("截至", "As of"), self.as_of.isoformat()),
            (Words("校验码", "Hash"), self.manifest_hash),
            (Words("网址", "Address"), self.address),
        ]
        return [(term.in_(language), text) for term, text in pairs if text]


def head(column: Column, language: str) -> str:
    """A column's title with its unit: `毛入园率（%）`, `Enrolment rate (%)`."""
    unit = say(column.shown_unit, language)
    title = say(column.title, language)
    if column.group:
        title = say(column.group, language) + Words("：", ": ").in_(language) + title
    if not unit:
        return title
    return f"{title} ({unit})" if numbers.is_english(language) else f"{title}（{unit}）"


def bare(found: CellValue) -> Scalar:
    """A cell's value; a cell that is only a state or a mark gives its word."""
    if isinstance(found, (State, Mark)):
        return found.words
    if isinstance(found, Cell):
        if found.value is None:
            return found.state.words if found.state else found.mark.words if found.mark else None
        return found.value
    return found


def mark_of(value: Scalar) -> str:
    """The mark of a missing value."""
    return value.value if isinstance(value, Missing) else Missing.UNKNOWN.value


def missing_lines(language: str) -> list[tuple[str, str]]:
    return [(kind.value, words.in_(language)) for kind, words in MISSING_WORDS.items()]


def column_lines(columns: Sequence[Column], language: str) -> list[tuple[str, str]]:
    """The definitions of the columns that have one."""
    return [(head(c, language), say(c.definition, language)) for c in columns if c.definition]
