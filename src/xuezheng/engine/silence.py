"""Who did not tell what a figure needs, and what follows from it.

A sum over some of those it should hold is not the sum. So a count, and a ratio of two tables, is unknown at every place
where one that belongs to it is silent: it has rows that do not know the quantity, or (where every school reports the
table) pupils and no row. Beside a denominator of schools only those count that the denominator holds: a day school
without dormitories is not silent about them. A ratio whose two sides read the same rows leaves the silent out of both;
it stays known, and says how many it is of.
"""

from dataclasses import dataclass

import polars as pl

from xuezheng.engine.catalogue import Catalogue, is_population
from xuezheng.engine.cells import shared_known
from xuezheng.engine.figures import Indicator
from xuezheng.engine.frozen import Frozen, read
from xuezheng.engine.leaves import COLUMN
from xuezheng.engine.questions import PLACE_COLUMN, Question, Reading, place_level, places_table
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words

FEW = 5  # so many are named


@dataclass(frozen=True, slots=True)
class Silent:
    """A school (or an area, for what belongs to none) that did not tell. `is_negative`: it told a number below zero."""

    code: str
    name: str
    pupils: int
    is_negative: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many a figure is: `count` that should tell, with their pupils, and those among them that did not."""

    count: int
    pupils: int
    silent: tuple[Silent, ...]

    @property
    def words(self) -> Words:
        """So many of so many, who they are, how many pupils they have."""
        if self.count == 1 and self.silent[0].is_negative:
            return Words("报了负数，按不详处理。", "A number below zero was told: it is not known.")
        if self.count == 1:
            return Words("未报送。", "Not reported.")
        named = [s.name or s.code for s in self.silent[:FEW]]
        more = " …" if len(self.silent) > FEW else ""
        lost = sum(s.pupils for s in self.silent)
        share = lost / self.pupils if self.pupils else 0.0
        negative = sum(s.is_negative for s in self.silent)
        zh = f"应报的{self.count}个中有{len(self.silent)}个不详：{'、'.join(named)}{more}"
        en = f"{len(self.silent)} of {self.count} did not tell: {', '.join(named)}{more}"
        if lost:
            zh += f"（学生{lost:,}人，占{share:.1%}）"
            en += f" ({lost:,} pupils, {share:.1%})"
        if negative:
            zh += f"，其中{negative}个报了负数"
            en += f"; {negative} of them gave a number below zero"
        return Words(zh + "。", en + ".")


def is_shared(indicator: Indicator) -> bool:
    """Whether both sides of a ratio read the same rows, so that the silent are left out of both."""
    one, other = indicator.numerator, indicator.denominator
    return (
        not indicator.change
        and other is not None
        and (one.table.name, one.lag_years) == (other.table.name, other.lag_years)
    )


def is_beside_schools(indicator: Indicator) -> bool:
    """Whether the denominator says of each school whether it belongs to the figure."""
    one, other = indicator.numerator, indicator.denominator
    return (
        not indicator.change and other is not None and other.table.kind == "stock" and not is_population(other.table)
        and other.lag_years == one.lag_years and "institution_code" in one.table.key
    )  # fmt: skip


def coverage(q: Question, catalogue: Catalogue, frozen: Frozen) -> Coverage | None:
    """Of how many the answer to a question is; None where all told, or there is nothing to say."""
    if q.missing or not q.readings:
        return None
    known = shared_known(q.indicator, catalogue)
    if is_shared(q.indicator):
        return _of_one(q.readings[1], known[1], catalogue, frozen, None, counts_gone=True)
    beside = is_beside_schools(q.indicator)
    for position, reading in enumerate(q.readings):
        own = known[0] if q.indicator.change else known[position]
        within = _holds(q.readings[1], known[1], catalogue, frozen) if beside and not position else None
        is_sum = q.indicator.denominator is None or (beside and not position)
        is_whole = not catalogue.sql.of(reading.measure).where
        found = _of_one(reading, own, catalogue, frozen, within, counts_gone=is_sum or is_whole)
        if found:
            return found
    return None


def _of_one(
    reading: Reading,
    known: str,
    catalogue: Catalogue,
    frozen: Frozen,
    within: frozenset[str] | None,
    *,
    counts_gone: bool,
) -> Coverage | None:
    """Who is silent in one reading. With `within` only these belong to it; `counts_gone`: schools without any row in
    the table are silent too."""
    measure = reading.measure
    told = _told(reading, known, catalogue, frozen) if known else {}
    silent = {code: negative for code, (rows, of_known, negative) in told.items() if rows > of_known}
    pupils = _listed(reading, catalogue, frozen)
    expected = set(told) or set(pupils)
    if measure.table.reported_by == "school" and reading.year is not None and counts_gone:
        gone = set(pupils) - frozen.reporters(measure.table, reading.year)
        silent |= dict.fromkeys(gone, False)
        expected |= gone
    if within is not None:
        silent = {code: negative for code, negative in silent.items() if code in within}
        expected = set(within)
    if not silent:
        return None
    return Coverage(
        len(expected), sum(pupils.get(c, ("", 0))[1] for c in expected),
        tuple(Silent(c, *pupils.get(c, ("", 0)), negative) for c, negative in sorted(silent.items())),
    )  # fmt: skip


PLACE = 'COALESCE("t0"."institution_code", "t0"."county_code", "t0"."city_code")'


def _told(reading: Reading, known: str, catalogue: Catalogue, frozen: Frozen) -> dict[str, tuple[int, int, bool]]:
    """Place → its rows, those that know, and whether one is below zero."""
    compiled = catalogue.sql.of(reading.measure)
    source = frozen.source(reading.measure.table, reading.returns)
    below = " OR ".join(part.replace(" >= ", " < ") for part in known.split(" AND ") if " >= " in part) or "FALSE"
    where = " AND ".join(f"({c})" for c in (compiled.where, *reading.all_conditions) if c)
    rows = read(
        f"SELECT {PLACE} AS code, COUNT(*) AS n, COUNT(*) FILTER(WHERE {known}) AS k, COALESCE(BOOL_OR({below}), FALSE) AS b "
        f"FROM {source} WHERE {where} GROUP BY 1"
    )
    return {code: (n, k, b) for code, n, k, b in rows.iter_rows()}


def _holds(reading: Reading, known: str, catalogue: Catalogue, frozen: Frozen) -> frozenset[str]:
    """The schools that a denominator holds."""
    compiled = catalogue.sql.of(reading.measure)
    source = frozen.source(reading.measure.table, reading.returns)
    where = " AND ".join(f"({c})" for c in (compiled.where, known, *reading.all_conditions) if c)
    rows = read(
        f"SELECT {PLACE} AS code FROM {source} WHERE {where} GROUP BY 1 HAVING COALESCE({compiled.over([])}, 0) > 0"
    )
    return frozenset(rows["code"])


def _listed(reading: Reading, catalogue: Catalogue, frozen: Frozen) -> dict[str, tuple[str, int]]:
    """Institution → its name and pupils, of those with pupils at the place of a reading in its year.

    Where the measure's condition reads what the list of institutions tells as well (their kind), it holds for them too.
    """
    listing = places_table(catalogue)
    if listing is None:
        return {}
    where = catalogue.sql.of(reading.measure).where
    alike: frozenset[str] | None = None
    if where and {*COLUMN.findall(where)} <= {*listing.columns}:
        source = frozen.source(listing, reading.returns)
        alike = frozenset(read(f'SELECT DISTINCT "t0"."institution_code" AS code FROM {source} WHERE {where}')["code"])
    level, code = place_level(reading.place_code), reading.place_code
    here = pl.col(PLACE_COLUMN[level]).str.starts_with(code if level in ("school", "town") else area_prefix(code))
    years = [reading.year] if reading.year is not None else sorted({r.year for r in reading.returns})
    has_pupils = pl.col("pupils").is_null() | (pl.col("pupils") > 0)
    rows = frozen.places(listing).filter(here & pl.col("school_year").is_in(years) & has_pupils)
    found = rows.select("institution_code", "name", "pupils").iter_rows()
    return {code: (name, pupils or 0) for code, name, pupils in found if alike is None or code in alike}
