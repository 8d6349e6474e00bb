"""What changed between two releases: figure by figure of the page, and indicator by indicator of the catalogue. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.publication.entry import Entry

Kind = Literal["value", "verdict", "definition", "doubts", "added", "removed", "figures"]
CELL = ["indicator_id", "level", "place_code", "school_year"]

KIND_WORDS: dict[str, Words] = {
    "value": Words("数值更正", "value corrected"),
    "verdict": Words("与见报数的比较改变", "comparison with print changed"),
    "definition": Words("口径或公式改变", "definition or formula changed"),
    "doubts": Words("存疑有增减", "doubts changed"),
    "added": Words("新增", "added"),
    "removed": Words("撤下", "removed"),
    "figures": Words("各地数值有更正", "values of places corrected"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `scope` "row": a figure of the page; "indicator": one of the catalogue. `cell_count`: places × years."""

    scope: Literal["row", "indicator"]
    id: str
    kind: Kind
    term: Words
    unit: str = ""
    before: float | str | None = None
    after: float | str | None = None
    cell_count: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Change":
        return cls(**{**content, "term": Words(**content["term"])})


def changes_of_rows(before: Sequence[Entry], after: Sequence[Entry]) -> list[Change]:
    """The changes of the page's figures, in the order of the newer page; one figure may change in several ways."""
    old = {entry.id: entry for entry in before}
    new = {entry.id: entry for entry in after}
    found = [change for entry in after for change in _row(old.get(entry.id), entry)]
    found += [Change("row", e.id, "removed", e.term, e.unit, before=e.computed) for e in before if e.id not in new]
    return found


def _row(old: Entry | None, new: Entry) -> list[Change]:
    if old is None:
        return [Change("row", new.id, "added", new.term, new.unit, after=new.computed)]
    found: list[Change] = []
    if old.computed != new.computed:
        found.append(Change("row", new.id, "value", new.term, new.unit, old.computed, new.computed))
    if old.agrees is not new.agrees:
        found.append(Change("row", new.id, "verdict", new.term, "", _verdict(old.agrees), _verdict(new.agrees)))
    if _defined(old) != _defined(new):
        found.append(Change("row", new.id, "definition", new.term, "", _defined(old), _defined(new)))
    rules = [tuple(sorted((d.rule, d.is_open) for d in entry.doubts)) for entry in (old, new)]
    if rules[0] != rules[1]:
        found.append(Change("row", new.id, "doubts", new.term, "", len(old.open_doubts), len(new.open_doubts)))
    return found


def _verdict(agrees: bool | None) -> str:
    return "unknown" if agrees is None else "agrees" if agrees else "differs"


def _defined(entry: Entry) -> str:
    return entry.definition.hash[:8] if entry.definition else ""


def changes_of_figures(
    before: pl.DataFrame, after: pl.DataFrame, old_hashes: Mapping[str, str], new_hashes: Mapping[str, str],
    terms: Mapping[str, Words],
) -> list[Change]:  # fmt: skip
    """The changes of the catalogue's indicators: definitions by hash, and how many values of places and years moved.

    The frames have the columns indicator_id, level, place_code, school_year, value, state.
    """
    found: list[Change] = []
    moved = _moved(before, after)
    for id in sorted({*old_hashes, *new_hashes}):
        term = terms.get(id, Words(id, id))
        old, new = old_hashes.get(id), new_hashes.get(id)
        if old is None or new is None:
            found.append(Change("indicator", id, "added" if old is None else "removed", term))
            continue
        if old != new:
            found.append(Change("indicator", id, "definition", term, "", old[:8], new[:8]))
        if moved.get(id):
            found.append(Change("indicator", id, "figures", term, cell_count=moved[id]))
    return found


def _moved(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, int]:
    """indicator → how many of its values differ, came or went."""
    if before.is_empty() or after.is_empty():
        return {}
    old, new = (frame.select(*CELL, "value", "state") for frame in (before, after))
    joined = old.join(new, on=CELL, how="full", coalesce=True, suffix="_after", nulls_equal=True)
    differs = pl.col("value").ne_missing(pl.col("value_after")) | pl.col("state").ne_missing(pl.col("state_after"))
    counted = joined.filter(differs).group_by("indicator_id").len()
    return dict(counted.iter_rows())
