"""The page: every printed figure beside its computed value, its definition, trend, counties and doubts.

Pure: the catalogue answers through `ask`, which takes questions and gives their answers in the same order.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Protocol

from xuezheng.engine.figures import Asked, Indicator, Period
from xuezheng.engine.snapshots import FrozenReturn
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words
from xuezheng.publication import periods
from xuezheng.publication.claims import Claim, Stock
from xuezheng.publication.compare import Comparison, compare
from xuezheng.publication.doubts import doubts
from xuezheng.publication.entry import County, Definition, Entry, Input
from xuezheng.publication.printed import Printed
from xuezheng.publication.relations import DRAWN_FROM
from xuezheng.publication.units import in_print


class Answered(Protocol):
    """What the catalogue answers: see `engine.evaluate`."""

    @property
    def value(self) -> float | None: ...
    @property
    def numerator(self) -> float | None: ...
    @property
    def denominator(self) -> float | None: ...
    @property
    def state(self) -> str: ...
    @property
    def definition_hash(self) -> str: ...
    @property
    def manifest_hash(self) -> str: ...
    @property
    def inputs(self) -> Sequence[FrozenReturn]: ...


Ask = Callable[[Sequence[Asked]], Sequence[Answered]]


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A dated value of the standards, in the unit of print."""

    value: float
    term: Words
    source: Words
    when: Words


@dataclass(frozen=True)
class Ground:
    """What the page is made from: the printed figures, the questions, and who answers."""

    printed: Mapping[str, Printed]
    rows: Mapping[str, Asked]
    stated: Mapping[str, StatedValue]
    catalogue: Mapping[str, Indicator]
    ask: Ask
    county_names: Mapping[str, Words]
    years: Mapping[str, Sequence[int]]  # by city: the years whose returns are frozen


