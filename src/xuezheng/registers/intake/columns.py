"""A whole column of text into values: by expressions where cells are all different, by its distinct texts elsewhere.

What expressions cannot read is read cell by cell by `cells.py`, which says what is wrong; equal cells once. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from xuezheng.ground.codes import ID_CHECKS, ID_WEIGHTS
from xuezheng.registers.intake.cells import BadCell, read_cell
from xuezheng.registers.intake.faults import Accepts
from xuezheng.registers.intake.raw import TEXT, cell_of
from xuezheng.registers.intake.sheets import Field

DTYPES: dict[str, Any] = {
    "date": pl.Date, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "school_year": pl.Int64,
}  # fmt: skip
ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
HAN_WITH_BLANK = r"^[\u3400-\u9fff·]+\s+[\u3400-\u9fff·]|\ufffd|锟斤拷"


@dataclass
class Parsed:
    """A column's values (null where blank or bad), and by row index what is wrong: `bad` holds positions in `reasons`."""

    values: pl.Series
    bad: pl.Series  # Int32, null where nothing is wrong
    reasons: list[BadCell]
    fixed: dict[str, int] = field(default_factory=dict[str, int])  # rule → cells read as offered
    odd_dates: int = 0  # dates written otherwise than 2024-09-01, and read
    odd_example: str = ""

    def bad_rows(self) -> pl.Series:
        return self.bad.is_not_null()


def dtype_of(one: Field) -> Any:
    return DTYPES.get(one.kind, pl.String)


def parse(one: Field, text: pl.Series, kinds: pl.Series | None, accepts: Accepts) -> Parsed:
    """Read a column; `kinds` says which cells were not text (None: all were)."""
    stripped = text.str.strip_chars()
    blank = stripped == ""
    quick = QUICK.get(one.kind)
    if quick is None:
        values = pl.Series([None], dtype=dtype_of(one)).new_from_index(0, text.len())
    else:
        values = quick(one, stripped)
        if kinds is not None and one.kind in ("person_id", "code"):  # a number may have lost digits: look at each
            values = pl.select(pl.when(pl.lit(kinds) == TEXT).then(pl.lit(values))).to_series()
    parsed = Parsed(values.alias(one.key), pl.Series([None], dtype=pl.Int32).new_from_index(0, text.len()), [])
    todo = (values.is_null() & ~blank).fill_null(True)
    if todo.any():
        _by_distinct(one, stripped, kinds, todo, parsed, accepts)
    if one.is_required and blank.any():
        try:
            read_cell(one, "")
        except BadCell as bad:
            parsed.reasons.append(bad)
            position = pl.Series([len(parsed.reasons) - 1], dtype=pl.Int32)
            parsed.bad = parsed.bad.zip_with(~blank, position.new_from_index(0, text.len()))
    return parsed


def _by_distinct(
    one: Field, text: pl.Series, kinds: pl.Series | None, todo: pl.Series, parsed: Parsed, accepts: Accepts
) -> None:
    """Read the cells of `todo`, each distinct one once."""
    frame = pl.DataFrame(
        {
            "text": text,
            "kind": kinds if kinds is not None else pl.Series([TEXT], dtype=pl.UInt8).new_from_index(0, text.len()),
        }
    )
    counts = frame.filter(todo).group_by("text", "kind", maintain_order=True).len()
    values: list[Any] = []
    reasons: list[int | None] = []
    for cell_text, kind, count in counts.rows():
        value, position = None, None
        try:
            value = read_cell(one, cell_of(cell_text, kind))
        except BadCell as bad:
            if bad.fix is not None and accepts(bad.rule):
                value = read_cell(one, bad.fix)
                parsed.fixed[bad.rule] = parsed.fixed.get(bad.rule, 0) + count
            else:
                position = len(parsed.reasons)
                parsed.reasons.append(bad)
        values.append(value)
        reasons.append(position)
    read = counts.select("text", "kind").with_columns(
        pl.Series("value", values, dtype=dtype_of(one)), pl.Series("reason", reasons, dtype=pl.Int32)
    )
    joined = frame.join(read, on=["text", "kind"], how="left", maintain_order="left")
    parsed.values = parsed.values.zip_with(~todo, joined["value"]).alias(one.key)
    parsed.bad = joined.select(pl.when(pl.lit(todo)).then(pl.col("reason"))).to_series()
    if one.kind == "date":
        odd = counts.filter(
            pl.Series(reasons, dtype=pl.Int32).is_null()
            & (pl.col("kind") == TEXT)
            & ~pl.col("text").str.contains(ISO_DATE)
        )
        parsed.odd_dates = int(odd["len"].sum())
        parsed.odd_example = str(odd["text"][0]) if odd.height else ""


def _text(one: Field, text: pl.Series) -> pl.Series:
    return _kept(text, (text.str.len_chars() <= one.longest) & (text != "") if one.longest else text != "")


def _name(one: Field, text: pl.Series) -> pl.Series:
    return _kept(text, (text.str.len_chars() <= one.longest) & (text != "") & ~text.str.contains(HAN_WITH_BLANK))


def _code(one: Field, text: pl.Series) -> pl.Series:
    pattern = one.pattern.replace(r"\d", "[0-9]") or ".+"
    return _kept(text, text.str.contains(f"^(?:{pattern})$"))


def _kept(values: pl.Series, wanted: pl.Series) -> pl.Series:
    return pl.select(pl.when(pl.lit(wanted)).then(pl.lit(values))).to_series()


def _person_id(_: Field, text: pl.Series) -> pl.Series:
    """ID numbers whose form, birth date and check character are right (GB 11643)."""
    upper = text.str.to_uppercase()
    good = upper.str.contains(r"^[0-9]{17}[0-9X]$")
    good = good & upper.str.slice(6, 8).str.to_date("%Y%m%d", strict=False).is_not_null()
    rows = good.fill_null(False).to_numpy()
    if not rows.any():
        return _kept(upper, good)
    signs = np.frombuffer("".join(upper.filter(good)).encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    sums = (signs[:, :17].astype(np.int64) - 48) @ np.array(ID_WEIGHTS)
    fits = np.frombuffer(ID_CHECKS.encode("ascii"), dtype=np.uint8)[sums % 11] == signs[:, 17]
    right = rows.copy()
    right[rows] = fits
    return _kept(upper, pl.Series(right))


def _number(one: Field, text: pl.Series) -> pl.Series:
    value = _kept(text, text.str.contains(r"^[-+]?[0-9.,]+$")).str.replace_all(",", "").cast(pl.Float64, strict=False)
    good = value.is_finite()
    if one.least is not None:
        good = good & (value >= one.least)
    if one.most is not None:
        good = good & (value <= one.most)
    if one.kind == "integer":
        return _kept(value, good & (value == value.floor())).cast(pl.Int64)
    return _kept(value, good)


QUICK: dict[str, Callable[[Field, pl.Series], pl.Series]] = {
    "text": _text, "name": _name, "code": _code, "person_id": _person_id, "integer": _number, "number": _number,
}  # fmt: skip
