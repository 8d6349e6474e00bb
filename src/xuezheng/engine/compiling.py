"""From Ibis expressions to DuckDB SQL, kept by fingerprint so that a warm run never loads Ibis.

A measure becomes a template: its aggregate, with `FILTER (WHERE …)` at every aggregate function, into which the
measure's own condition and those of a question (place, year, filters) are put.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.engine.figures import Measure
from xuezheng.engine.fingerprints import measure_fingerprint
from xuezheng.engine.tables import PLACE_COLUMNS, Table

HOLE = "1234567890 = 9876543210"  # stands in a template where the conditions go
EACH = "1234567891 = 9876543211"  # stands in a template where what each row gives goes
IBIS_TYPES: dict[Any, str] = {
    pl.String: "string",
    pl.Boolean: "boolean",
    pl.Int8: "int8",
    pl.Int16: "int16",
    pl.Int32: "int32",
    pl.Int64: "int64",
    pl.Float32: "float32",
    pl.Float64: "float64",
    pl.Date: "date",
    pl.Datetime: "timestamp",
    pl.Enum: "string",
    pl.Categorical: "string",
    pl.UInt8: "uint8",
    pl.UInt16: "uint16",
    pl.UInt32: "uint32",
}


@dataclass(frozen=True)
class Compiled:
    """A measure as SQL over the alias `t0`.

    `where` is its own condition. `known` tells the rows on which it can be known, where it reads columns that may be
    missing. `is_additive`: values of parts sum to the value of the whole. `is_integer`: it counts or sums integers.
    `columns` are those it aggregates. `leaf` is the value over the rows of one institution (or of an area that has
    none), where a count of distinct institutions is one or zero. `one_row` is the value of a single row, not aggregated
    ("" where there is no such thing): adding it up over rows gives the same. `is_whole`: no column it aggregates can be
    missing.
    """

    value: str
    leaf: str
    one_row: str
    where: str
    known: str
    is_additive: bool
    is_integer: bool
    is_sum: bool
    is_whole: bool
    columns: tuple[str, ...]

    def over(self, conditions: Iterable[str], known: str = "") -> str:
        """The aggregate over the rows that meet every condition, the measure's own included."""
        return filled(self.value, [self.where, self.known, known, *conditions])

    def over_leaf(self, conditions: Iterable[str], known: str = "") -> str:
        """`over`, within one institution."""
        return filled(self.leaf, [self.where, self.known, known, *conditions])

    def of_one_row(self, conditions: Iterable[str], known: str = "") -> str:
        """`over`, of a single row."""
        return self.one_row.replace(HOLE, _all_of([self.where, self.known, known, *conditions]))

    def row_count(self, conditions: Iterable[str], known: str = "") -> str:
        """How many rows the measure would read; with `known` (its own), on how many it is known."""
        return filled(f"COUNT(*) FILTER(WHERE {HOLE})", [self.where, known, *conditions])

    def halves(self) -> "tuple[Compiled, Compiled] | None":
        """A mean as a sum over a count, both of which add up; None for what is no mean."""
        if not is_one_mean(self.value):
            return None
        rest = self.value.removeprefix("AVG")
        end = _closing(rest, 0)
        item, condition = rest[1:end], rest[end + 1 :].removeprefix(" FILTER(WHERE ").removesuffix(")")
        if self.is_whole:  # no row lacks the item, so that the rows are counted, which others ask for as well
            counted, of_row = f"COUNT(*){rest[end + 1 :]}", f"CASE WHEN {condition} THEN {EACH} ELSE 0 END"
        else:
            counted, of_row = "COUNT" + rest, f"CASE WHEN {condition} AND ({item}) IS NOT NULL THEN {EACH} ELSE 0 END"
        total, count = (
            replace(self, value=value, leaf=value, one_row=of_row.replace(EACH, each), is_additive=True)
            for value, each in (("SUM" + rest, item), (counted, "1"))
        )
        return total, count


def is_one_mean(sql: str) -> bool:
    """Whether an SQL expression is `AVG(…) FILTER(WHERE …)` and nothing else."""
    if not sql.startswith("AVG("):
        return False
    end = _closing(sql, len("AVG"))
    rest = sql[end + 1 :]
    return rest.startswith(" FILTER(") and _closing(rest, len(" FILTER")) == len(rest) - 1


def _closing(sql: str, opening: int) -> int:
    """Where the bracket that opens at a place is closed; brackets within quoted texts do not count."""
    depth, quoted = 0, False
    for place in range(opening, len(sql)):
        if sql[place] == "'":
            quoted = not quoted
        elif not quoted and sql[place] in "()":
            depth += 1 if sql[place] == "(" else -1
            if not depth:
                return place
    return -1


