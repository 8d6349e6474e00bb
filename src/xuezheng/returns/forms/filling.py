"""The cells of forms from the return's tables, for every institution at once; live or frozen, it is the same."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from xuezheng.engine.tables import Table
from xuezheng.ground.provenance import canonical_json
from xuezheng.ground.words import Words
from xuezheng.registers.tables import CLASSES, CONDITIONS, GRADUATIONS, INSTITUTIONS, PROGRAMMES, ROOMS, STAFF, STUDENTS
from xuezheng.returns.forms.making import SUMMABLE, Asked, Drawn, Form, Frames, Line

COUNTED = {
    table.name for table in (CLASSES, GRADUATIONS, ROOMS, STAFF)
}  # no row there is zero; elsewhere it is unknown
CODE = "institution_code"
Value = str | int | float | bool | None


def forms_tables() -> tuple[Table, ...]:
    """The tables that forms are filled from."""
    return (INSTITUTIONS, CONDITIONS, ROOMS, PROGRAMMES, CLASSES, GRADUATIONS, STAFF, STUDENTS)


@dataclass(frozen=True)
class Filled:
    """`cells`: institution_code, county_code and a column for each cell (`Form.key`); `listed` the rows of listed forms."""

    cells: pl.DataFrame
    listed: Mapping[str, pl.DataFrame] = field(default_factory=dict[str, pl.DataFrame])

    @cached_property
    def schools(self) -> dict[str, dict[str, Value]]:
        """The cells of each institution by its code."""
        return {row[CODE]: row for row in self.cells.iter_rows(named=True)}

    @cached_property
    def listed_rows(self) -> dict[tuple[str, str], list[dict[str, Value]]]:
        """The rows of each listed form and institution."""
        found: dict[tuple[str, str], list[dict[str, Value]]] = {}
        for form, frame in self.listed.items():
            for row in frame.iter_rows(named=True):
                found.setdefault((form, row[CODE]), []).append(row)
        return found

    def lines(self, form: Form, code: str | None = None) -> tuple[Line, ...]:
        """The lines of a form: its own, or those listed of an institution (of all where None), alike keys once."""
        if form.listed is None:
            return form.lines
        frame = self.listed[form.code]
        frame = frame if code is None else frame.filter(pl.col(CODE) == code)
        rows = frame.unique("key", keep="first").sort("key").select("key", "title").iter_rows()
        return tuple(Line(key, Words(title, title)) for key, title in rows)

    def table(self, form: Form, code: str) -> dict[tuple[str, str], Value]:
        """(line, head) → value of a form of one institution."""
        if form.listed is not None:
            rows = self.listed_rows.get((form.code, code), [])
            return {(str(row["key"]), head.key): row[head.key] for row in rows for head in form.heads}
        values = self.schools.get(code, {})
        return {
            (line.key, head.key): values.get(form.key(line.key, head.key)) for line in form.lines for head in form.heads
        }

    def summed(self, form: Form, codes: Iterable[str]) -> dict[tuple[str, str], Value]:
        """(line, head) → sum over institutions; of flags how many say yes; facts that are no numbers are left out."""
        wanted = pl.col(CODE).is_in(list(codes))
        if form.listed is not None:
            totals = (
                self.listed[form.code].filter(wanted).group_by("key").agg(pl.col(head.key).sum() for head in form.heads)
            )
            return {(row["key"], h.key): row[h.key] for row in totals.iter_rows(named=True) for h in form.heads}
        keys = [
            (line.key, head.key)
            for line in form.lines
            for head in form.heads
            if form.kind(line, head) in SUMMABLE and form.key(line.key, head.key) in self.cells.columns
        ]
        if not keys:
            return {}
        names = [form.key(*key) for key in keys]
        frame = self.cells.filter(wanted).select(
            pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in names
        )
        return dict(zip(keys, frame.row(0), strict=True))

    def fingerprint(self, forms: Sequence[Form], code: str) -> str:
        """SHA-256 over the values of an institution's forms: what a signature stands for."""
        values: dict[str, object] = {}
        for form in forms:
            table = self.table(form, code)
            values[form.code] = sorted([*key, _plain(value)] for key, value in table.items() if value is not None)
        return hashlib.sha256(canonical_json(values).encode()).hexdigest()


def _plain(value: Value) -> str:
    return str(round(value, 6)) if isinstance(value, float) else str(value)


def fill(forms: Sequence[Form], frames: Frames) -> Filled:
    """The cells of forms for every institution that the frames list."""
    by_table: dict[str, dict[str, pl.Expr]] = {}
    for form in forms:
        for (line, head), source in form.cells.items():
            match source:
                case Drawn(table, value):
                    by_table.setdefault(table.name, {})[form.key(line, head)] = value
                case Asked(table, column):
                    by_table.setdefault(table.name, {})[form.key(line, head)] = pl.col(column).first()
                case _:
                    pass
    cells = frames[INSTITUTIONS.name].select(CODE, "county_code", "town_code", "school_type")
    for name, expressions in by_table.items():
        rows = frames[name].filter(pl.col(CODE).is_not_null())
        values = [value.alias(key) for key, value in expressions.items()]
        if rows[CODE].n_unique() == 1:  # of one institution, as on its own pages: no groups to be made
            made = rows.select(pl.col(CODE).first().alias("_by"), *values)
        else:
            made = rows.with_columns(_by=CODE).group_by("_by").agg(values)
        cells = cells.join(made.rename({"_by": CODE}), on=CODE, how="left")
        if name in COUNTED and not set(cells[CODE]) <= set(made["_by"]):
            cells = _without_rows_is_zero(cells, made["_by"], tuple(expressions))
    listed = {form.code: form.listed(frames) for form in forms if form.listed is not None}
    return Filled(cells.sort(CODE), listed)


def _without_rows_is_zero(cells: pl.DataFrame, having: pl.Series, keys: tuple[str, ...]) -> pl.DataFrame:
    """Where an institution has no row at all of a counted table, its counts are zero, not unknown."""
    has_rows = pl.col(CODE).is_in(having.to_list())
    return cells.with_columns(pl.when(has_rows).then(pl.col(*keys)).otherwise(0))
