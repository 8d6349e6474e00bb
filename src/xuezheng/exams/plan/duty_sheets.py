"""Invigilators' duties as PDF: lists by site and session to be signed, and a slip for each person."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from xuezheng.exams.plan.printing import About, site_words
from xuezheng.ground.words import Words
from xuezheng.screens.formats.pdf import typeset

TEMPLATE: Final = Path(__file__).with_name("duties.typ")
SHEETS: Final[Mapping[str, Words]] = {
    "duties": Words("监考安排表", "Duty lists"),
    "people": Words("监考通知", "Duty slips"),
}


def printed(duties: pl.DataFrame, kind: str, about: About, node_modules: Path) -> bytes:
    """Duties (session, site, room, turn, staff, name, school) of one site as PDF."""
    days = {str(paper): f"{on} {hours}".strip() for paper, on, hours in about.sessions}
    order = {str(s[0]): k for k, s in enumerate(about.sessions)}
    duties = duties.with_columns(
        pl.col("session").replace_strict(order, default=len(order), return_dtype=pl.Int64).alias("at"), pl.col("name").fill_null(""), pl.col("site").fill_null("")
    ).sort("at", "session", "site", "room", "turn")  # fmt: skip
    given: dict[str, Any] = {**about.as_dict(), "kind": kind}
    if kind == "duties":
        given["parts"] = [
            {"session": session, "day": days.get(str(session), ""), "site": site_words(str(site), about.site_names), "rooms": rooms_of(part)}
            for (session, site), part in duties.group_by("session", "site", maintain_order=True)
        ]  # fmt: skip
    else:
        given["people"] = [
            person_of(part, days, about)
            for _, part in duties.sort("school", "staff", maintain_order=True).group_by("staff", maintain_order=True)
        ]
    return typeset(TEMPLATE, "duties", given, node_modules)


def rooms_of(part: pl.DataFrame) -> list[dict[str, str]]:
    """Each room with its two."""
    found: list[dict[str, str]] = []
    for (room,), pair in part.group_by("room", maintain_order=True):
        first, second = (pair.filter(pl.col("turn").cast(pl.Int64) == turn) for turn in (1, 2))
        row = {"room": str(room)}
        for name, one in (("first", first), ("second", second)):
            row[name] = (one["name"][0] or one["staff"][0]) if one.height else "—"
            row[f"{name}_school"] = one["school"][0] if one.height else ""
        found.append(row)
    return found


def person_of(part: pl.DataFrame, days: Mapping[str, str], about: About) -> dict[str, Any]:
    """A person with all duties."""
    rows = [
        {"session": d["session"], "day": days.get(d["session"], ""), "room": d["room"]}
        for d in part.iter_rows(named=True)
    ]  # fmt: skip
    sites = [site_words(site, about.site_names) for site in part["site"].unique(maintain_order=True)]
    return {
        "staff": part["staff"][0],
        "name": part["name"][0],
        "school": part["school"][0],
        "duties": rows,
        "sites": sites,
    }
