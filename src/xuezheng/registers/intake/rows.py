"""A matched table into a frame of values, with a fault for every bad cell and every row given twice. Pure."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.intake.cells import BadCell
from xuezheng.registers.intake.faults import Accepts, Fault, column_letter
from xuezheng.registers.intake.headings import Matched
from xuezheng.registers.intake.mixups import find_large_without_point, find_misplaced_points, find_shifted
from xuezheng.registers.intake.raw import shown
from xuezheng.registers.intake.reading import Reading
from xuezheng.registers.intake.sheets import Field, Sheet

MOST_FAULTS = 200_000  # told one by one; a table with more is of another kind than its headings say
FORMULA = BadCell(
    Words("这一格是公式，不是录入的值。", "The cell is a formula, not a value."),
    Words("复制整列，选择性粘贴为“数值”", "Copy the column and paste it as values"),
    rule="cell.formula",
)


@dataclass(frozen=True)
class Source:
    """Where rows come from: file, sheet, and the column of each field."""

    file: str
    sheet: str
    columns: dict[str, int]


@dataclass
class Rows:
    """Rows of one sheet: a column a field that the file has, and `_source`, `_row` (from 1) of each."""

    sheet: Sheet
    frame: pl.DataFrame
    sources: list[Source]

    @property
    def height(self) -> int:
        return self.frame.height

    def fault(
        self,
        row: dict[str, Any],
        rule: str,
        what: Words,
        cure: Words | None = None,
        *,
        got: str = "",
        which: str = "",
        key: str = "",
    ) -> Fault:
        """A fault of a row (with `_source` and `_row`), at the cell of column `key` if given."""
        source = self.sources[row["_source"]]
        column = source.columns.get(key, -1)
        heading = self.sheet.field(key).heading.zh if column >= 0 else ""
        return Fault(
            rule,
            what,
            cure,
            got,
            source.file,
            source.sheet,
            row["_row"],
            column,
            heading,
            which,
            sheet_key=self.sheet.key,
        )

    def given(self, *names: str, **renamed: str) -> pl.DataFrame:
        """The columns that the file has, of those named; `renamed` gives column of the file = new name."""
        wanted = {**{name: name for name in names}, **renamed}
        return self.frame.select(pl.col(n).alias(wanted[n]) for n in wanted if n in self.frame.columns)


def masked(one: Field, raw: Any) -> str:
    """What an error shows of a cell: of a person's ID only its ends."""
    text = shown(raw)
    is_personal = one.kind == "person_id" or one.key == "student_number"
    return f"{text[:6]}…{text[-4:]}" if is_personal and len(text) > 10 else text[:60]


def read_rows(matched: Matched, accepts: Accepts) -> tuple[Rows, Reading]:
    """Read every row below the headings; blank rows are passed over. Gives the rows without fault, and what was found."""
    raw, start = matched.raw, matched.heading_row + 1
    numbers = pl.int_range(start, matched.end, eager=True)
    texts = raw.texts.slice(start, matched.end - start)
    filled = texts.select(pl.any_horizontal(pl.all().str.strip_chars() != "")).to_series()
    if matched.left_out:
        filled = filled & ~numbers.is_in(sorted(matched.left_out))
    kinds = {position: kind.slice(start, matched.end - start).filter(filled) for position, kind in raw.kinds.items()}
    fields = [f for f in matched.sheet.fields if f.key in matched.columns]
    reading = Reading(matched, fields, texts.filter(filled), kinds, numbers.filter(filled), accepts)
    reading.parse()
    find_shifted(reading)
    find_misplaced_points(reading)
    find_large_without_point(reading)
    _formulas(reading)
    _tell(reading)
    frame = pl.DataFrame([reading.parsed[f.key].values for f in fields]).with_columns(
        pl.lit(0).cast(pl.Int32).alias("_source"), (reading.numbers + 1).alias("_row")
    )
    good = (reading.bad_counts() == 0) & ~reading.out
    rows = Rows(matched.sheet, frame.filter(good), [Source(raw.file, raw.name, matched.columns)])
    rows.frame, twice = once(rows)
    reading.faults += twice
    return rows, reading


