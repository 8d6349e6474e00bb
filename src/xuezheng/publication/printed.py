"""The printed values of the newspaper page: read here, and by nothing but publication and the demonstration.

`printed.csv` restates the facts of the page «各地教育改革成就巡礼» of four cities of Sichuan, one a row.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Printed:
    """One printed figure. `value` is in `unit` as printed (%, yuan); years are those of page README's reading."""

    id: str
    city_code: str
    system: str
    office: str
    kind: str  # counted, stated, doubtful
    term: str
    value: float
    unit: str
    qualifier: str  # exact, rounded, over, at_least, under
    from_year: int
    to_year: int
    window: str
    statistic: str
    scope: str
    note: str


@cache
def printed() -> dict[str, Printed]:
    """Every printed figure by its id, in the order of the page."""
    path = Path(__file__).with_name("printed.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        row["id"]: Printed(
            row["id"],
            row["city"],
            row["row"],
            row["office"],
            row["kind"],
            row["term"],
            float(row["value"]),
            row["unit"],
            row["qualifier"],
            int(row["from_year"]),
            int(row["to_year"]),
            row["window"],
            row["statistic"],
            row["scope"],
            row["note"],
        )
        for row in rows
    }
