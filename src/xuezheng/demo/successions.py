"""The registers' own records of institutions: themselves, how they looked over time, and the events between them."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from xuezheng.demo.plans import YEARS
from xuezheng.demo.world import World
from xuezheng.registers.lookup.sound import sound_of
from xuezheng.registers.models import Area, Campus, Institution, InstitutionVersion, Succession, SuccessionPart

RENAMED_SHARE = 0.015
OLD_ENDINGS = (
    ("小学", "小学校"),
    ("初级中学", "初中"),
    ("中学", "中学校"),
    ("幼儿园", "幼教中心"),
    ("九年制学校", "学校"),
)


def _summer_day(rng: np.random.Generator, year: int) -> date:
    return date(year, 7, 10) + timedelta(days=int(rng.integers(0, 45)))


def _old_name(name: str) -> str | None:
    for ending, old in OLD_ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending) + old
    return None


def changes(world: World) -> list[dict[str, Any]]:
    """Every change that is not an end: institution_id, day, kind (renamed, converted, flagged), what it was before."""
    rng = world.rng("changes")
    found: list[dict[str, Any]] = []
    state = world.kindergartens.with_columns(
        was_private=pl.col("is_private").shift(1).over("institution_id"),
        was_inclusive=pl.col("is_inclusive").shift(1).over("institution_id"),
    ).filter((pl.col("was_private") != pl.col("is_private")) | (pl.col("was_inclusive") != pl.col("is_inclusive")))
    for r in state.iter_rows(named=True):
        kind = "converted" if r["was_private"] != r["is_private"] else "flagged"
        before = {"organiser": "999" if r["was_private"] else "831", "is_inclusive": r["was_inclusive"]}
        found.append(
            {"institution_id": r["institution_id"], "day": _summer_day(rng, r["year"]), "kind": kind, **before}
        )
    schools = world.institutions.filter(
        (pl.col("opening_year") == YEARS[0]) & ~pl.col("school_type").is_in(["411", "414"])
    )
    taken = set(world.institutions["name"].to_list())
    drawn = rng.random(schools.height) < RENAMED_SHARE
    for r, is_drawn in zip(schools.iter_rows(named=True), drawn, strict=True):
        old = _old_name(r["name"])
        year = int(rng.integers(2018, 2025))
        if is_drawn and old and old not in taken and (not r["closing_year"] or year < r["closing_year"]):
            taken.add(old)
            found.append({"institution_id": r["id"], "day": _summer_day(rng, year), "kind": "renamed", "name": old})
    found.sort(key=lambda c: (c["institution_id"], c["day"]))
    for before, after in pairwise(found):
        if before["institution_id"] == after["institution_id"] and after["day"] <= before["day"]:
            after["day"] = before["day"] + timedelta(days=1)  # one version begins on a day
    return found


def _versions(world: World, changed: list[dict[str, Any]]) -> pl.DataFrame:
    """From the latest state backwards: each change ends the version that was before it."""
    by_school: dict[int, list[dict[str, Any]]] = {}
    for change in changed:
        by_school.setdefault(change["institution_id"], []).append(change)
    rows: list[dict[str, Any]] = []
    for r in world.institutions.iter_rows(named=True):
        state = {k: r[k] for k in ("name", "organiser", "urban_rural", "is_inclusive")}
        ended = r["closed_on"]
        own: list[dict[str, Any]] = []
        for change in sorted(by_school.get(r["id"], []), key=lambda c: c["day"], reverse=True):
            own.append({**state, "started_on": change["day"], "ended_on": ended})
            ended = change["day"]
            state = {**state, **{k: v for k, v in change.items() if k in state}}
        own.append({**state, "started_on": r["opened_on"], "ended_on": ended})
        same = {"institution_id": r["id"], "school_type": r["school_type"], "town_id": r["town_code"]}
        rows += [{**same, **version} for version in reversed(own)]
    frame = pl.DataFrame(rows, schema_overrides={"ended_on": pl.Date})
    return frame.with_columns(pinyin=pl.Series([sound_of(name) for name in frame["name"]]))


def _events(world: World, changed: list[dict[str, Any]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Events and their parts, in the order of days."""
    found: list[tuple[date, int, str, str, list[tuple[int, str, bool]]]] = []
    for r in world.institutions.iter_rows(named=True):
        me, receiver = r["id"], r["receiver_id"]
        if r["opening_year"] > YEARS[0]:
            found.append((r["opened_on"], me, "opened", "新建校园建成投用", [(me, "after", False)]))
        if r["closed_on"] and receiver:
            parts = [(me, "before", True), (receiver, "before", False), (receiver, "after", False)]
            found.append((r["closed_on"], me, "merged", "学校布局调整", parts))
        elif r["closed_on"]:
            found.append((r["closed_on"], me, "closed", "生源减少", [(me, "before", True)]))
    reasons = {"converted": "民办园转为公办园", "renamed": "规范校名"}
    for change in changed:
        if change["kind"] in reasons:
            me = change["institution_id"]
            found.append(
                (
                    change["day"],
                    me,
                    change["kind"],
                    reasons[change["kind"]],
                    [(me, "before", False), (me, "after", False)],
                )
            )
    found.sort(key=lambda event: (event[0], event[1], event[2]))
    events = pl.DataFrame(
        [(i, kind, day, reason) for i, (day, _, kind, reason, _) in enumerate(found, start=1)],
        schema=["id", "kind", "occurred_on", "reason"],
        orient="row",
    )
    parts = pl.DataFrame(
        [(i, *part) for i, (*_, own) in enumerate(found, start=1) for part in own],
        schema=["event_id", "institution_id", "side", "ends"],
        orient="row",
    )
    return events, parts


def _approvals(world: World) -> list[date | None]:
    """Colleges were approved in the spring before they opened; so many of Suining in the printed year, none besides."""
    approved: list[date | None] = []
    for kind, opened in world.institutions.select("school_type", "opened_on").iter_rows():
        approved.append(date(opened.year, 5, 24) if kind in ("411", "414") else None)
    return approved


def _addresses(world: World) -> pl.Series:
    """An invented street and number in the township of each institution."""
    names = dict(world.all(Area).select("code", "name").iter_rows())
    found = world.institutions.select("id", "town_code").iter_rows()
    return pl.Series([f"{names[town[:6]]}{names[town]}学府路{number * 7 % 200 + 1}号" for number, town in found])


def build(world: World) -> None:
    """Institutions, versions, campuses (one each) and events."""
    found = world.institutions
    changed = changes(world)
    world.add(
        Institution,
        found.select("id", "code", "county_code", "opened_on", "closed_on").with_columns(
            approved_on=pl.Series(_approvals(world), dtype=pl.Date), is_synthetic=True
        ),
    )
    world.add(InstitutionVersion, _versions(world, changed))
    world.add(
        Campus,
        found.select(
            "longitude",
            "latitude",
            id="campus_id",
            institution_id="id",
            town_id="town_code",
            started_on="opened_on",
            ended_on="closed_on",
            number=pl.lit(1),
        ).with_columns(address=_addresses(world)),
    )
    events, parts = _events(world, changed)
    world.add(Succession, events)
    world.add(SuccessionPart, parts)
