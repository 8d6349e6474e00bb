"""Tables: columns, rows, and how an address asks for them sorted, filtered and paged."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal
from urllib.parse import urlencode

from xuezheng.ground.words import Words
from xuezheng.screens.components.states import Mark, State
from xuezheng.screens.components.text import Link, Text, say
from xuezheng.screens.numbers import NUMERIC_KINDS, Kind, Scalar, is_missing

DOWNLOAD_FORMATS = (("xlsx", "XLSX"), ("csv", "CSV"), ("parquet", "Parquet"))


@dataclass(frozen=True, slots=True)
class Column:
    """`key` finds the cell in a row; the unit stands in the head, never in a cell."""

    key: str
    title: Text
    kind: Kind = "text"
    unit: Text = ""
    decimals: int | None = None
    group: Text = ""  # neighbours of one group share a head above theirs
    is_sortable: bool = True
    is_signed: bool = False
    is_strong: bool = False
    definition: Text = ""  # goes to the sheet “说明” of a download

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC_KINDS

    @property
    def sorts_descending_first(self) -> bool:
        return self.is_numeric and self.kind != "year"

    @property
    def shown_unit(self) -> Text:
        """The unit, or that of the kind: shares show hundredths, amounts yuan."""
        if self.unit:
            return self.unit
        by_kind: dict[str, Text] = {
            "share": "%", "points": Words("百分点", "percentage points"), "amount": Words("元", "yuan"),
        }  # fmt: skip
        return by_kind.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with more than a value: a link, a state, a mark, weight, a note in small."""

    value: Scalar
    href: str = ""
    state: State | None = None
    mark: Mark | None = None
    note: Text = ""
    tone: Literal["", "must", "muted"] = ""
    is_strong: bool = False


CellValue = Scalar | State | Cell
Row = Mapping[str, CellValue]


@dataclass(frozen=True, slots=True)
class TableQuery:
    """What an address asks of a table. `prefix` tells several tables of one page apart."""

    sort: str = ""
    is_descending: bool = False
    words: str = ""
    page: int = 1
    page_size: int = 50
    prefix: str = ""
    others: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, params: Mapping[str, str], *, prefix: str = "", page_size: int = 50, sort: str = "") -> "TableQuery":
        """From a query string (`request.GET`); `sort` is the default, `-key` descending. What cannot be read is ignored."""
        asked = params.get(prefix + "sort") or sort
        page = params.get(prefix + "page") or "1"
        own = {"lang", *(prefix + name for name in ("sort", "q", "page", "format"))}
        return cls(
            sort=asked.removeprefix("-"),
            is_descending=asked.startswith("-"),
            words=(params.get(prefix + "q") or "").strip(),
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
            page_size=page_size,
            prefix=prefix,
            others=tuple((key, value) for key, value in params.items() if key not in own),
        )

    def link(self, *, format: str = "") -> str:
        """The address of this state of the table, or of its download."""
        own = [
            ("sort", ("-" if self.is_descending else "") + self.sort if self.sort else ""),
            ("q", self.words),
            ("page", str(self.page) if self.page > 1 and not format else ""),
            ("format", format),
        ]
        pairs = [*self.others, *((self.prefix + key, value) for key, value in own if value)]
        return "?" + urlencode(pairs)

    def sorted_by(self, column: Column) -> "TableQuery":
        """The query after a press on a column's head: first its natural direction, then the other."""
        turn = not self.is_descending if self.sort == column.key else column.sorts_descending_first
        return replace(self, sort=column.key, is_descending=turn, page=1)

    def downloads(self) -> tuple[Link, ...]:
        return tuple(Link(label, self.link(format=name)) for name, label in DOWNLOAD_FORMATS)


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are those of one page; `row_count` all that match. `query` is None for a table that cannot be sorted."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Text = ""
    total: Row | None = None
    query: TableQuery | None = None
    row_count: int | None = None
    has_filter: bool = False
    downloads: tuple[Link, ...] = ()
    note: Text = ""
    state: State | None = None
    empty: Text = field(default_factory=lambda: Words("没有符合的行", "No rows match"))
    selected: frozenset[int] = frozenset()
    is_tight: bool = False

    @property
    def page_count(self) -> int:
        if self.query is None or self.row_count is None:
            return 1
        return max(1, -(-self.row_count // self.query.page_size))


def plain(cell: CellValue) -> Scalar:
    """A cell's value without its dress."""
    if isinstance(cell, Cell):
        if cell.value is None and cell.state is not None:
            return cell.state.words
        return cell.value
    return cell.words if isinstance(cell, State) else cell


def arrange(
    rows: Sequence[Row],
    columns: Sequence[Column],
    query: TableQuery,
    language: str,
    *,
    caption: Text = "",
    total: Row | None = None,
    note: Text = "",
    state: State | None = None,
    has_filter: bool = True,
    has_downloads: bool = True,
) -> Table:
    """Filter, sort and page rows held in memory. For a download take `matching` instead, which does not page."""
    found = matching(rows, columns, query, language)
    last = max(1, -(-len(found) // query.page_size))
    query = replace(query, page=min(query.page, last))
    start = (query.page - 1) * query.page_size
    return Table(
        columns=tuple(columns),
        rows=tuple(found[start : start + query.page_size]),
        caption=caption,
        total=total,
        query=query,
        row_count=len(found),
        has_filter=has_filter,
        downloads=query.downloads() if has_downloads else (),
        note=note,
        state=state,
    )


def matching(rows: Sequence[Row], columns: Sequence[Column], query: TableQuery, language: str) -> list[Row]:
    """The rows that hold all of the query's words in some text column, in the order asked; missing values come last."""
    found = [row for row in rows if _holds(row, columns, query.words)]
    column = next((c for c in columns if c.key == query.sort and c.is_sortable), None)
    if column is None:
        return found
    key = column.key
    known = [row for row in found if not is_missing(plain(row.get(key)))]
    missing = [row for row in found if is_missing(plain(row.get(key)))]
    known.sort(key=lambda row: _sort_key(plain(row.get(key)), language), reverse=query.is_descending)
    return known + missing


def _holds(row: Row, columns: Sequence[Column], words: str) -> bool:
    if not words:
        return True
    texts: list[str] = []
    for column in columns:
        value = plain(row.get(column.key))
        if isinstance(value, Words):
            texts += [value.zh, value.en]
        elif isinstance(value, str):
            texts.append(value)
    line = "\n".join(texts).casefold()
    return all(word in line for word in words.casefold().split())


def _sort_key(value: Scalar, language: str) -> tuple[int, float | bytes]:
    """Numbers and dates by size; texts in GB 18030, whose first 3,755 characters stand in the order of pinyin."""
    if isinstance(value, (bool, int, float, Decimal)):
        return 0, float(value)
    if isinstance(value, dt.date):
        clock = value.hour * 3600 + value.minute * 60 + value.second if isinstance(value, dt.datetime) else 0
        return 1, value.toordinal() * 86400.0 + clock
    text = say(value, language) if isinstance(value, (str, Words)) else str(value)
    return 2, text.casefold().encode("gb18030", errors="replace")