def row_count_of_one(row_count: str) -> str:
    """`row_count`, of a single row."""
    conditions = row_count.removeprefix("COUNT(*)").removeprefix(" FILTER(WHERE ").removesuffix(")")
    return f"CASE WHEN {conditions or 'TRUE'} THEN 1 ELSE 0 END"


def _all_of(conditions: Sequence[str]) -> str:
    return " AND ".join(f"({c})" for c in dict.fromkeys(conditions) if c) or "TRUE"


def filled(template: str, conditions: Sequence[str]) -> str:
    """A template with its conditions (empty ones left out)."""
    present = list(dict.fromkeys(c for c in conditions if c))
    if not present:
        return template.replace(f" FILTER(WHERE {HOLE})", "").replace(f" AND {HOLE}", "")
    return template.replace(HOLE, " AND ".join(f"({c})" for c in present))


def ibis_table(table: Table) -> Any:
    """The unbound Ibis table of a frozen table's schema."""
    import ibis  # pyright: ignore[reportMissingTypeStubs]

    unknown = [name for name, dtype in table.dtypes.items() if dtype.base_type() not in IBIS_TYPES]
    if unknown:
        raise ValueError(f"Columns of {table.name} must have a plain type. Got others in {', '.join(unknown)}.")
    names = {name: IBIS_TYPES[dtype.base_type()] for name, dtype in table.dtypes.items()}
    return ibis.table(names, name=table.name)


def _select(relation: Any) -> Any:
    from ibis.backends.sql.compilers import DuckDBCompiler  # pyright: ignore[reportMissingTypeStubs]

    return DuckDBCompiler().to_sqlglot(relation).expressions[0].this


def _can_be_missing(node: Any, nullable: set[str]) -> set[str]:
    """Columns that may be missing and are read without a test for it."""
    from sqlglot import exp

    found: set[str] = set()
    for column in node.find_all(exp.Column):
        if column.name in nullable and not column.find_ancestor(exp.Is, exp.Coalesce):
            found.add(column.name)
    return found


def _adds_up(node: Any) -> bool:
    """Whether the values of parts sum to that of the whole: sums and counts, and sums and differences of those.

    A count of distinct institutions adds up, since each lies in one place; no other count of distinct things does.
    """
    from sqlglot import exp

    node = node.unnest()
    if isinstance(node, exp.Add | exp.Sub):
        return _adds_up(node.left) and _adds_up(node.right)
    aggregate = node.this if isinstance(node, exp.Filter) else node
    if not isinstance(aggregate, exp.Sum | exp.Count):
        return False
    distinct = aggregate.find(exp.Distinct)
    return distinct is None or [c.name for c in distinct.find_all(exp.Column)] == ["institution_code"]


def _with_holes(value: Any) -> Any:
    """A value with `FILTER (WHERE …)` at every aggregate, whose condition is still to be put in."""
    from sqlglot import exp

    hole = exp.condition(HOLE)
    for node in [n for n in value.find_all(exp.AggFunc) if not n.find_ancestor(exp.AggFunc)]:
        holder = node.parent
        if isinstance(holder, exp.Filter):
            inner = holder.expression.this
            holder.expression.set("this", exp.and_(exp.paren(inner.copy()), hole.copy(), wrap=False))
            continue
        filtered = exp.Filter(this=node.copy(), expression=exp.Where(this=hole.copy()))
        if node is value:
            return filtered
        node.replace(filtered)
    return value


def _within_one_institution(node: Any) -> Any:
    """A count of distinct institutions, which within one institution is one or zero; anything else as it is."""
    from sqlglot import exp

    if not (isinstance(node, exp.Filter) and isinstance(node.this, exp.Count) and node.this.find(exp.Distinct)):
        return node
    named = exp.column("institution_code", table="t0", quoted=True).is_(exp.null()).not_()
    condition = exp.and_(named, node.expression.this.copy(), wrap=False)
    rows = exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=condition))
    return exp.cast(exp.paren(exp.GT(this=rows, expression=exp.Literal.number(0))), "INT")


def _of_one_row(node: Any) -> Any:
    """An additive aggregate as what one row adds to it, where the conditions hold."""
    from sqlglot import exp

    if isinstance(node, exp.Add | exp.Sub):
        return type(node)(this=_of_one_row(node.left), expression=_of_one_row(node.right))
    if isinstance(node, exp.Paren):
        return exp.paren(_of_one_row(node.this))
    condition: Any = exp.condition(HOLE)
    if isinstance(node, exp.Filter):
        condition = exp.and_(exp.paren(node.expression.this.copy()), condition, wrap=False)
        node = node.this
    if isinstance(node, exp.Sum):
        return exp.case().when(condition, node.this.copy()).else_("0")
    if not isinstance(node.this, exp.Star):
        condition = exp.and_(node.this.copy().is_(exp.null()).not_(), condition, wrap=False)
    return exp.case().when(condition, "1").else_("0")


