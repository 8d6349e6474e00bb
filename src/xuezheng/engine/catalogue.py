"""The catalogue: every indicator of every office by its id, checked as a whole."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xuezheng.engine.compiling import SqlStore
from xuezheng.engine.figures import Indicator, Measure
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import Office
from xuezheng.engine.tables import Table
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import sha256_of
from xuezheng.ground.words import Words


@dataclass(frozen=True)
class Catalogue:
    """Indicators by id. `sql` keeps their compiled measures."""

    indicators: Mapping[str, Indicator]
    sql: SqlStore = field(default_factory=SqlStore)

    def __getitem__(self, indicator_id: str) -> Indicator:
        """An indicator by its id. Raises Refused where there is none, naming those that are near."""
        if indicator_id not in self.indicators:
            raise Refused([_no_such_indicator(indicator_id, self.indicators)])
        return self.indicators[indicator_id]

    def __contains__(self, indicator_id: object) -> bool:
        return indicator_id in self.indicators

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators.values())

    def __len__(self) -> int:
        return len(self.indicators)

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The frozen tables that indicators read, by name."""
        return {m.table.name: m.table for i in self for m in measures(i)}

    def definition_hash(self, indicator_id: str) -> str:
        """A hash of what is computed: id, version, constants and the compiled SQL of both measures."""
        return self._definition_hashes[indicator_id]

    @cached_property
    def _definition_hashes(self) -> dict[str, str]:
        return {i.id: sha256_of(self._definition(i)) for i in self}

    def _definition(self, indicator: Indicator) -> dict[str, object]:
        parts: list[object] = []
        for measure in measures(indicator):
            compiled = self.sql.of(measure)
            table = f"{measure.table.name}@{measure.table.version}"
            if measure.table.reported_by:
                table += f" reported by each {measure.table.reported_by}"
            known = compiled.known
            parts.append([table, compiled.value, compiled.where, known, measure.lag_years, measure.date_column])
        return {
            "id": indicator.id,
            "version": indicator.version,
            "unit": indicator.unit,
            "change": indicator.change,
            "multiplier": indicator.multiplier,
            "measures": parts,
        }

    @cached_property
    def hash(self) -> str:
        """A hash of every definition."""
        return sha256_of(self._definition_hashes)


def measures(indicator: Indicator) -> tuple[Measure, ...]:
    """The numerator and, where there is one, the denominator."""
    return (indicator.numerator,) if indicator.denominator is None else (indicator.numerator, indicator.denominator)


def is_population(table: Table) -> bool:
    """True for a stock that belongs to areas, not to institutions: a filter on schools does not narrow it."""
    return table.kind == "stock" and "institution_code" not in table.key


def _no_such_indicator(indicator_id: str, known: Mapping[str, Indicator]) -> Problem:
    import difflib

    near = difflib.get_close_matches(indicator_id, list(known), 3, 0.5)
    return Problem(
        "figures.indicator_exists",
        Words("指标目录中没有这一指标。", "The catalogue has no such indicator."),
        which=indicator_id,
        cure=Words("相近的有：" + "、".join(near), "Near to it: " + ", ".join(near))
        if near
        else Words("用 xuezheng figures --list 列出目录。", "List the catalogue with xuezheng figures --list."),
    )


def sql_store(instance: Instance) -> SqlStore:
    """The compiled SQL kept in an instance."""
    return SqlStore(instance.figures / "compiled.json")


def catalogue(offices: Iterable[Office], sql: SqlStore | None = None) -> Catalogue:
    """Every indicator the offices declare.

    Raises ValueError where an id stands twice, or a filter names a column that a measure's table lacks.
    """
    found: dict[str, Indicator] = {}
    for office in offices:
        for indicator in office.indicators:
            if indicator.id in found:
                raise ValueError(
                    f"Indicator {indicator.id} is declared twice: by {found[indicator.id].office} and {office.name}."
                )
            found[indicator.id] = indicator
            _check(indicator)
    return Catalogue(found, sql or SqlStore())


def _check(indicator: Indicator) -> None:
    for position, measure in enumerate(measures(indicator)):
        if position and is_population(measure.table):
            continue
        lacking = [column for column in indicator.filters if column not in measure.table.columns]
        if lacking:
            raise ValueError(
                f"Filters of {indicator.id} must be columns of {measure.table.name}. Not there: {', '.join(lacking)}."
            )
        if measure.dated_by and measure.dated_by not in measure.table.columns:
            raise ValueError(
                f"{measure.table.name} has no column {measure.dated_by}, by which {indicator.id} is dated."
            )
