"""From an instance's frozen returns to the content of a release: answers, the rows behind them, what the sheet draws."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.engine.catalogue import Catalogue, catalogue, sql_store
from xuezheng.engine.compute import compute_all
from xuezheng.engine.evaluate import Answer, answers
from xuezheng.engine.figure_sets import figure_set, is_current
from xuezheng.engine.figures import Asked, Period
from xuezheng.engine.frozen import Frozen, read
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import declared
from xuezheng.engine.rows_behind import rows_behind
from xuezheng.engine.snapshots import MANIFEST, FrozenReturn, damaged, return_folder
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.publication.between import Earlier
from xuezheng.publication.code import code_version
from xuezheng.publication.entry import Entry
from xuezheng.publication.exposure import Exposure, Protected, parts_of, protect
from xuezheng.publication.page import Ground, entries
from xuezheng.publication.places import drawn_map
from xuezheng.publication.printed import printed
from xuezheng.publication.release import VALUE_SCHEMA, Content, Release, publish, releases
from xuezheng.publication.rows import ROWS
from xuezheng.publication.sheet.panels import COMMON
from xuezheng.publication.stated import stated, targets
from xuezheng.publication.suppression import Cells, Key, Protection
from xuezheng.publication.units import in_print
from xuezheng.registers.lookup import area_words
from xuezheng.registers.tables import INSTITUTIONS, POPULATION
from xuezheng.standards.dated import entry

CENSUS_YEAR = 2020


@dataclass(frozen=True)
class Sources:
    """The frozen returns of an instance and the catalogue that reads them."""

    instance: Instance
    catalogue: Catalogue
    frozen: Frozen

    @classmethod
    def of(cls, instance: Instance) -> "Sources":
        """Raises Refused where nothing is frozen yet."""
        frozen = Frozen.of(instance)
        if not frozen.returns:
            raise Refused([_nothing_frozen(instance)])
        return cls(instance, catalogue(declared(), sql_store(instance)), frozen)

    def verify(self) -> None:
        """Raises Refused where a frozen table no longer matches its manifest: such figures cannot be certified."""
        problems = [
            _broken(found.label, str(found.folder), tables)
            for found in self.frozen.returns
            if (tables := damaged(found.folder))
        ]
        if problems:
            raise Refused(problems)

    def ask(self, questions: Sequence[Asked]) -> list[Answer]:
        """The answers in order; asked city by city and year by year, so that no table is read wider than it must be."""
        groups: dict[tuple[str, Period], list[int]] = {}
        for position, asked in enumerate(questions):
            groups.setdefault((asked.place_code[:4], asked.period), []).append(position)
        found: dict[int, Answer] = {}
        for positions in groups.values():
            given = answers([questions[i] for i in positions], self.catalogue, self.frozen)
            found.update(zip(positions, given, strict=True))
        return [found[i] for i in range(len(questions))]

    @cached_property
    def entries(self) -> list[Entry]:
        """Every figure of the page that is printed for a city of this instance."""
        own = {id: figure for id, figure in printed().items() if figure.city_code in self.frozen.cities}
        return entries(
            Ground(
                own,
                {id: asked for id, asked in ROWS.items() if asked.indicator_id in self.catalogue},
                stated(own.values()),
                self.catalogue.indicators,
                self.ask,
                self.county_names,
                {city: sorted(year for c, year in self.frozen.by_place if c == city) for city in self.frozen.cities},
            )
        )

    @cached_property
    def county_names(self) -> dict[str, Words]:
        """The counties that the returns speak of."""
        source = self.frozen.source(POPULATION) or self.frozen.source(INSTITUTIONS)
        if not source:
            return {}
        codes = read(f"SELECT DISTINCT county_code FROM {source} WHERE county_code IS NOT NULL ORDER BY 1")
        return {code: area_words(code) for code in codes["county_code"]}


def content(sources: Sources, node_modules: Path | None) -> Content:
    """Everything a release could keep, small cells included. Without `node_modules` the map has no borders."""
    found = sources.entries
    kept = {e.id: _rows(sources, e.id) for e in found if e.computed is not None and e.id in ROWS}
    returns = [
        {"city": r.city_code, "year": r.year, "revision": r.revision, "hash": r.manifest.hash}
        for r in sources.frozen.returns
    ]
    return Content(
        found, sheet_extra(sources, node_modules), _catalogue(sources), _values(sources), kept, returns=returns
    )


def exposure(sources: Sources, whole: Content) -> Exposure:
    """The counts of persons in a content, as cells and equations."""
    made = Exposure(sources.catalogue, sources.frozen)
    made.add_values(whole.values)
    asked = {
        figure.id: ROWS[figure.id] for figure in whole.entries if figure.computed is not None and figure.id in ROWS
    }
    parts = [
        (figure, *part) for figure in whole.entries if figure.id in asked for part in parts_of(figure, asked[figure.id])
    ]
    given = iter(sources.ask([question for *_, question in parts]))
    by_entry: dict[str, list[tuple[tuple[Any, ...], Asked, Any]]] = {}
    for figure, where, question in parts:
        by_entry.setdefault(figure.id, []).append((where, question, next(given)))
    for figure in whole.entries:
        if figure.id in asked:
            made.add_entry(figure, asked[figure.id], by_entry[figure.id])
    made.bind()
    for id, rows in whole.rows.items():
        made.add_rows(id, asked[id], rows)
    made.bind_counts()
    return made


def protection(on: date) -> Protection:
    """The rule in force on a day, from the dated standards."""
    return Protection(
        int(entry("release.smallest_shown", on=on).value), int(entry("release.protection_distance", on=on).value)
    )


def protected(sources: Sources, whole: Content, on: date, before: Sequence[Release]) -> Protected:
    """A content without its small cells, told apart from what the releases before it (the first one first) tell."""
    return protect(whole, exposure(sources, whole), earlier(sources, before), protection(on))


def earlier(sources: Sources, before: Sequence[Release]) -> Earlier:
    """What every release before printed, what the last withheld, and its cells where a return was corrected since."""
    if not before:
        return Earlier()
    last = before[-1]
    told: dict[Key, set[int]] = {}
    for one in before:
        for name, place, time, value in one.printed_cells().iter_rows():
            told.setdefault((name, place, time), set()).add(value)
    withheld = frozenset((name, place, time) for name, place, time in last.withheld.get("cells", []))
    return Earlier({key: frozenset(values) for key, values in told.items()}, withheld, _cells_then(sources, last))


def _cells_then(sources: Sources, last: Release) -> Cells | None:
    """The cells of a release as its returns gave them; None where they give the same today, or are no longer kept."""
    listed = {(r["city"], r["year"]): r for r in last.about.get("returns", [])}
    now = {(r.city_code, r.year): r.manifest.hash for r in sources.frozen.returns}
    if all(now.get(place) == r["hash"] for place, r in listed.items()):
        return None
    found = [
        FrozenReturn(
            r["city"], r["year"], r["revision"], return_folder(sources.instance, r["city"], r["year"], r["revision"])
        )
        for r in listed.values()
    ]
    if not all((r.folder / MANIFEST).exists() for r in found):
        return None
    then = replace(sources, frozen=Frozen(tuple(found)))
    return exposure(then, content(then, None)).cells


def _rows(sources: Sources, id: str) -> pl.DataFrame:
    return rows_behind(ROWS[id], sources.catalogue, sources.frozen, public=True, is_suppressed=False)


def _catalogue(sources: Sources) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for indicator in sources.catalogue:
        made.append({
            "id": indicator.id, "term": asdict(indicator.term), "definition": asdict(indicator.definition), "unit": indicator.unit,
            "office": indicator.office, "version": indicator.version, "edition": indicator.edition,
            "source": asdict(indicator.source.document), "hash": sources.catalogue.definition_hash(indicator.id),
        })  # fmt: skip
    return sorted(made, key=lambda item: item["id"])


def _values(sources: Sources) -> pl.DataFrame:
    """Every indicator of every city and county, for every frozen year."""
    stored = figure_set(sources.instance)
    is_fresh = stored is not None and is_current(stored, sources.catalogue, sources.frozen)
    frame = stored.frame if stored is not None and is_fresh else compute_all(sources.catalogue, sources.frozen)
    open_data = frame.filter(pl.col("level").cast(pl.String).is_in(["city", "county"]))
    return open_data.select(pl.col(name).cast(dtype) for name, dtype in VALUE_SCHEMA.items())


def sheet_extra(sources: Sources, node_modules: Path | None) -> dict[str, Any]:
    """What the broadsheet draws besides the page's figures: children by age, the map, standards, what went in."""
    year = CENSUS_YEAR if CENSUS_YEAR in sources.frozen.years else min(sources.frozen.years)
    names = {code: _short(area_words(code)) for code in sources.frozen.cities}
    return {
        "names": names,
        "common": _common(sources, names),
        "ages_year": year,
        "ages": _ages(sources.frozen, year),
        "map": drawn_map(_schools(sources.frozen), names, node_modules),
        "targets": targets(date(max(sources.frozen.years), 9, 1)),
        "returns": {"count": len(sources.frozen.returns), "hash": sources.frozen.hash},
        "catalogue": sources.catalogue.hash,
    }