@cache
def terms() -> dict[str, Words]:
    """What each figure of the page is called, by id."""
    path = Path(__file__).with_name("terms.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: Words(row["zh"], row["en"]) for row in csv.DictReader(stream)}


def entries(ground: Ground) -> list[Entry]:
    """Every figure of the page, in the order of the printed ones. All questions are asked at once."""
    answered = {
        id: asked
        for id, asked in ground.rows.items()
        if asked.indicator_id in ground.catalogue and id in ground.printed
    }
    plans = {id: _Plan.of(asked, ground) for id, asked in answered.items()}
    flat = [question for plan in plans.values() for question in plan.questions]
    answers = iter(ground.ask(flat))
    found = {id: [next(answers) for _ in plan.questions] for id, plan in plans.items()}
    made: list[Entry] = []
    claims: list[Claim] = []
    for id, printed in ground.printed.items():
        if id in plans:
            entry, stock = _counted(printed, plans[id], found[id], ground)
        else:
            entry, stock = _without_records(printed, ground.stated.get(id)), None
        made.append(entry)
        claims.append(_claim(entry, stock, ground))
    return [replace(entry, doubts=tuple(doubts(claim, claims))) for entry, claim in zip(made, claims, strict=True)]


@dataclass(frozen=True)
class _Plan:
    """The questions of one figure: itself, its trend, its counties, the stock it comes from."""

    asked: Asked
    years: tuple[int, ...]
    counties: tuple[str, ...]
    stock: Asked | None

    @classmethod
    def of(cls, asked: Asked, ground: Ground) -> "_Plan":
        indicator = ground.catalogue[asked.indicator_id]
        period = asked.period
        years = tuple(
            y for y in ground.years.get(asked.place_code, ()) if not indicator.change or y > (period.since or 0)
        )
        prefix = area_prefix(asked.place_code)
        counties = tuple(
            code for code in sorted(ground.county_names) if code.startswith(prefix) and code != asked.place_code
        )
        if "county" not in indicator.levels:
            counties = ()
        source = DRAWN_FROM.get(asked.indicator_id)
        year = period.year or (period.last_on.year if period.last_on else None)
        stock = None
        if source and source.indicator_id in ground.catalogue and year is not None and _within_a_year(period):
            stock = Asked(source.indicator_id, asked.place_code, Period(year=year), source.filters)
        return cls(asked, years, counties, stock)

    @property
    def questions(self) -> list[Asked]:
        since = self.asked.period.since
        return [
            self.asked,
            *(replace(self.asked, period=Period(year=year, since=since)) for year in self.years),
            *(replace(self.asked, place_code=code) for code in self.counties),
            *([self.stock] if self.stock else []),
        ]


def _within_a_year(period: Period) -> bool:
    if period.first_on is None or period.last_on is None:
        return period.since is None
    return (period.last_on - period.first_on).days <= 366


def _counted(printed: Printed, plan: _Plan, answers: Sequence[Answered], ground: Ground) -> tuple[Entry, Stock | None]:
    """The figure from the records, and the stock it comes from."""
    main, rest = answers[0], list(answers[1:])
    over_years, over_counties = rest[: len(plan.years)], rest[len(plan.years) : len(plan.years) + len(plan.counties)]
    indicator = ground.catalogue[plan.asked.indicator_id]
    computed = _printed_value(main, printed.unit)
    comparison = compare(printed, computed, main.state)
    entry = replace(
        _entry(printed, computed, main.state, comparison),
        when=periods.when(plan.asked.period, indicator.numerator.table.kind == "flow"),
        numerator=main.numerator,
        denominator=main.denominator,
        definition=_definition(indicator, main.definition_hash),
        filters=plan.asked.filters,
        manifest_hash=main.manifest_hash,
        inputs=tuple(Input(r.city_code, r.year, r.label, r.manifest.hash) for r in main.inputs),
        trend=tuple((year, _printed_value(a, printed.unit)) for year, a in zip(plan.years, over_years, strict=True)),
        counties=tuple(
            County(code, ground.county_names[code], _printed_value(a, printed.unit), a.numerator, a.denominator)
            for code, a in zip(plan.counties, over_counties, strict=True)
        ),
    )
    if plan.stock is None:
        return entry, None
    term = ground.catalogue[plan.stock.indicator_id].term
    return entry, Stock(term, _printed_value(rest[-1], printed.unit))


def _without_records(printed: Printed, stated: StatedValue | None) -> Entry:
    """A rule or a target from the standards, or a figure that nothing computes yet."""
    if stated is None:
        return _entry(printed, None, "not_computed", compare(printed, None, "not_computed"))
    made = _entry(printed, stated.value, "stated", compare(printed, stated.value))
    definition = Definition("", stated.term, stated.term, Words("", ""), None, stated.source, "", 1, "")
    return replace(made, when=stated.when, definition=definition)


def _entry(printed: Printed, computed: float | None, state: str, comparison: Comparison) -> Entry:
    return Entry(
        id=printed.id, city_code=printed.city_code, system=printed.system, office=printed.office, kind=printed.kind,
        term=terms().get(printed.id, Words(printed.term, printed.term)), unit=printed.unit, qualifier=printed.qualifier,
        printed=printed.value, computed=computed, state=state, agrees=comparison.agrees, why=comparison.why,
        when=Words(f"{printed.to_year}年", str(printed.to_year)),
    )  # fmt: skip


def _printed_value(answer: Answered, unit: str) -> float | None:
    return None if answer.value is None else in_print(answer.value, unit)


def _definition(indicator: Indicator, hash: str) -> Definition:
    document = indicator.source.document
    article = f" {indicator.source.article}" if indicator.source.article else ""
    return Definition(
        indicator.id, indicator.term, indicator.definition, indicator.numerator.table.title,
        indicator.denominator.table.title if indicator.denominator else None,
        Words(document.zh + article, document.en + article), indicator.edition, indicator.version, hash,
    )  # fmt: skip


def _claim(entry: Entry, stock: Stock | None, ground: Ground) -> Claim:
    asked = ground.rows.get(entry.id)
    indicator = ground.catalogue.get(asked.indicator_id) if asked else None
    is_growth = bool(indicator and indicator.change)
    return Claim(
        entry.id, entry.term, entry.unit, entry.printed, entry.computed, entry.agrees, entry.why, asked,
        is_growth=is_growth,
        is_additive=bool(indicator and indicator.denominator is None and not is_growth and entry.counties),
        numerator=entry.numerator, denominator=entry.denominator,
        parts=tuple((county.code, county.value) for county in entry.counties),
        trend=entry.trend, stock=stock,
    )  # fmt: skip
