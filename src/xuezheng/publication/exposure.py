"""What a release would give away: its counts of persons as cells and equations, and the release without those withheld.

A cell is a count (by the SQL that counts it), a place and a school year (or a window). The same count in several figures is
one cell, so whatever is withheld is withheld everywhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import polars as pl

from xuezheng.engine.catalogue import Catalogue, measures
from xuezheng.engine.cells import shared_known
from xuezheng.engine.figures import Asked, Indicator, Measure, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.questions import flow_condition, question
from xuezheng.engine.rows_behind import counts_persons
from xuezheng.ground.provenance import sha256_of
from xuezheng.publication.between import Earlier, joined
from xuezheng.publication.entry import Entry
from xuezheng.publication.release import CELL_SCHEMA, Content
from xuezheng.publication.suppression import Cells, Key, Protection, Withheld, dependencies, withhold

REST = "rest"  # what is left of a city when its counties are taken away


@dataclass(frozen=True)
class Counted:
    """A count of persons: its name, the table it reads, the conditions that give it."""

    name: str
    table: str


@dataclass(frozen=True)
class Line:
    """Some numbers that are printed or withheld together: a row of a table, a point of a trend."""

    where: tuple[Any, ...]  # which line of the content
    keys: tuple[Key, ...]


@dataclass
class Exposure:
    """The cells of a release and the lines that print them."""

    catalogue: Catalogue
    frozen: Frozen
    cells: Cells = field(default_factory=Cells)
    lines: list[Line] = field(default_factory=list[Line])
    tables: dict[str, str] = field(default_factory=dict[str, str])  # count → its table
    means: set[tuple[Any, ...]] = field(default_factory=set[tuple[Any, ...]])  # lines that print means over persons

    def add_values(self, values: pl.DataFrame) -> None:
        """The figures of cities and counties."""
        for indicator in self.catalogue:
            counted = self._of_year(indicator)
            if self._is_mean(indicator):
                of = values.filter((pl.col("indicator_id") == indicator.id) & (pl.col("state") == "known"))
                self.means |= {
                    ("value", indicator.id, p, int(y)) for p, y in of.select("place_code", "school_year").iter_rows()
                }
                continue
            if not any(counted):
                continue
            found = values.filter((pl.col("indicator_id") == indicator.id) & (pl.col("state") == "known"))
            for row in found.iter_rows(named=True):
                place, year = row["place_code"], int(row["school_year"])
                numbers = (row["numerator"], row["denominator"])
                keys = self._put(indicator, counted, numbers, place, [str(year - lag) for lag in _lags(indicator)])
                self.lines.append(Line(("value", indicator.id, place, year), keys))

    def add_entry(self, entry: Entry, asked: Asked, parts: Sequence[tuple[tuple[Any, ...], Asked, Any]]) -> None:
        """A figure of the page: itself, its years, its counties. `parts`: which line, its question, its answer."""
        indicator = self.catalogue[asked.indicator_id]
        for where, own, answer in parts:
            if answer.value is None:
                continue
            counted, times = self._asked(indicator, own)
            keys = self._put(indicator, counted, (answer.numerator, answer.denominator), own.place_code, times)
            if keys:
                self.lines.append(Line(where, keys))
            if where == ("entry", entry.id):
                self.cells.fixed |= {key for key in keys if key not in self.cells.unseen}

    def add_rows(self, id: str, asked: Asked, rows: pl.DataFrame) -> None:
        """The rows behind a figure, by school; they add up to their county, or to the city where they belong to none."""
        if "numerator" not in rows.columns:
            return
        indicator = self.catalogue[asked.indicator_id]
        counted, times = self._asked(indicator, asked)
        inside: dict[tuple[str, str, str], list[Key]] = defaultdict(list)
        for position, row in enumerate(rows.iter_rows(named=True)):
            county = row["county_code"] or row["city_code"]
            place = row["institution_code"] or f"{row['town_code'] or county}-"
            keys = self._put(indicator, counted, (row["numerator"], row.get("denominator")), place, times)
            self.lines.append(Line(("row", id, position), keys))
            for key in keys:
                inside[(key[0], county, key[2])].append(key)
        for (name, area, time), parts in inside.items():
            whole = f"{area}-{REST}" if area in self.frozen.cities else area
            self.cells.bind([((name, whole, time), 1), *((key, -1) for key in parts)])

    def bind(self) -> None:
        """The equations among cities, counties and counts. To be called before rows are added."""
        by_city: dict[tuple[str, str, str], list[Key]] = defaultdict(list)
        for name, place, time in self.cells.values:
            if len(place) == 6 and not place.endswith("00"):
                by_city[(name, place[:4] + "00", time)].append((name, place, time))
        for whole, parts in by_city.items():
            if whole in self.cells.values:
                rest = self.cells.values[whole] - sum(self.cells.values[key] for key in parts)
                left = (whole[0], f"{whole[1]}-{REST}", whole[2])
                if rest > 0:
                    self.cells.values[left] = rest
                    self.cells.unseen.add(left)
                self.cells.bind([(whole, 1), (left, -1), *((key, -1) for key in parts)])

    def bind_counts(self) -> None:
        """Sums and differences among the counts of one table, found in the numbers themselves."""
        at: dict[tuple[str, str, bool], dict[str, int]] = defaultdict(dict)
        for (name, place, time), value in self.cells.values.items():
            if name in self.tables and REST not in place:
                at[(place, time, len(place) == 6)][name] = value
        for is_area in (True, False):
            places = {key[:2]: counts for key, counts in at.items() if key[2] == is_area}
            for table in sorted(set(self.tables.values())):
                self._bind_counts(table, places, is_area=is_area)

    def _bind_counts(self, table: str, places: Mapping[tuple[str, str], Mapping[str, int]], *, is_area: bool) -> None:
        by_time: dict[str, set[str]] = defaultdict(set)
        for (_, time), counts in places.items():
            by_time[time] |= {name for name in counts if self.tables[name] == table}
        for names in {frozenset(n) for n in by_time.values() if len(n) > 1}:
            times = {time for time, own in by_time.items() if own == names}
            here = [(key, c) for key, c in places.items() if key[1] in times]
            if is_area:  # a school without a row has none of the kind; an area without one says nothing
                here = [(key, c) for key, c in here if names <= c.keys()]
            columns = {name: [c.get(name, 0) for _, c in here] for name in names}
            for vector in dependencies(columns):
                for (place, time), _ in here:
                    self.cells.bind(((name, place, time), c) for name, c in sorted(vector.items()))

    def _of_year(self, indicator: Indicator) -> tuple[Counted | None, ...]:
        return tuple(
            self._counted(measure, flow_condition(measure), known)
            for measure, known in zip(_pair(indicator), self._known(indicator), strict=True)
        )

    def _is_mean(self, indicator: Indicator) -> bool:
        """A mean over persons is a fraction that tells of how many: such figures are not released."""
        compiled = [(m.table, self.catalogue.sql.of(m)) for m in measures(indicator)]
        return any(counts_persons(table, sql) and not sql.is_integer for table, sql in compiled)

    def _asked(self, indicator: Indicator, asked: Asked) -> tuple[tuple[Counted | None, ...], list[str]]:
        readings = question(asked, self.catalogue, self.frozen).readings
        counted = tuple(
            self._counted(r.measure, r.conditions, known)
            for r, known in zip(readings, self._known(indicator), strict=False)
        )
        return counted, [str(r.year) if r.year is not None else "window" for r in readings]

    def _known(self, indicator: Indicator) -> tuple[str, str]:
        if indicator.change:
            known = self.catalogue.sql.of(indicator.numerator).known
            return known, known
        return shared_known(indicator, self.catalogue)

    def _counted(self, measure: Measure, conditions: Iterable[str], known: str) -> Counted | None:
        """None where the measure does not count persons."""
        compiled = self.catalogue.sql.of(measure)
        if not (compiled.is_integer and counts_persons(measure.table, compiled)):
            return None
        sql = f"{measure.table.name}: {compiled.over(sorted(conditions), known)}"
        name = sha256_of(sql)[:12]
        self.tables[name] = measure.table.name
        return Counted(name, measure.table.name)

    def _put(
        self, indicator: Indicator, counted: Sequence[Counted | None], numbers: Sequence[float | None], place: str, times: Sequence[str]
    ) -> tuple[Key, ...]:  # fmt: skip
        """Enter the counts of one line; give the cells it prints, or implies as the rest of a whole."""
        keys: list[Key] = []
        for one, number, time in zip(counted, numbers, times, strict=False):
            if one is not None and number is not None:
                key = (one.name, place, time)
                self.cells.values[key] = round(number)
                keys.append(key)
        is_share = indicator.denominator is not None and not indicator.change and len(keys) == 2
        if is_share and counted[0] and counted[1] and counted[0].table == counted[1].table and times[0] == times[1]:
            part, whole = (self.cells.values[key] for key in keys)
            if part <= whole and keys[0] != keys[1]:
                rest = (f"{keys[1][0]}-{keys[0][0]}", place, times[0])
                self.cells.values[rest] = whole - part
                self.cells.unseen.add(rest)
                self.cells.bind([(keys[1], 1), (keys[0], -1), (rest, -1)])
        return tuple(keys)


def _pair(indicator: Indicator) -> tuple[Measure, Measure]:
    both = measures(indicator)
    return both[0], both[-1]


def _lags(indicator: Indicator) -> tuple[int, int]:
    first, last = _pair(indicator)
    return first.lag_years, 1 if indicator.change else last.lag_years


@dataclass(frozen=True)
class Protected:
    """A release without its small cells, and what was left out."""

    content: Content
    withheld: Withheld
    exposure: Exposure
    system: Cells  # with the earlier releases

    @cached_property
    def summary(self) -> dict[str, int]:
        return {
            "small": len(self.withheld.small),
            "others": len(self.withheld.others),
            "exposed": len(self.withheld.exposed),
        }


def protect(content: Content, exposure: Exposure, earlier: Earlier, protection: Protection) -> Protected:
    """Choose what to withhold, beside what earlier releases printed and withheld, and leave it out of every table."""
    system = joined(exposure.cells, earlier)
    withheld = withhold(system, protection)
    hidden = exposure.means | {line.where for line in exposure.lines if any(key in withheld.keys for key in line.keys)}
    made = replace(
        content, entries=[_without(entry, hidden) for entry in content.entries], values=_values_without(content.values, hidden),
        rows={id: _rows_without(id, frame, hidden) for id, frame in content.rows.items()},
        withheld={
            "smallest_shown": protection.smallest_shown, "distance": protection.distance, "count": len(withheld.keys),
            "lines": len(hidden), "exposed": len(withheld.exposed), "cells": sorted(list(key) for key in withheld.keys),
        },
        printed=_printed(exposure, hidden),
    )  # fmt: skip
    return Protected(made, withheld, exposure, system)


def _printed(exposure: Exposure, hidden: set[tuple[Any, ...]]) -> pl.DataFrame:
    """The cells of the lines that stay."""
    keys = {key for line in exposure.lines if line.where not in hidden for key in line.keys} - exposure.cells.unseen
    rows = [(*key, exposure.cells.values[key]) for key in sorted(keys)]
    return pl.DataFrame(rows, schema=CELL_SCHEMA, orient="row")


def _without(entry: Entry, hidden: set[tuple[Any, ...]]) -> Entry:
    """A figure without its withheld years and counties; a doubt that adds up the counties goes with them."""
    years = tuple(year for year, _ in entry.trend if ("year", entry.id, year) in hidden)
    codes = {county.code for county in entry.counties if ("county", entry.id, county.code) in hidden}
    if not years and not codes:
        return entry
    return replace(
        entry,
        trend=tuple((year, None if year in years else value) for year, value in entry.trend),
        counties=tuple(
            replace(c, value=None, numerator=None, denominator=None, is_withheld=True) if c.code in codes else c for c in entry.counties
        ),
        doubts=tuple(d for d in entry.doubts if d.rule != "parts_against_whole" or not codes),
        withheld_years=years,
    )  # fmt: skip


def _values_without(values: pl.DataFrame, hidden: set[tuple[Any, ...]]) -> pl.DataFrame:
    listed = [where[1:] for where in hidden if where[0] == "value"]
    if not listed:
        return values
    keys = {"indicator_id": pl.String, "place_code": pl.String, "school_year": pl.Int16}
    gone = pl.DataFrame(sorted(listed), schema=keys, orient="row").with_columns(is_withheld=pl.lit(True))
    marked = values.join(gone, on=list(keys), how="left", maintain_order="left")
    is_gone = pl.col("is_withheld").fill_null(False)
    return marked.with_columns(
        *(pl.when(~is_gone).then(pl.col(c)).alias(c) for c in ("value", "numerator", "denominator")),
        state=pl.when(is_gone).then(pl.lit("withheld")).otherwise(pl.col("state")),
    ).drop("is_withheld")


def _rows_without(id: str, frame: pl.DataFrame, hidden: set[tuple[Any, ...]]) -> pl.DataFrame:
    if "numerator" not in frame.columns:
        return frame
    gone = pl.Series(
        "is_withheld", [("row", id, position) in hidden for position in range(frame.height)], dtype=pl.Boolean
    )
    shown = [c for c in ("row_count", "numerator", "denominator") if c in frame.columns]
    marked = frame.with_columns(gone)
    return marked.with_columns(pl.when(~pl.col("is_withheld")).then(pl.col(c)).alias(c) for c in shown)


def parts_of(entry: Entry, asked: Asked) -> Iterator[tuple[tuple[Any, ...], Asked]]:
    """Which questions stand behind the numbers of a figure of the page."""
    yield ("entry", entry.id), asked
    for year, value in entry.trend:
        if value is not None:
            yield ("year", entry.id, year), replace(asked, period=Period(year=year, since=asked.period.since))
    for county in entry.counties:
        if county.value is not None:
            yield ("county", entry.id, county.code), replace(asked, place_code=county.code)