def _is_known(table: Table, name: str) -> str:
    """That a row tells a quantity: it stands there and, where the column has a least value, does not lie below it."""
    lowest = (table.schema.columns()[name].metadata or {}).get("least")
    return f'"t0"."{name}" IS NOT NULL' if lowest is None else f'"t0"."{name}" >= {lowest:g}'


def compile_measure(measure: Measure) -> Compiled:
    """Compile one measure. Loads Ibis."""
    from sqlglot import exp

    relation = ibis_table(measure.table)
    nullable = {n for n, c in measure.table.schema.columns().items() if c.nullable} - set(PLACE_COLUMNS)
    formula = measure.value(relation)
    if not formula.op().shape.is_scalar():
        raise ValueError(f"A measure over {measure.table.name} must aggregate. Got {formula.get_name()}.")
    value = _select(relation.aggregate(value=formula))
    where = _select(relation.select(where=measure.where(relation))) if measure.where else None
    missing = _can_be_missing(where, nullable) if where is not None else set[str]()
    aggregates = [node for node in value.find_all(exp.AggFunc) if not node.find_ancestor(exp.AggFunc)]
    missing |= {name for node in aggregates if isinstance(node, exp.Sum) for name in _can_be_missing(node, nullable)}
    columns = sorted({c.name for node in aggregates for c in node.find_all(exp.Column)})
    is_additive = _adds_up(value)
    floats = {n for n, d in measure.table.dtypes.items() if d.is_float()}
    is_integer = (
        all(isinstance(node, exp.Sum | exp.Count) for node in aggregates)
        and not any(value.find_all(exp.Div))
        and not floats & {c.name for node in aggregates if isinstance(node, exp.Sum) for c in node.find_all(exp.Column)}
        and not any("." in literal.this for literal in value.find_all(exp.Literal))
    )
    is_sum = measure.of_none == "zero" and all(isinstance(node, exp.Sum | exp.Count) for node in aggregates)
    one_row = _of_one_row(value.copy()).sql("duckdb") if is_additive and not value.find(exp.Distinct) else ""
    value = _with_holes(value)
    leaf = value.transform(_within_one_institution) if is_additive else value
    return Compiled(
        value=value.sql("duckdb"),
        leaf=leaf.sql("duckdb"),
        one_row=one_row,
        where=where.sql("duckdb") if where is not None else "",
        known=" AND ".join(_is_known(measure.table, name) for name in sorted(missing)),
        is_additive=is_additive,
        is_integer=is_integer,
        is_sum=is_sum,
        is_whole=not set(columns) & nullable,
        columns=tuple(columns),
    )


class SqlStore:
    """Compiled measures, in memory and (where a path is given) on disk."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.kept: dict[str, Compiled] = {}
        self.compiled_count = 0
        if path and path.exists():
            try:
                content: dict[str, dict[str, Any]] = json.loads(path.read_text())
                self.kept = {k: Compiled(**dict(v, columns=tuple(v["columns"]))) for k, v in content.items()}
            except (ValueError, TypeError, KeyError):
                self.kept = {}  # a cache of another shape is compiled anew
        self._by_measure: dict[int, tuple[Measure, Compiled]] = {}

    def of(self, measure: Measure) -> Compiled:
        """The SQL of a measure, compiled if it is not kept yet."""
        found = self._by_measure.get(id(measure))
        if found and found[0] is measure:
            return found[1]
        key = measure_fingerprint(measure)
        if key not in self.kept:
            self.kept[key] = compile_measure(measure)
            self.compiled_count += 1
        self._by_measure[id(measure)] = (measure, self.kept[key])
        return self.kept[key]

    def save(self) -> None:
        """Write what was compiled, if anything was, and if the place can be written."""
        if not self.path or not self.compiled_count:
            return
        draft = self.path.with_suffix(f".{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps({k: asdict(v) for k, v in sorted(self.kept.items())}, ensure_ascii=False))
            draft.replace(self.path)
            self.compiled_count = 0
        except OSError:
            draft.unlink(missing_ok=True)


def literal(value: str, dtype: pl.DataType) -> str:
    """A filter's text as a DuckDB literal of the column's type. Raises ValueError where it is none."""
    if dtype == pl.Boolean:
        if value.lower() not in ("true", "false"):
            raise ValueError("true, false")
        return value.upper()
    if dtype.is_integer():
        return str(int(value))
    if dtype.is_float():
        return repr(float(value))
    quoted = "'" + value.replace("'", "''") + "'"
    if dtype == pl.Date:
        from datetime import date

        date.fromisoformat(value)
        return "DATE " + quoted
    return quoted
