"""Door lists, admission tickets (准考证), seat slips and room packs as PDF, set by Typst in faces from npm packages."""

from collections.abc import Mapping, Sequence
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
}


def printed(
    seats: pl.DataFrame, layouts: Mapping[str, str], kind: str, title: str, foot: str, node_modules: Path, english: bool
) -> bytes:
    """One PDF of the sheets of these rooms. `seats` as plan.seating makes them; `foot` stands under every page."""
    rooms = [
        room_of(str(name), part.sort("seat"), layouts[str(name)])
        for (name,), part in seats.group_by("room", maintain_order=True)
    ]
    given = {"kind": kind, "title": title, "foot": foot, "english": english, "rooms": rooms}
    return typeset(TEMPLATE, "sheets", given, node_modules)


def room_of(name: str, part: pl.DataFrame, layout: str) -> dict[str, Any]:
    """A room as the template reads it: its rows, and the seat numbers as they stand, the front first."""
    rows = part.select("seat", "ticket", "name", "school", "number").to_dicts()
    return {"site": part["site"][0] or "", "place": part["place"][0] or name, "rows": rows, "grid": standing(layout)}


def standing(layout: str) -> Sequence[Sequence[int]]:
    """Seat numbers by row and column, the front row first, 0 where there is none."""
    seats = seats_of(layout)
    number = {seat: n for n, seat in enumerate(seats, start=1)}
    columns, rows = (max(s[k] for s in seats) + 1 for k in (0, 1))
    return [[number.get((c, r), 0) for c in range(columns)] for r in range(rows)]
