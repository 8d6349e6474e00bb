"""A county's scorecard: every item of an evaluation with its verdict, how much is missing, since when, on what evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from xuezheng import standards
from xuezheng.engine.figure_sets import FigureSet
from xuezheng.engine.frozen import Frozen
from xuezheng.evaluations.figures.allowances import Allowed, with_allowances
from xuezheng.evaluations.figures.counties import county_values
from xuezheng.evaluations.figures.lines import school_lines, school_verdicts
from xuezheng.evaluations.figures.parts import school_parts
from xuezheng.evaluations.figures.variations import variations
from xuezheng.evaluations.law import BASIC, INDICATORS, has_law, law_of
from xuezheng.evaluations.rules.verdicts import Verdict, all_of, compared, shortfall, since
from xuezheng.evaluations.schemes import Item, Scheme


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed in for an item of a county and school year: a number, or whether it is met; its file and page."""

    id: int
    item_id: str
    area_code: str
    school_year: int
    number: float | None
    is_met: bool | None
    statement: str = ""
    file_name: str = ""
    sha256: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an item stands. `shortfall` in the unit of the limit; `since` the first school year of this verdict without
    a break; `is_verified` false where the limit was written from memory."""

    item: Item
    verdict: Verdict
    value: float | None
    limit: float | None
    unit: str
    shortfall: float | None
    since: int | None
    is_verified: bool
    given: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """An evaluation of one county in one school year."""

    scheme: Scheme
    county_code: str
    year: int
    outcomes: tuple[Outcome, ...]

    @property
    def verdict(self) -> Verdict:
        return all_of(o.verdict for o in self.outcomes)

    def count(self, verdict: Verdict, group: str | None = None) -> int:
        """How many items (those of one number as one) stand so."""
        return sum(v == verdict for g in self.groups(group) for v in self.numbers(g).values())

    def groups(self, group: str | None = None) -> tuple[str, ...]:
        return tuple(g.id for g in self.scheme.groups if group in (None, g.id))

    def numbers(self, group: str) -> dict[str, Verdict]:
        """The verdict of each number of a group."""
        found: dict[str, list[Verdict]] = {}
        for outcome in self.outcomes:
            if outcome.item.group == group:
                found.setdefault(outcome.item.number, []).append(outcome.verdict)
        return {number: all_of(verdicts) for number, verdicts in found.items()}


@dataclass(frozen=True)
class Evaluated:
    """Everything the frozen returns say for the evaluations, of all counties and years."""

    parts: pl.DataFrame
    lines: pl.DataFrame
    verdicts: pl.DataFrame
    variations: pl.DataFrame  # of the seven of 2017
    basic_variations: pl.DataFrame  # of the eight of 2012
    values: pl.DataFrame
    figures: pl.DataFrame  # school_year, county_code, item_id (the indicator), value

    @cached_property
    def by_item(self) -> Mapping[tuple[str, str], Mapping[int, float | None]]:
        """(county, item or indicator) → school year → value."""
        found: dict[tuple[str, str], dict[int, float | None]] = {}
        for year, county, item, value in pl.concat([self.values, self.figures]).iter_rows():
            found.setdefault((county, item), {})[year] = value
        return found

    def counties(self, prefix: str = "") -> list[str]:
        codes = self.values["county_code"].unique().sort().to_list()
        return [code for code in codes if code and code.startswith(prefix)]

    @property
    def years(self) -> list[int]:
        return self.parts["school_year"].unique().sort().to_list()


def evaluated(
    frozen: Frozen, figures: FigureSet | None, wanted: Sequence[str], allowed: Sequence[Allowed] = ()
) -> Evaluated | None:
    """What the returns say, with what is allowed to single schools; `wanted` are the indicators whose stored figures some
    items take. None without returns. The last is kept, as long as nothing that went in changes."""
    key = (frozen.hash, figures.hash if figures else "", tuple(wanted), tuple(allowed), standards.version())
    return _evaluated(key, frozen, figures) if frozen.returns else None


_kept: dict[tuple[Any, ...], Evaluated] = {}


def _evaluated(key: tuple[Any, ...], frozen: Frozen, figures: FigureSet | None) -> Evaluated | None:
    if key in _kept:
        return _kept[key]
    frozen = Frozen(tuple(r for r in frozen.returns if has_law(r.year)))
    parts = school_parts(frozen)
    if parts.is_empty():
        return None
    parts = with_allowances(parts, key[3])
    lines = school_lines(parts)
    verdicts = school_verdicts(lines)
    varied = variations(parts, sorted(column for column, _ in INDICATORS.values()))
    basic = variations(parts, BASIC, "is_counted_basic")
    values = county_values(frozen, parts, lines, verdicts, varied, basic)
    frame = pl.DataFrame(schema=values.schema)
    if figures is not None:
        found = figures.frame.filter(pl.col("level").cast(pl.String) == "county").with_columns(
            pl.col("place_code").cast(pl.String), pl.col("indicator_id").cast(pl.String)
        )
        value = pl.when(pl.col("state").cast(pl.String) == "known").then(pl.col("value")).cast(pl.Float64)
        frame = found.filter(pl.col("indicator_id").is_in(key[2])).select(
            pl.col("school_year").cast(pl.Int16), pl.col("place_code").alias("county_code"),
            pl.col("indicator_id").alias("item_id"), value.alias("value"),
        )  # fmt: skip
    _kept.clear()
    _kept[key] = Evaluated(parts, lines, verdicts, varied, basic, values, frame)
    return _kept[key]


def scorecard(found: Evaluated, scheme: Scheme, county: str, year: int, given: Iterable[Given] = ()) -> Scorecard:
    """The scorecard of a county. `given` is the evidence of the county, of all years (for since when)."""
    evidence: dict[tuple[str, int], list[Given]] = {}
    for one in given:
        evidence.setdefault((one.item_id, one.school_year), []).append(one)
    years = [y for y in found.years if y <= year and y >= scheme.from_year]
    outcomes: list[Outcome] = []
    for item in scheme.items:
        run = [(y, _judged(found, item, county, y, evidence.get((item.id, y), []))) for y in years]
        if not run or run[-1][0] != year:
            continue
        verdict, value, limit, unit, verified = run[-1][1]
        first = since([(y, judged[0]) for y, judged in run], year)
        short = shortfall(value, item.comparison, limit) if limit is not None else None
        outcomes.append(
            Outcome(item, verdict, value, limit, unit, short, first, verified, tuple(evidence.get((item.id, year), [])))
        )
    return Scorecard(scheme, county, year, tuple(outcomes))


def _judged(
    found: Evaluated, item: Item, county: str, year: int, given: Sequence[Given]
) -> tuple[Verdict, float | None, float | None, str, bool]:
    """(verdict, value, limit, unit, whether the limit was verified) of an item in a year."""
    limit, unit, verified = _limit(item, county, year)
    if item.source == "hand" and limit is None:
        answers = [one.is_met for one in given if one.is_met is not None]
        verdict: Verdict = "unknown" if not answers else "met" if answers[-1] else "unmet"
        return verdict, None, None, unit, verified
    if item.source == "hand":
        numbers = [one.number for one in given if one.number is not None]
        stored = found.by_item.get((county, item.figure), {}).get(year) if item.figure else None
        value = numbers[-1] if numbers else stored
    else:
        series = found.by_item.get((county, item.figure or item.id))
        if item.group in ("senior", "vocational") and year not in (series or {}):
            return "not_applicable", None, limit, unit, verified  # no school of the kind
        value = (series or {}).get(year)
    return compared(value, item.comparison, 0.0 if limit is None else limit), value, limit, unit, verified


@lru_cache(maxsize=4096)
def _limit(item: Item, county: str, year: int) -> tuple[float | None, str, bool]:
    if not item.standard:
        return (0.0 if item.comparison == "=0" else None), item.unit, True
    entry = law_of(year, county).entry(item.standard)
    return entry.value, entry.unit, entry.verification != "memory"
