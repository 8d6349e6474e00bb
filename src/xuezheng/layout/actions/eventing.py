"""What adopting a version writes into the register, event by event: schools that open, grow, turn, give up a stage, merge, close."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import Shown
from xuezheng.layout.models.adopting import next_code
from xuezheng.layout.plan.describing import ENDING, Move
from xuezheng.layout.rules.planning import (
    POINT_TYPE,
    TYPE_OF_STAGE,
    TYPE_WITHOUT,
    begins_on,
    institution_code,
    stages_of,
)
from xuezheng.registers.actions import Asked, Described, described_now, institution_of
from xuezheng.registers.rules import CATEGORY_OF_TYPE
from xuezheng.standards import value

ORDER: Final = ("opened", "extended", "converted", "merged", "closed")  # of one day
PROVINCE: Final = slice(0, 2)


@dataclass(frozen=True)
class Event:
    """An event of the register that a version asks for. `codes`: the schools it is of; `into`: who receives, "" for nobody."""

    move: Move
    asked: Asked
    codes: tuple[str, ...]
    into: str


@dataclass(frozen=True)
class Coded:
    """A school that needs a code: it opens, or changes its category. `key`: its code in the plan."""

    key: str
    name: str
    school_type: str
    suggested: str


def _type_after(here: Shown, move: Move) -> str:
    """The type a school has after a move, "" where it stays."""
    site = here.made.sites.row(move.site, named=True)
    own = _stage_of(here, move.site)
    if move.action == "point":
        return POINT_TYPE
    if move.action == "dropped":
        return TYPE_WITHOUT.get((str(site["school_type"]), own), "")
    if move.action == "convert":
        return TYPE_OF_STAGE["junior" if own == "primary" else "primary"]
    return TYPE_OF_STAGE[own] if move.action == "opened" else ""


def _stage_of(here: Shown, base: int) -> str:
    serves = str(here.made.sites["serves"][base])
    if serves:
        return "junior" if "junior" in serves.split(",") else "primary"
    return stages_of(here.plan.stage)[0]


def to_code(here: Shown) -> list[Coded]:
    """The schools that need a code, each with the next one that is free."""
    found: list[Coded] = []
    taken: dict[str, int] = {}
    for move in here.moves:
        key, kind = str(here.made.sites["site_code"][move.site]), _type_after(here, move)
        if not kind or (move.action != "opened" and CATEGORY_OF_TYPE[kind] == institution_code(key)[:2]):
            continue
        prefix = CATEGORY_OF_TYPE[kind] + here.plan.county_code[PROVINCE]
        taken[prefix] = taken.get(prefix, -1) + 1
        found.append(Coded(key, str(here.made.sites["site_name"][move.site]), kind, next_code(prefix, taken[prefix])))
    return found


def code_problems_of(here: Shown, codes: dict[str, str]) -> list[Problem]:
    """Schools that lack a code. What is wrong with one is said by the register."""
    lacking = [one for one in to_code(here) if not codes.get(one.key, "").strip()]
    cure = Words("填上级给的标识码；可先用建议的号。", "Give the code it was allotted; the one suggested is free.")
    return [
        Problem(
            "layout.adopt.code", Words(f"{one.name}须有标识码", f"{one.name} needs a code"), which=one.key, cure=cure
        )
        for one in lacking
    ]


def events_of(here: Shown, codes: dict[str, str] | None = None) -> list[Event]:
    """What adopting a version would write, in the order of days; schools that merge into the same one on a day are one event.

    Where `codes` lacks one, the next that is free stands for it.
    """
    given = {one.key: one.suggested for one in to_code(here)} | {
        k: v.strip() for k, v in (codes or {}).items() if v.strip()
    }
    keys = here.made.sites["site_code"].to_list()

    def code_of(base: int) -> str:
        return institution_code(keys[base]) or given.get(keys[base], "")

    found: list[Event] = []
    merging: dict[tuple[int, int], list[Move]] = {}
    for move in here.moves:
        if move.action == "merged":
            merging.setdefault((move.year, move.into), []).append(move)
        elif move.action != "receives":
            found += _events(here, move, code_of, given.get(keys[move.site], ""))
    for (year, into), moves in merging.items():
        ending = tuple(code_of(m.site) for m in moves)
        values = {"codes": list(ending), "into": code_of(into), "name": ""}
        found.append(Event(moves[0], Asked("merged", begins_on(year), values), ending, code_of(into)))
    return sorted(found, key=lambda e: (e.asked.on, ORDER.index(e.asked.kind)))


def _events(here: Shown, move: Move, code_of: Any, given: str) -> list[Event]:
    """The events of one move that is no merger."""
    own, on = code_of(move.site), begins_on(move.year)
    if move.action == "closed":
        return [Event(move, Asked("closed", on, {"code": own}), (own,), "")]
    if move.action == "opened":
        site = here.made.sites.row(move.site, named=True)
        values = {
            "code": given, "described": asdict(_described(here, move, on)),
            "site": {"address": "", "longitude": site["longitude"], "latitude": site["latitude"]},
        }  # fmt: skip
        opened = Event(move, Asked("opened", on, values), (given,), "")
        form = here.made.sites.row(move.form, named=True)
        return [opened, *_grown(here, move, given, int(form["seats"]), int(form["beds"]), on)]
    if move.action in ("extend", "board", "grown"):
        before = here.made.sites.row(move.before, named=True)
        after = here.made.sites.row(move.form, named=True)
        return _grown(here, move, own, after["seats"] - before["seats"], after["beds"] - before["beds"], on)
    kind = _type_after(here, move)
    changes_code = bool(kind) and CATEGORY_OF_TYPE[kind] != own[:2]
    values: dict[str, Any] = {"code": own, "changed": {"school_type": kind}, "new_code": given if changes_code else ""}
    into = code_of(move.into) if move.into >= 0 else ""
    if move.action in ("dropped", "convert"):
        values |= {"leaving": [_stage_of(here, move.site)], "into": into}
    return [Event(move, Asked("converted", on, values), (own,), into if move.action in (*ENDING, "convert") else "")]


def _grown(here: Shown, move: Move, code: str, seats: int, beds: int, on: date) -> list[Event]:
    stage = _stage_of(here, move.site)
    size = int(value(f"class_size.{stage}", on=on, area=here.plan.county_code))
    asked = Asked("extended", on, {"code": code, "stage": stage, "seats": seats, "beds": beds, "class_size": size})
    return [Event(move, asked, (code,), "")] if seats > 0 or beds > 0 else []


def _described(here: Shown, move: Move, on: date) -> Described:
    """A new school as the nearest one is: its organiser, kind of place and township, where the site gives none."""
    bases = here.made.sites.head(here.made.base_count)
    site = bases.row(move.site, named=True)
    there = bases.filter(bases["is_there"])
    away = ((there["longitude"] - site["longitude"]) ** 2 + (there["latitude"] - site["latitude"]) ** 2).arg_min() or 0
    near = described_now(institution_of(institution_code(str(there["site_code"][away]))), on)
    town = site["town_code"] or near.town_code
    return Described(str(site["site_name"]), _type_after(here, move), near.organiser, near.urban_rural, town)
