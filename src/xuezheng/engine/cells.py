"""The aggregates that questions need, read from frozen tables: one query for each table and level of place."""

from collections.abc import Iterable, Mapping, Sequence

from xuezheng.engine.catalogue import Catalogue
from xuezheng.engine.compiling import Compiled
from xuezheng.engine.figures import Indicator
from xuezheng.engine.frozen import Frozen, connection
from xuezheng.engine.questions import Reading, place_group
from xuezheng.engine.snapshots import FrozenReturn

CellValues = Mapping[tuple[Reading, str], float | None]


def shared_known(indicator: Indicator, catalogue: Catalogue) -> tuple[str, str]:
    """What must be known on a row for it to count, for numerator and denominator: the same where both read one table."""
    numerator = catalogue.sql.of(indicator.numerator).known
    if indicator.denominator is None:
        return numerator, ""
    denominator = catalogue.sql.of(indicator.denominator).known
    same = indicator.numerator.table.name == indicator.denominator.table.name
    if same and indicator.numerator.lag_years == indicator.denominator.lag_years:
        both = " AND ".join(dict.fromkeys(p for k in (numerator, denominator) for p in k.split(" AND ") if p))
        return both, both
    return numerator, denominator


def cells_of(compiled: Compiled, conditions: Sequence[str], known: str) -> tuple[str, ...]:
    """The SQL of a measure's value and, where it may be unknown, of its row counts: all, and those that are known."""
    value = compiled.over(conditions, known)
    if known:
        return value, compiled.row_count(conditions), compiled.row_count(conditions, known)
    if not compiled.is_sum:
        return value, compiled.row_count(conditions)
    return (value,)


def read_cells(readings: Iterable[tuple[Reading, str]], catalogue: Catalogue, frozen: Frozen) -> CellValues:
    """(reading, SQL of an aggregate) → its value; missing where the place has no rows.

    Readings come with what must be known on their rows. Those of one table at places of one level go in one query,
    grouped by place and, where they ask for a school year, by year.
    """
    groups: dict[tuple[str, str, bool], list[tuple[Reading, tuple[str, ...]]]] = {}
    for reading, known in readings:
        sql = cells_of(catalogue.sql.of(reading.measure), reading.conditions, known)
        key = (reading.measure.table.name, place_group(reading.place_code), reading.year is not None)
        groups.setdefault(key, []).append((reading, sql))
    found: dict[tuple[Reading, str], float | None] = {}
    for (table, place, by_year), wanted in groups.items():
        columns = {sql: i for i, sql in enumerate(dict.fromkeys(s for _, cells in wanted for s in cells))}
        returns = sorted({r for reading, _ in wanted for r in reading.returns}, key=_order)
        source = frozen.source(catalogue.tables[table], returns)
        places = ", ".join(f"'{code}'" for code in sorted({reading.place_code for reading, _ in wanted}))
        year = '"t0"."school_year"' if by_year else "NULL"
        cells = ", ".join(f"CAST({sql} AS DOUBLE)" for sql in columns)
        rows = (
            connection()
            .execute(f"SELECT {place}, {year}, {cells} FROM {source} WHERE {place} IN ({places}) GROUP BY 1, 2")
            .fetchall()
        )
        by_place = {(row[0], row[1]): row[2:] for row in rows}
        for reading, sql in wanted:
            row = by_place.get((reading.place_code, reading.year))
            if row is not None:
                found.update({(reading, s): row[columns[s]] for s in sql})
    return found


def _order(found: FrozenReturn) -> tuple[str, int, int]:
    return found.city_code, found.year, found.revision
