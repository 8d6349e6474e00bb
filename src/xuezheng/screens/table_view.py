"""A table made ready for its template: heads with links, cells with their text, marks to explain beneath."""

from dataclasses import dataclass, replace
from typing import Literal

from xuezheng.ground.words import Words
from xuezheng.screens.components import Cell, Column, Mark, Row, State, Table, TableQuery, say
from xuezheng.screens.components.table import plain
from xuezheng.screens.numbers import MISSING_WORDS, Missing, Scalar, display, interval, is_missing, number

LONG = 24  # characters from which a text is given lines of its own
Sort = Literal["ascending", "descending", "none", ""]


@dataclass(frozen=True, slots=True)
class Head:
    title: str
    unit: str
    href: str
    sort: Sort
    is_numeric: bool
    is_group_start: bool
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    span: int


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    css: str
    href: str = ""
    note: str = ""
    state: State | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    cells: tuple[ShownCell, ...]
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page number to press, the present one, or a gap (number 0)."""

    number: int
    href: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    links: tuple[PageLink, ...]
    before: str
    after: str
    summary: str


@dataclass(frozen=True, slots=True)
class TableView:
    """What `screens/table.html` shows. `beside_count`: on a narrow screen so many columns stand beside each other, and the
    others, whose texts are long, below their row; 0 where none is."""

    table: Table
    groups: tuple[Group, ...]
    heads: tuple[Head, ...]
    rows: tuple[ShownRow, ...]
    total: ShownRow | None
    missing: str
    pages: Pages | None
    hidden: tuple[tuple[str, str], ...]
    filter_name: str
    beside_count: int = 0


def table_view(table: Table, language: str) -> TableView:
    starts = _group_starts(table.columns)
    rows = tuple(
        _row(row, table, starts, language, is_selected=index in table.selected) for index, row in enumerate(table.rows)
    )
    below = _below(table, rows)
    rows = tuple(_folded(row, below) for row in rows)
    total = _row(table.total, table, starts, language) if table.total else None
    query = table.query
    prefix = query.prefix if query else ""
    hidden = query.others if query else ()
    if query and query.sort:
        hidden += ((prefix + "sort", ("-" if query.is_descending else "") + query.sort),)
    return TableView(
        table=table,
        groups=_groups(table.columns, language),
        heads=tuple(
            replace(_head(c, table, i in starts, language), is_below=i in below) for i, c in enumerate(table.columns)
        ),
        rows=rows,
        total=_folded(total, below) if total else None,
        missing=_missing_note(table, language),
        pages=_pages(table, language),
        hidden=hidden,
        filter_name=prefix + "q",
        beside_count=len(table.columns) - len(below) if below else 0,
    )


def _below(table: Table, rows: tuple[ShownRow, ...]) -> frozenset[int]:
    """The columns of long texts, which a narrow screen puts below their rows; none where columns share heads."""
    if any(column.group for column in table.columns):
        return frozenset()
    return frozenset(
        index
        for index, column in enumerate(table.columns)
        if index and not column.is_numeric and any(len(row.cells[index].text) > LONG for row in rows)
    )


def _folded(row: ShownRow, below: frozenset[int]) -> ShownRow:
    if not below:
        return row
    cells = (replace(c, css=f"{c.css} below".strip()) if i in below else c for i, c in enumerate(row.cells))
    return replace(row, cells=tuple(cells))


def _group_starts(columns: tuple[Column, ...]) -> set[int]:
    return {i for i, c in enumerate(columns) if i and c.group != columns[i - 1].group}


def _groups(columns: tuple[Column, ...], language: str) -> tuple[Group, ...]:
    if not any(column.group for column in columns):
        return ()
    groups: list[Group] = []
    last: object = None
    for column in columns:
        if groups and column.group == last:
            groups[-1] = replace(groups[-1], span=groups[-1].span + 1)
        else:
            groups.append(Group(say(column.group, language), 1))
        last = column.group
    return tuple(groups)


def _head(column: Column, table: Table, is_group_start: bool, language: str) -> Head:
    query = table.query
    href, sort = "", ""
    if query is not None and column.is_sortable:
        href = query.sorted_by(column).link()
        sort = "none"
        if query.sort == column.key:
            sort = "descending" if query.is_descending else "ascending"
    unit = say(column.shown_unit, language)
    return Head(say(column.title, language), unit, href, sort, column.is_numeric, is_group_start)


def _row(row: Row, table: Table, starts: set[int], language: str, *, is_selected: bool = False) -> ShownRow:
    cells = tuple(
        _cell(row.get(column.key), column, index in starts, language) for index, column in enumerate(table.columns)
    )
    return ShownRow(cells, is_selected)


def _cell(found: Scalar | State | Cell, column: Column, is_group_start: bool, language: str) -> ShownCell:
    cell = found if isinstance(found, Cell) else Cell(None, state=found) if isinstance(found, State) else Cell(found)
    text = ""
    if not (cell.value is None and (cell.state or cell.mark)):
        text = display(cell.value, column.kind, language, column.decimals, signed=column.is_signed)
    names = [
        "n" if column.is_numeric else "",
        "grp" if is_group_start else "",
        "strong" if column.is_strong or cell.is_strong else "",
        cell.tone if cell.tone != "muted" else "none",
        "none" if isinstance(cell.value, Missing) else "",
        "long" if len(text) > LONG else "",
    ]
    css = " ".join(name for name in names if name)
    return ShownCell(text, css, cell.href, say(cell.note, language), cell.state, cell.mark)


def _missing_note(table: Table, language: str) -> str:
    """The marks that stand in this table, and zero, which differs from them."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    found: set[Missing] = set()
    for row in rows:
        for column in table.columns:
            value = plain(row.get(column.key))
            if isinstance(value, Missing):
                found.add(value)
            elif is_missing(value) and not _is_dressed(row.get(column.key)):
                found.add(Missing.UNKNOWN)
    if not found:
        return ""
    parts = [f"{kind.value} {MISSING_WORDS[kind].in_(language)}" for kind in Missing if kind in found]
    parts.append("0 " + Words("确为零", "exactly zero").in_(language))
    return Words("　", "; ").in_(language).join(parts)