def _formulas(reading: Reading) -> None:
    """Cells that hold formulas are bad whatever their last result was."""
    cells = reading.matched.raw.formulas
    for one in reading.fields if cells else ():
        letter = column_letter(reading.matched.columns[one.key])
        rows = sorted(int(cell[len(letter) :]) - 1 for cell in cells if cell.rstrip("0123456789") == letter)
        hit = reading.numbers.is_in(rows).arg_true() if rows else pl.Series([], dtype=pl.UInt32)
        if not hit.is_empty():
            column = reading.parsed[one.key]
            column.reasons.append(FORMULA)
            column.bad = column.bad.scatter(hit, len(column.reasons) - 1)


def _tell(reading: Reading) -> None:
    """A fault for each bad cell, in the order of rows; what was read as offered; and dates written in other ways."""
    found: list[tuple[int, Fault]] = []
    for one in reading.fields:
        column, position = reading.parsed[one.key], reading.matched.columns[one.key]
        at: dict[str, Any] = {"column": position, "heading": one.heading.zh, **reading.place}
        if column.bad.null_count() < column.bad.len():
            cells = pl.DataFrame({"row": reading.numbers + 1, "bad": column.bad, "text": reading.texts[str(position)]})
            for row, reason, text in cells.filter(column.bad_rows() & ~reading.out).head(MOST_FAULTS).rows():
                bad = column.reasons[reason]
                fix = Words(bad.fix, bad.fix) if bad.fix is not None else None
                rule = bad.rule or f"cell.{one.kind}"
                found.append((row, Fault(rule, bad.what, bad.cure, masked(one, text), row=row, fix=fix, **at)))
        for rule, count in column.fixed.items():
            what = Words(
                f"{count} 格按建议读。", f"{count} {'cell was' if count == 1 else 'cells were'} read as offered."
            )
            reading.taken.append(Fault(rule, what, count=count, **at))
        if column.odd_dates:
            what = Words(
                f"{column.odd_dates} 格日期写成“{column.odd_example}”一类，已按年月日读。",
                f"{column.odd_dates} dates are written like “{column.odd_example}” and were read by year, month and day.",
            )
            reading.notes.append(Fault("date.form", what, got=column.odd_example, count=column.odd_dates, **at))
    found.sort(key=lambda pair: pair[0])
    reading.faults += [fault for _, fault in found[:MOST_FAULTS]]


def once(rows: Rows) -> tuple[pl.DataFrame, list[Fault]]:
    """The rows without those that an earlier row has already, and a fault for each of these."""
    key = [name for name in rows.sheet.unique if name in rows.frame.columns]
    if not key or rows.frame.is_empty():
        return rows.frame, []
    again = ~rows.frame.select(pl.struct(key).is_first_distinct()).to_series()
    if not again.any():
        return rows.frame, []
    first = rows.frame.unique(key, keep="first", maintain_order=True)
    joined = rows.frame.filter(again).join(
        first.select(*key, first_row="_row", first_source="_source"), on=key, how="left", nulls_equal=True
    )
    faults: list[Fault] = []
    for row in joined.head(MOST_FAULTS).iter_rows(named=True):
        there, here = rows.sources[row["first_source"]], rows.sources[row["_source"]]
        other = f"{there.file} › {there.sheet} › {row['first_row']}"  # a place, in either language
        what = (
            Words(
                f"与第 {row['first_row']} 行重复。",
                f"It repeats row {row['first_row']}.",
            )
            if there is here
            else Words(f"与 {other} 重复。", f"It repeats {other}.")
        )
        which = " ".join(str(row[k]) for k in key if row[k] is not None and len(str(row[k])) < 18)
        faults.append(rows.fault(row, "row.twice", what, Words("两行留一行", "Keep one of the two"), which=which))
    return first, faults


def together(before: Rows | None, now: Rows) -> tuple[Rows, list[Fault]]:
    """Rows of a later file or sheet after those of an earlier one, with a fault for each that is there already."""
    if before is None:
        return now, []
    shift = len(before.sources)
    frame = now.frame.with_columns(pl.col("_source") + shift)
    rows = Rows(now.sheet, pl.concat([before.frame, frame], how="diagonal"), [*before.sources, *now.sources])
    rows.frame, faults = once(rows)
    return rows, faults
