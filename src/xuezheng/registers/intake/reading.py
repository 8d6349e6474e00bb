"""The reading of one table as it goes on: its cells, what they were read as, and what was found. Pure."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from xuezheng.registers.intake.columns import Parsed, parse
from xuezheng.registers.intake.faults import Accepts, Fault
from xuezheng.registers.intake.headings import Matched
from xuezheng.registers.intake.sheets import Field

Kinds = dict[int, pl.Series]


@dataclass
class Reading:
    """One row an entry of `numbers` (rows of the sheet, from 0); `texts` and `kinds` by column of the sheet.

    `out` marks rows that a fault of their own speaks of already.
    """

    matched: Matched
    fields: list[Field]
    texts: pl.DataFrame
    kinds: Kinds
    numbers: pl.Series
    accepts: Accepts
    parsed: dict[str, Parsed] = field(default_factory=dict[str, Parsed])
    faults: list[Fault] = field(default_factory=list[Fault])
    taken: list[Fault] = field(default_factory=list[Fault])  # certain readings that were accepted
    notes: list[Fault] = field(default_factory=list[Fault])  # read as it stands, but worth knowing
    out: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.Boolean))

    def parse(self) -> None:
        """Read every column."""
        for one in self.fields:
            position = self.matched.columns[one.key]
            self.parsed[one.key] = parse(one, self.texts[str(position)], self.kinds.get(position), self.accepts)
        if self.out.is_empty():
            self.out = pl.Series([False], dtype=pl.Boolean).new_from_index(0, self.numbers.len())

    def bad_counts(self) -> pl.Series:
        """Bad cells by row."""
        return pl.select(
            pl.sum_horizontal(pl.lit(p.bad_rows().cast(pl.Int32)) for p in self.parsed.values())
        ).to_series()

    def leave_out(self, rows: pl.Series) -> None:
        """A fault has been told of these rows (positions): none of their cells is told of again."""
        self.out = self.out.scatter(rows, True)

    @property
    def place(self) -> dict[str, Any]:
        raw = self.matched.raw
        return {"file": raw.file, "sheet": raw.name, "sheet_key": self.matched.sheet.key}
