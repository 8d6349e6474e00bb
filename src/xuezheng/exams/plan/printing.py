"""Door lists, admission tickets (准考证), seat slips and room packs as PDF, set by Typst in faces from npm packages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from xuezheng.exams.rules.layouts import seats_of
from xuezheng.ground.words import Words
from xuezheng.screens.formats.pdf import typeset

TEMPLATE: Final = Path(__file__).with_name("sheets.typ")
SHEETS: Final[Mapping[str, Words]] = {
    "door": Words("考场门贴", "Door lists"),
    "tickets": Words("准考证", "Admission tickets"),
    "slips": Words("座位条", "Seat slips"),
    "pack": Words("考场资料袋", "Room packs"),
    "statistics": Words("考点统计表", "Statistics of the site"),
}


@dataclass(frozen=True)
class About:
    """What stands on every sheet: the exam's title, a line at the foot, its sessions (paper, day, hours), the names of sites."""

    title: str
    foot: str
    english: bool = False
    sessions: Sequence[Sequence[str]] = ()
    site_names: Mapping[str, str] = field(default_factory=dict[str, str])

    def as_dict(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "foot": self.foot,
            "english": self.english,
            "sessions": [list(s) for s in self.sessions],
        }


def printed(
    seats: pl.DataFrame, layouts: Mapping[str, str], kind: str, about: About, node_modules: Path, absent: Mapping[str, Sequence[str]] | None = None
) -> bytes:  # fmt: skip
    """One PDF of the sheets of these rooms. `seats` as plan.seating makes them, in the order of the sheets; `absent`, for
    statistics, who was absent by session."""
    rooms = [
        room_of(str(name), part if kind == "own" else part.sort("seat"), layouts[str(name)], about.site_names)
        for (name,), part in seats.group_by("room", maintain_order=True)
    ]
    if kind == "own":  # one school's tickets, in the order of its pupils
        rooms = [{**room_of("", seats, "1", about.site_names), "rows": own_rows(seats, about.site_names)}]
    given = {
        **about.as_dict(),
        "kind": "tickets" if kind == "own" else kind,
        "rooms": rooms,
        "absent": {k: len(v) for k, v in (absent or {}).items()},
    }
    return typeset(TEMPLATE, "sheets", given, node_modules)


def site_words(site: str, names: Mapping[str, str]) -> str:
    """A site by its code and, where it is known, its name."""
    return f"{site} {names[site]}" if names.get(site) else site


def own_rows(seats: pl.DataFrame, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Candidates with the site and room of each."""
    rows = seats.select("seat", "ticket", "name", "school", "number", "site", "place").to_dicts()
    return [{**row, "site": site_words(row["site"] or "", names)} for row in rows]


def room_of(name: str, part: pl.DataFrame, layout: str, names: Mapping[str, str]) -> dict[str, Any]:
    """A room as the template reads it: its rows, and the seat numbers as they stand, the front first."""
    rows = part.select("seat", "ticket", "name", "school", "number").to_dicts()
    return {
        "site": site_words(part["site"][0] or "", names), "code": part["site"][0] or "", "place": part["place"][0] or name, "rows": rows, "grid": standing(layout),
        "schools": part["school"].n_unique(), "most": int(part["school"].value_counts()["count"].max() or 0),  # type: ignore[arg-type]
    }  # fmt: skip


def standing(layout: str) -> Sequence[Sequence[int]]:
    """Seat numbers by row and column, the front row first, 0 where there is none."""
    seats = seats_of(layout)
    number = {seat: n for n, seat in enumerate(seats, start=1)}
    columns, rows = (max(s[k] for s in seats) + 1 for k in (0, 1))
    return [[number.get((c, r), 0) for c in range(columns)] for r in range(rows)]
