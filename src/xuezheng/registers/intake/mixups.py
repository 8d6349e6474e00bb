"""Cells in the wrong place: columns shifted by one for some rows, longitude and latitude swapped, decimal points lost. Pure."""

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.intake.columns import parse
from xuezheng.registers.intake.faults import Fault, accept_none, column_letter
from xuezheng.registers.intake.raw import shown
from xuezheng.registers.intake.reading import Kinds, Reading
from xuezheng.registers.intake.sheets import Field

SAMPLE = 60  # bad rows on which a shift is looked for
LEAST_BAD = 2  # bad cells in a row, for it to be worth looking at
LEAST_VALUES, SHARE_WITH_POINT, MANY_TIMES = 5, 0.7, 10  # when a number without a decimal point is worth a look
NEAR_DEGREES = 1.5  # how far a coordinate lies from the middle of the others, at most, to be believed without its point


def find_shifted(reading: Reading) -> None:
    """Rows whose cells all fit once moved one column: told as one fault, moved where that is accepted.

    Only a move that leaves nothing out (the cell pushed over is blank) and leaves no bad cell counts as certain.
    """
    rows = (reading.bad_counts() >= LEAST_BAD).arg_true()
    if rows.is_empty():
        return
    texts, kinds = reading.texts[rows], {p: k[rows] for p, k in reading.kinds.items()}
    move = _likely_move(reading, texts.head(SAMPLE), {p: k.head(SAMPLE) for p, k in kinds.items()})
    if move is None:
        return
    at, step = move
    moved, moved_kinds = _moved(texts, kinds, at, step)
    fits = _fits(reading, texts, moved, moved_kinds, at, step)
    hit = rows.filter(fits)
    fault = _fault(reading, hit, at, step)
    if not reading.accepts(fault.rule):
        reading.faults.append(fault)
        reading.leave_out(hit)
        return
    reading.taken.append(fault)
    reading.texts = reading.texts.with_columns(
        reading.texts[name].scatter(hit, moved[name].filter(fits)) for name in reading.texts.columns
    )
    _move_kinds(reading, moved_kinds, fits, hit)
    reading.parse()


def _fault(reading: Reading, hit: pl.Series, at: int, step: int) -> Fault:
    first, last = int(reading.numbers[int(hit[0])]) + 1, int(reading.numbers[int(hit[-1])]) + 1
    side, letter = Words("右", "right") if step < 0 else Words("左", "left"), column_letter(at)
    return Fault(
        "rows.shifted",
        Words(
            f"{hit.len()} 行从 {letter} 列起整体错到了{side.zh}边一列。",
            f"{hit.len()} rows stand one column to the {side.en} from column {letter} on.",
        ),
        Words("把这些行移回一列", "Move these rows back by one column"),
        got=f"{first}–{last}",
        row=first,
        column=at,
        count=hit.len(),
        fix=Words(
            "移回一列后，这些行的每一格都读得通", "Moved back by one column, every cell of these rows can be read"
        ),
        **reading.place,
    )


def _likely_move(reading: Reading, sample: pl.DataFrame, kinds: Kinds) -> tuple[int, int] | None:
    """From which column on, and which way, cells of the sample must move so that most rows fit."""
    best: tuple[int, int, int] | None = None
    for at in sorted({0, *reading.matched.columns.values()}):
        for step in (-1, 1):
            moved, moved_kinds = _moved(sample, kinds, at, step)
            count = int(_fits(reading, sample, moved, moved_kinds, at, step).sum())
            if count and (best is None or count > best[0]):
                best = (count, at, step)
    return best[1:] if best else None


def _moved(texts: pl.DataFrame, kinds: Kinds, at: int, step: int) -> tuple[pl.DataFrame, Kinds]:
    """Columns from `at` on taken one column to the left (-1: the cell at `at` goes) or to the right (+1: one opens)."""
    blank = pl.Series([""], dtype=pl.String).new_from_index(0, texts.height)
    columns: list[pl.Series] = []
    new_kinds: Kinds = {}
    for position in range(texts.width):
        origin = position if position < at else position - step
        inside = origin < texts.width and not (step > 0 and position == at)
        columns.append((texts[str(origin)] if inside else blank).alias(str(position)))
        if inside and origin in kinds:
            new_kinds[position] = kinds[origin]
    return pl.DataFrame(columns), new_kinds


def _fits(reading: Reading, before: pl.DataFrame, moved: pl.DataFrame, kinds: Kinds, at: int, step: int) -> pl.Series:
    """Rows that read without a bad cell once moved, and lose nothing by it."""
    lost = before[str(at)] if step < 0 else before[str(before.width - 1)]
    fits = lost.str.strip_chars() == ""
    for one in reading.fields:
        position = reading.matched.columns[one.key]
        if not fits.any():
            break
        fits = fits & ~parse(one, moved[str(position)], kinds.get(position), accept_none).bad_rows()
    return fits


