"""What a statutory form is made of: lines, heads, and for each cell where it comes from. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from xuezheng.engine.tables import Table
from xuezheng.ground.words import Words

CellKind = Literal[
    "count", "area", "amount", "flag", "text", "date", "degrees", "speed", "school_type", "organiser", "urban_rural"
]
Frames = Mapping[str, pl.DataFrame]
SUMMABLE: frozenset[CellKind] = frozenset({"count", "area", "amount", "flag"})


@dataclass(frozen=True)
class Drawn:
    """A value that a register knows: an aggregate over an institution's rows of a table. Nobody is asked for it."""

    table: Table
    value: pl.Expr


@dataclass(frozen=True)
class Asked:
    """A value the school gives once a year: a column of a register's table that has one row a school and year."""

    table: Table
    column: str


@dataclass(frozen=True)
class Unkept:
    """A cell of the statutory form that no register keeps, and why. It stays unknown, and is neither zero nor asked."""

    why: Words


Source = Drawn | Asked | Unkept


@dataclass(frozen=True)
class Line:
    key: str
    title: Words
    kind: CellKind | None = None  # of its cells, where it differs from that of the head
    unit: Words | None = None
    is_part: bool = False  # "of which": not added to the lines above


@dataclass(frozen=True)
class Head:
    key: str
    title: Words
    kind: CellKind = "count"
    unit: Words | None = None


Listed = Callable[[Frames], pl.DataFrame]


@dataclass(frozen=True)
class Form:
    """A base form (基层表) by its national number.

    `stages`: a school that teaches one of them fills the form. `cells` gives a source for (line, head); a pair without
    one is barred, as the form prints it. A form with `listed` has a line for each row of that frame (institution_code,
    key, title, and a column for each head) in the place of `lines`. `inferred` says what of name and layout was inferred
    from public importers of the return, not read in the official system of forms.
    """

    code: str
    title: Words
    stages: frozenset[str]
    heads: tuple[Head, ...]
    lines: tuple[Line, ...] = ()
    cells: Mapping[tuple[str, str], Source] = field(default_factory=dict[tuple[str, str], Source])
    listed: Listed | None = None
    main: str = ""  # the head that stands for a line where there is room for one
    inferred: frozenset[Literal["name", "layout"]] = frozenset({"layout"})
    note: Words | None = None

    def key(self, line: str, head: str) -> str:
        """The name of a cell among those of all forms."""
        return f"{self.code}|{line}|{head}"

    def kind(self, line: Line, head: Head) -> CellKind:
        return line.kind or head.kind

    @property
    def asked(self) -> tuple[tuple[Line, Head, Asked], ...]:
        """The cells the school is asked for, in order."""
        found: list[tuple[Line, Head, Asked]] = []
        for line in self.lines:
            for head in self.heads:
                source = self.cells.get((line.key, head.key))
                if isinstance(source, Asked):
                    found.append((line, head, source))
        return tuple(found)

    @property
    def unkept(self) -> tuple[tuple[Words, Words], ...]:
        """Which cells no register keeps, and why: lines of the same cells and reason together."""
        groups: dict[tuple[Words, tuple[Words, ...]], list[Words]] = {}
        for line in self.lines:
            by_reason: dict[Words, list[Words]] = {}
            for head in self.heads:
                source = self.cells.get((line.key, head.key))
                if isinstance(source, Unkept):
                    by_reason.setdefault(source.why, []).append(head.title)
            for why, heads in by_reason.items():
                groups.setdefault((why, tuple(heads)), []).append(line.title)
        return tuple(
            (_cells(lines, heads if len(self.heads) > 1 else ()), why) for (why, heads), lines in groups.items()
        )


def matrix(
    lines: Sequence[tuple[Line, pl.Expr]], heads: Sequence[tuple[Head, Callable[[pl.Expr], Source]]]
) -> dict[tuple[str, str], Source]:
    """Cells where each head is an aggregate over the rows that a line takes."""
    return {(line.key, head.key): make(where) for line, where in lines for head, make in heads}


def _cells(lines: Sequence[Words], heads: Sequence[Words]) -> Words:
    zh, en = "、".join(w.zh for w in lines), ", ".join(w.en for w in lines)
    if not heads:
        return Words(zh, en)
    return Words(f"{zh}（{'、'.join(w.zh for w in heads)}）", f"{en} ({', '.join(w.en for w in heads)})")


ALL = pl.lit(True)
TOTAL = Line("total", Words("总计", "Total"))


def part(key: str, zh: str, en: str) -> Line:
    return Line(key, Words(zh, en), is_part=True)


def count_of(table: Table, *wheres: pl.Expr) -> Drawn:
    """How many rows of an institution meet all conditions."""
    return Drawn(table, _all(*wheres).sum())


def sum_of(table: Table, column: str, *wheres: pl.Expr) -> Drawn:
    """The sum of a column over the rows that meet all conditions; unknown where one of these is unknown."""
    where, value = _all(*wheres), pl.col(column)
    return Drawn(table, pl.when((where & value.is_null()).any()).then(None).otherwise(pl.when(where).then(value).sum()))


def persons_of(table: Table, *wheres: pl.Expr) -> Drawn:
    """How many persons meet all conditions, each counted once however many posts are held."""
    return Drawn(table, pl.col("pseudonym").filter(_all(*wheres)).n_unique())


def _all(*wheres: pl.Expr) -> pl.Expr:
    first, *others = wheres
    for other in others:
        first = first & other
    return first & pl.col("institution_code").is_not_null()