def _is_dressed(found: object) -> bool:
    return isinstance(found, State) or (isinstance(found, Cell) and bool(found.state or found.mark))


def _pages(table: Table, language: str) -> Pages | None:
    query = table.query
    if query is None or table.row_count is None:
        return None
    page, last, count = query.page, table.page_count, table.row_count
    first_row, last_row = (page - 1) * query.page_size + 1, min(page * query.page_size, count)
    span = interval(number(first_row), number(last_row), language)
    summary = Words(f"{span}，共{number(count)}行", f"{span} of {number(count)} rows").in_(language)
    if last == 1:
        summary = Words(f"共{number(count)}行", f"{number(count)} rows" if count != 1 else "1 row").in_(language)
    links = tuple(PageLink(n, _at(query, n) if n else "", n == page) for n in _numbers(page, last))
    before = _at(query, page - 1) if page > 1 else ""
    after = _at(query, page + 1) if page < last else ""
    return Pages(links if last > 1 else (), before, after, summary)


def _at(query: TableQuery, page: int) -> str:
    return replace(query, page=page).link()


def _numbers(page: int, last: int) -> list[int]:
    """First, last and the neighbours of the present page; 0 where numbers are left out."""
    wanted = sorted({1, last, *range(max(1, page - 1), min(last, page + 1) + 1)})
    shown: list[int] = []
    for n in wanted:
        if shown and n - shown[-1] == 2:
            shown.append(n - 1)
        elif shown and n - shown[-1] > 2:
            shown.append(0)
        shown.append(n)
    return shown
