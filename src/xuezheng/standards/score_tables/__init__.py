"""Tables that turn a measure into a score: one CSV with its YAML (document, weights, from when) for each edition."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from xuezheng.ground.words import Words
from xuezheng.standards.reading import read_yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """An edition of a table. `limits`: (measure, sex, grade) → rows (score or name of a bound, limit), as printed; `about`:
    weights, bonus and what else the edition settles."""

    id: str
    document: Words
    verification: str
    from_on: date
    limits: Mapping[tuple[str, str, str], tuple[tuple[str, float], ...]]
    about: Mapping[str, Any]


@cache
def editions(name: str) -> tuple[ScoreTable, ...]:
    """All editions of a table, the oldest first."""
    found: list[ScoreTable] = []
    for path in sorted(FOLDER.glob(f"{name}_*.yaml")):
        about = read_yaml(path)
        limits: dict[tuple[str, str, str], list[tuple[str, float]]] = {}
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                item, sex, score = row.pop("item"), row.pop("sex"), row.pop("score")
                for grade, limit in row.items():
                    if limit:
                        limits.setdefault((item, sex, grade), []).append((score, float(limit)))
        frozen = {key: tuple(rows) for key, rows in limits.items()}
        document, from_on = Words(**about.pop("document")), about.pop("from_on")
        found.append(ScoreTable(path.stem, document, about.pop("verification"), from_on, frozen, about))
    return tuple(sorted(found, key=lambda one: one.from_on))


def score_table(name: str, on: date) -> ScoreTable:
    """The edition that held on a day. Raises LookupError where there was none."""
    held = [one for one in editions(name) if one.from_on <= on]
    if not held:
        raise LookupError(f"No edition of the table {name} held on {on}.")
    return held[-1]