def _common(sources: Sources, names: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """For each city a few of the catalogue's figures of its last year, in units of print: the panel of those of which no
    newspaper speaks, or of whose newspaper panel little is known."""
    made: list[dict[str, Any]] = []
    for city in sources.frozen.cities:
        year = max(y for c, y in sources.frozen.by_place if c == city)
        asked = [Asked(id, city, Period(year=year)) for id in COMMON if id in sources.catalogue]
        known = [a for a in sources.ask(asked) if a.value is not None]
        made.append(
            {
                "code": city,
                "name": names[city],
                "year": year,
                "figures": [_plain(a, sources.catalogue) for a in known[:4]],
            }
        )
    return made


def _plain(answer: Answer, known: Catalogue) -> dict[str, Any]:
    indicator = known[answer.asked.indicator_id]
    unit = {"share": "%", "fen": "yuan"}.get(indicator.unit, indicator.unit)
    assert answer.value is not None
    return {"id": indicator.id, "term": asdict(indicator.term), "unit": unit, "value": in_print(answer.value, unit)}


def _short(name: Words) -> dict[str, str]:
    """A city's name as maps write it."""
    return {"zh": name.zh.removesuffix("市"), "en": name.en.removesuffix(" City")}


def _ages(frozen: Frozen, year: int) -> Mapping[str, dict[str, int]]:
    """city → age → residents, from the statistical bureau's table."""
    source = frozen.source(POPULATION)
    if not source:
        return {}
    counted = read(
        f"SELECT city_code, age, CAST(SUM(person_count) AS BIGINT) AS persons FROM {source} "
        f"WHERE school_year = {year} AND age < 20 GROUP BY ALL ORDER BY ALL"
    )
    found: dict[str, dict[str, int]] = {}
    for city, age, persons in counted.iter_rows():
        found.setdefault(city, {})[str(age)] = persons
    return found


def _schools(frozen: Frozen) -> pl.DataFrame:
    """city_code, longitude, latitude of every institution of the latest year."""
    source = frozen.source(INSTITUTIONS)
    if not source:
        return pl.DataFrame(schema={"city_code": pl.String, "longitude": pl.Float64, "latitude": pl.Float64})
    return read(
        f"SELECT city_code, longitude, latitude FROM {source} WHERE school_year = {max(frozen.years)} "
        "ORDER BY city_code, institution_code"
    )


def _nothing_frozen(instance: Instance) -> Problem:
    return Problem(
        "publication.returns_frozen",
        Words("还没有冻结的年报，无数可发。", "No return is frozen yet: there is nothing to publish."),
        where=str(instance.returns),
        cure=Words(
            "先运行 xuezheng freeze；要看演示，运行 xuezheng demo。",
            "Run xuezheng freeze first; for the demonstration, xuezheng demo.",
        ),
    )


def _broken(label: str, folder: str, tables: list[str]) -> Problem:
    return Problem(
        "publication.returns_verify",
        Words(
            "冻结的年报与其清单不符，不能核定，未发布。",
            "A frozen return no longer matches its manifest: it cannot be certified, and nothing was published.",
        ),
        which=f"{label}: {', '.join(tables)}",
        where=folder,
        cure=Words(
            "从备份恢复这一文件夹；或更正登记册后重新冻结，成为新的一版。",
            "Restore the folder from a backup, or freeze a new revision from the register.",
        ),
    )


def release_now(instance: Instance, node_modules: Path | None, on: date, note: str = "") -> Release | None:
    """Verify the returns, make the content and publish it; None where nothing changed. Raises Refused."""
    sources = Sources.of(instance)
    sources.verify()
    kept = protected(sources, content(sources, node_modules), on, releases(instance)).content
    return publish(instance, kept, on, note, code_version())
