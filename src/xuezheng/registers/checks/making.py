"""How a check is made: of one expression over the rows of a table, or of frames of several."""

from collections.abc import Callable, Mapping

import polars as pl

from xuezheng.engine.offices import Check
from xuezheng.engine.tables import Table
from xuezheng.ground.words import Words

Frames = Mapping[str, pl.DataFrame]


def seen(table: Table, *columns: str) -> list[str]:
    """What a reader needs to find a row: where it is, its key, and the columns in question."""
    return list(dict.fromkeys(("county_code", "institution_code", *table.key, *columns)))


def row_check(
    name: str, table: Table, holds: pl.Expr, sentence: Words, *, warns: bool = False, cure: Words | None = None,
    why: Words | None = None,
) -> Check:  # fmt: skip
    """A check within a row: `holds` must be true; where it is unknown (a value is missing) the row passes."""

    def broken(frames: Frames) -> pl.DataFrame:
        columns = seen(table, *holds.meta.root_names())
        return frames[table.name].filter(~holds.fill_null(True)).select(columns)

    return Check(name, sentence, (table,), broken, "warning" if warns else "error", cure, kind="row", why=why)


def frames_check(
    name: str,
    tables: tuple[Table, ...],
    broken: Callable[[Frames], pl.DataFrame],
    sentence: Words,
    *,
    warns: bool = False,
    cure: Words | None = None,
    last: tuple[Table, ...] = (),
    beyond: bool = False,
    why: Words | None = None,
) -> Check:
    """A check between tables, or against the year before; `beyond` where it compares institutions."""
    severity, kind = "warning" if warns else "error", "last_year" if last else "between"
    return Check(name, sentence, tables, broken, severity, cure, last, kind, beyond, why)


def at_most(part: str, whole: str) -> pl.Expr:
    """A part is not larger than its whole."""
    return pl.col(part) <= pl.col(whole)


def one_of(column: str, codes: tuple[str, ...]) -> pl.Expr:
    """A code out of its list."""
    return pl.col(column).is_in(codes)