def _move_kinds(reading: Reading, moved: Kinds, fits: pl.Series, hit: pl.Series) -> None:
    text = pl.Series([0], dtype=pl.UInt8)
    for position in reading.kinds.keys() | moved.keys():
        there = reading.kinds.get(position, text.new_from_index(0, reading.numbers.len()))
        news = moved[position].filter(fits) if position in moved else text.new_from_index(0, hit.len())
        reading.kinds[position] = there.clone().scatter(hit, news)


def find_misplaced_points(reading: Reading) -> None:
    """Longitude and latitude that stand in each other's column, and those that have lost their decimal points.

    In China the two cannot be confused (73–136 and 3–54 degrees), so a swap is certain. A lost point is certain where one
    power of ten brings the number near the middle of the sheet's other coordinates.
    """
    by_key = {f.key: f for f in reading.fields if f.key in ("longitude", "latitude")}
    if len(by_key) < 2:
        return
    columns = {key: str(reading.matched.columns[key]) for key in by_key}
    numbers = {key: reading.texts[c].str.strip_chars().cast(pl.Float64, strict=False) for key, c in columns.items()}
    middle = {
        key: reading.parsed[key].values.median() if reading.parsed[key].values.count() >= 3 else None for key in by_key
    }
    bad = reading.parsed["longitude"].bad_rows() | reading.parsed["latitude"].bad_rows()
    for row in (bad & ~reading.out).arg_true():
        values = {key: numbers[key][row] for key in by_key}
        crossed = {"longitude": values["latitude"], "latitude": values["longitude"]}
        if all(_within(by_key[key], crossed[key]) for key in by_key):
            what = Words("经度和纬度填反了。", "Longitude and latitude are swapped.")
            _offer(reading, row, "cells.swapped", what, crossed, values)
            continue
        with_point = {
            key: found
            for key, value in values.items()
            if value is not None
            and not _within(by_key[key], value)
            and (found := _with_point(value, middle[key], by_key[key]))
        }
        if with_point:
            _offer(
                reading, row, "cell.point_lost", Words("小数点丢了。", "The decimal point is lost."), with_point, values
            )


def find_large_without_point(reading: Reading) -> None:
    """Numbers without a decimal point that tower above a column whose others have one: worth a look, and no more than that."""
    for one in reading.fields:
        if one.kind != "number" or one.key in ("longitude", "latitude"):
            continue
        texts = reading.texts[str(reading.matched.columns[one.key])].str.strip_chars()
        values = reading.parsed[one.key].values
        has_point = texts.str.contains(".", literal=True)
        if values.count() < LEAST_VALUES or has_point.filter(values.is_not_null()).mean() < SHARE_WITH_POINT:  # type: ignore[operator]
            continue
        middle = values.filter(has_point).median()
        rows = (~has_point & (values > float(middle) * MANY_TIMES)).fill_null(False).arg_true()  # type: ignore[arg-type]
        if rows.is_empty():
            continue
        cells = "、".join(
            f"{column_letter(reading.matched.columns[one.key])}{int(reading.numbers[int(row)]) + 1}"
            for row in rows.head(5)
        )
        what = Words(
            f"同列都有小数，这 {rows.len()} 格没有且大得多，可能丢了小数点：{cells}。",
            f"The others of the column have decimals; these {rows.len()} have none and are far larger: a point may be lost ({cells}).",
        )
        reading.notes.append(
            Fault("cell.point_doubtful", what, got=texts[int(rows[0])], count=rows.len(), heading=one.heading.zh,
                  column=reading.matched.columns[one.key], row=int(reading.numbers[int(rows[0])]) + 1, **reading.place)
        )  # fmt: skip


def _within(one: Field, value: float | None) -> bool:
    return value is not None and (one.least or 0) <= value <= (one.most or 0)


def _with_point(value: float, middle: object, one: Field) -> float | None:
    """The one value that a power of ten less brings near the others (or, where there are none, into the range)."""
    inside = [t for t in (value / 10**power for power in range(1, 13)) if _within(one, t)]
    near = [t for t in inside if abs(t - middle) <= NEAR_DEGREES] if isinstance(middle, float) else inside
    return near[0] if len(near) == 1 else None


def _offer(
    reading: Reading, row: int, rule: str, what: Words, offered: dict[str, float], values: dict[str, float | None]
) -> None:
    """Tell what the cells of a row are meant to be; take it where that is accepted."""
    headings = {one.key: one.heading for one in reading.fields}
    lead = next(iter(offered))
    fault = Fault(
        rule, what, got=" / ".join(shown(values[k]) for k in offered), row=int(reading.numbers[row]) + 1,
        column=reading.matched.columns[lead], heading=headings[lead].zh,
        fix=Words(
            "、".join(f"{headings[key].zh} {value:.7g}" for key, value in offered.items()),
            ", ".join(f"{headings[key].en} {value:.7g}" for key, value in offered.items()),
        ),
        **reading.place,
    )  # fmt: skip
    if not reading.accepts(rule):
        reading.faults.append(fault)
        reading.leave_out(pl.Series([row]))
        return
    reading.taken.append(fault)
    for key, value in offered.items():
        column = reading.parsed[key]
        column.values = column.values.scatter(row, value)
        column.bad = column.bad.scatter(row, None)
