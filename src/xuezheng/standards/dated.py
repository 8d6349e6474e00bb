"""Dated values of the standards, and how to look one up.

An entry is one value of one rule from one day on, in one area. A later entry of the same id and area replaces the
earlier from its own day on; the entry of the smallest area that holds the place goes before those of larger ones.
"""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from xuezheng.engine.instance import Instance
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words
from xuezheng.standards.reading import read_yaml

Verification = Literal["two_sources", "single_source", "memory", "derived"]
VERIFICATIONS = ("two_sources", "single_source", "memory", "derived")
NATION = "000000"
FOLDER = Path(__file__).with_name("values")


@dataclass(frozen=True, slots=True)
class Standard:
    """One value of a rule: `value` in `unit`, from `from_on` on (until `to_on`, that day included, if it ends).

    `checked_on` is the day on which somebody last compared it with its document; `verification` says how well.
    """

    id: str
    term: Words
    value: float
    unit: str
    area: str
    from_on: date
    to_on: date | None
    document: Words
    article: str
    verification: Verification
    checked_on: date
    note: str = ""
    is_local: bool = False  # set by the instance (overrides.py)

    def holds(self, on: date, area: str) -> bool:
        """Whether the value holds on a day at a place."""
        inside = area_prefix(area).startswith(area_prefix(self.area))
        return inside and self.from_on <= on and (self.to_on is None or on <= self.to_on)


class NoSuchStandard(LookupError):
    """No entry of the id holds on the day at the place."""


def _standard(id: str, written: dict[str, Any], shared: dict[str, Any]) -> Standard:
    made = {**shared, **written}
    verification = made["verification"]
    if verification not in VERIFICATIONS:
        raise ValueError(f"The verification of {id} must be one of {', '.join(VERIFICATIONS)}. Got {verification!r}.")
    return Standard(
        id,
        Words(**made["term"]),
        made["value"],
        made["unit"],
        str(made.get("area", NATION)),
        made["from_on"],
        made.get("to_on"),
        Words(**made["document"]),
        str(made.get("article", "")),
        verification,
        made["checked_on"],
        str(made.get("note", "")),
    )


@cache
def shipped() -> tuple[Standard, ...]:
    """All entries of our own files, by id, area and first day."""
    found: list[Standard] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        content = cast(dict[str, dict[str, Any]], read_yaml(path))
        for id, about in content.items():
            shared = {key: part for key, part in about.items() if key != "values"}
            found.extend(_standard(id, written, shared) for written in about["values"])
    return tuple(sorted(found, key=lambda s: (s.id, s.area, s.from_on)))


def version() -> tuple[Path, int]:
    """What the entries hang on: the instance's own file of them, and when it was written (0 where there is none)."""
    path = Instance.here().home / "standards.yaml"
    return path, path.stat().st_mtime_ns if path.exists() else 0


def every() -> tuple[Standard, ...]:
    """All entries, with what the instance sets itself (`standards.yaml` in its folder) in their place."""
    return _with_local(*version())


@lru_cache(maxsize=8)
def _with_local(path: Path, changed_at: int) -> tuple[Standard, ...]:
    from xuezheng.standards.overrides import overridden  # which needs this module

    return overridden(shipped(), path) if changed_at else shipped()


@lru_cache(maxsize=8)
def _by_id(path: Path, changed_at: int) -> dict[str, tuple[Standard, ...]]:
    found: dict[str, list[Standard]] = {}
    for one in _with_local(path, changed_at):
        found.setdefault(one.id, []).append(one)
    return {id: tuple(entries) for id, entries in found.items()}


def history(id: str) -> tuple[Standard, ...]:
    """Every entry of an id. Raises NoSuchStandard where there is none."""
    found = _by_id(*version()).get(id, ())
    if not found:
        known = sorted({s.id for s in every()})
        near = get_close_matches(id, known, n=5) or known
        raise NoSuchStandard(f"No standard has the id {id!r}. Those there are: {', '.join(near)}.")
    return found


def entry(id: str, *, on: date, area: str = NATION) -> Standard:
    """The entry that holds on a day at a place. Raises NoSuchStandard where none does."""
    held = [s for s in history(id) if s.holds(on, area)]
    if not held:
        known = "; ".join(f"{s.area} from {s.from_on}" for s in history(id))
        raise NoSuchStandard(f"The standard {id} has no value for {area} on {on}. It has: {known}.")
    return max(held, key=lambda s: (len(area_prefix(s.area)), s.from_on))


def value(id: str, *, on: date, area: str = NATION) -> float:
    """The value that holds on a day at a place, in the unit of its entry."""
    return entry(id, on=on, area=area).value
