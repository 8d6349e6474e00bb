"""The forecast of a city beside its seats: warnings by township, stage and year, each with its reason in words."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from xuezheng.ground.words import Words
from xuezheng.seats.plan.children import Children
from xuezheng.seats.plan.supply import Supply
from xuezheng.seats.problem.history import Floats
from xuezheng.seats.rules import colour_of
from xuezheng.seats.solver.backtest import gathered
from xuezheng.seats.solver.intervals import Width

STAGE_WORDS: Mapping[str, Words] = {
    "preschool": Words("幼儿园", "kindergarten"), "primary": Words("小学", "primary"), "junior": Words("初中", "junior"),
    "senior": Words("普通高中", "senior"), "vocational": Words("中职", "secondary vocational"),
}  # fmt: skip
SPARE = 0.25  # seats that stay empty by this share could serve another stage
# classes of one stage may move into rooms of these
CONVERTIBLE = {"preschool": ("primary",), "primary": ("junior", "preschool"), "junior": ("primary", "senior"), "senior": ("junior",)}  # fmt: skip


@dataclass(frozen=True)
class Need:
    """Children (H, A, S) by township and stage: middle of the interval, and its ends."""

    middle: Floats
    low: Floats
    high: Floats


def need_of(children: Children, areas: Floats, widths: Mapping[int, Width]) -> Need:
    """Children by stage with their intervals, from a forecast (H, A, G)."""
    middle = np.array([gathered(children.history, one, "area_stages") for one in areas])
    ends = [widths[h + 1].around(one) for h, one in enumerate(middle)]
    return Need(middle, np.array([low for low, _ in ends]), np.array([high for _, high in ends]))


def warnings_of(children: Children, need: Need, supply: Supply, housing: Floats) -> pl.DataFrame:
    """One row for each township, stage and year that has children or seats, with colour and reason.

    `housing` (H, A, S) are children of new dwellings among those needed. Columns: town_code, stage, year, ahead, now,
    children, low, high, seats, seats_now, seats_added, seats_lost, housing, colour, reason_zh, reason_en.
    """
    history = children.history
    last, seats = int(history.years[-1]), supply.by_year
    now = gathered(history, np.nan_to_num(history.counts[-1]), "area_stages")
    rows: list[tuple[object, ...]] = []
    for h in range(len(need.middle)):
        for a, town in enumerate(history.areas):
            for s, stage in enumerate(children.stages):
                if max(need.middle[h, a, s], now[a, s], seats[h, a, s]) < 1:
                    continue
                low, middle, high = (float(round(x[h, a, s])) for x in (need.low, need.middle, need.high))
                offered = float(round(seats[h, a, s]))
                colour = colour_of(offered, low, middle, high)
                why = _reason(
                    last + h + 1, stage, now[a, s], (low, middle, high), offered, supply.added[h, a, s],
                    supply.lost[h, a, s], housing[h, a, s], colour, _convertible(children, seats[h, a], need.high[h, a], s),
                )  # fmt: skip
                rows.append((
                    town, stage, last + h + 1, h + 1, float(now[a, s]), middle, low, high, offered, float(supply.now[a, s]),
                    float(supply.added[h, a, s]), float(supply.lost[h, a, s]), float(housing[h, a, s]), colour, why.zh, why.en,
                ))  # fmt: skip
    names = ("town_code", "stage", "year", "ahead", "now", "children", "low", "high", "seats", "seats_now", "seats_added",
             "seats_lost", "housing", "colour", "reason_zh", "reason_en")  # fmt: skip
    return pl.DataFrame(rows, schema=dict(zip(names, _types(), strict=True)), orient="row")


def _types() -> list[type[pl.DataType]]:
    return [pl.String, pl.String, pl.Int16, pl.Int16, *([pl.Float64] * 9), pl.String, pl.String, pl.String]


def _convertible(children: Children, seats: Floats, high: Floats, s: int) -> list[tuple[str, int]]:
    """Stages of the same township whose rooms stay empty, with how many seats even at the upper end of the interval."""
    found: list[tuple[str, int]] = []
    for stage in CONVERTIBLE.get(children.stages[s], ()):
        if stage in children.stages:
            i = children.stages.index(stage)
            spare = float(seats[i] - high[i])
            if seats[i] > 0 and spare > SPARE * seats[i]:
                found.append((stage, int(spare)))
    return found


def _reason(
    year: int, stage: str, now: float, need: tuple[float, float, float], seats: float, added: float, lost: float, housing: float,
    colour: str, convertible: list[tuple[str, int]],
) -> Words:  # fmt: skip
    """Why a township is warned of, in words: the need, the seats, what moves them, and what could help."""
    low, middle, high = need
    word = STAGE_WORDS[stage]
    zh = f"{year}年{word.zh}需学位{middle:,.0f}（{low:,.0f}—{high:,.0f}），有{seats:,.0f}"
    en = f"In {year} {word.en} needs {middle:,.0f} seats ({low:,.0f}–{high:,.0f}); there are {seats:,.0f}"
    if colour == "green":
        return Words(zh + "，够用。", en + ": enough.")
    short = {"red": low, "orange": middle, "yellow": high}[colour] - seats
    zh += {"red": f"，即使按低值也缺{short:,.0f}", "orange": f"，缺{short:,.0f}", "yellow": f"，按高值缺{short:,.0f}"}[
        colour
    ]
    en += {"red": f", {short:,.0f} short even at the lower end", "orange": f", {short:,.0f} short",
           "yellow": f", {short:,.0f} short at the upper end"}[colour]  # fmt: skip
    parts: list[tuple[str, str]] = []
    grown = middle - now - housing
    if abs(grown) >= 1:
        more = ("增", "more") if grown > 0 else ("减", "fewer")
        parts.append((f"学龄儿童{more[0]}{abs(grown):,.0f}", f"{abs(grown):,.0f} {more[1]} children of this age"))
    if housing >= 1:
        parts.append((f"新建住房带来{housing:,.0f}", f"{housing:,.0f} from new housing"))
    if added >= 1:
        parts.append((f"项目与转用已计{added:,.0f}", f"{added:,.0f} seats of projects and converted rooms counted"))
    if lost >= 1:
        parts.append((f"撤并与转用减少{lost:,.0f}", f"{lost:,.0f} seats close or serve another stage"))
    if parts:
        zh, en = f"{zh}：{'，'.join(p[0] for p in parts)}", f"{en}: {', '.join(p[1] for p in parts)}"
    if convertible:
        could = [
            (f"{STAGE_WORDS[k].zh}空余{n:,}可转用", f"{n:,} empty {STAGE_WORDS[k].en} seats could be used")
            for k, n in convertible
        ]
        zh, en = f"{zh}；{'，'.join(c[0] for c in could)}", f"{en}; {', '.join(c[1] for c in could)}"
    return Words(zh + "。", en + ".")
