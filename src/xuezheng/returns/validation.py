"""Collecting a return's tables and judging them: by their schemas, then by the offices' checks. Writes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from xuezheng.engine.offices import Check, Office, ReturnScope, last_year
from xuezheng.engine.tables import PLACE_COLUMNS, Table
from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import read_once

ROWS_LISTED = 20  # of each rule that is broken
Frames = Mapping[str, pl.DataFrame]
Last = Callable[[Table], pl.DataFrame | None]


@dataclass(frozen=True)
class Finding:
    """A rule that is broken, and the rows that break it."""

    rule: str
    sentence: Words
    severity: str  # error, warning
    where: str  # the table
    rows: pl.DataFrame
    cure: Words | None = None

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    def problems(self, limit: int = ROWS_LISTED) -> list[Problem]:
        """The broken rows one by one, as far as `limit`; the last says how many more there are."""
        listed = [
            Problem(self.rule, self.sentence, which=_which(row), where=self.where, got=_got(row), cure=self.cure)
            for row in self.rows.head(limit).iter_rows(named=True)
        ]
        if self.rows.height > limit:
            more = f"{self.rows.height - limit:,}"
            words = Words(f"同一规则还有 {more} 行不合。", f"{more} more rows break the same rule.")
            listed.append(Problem(self.rule, words, where=self.where))
        return listed


def _which(row: Mapping[str, object]) -> str:
    return str(row.get("institution_code") or row.get("county_code") or row.get("city_code") or "")


def _got(row: Mapping[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in row.items() if name not in PLACE_COLUMNS)


def all_tables(offices: Sequence[Office]) -> dict[str, Table]:
    """Every declared table by name. Raises ValueError where two offices declare one name."""
    tables: dict[str, Table] = {}
    for office in offices:
        for name, collected in office.collectors.items():
            if name in tables:
                raise ValueError(f"Table {name} must be declared by one office. {office.name} declares it again.")
            tables[name] = collected.table
    return tables


def left_out(scope: ReturnScope, offices: Sequence[Office], frames: Frames) -> list[str]:
    """The tables without rows that were not reported, or whose register the city does not keep, in their order."""
    empty = [(name, one) for office in offices for name, one in office.collectors.items() if frames[name].is_empty()]
    return [name for name, one in empty if one.is_held is None or not one.is_held(scope)]


def collect(scope: ReturnScope, offices: Sequence[Office]) -> dict[str, pl.DataFrame]:
    """The frames of every declared table, by name. Raises ValueError where a collector gives other columns."""
    frames: dict[str, pl.DataFrame] = {}
    for office in offices:
        for name, one in office.collectors.items():
            frame = one.collect(scope)
            if dict(frame.schema) != one.table.dtypes:
                odd = sorted(set(frame.schema.items()) ^ set(one.table.dtypes.items()), key=str)
                raise ValueError(f"The collector of {name} must give the columns of its table. Differs in {odd}.")
            frames[name] = frame
    return frames


def validate(scope: ReturnScope, offices: Sequence[Office], frames: Frames, last: Last) -> list[Finding]:
    """Every rule that the frames break: schemas first, then checks, in the order of the offices.

    `last` gives a table as frozen for the year before, or None.
    """
    findings: list[Finding] = []
    for name, table in all_tables(offices).items():
        findings += schema_findings(table, frames[name])
    for office in offices:
        for check in office.checks:
            finding = check_finding(check, frames, last)
            if finding:
                findings.append(finding)
    return findings


def schema_findings(table: Table, frame: pl.DataFrame) -> list[Finding]:
    """Rows whose values are not of the table's schema, by column and constraint."""
    if frame.is_empty() or table.schema.is_valid(frame):
        return []
    details = table.schema.filter(frame).failure.details()
    findings: list[Finding] = []
    for rule in (name for name in details.columns if "|" in name):
        column, constraint = rule.split("|", 1)
        broken = details.filter(pl.col(rule).cast(pl.String) == "invalid")
        if broken.height:
            seen = [c for c in dict.fromkeys((*PLACE_COLUMNS, *table.key, column)) if c in broken.columns]
            sentence = Words(
                f"“{column}”的值不合表的格式（{constraint}）。",
                f"The value of {column} is not what the table asks for ({constraint}).",
            )
            findings.append(Finding(f"schema.{rule}", sentence, "error", table.name, broken.select(seen)))
    return findings


def check_finding(check: Check, frames: Frames, last: Last) -> Finding | None:
    """What breaks a check, or None; None too where it needs a year before that is not frozen."""
    read = {table.name: frames[table.name] for table in check.tables}
    for table in check.last_tables:
        before = last(table)
        if before is None:
            return None
        read[last_year(table)] = before
    broken = check.broken(read)
    if broken.is_empty():
        return None
    where = ", ".join(table.name for table in check.tables)
    return Finding(check.name, check.sentence, check.severity, where, broken, check.cure)


def validated(
    scope: ReturnScope, offices: Sequence[Office], last: Last
) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """Collect and judge in one go."""
    with read_once():
        frames = collect(scope, offices)
    return frames, validate(scope, offices, frames, last)
