"""What a version of a plan comes to: its costs by part, ways, moves with their reasons, and each school's children."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from xuezheng.layout.plan.preparing import Prepared
from xuezheng.layout.problem.county import Flags
from xuezheng.layout.problem.location import Floats, Ints

STEP: Final = 5  # minutes of a bar
BARS: Final = 9  # the last one holds all that is longer


@dataclass(frozen=True, eq=False)
class Answer:
    """What is open (T × m) and the school of each row in each year (T × n; -1: none)."""

    is_open: Flags
    school_of: Ints


def present_answer(made: Prepared) -> Answer:
    """Everything as it is now: all schools stay, every village keeps its school."""
    years, there = made.asked.year_count, made.sites["is_there"].to_numpy()
    return Answer(np.tile(there, (years, 1)), np.tile(made.present, (years, 1)))


def ways_of(made: Prepared, answer: Answer, t: int) -> Floats:
    """Minutes of each row in year t; infinite for none."""
    school = answer.school_of[t]
    ways = made.minutes[np.arange(school.size), np.maximum(school, 0)]
    return np.where(school >= 0, ways, np.inf)


def parts_of_cost(made: Prepared, answer: Answer) -> dict[str, list[float]]:
    """Cost by part and year, in units of 10,000 yuan; who has no school travels nowhere."""
    county = made.county
    before = county.is_there
    made_up: dict[str, list[float]] = {key: [] for key in ("running", "building", "closing", "travel", "disruption")}
    for t in range(county.year_count):
        now, school = answer.is_open[t], answer.school_of[t]
        children = county.children[t]
        ways = ways_of(made, answer, t)
        moved = (county.present >= 0) & (school != county.present) & (school >= 0)
        made_up["running"].append(float(county.running[now].sum()))
        made_up["building"].append(float(county.building[now & ~before].sum()))
        made_up["closing"].append(float(county.closing[before & ~now].sum()))
        made_up["travel"].append(float((county.travel * children * np.where(np.isfinite(ways), ways, 0.0)).sum()))
        made_up["disruption"].append(float((county.disruption * children * moved).sum()))
        before = now
    return made_up


def spread_of(made: Prepared, answer: Answer, t: int) -> list[float]:
    """Children of year t by minutes of their way, in bars of five minutes, as shares."""
    ways, children = ways_of(made, answer, t), made.children[t]
    bar: Ints = np.clip(np.where(np.isfinite(ways), ways, 1e9) // STEP, 0, BARS - 1).astype(np.int64)
    total = max(1, int(children.sum()))
    counts: list[int] = [0] * BARS
    for k, count in zip(bar.tolist(), children.tolist(), strict=True):
        counts[k] += count
    return [count / total for count in counts]


def ways_summary(made: Prepared, answer: Answer, t: int) -> dict[str, float]:
    """Mean, median and longest way, and how many children are beyond the limit of their age or without a school."""
    ways, children = ways_of(made, answer, t), made.children[t]
    some = np.isfinite(ways) & (children > 0)
    if not some.any():
        return {"mean": 0.0, "median": 0.0, "longest": 0.0, "beyond": 0, "homeless": int(children.sum())}
    order: Ints = np.argsort(ways[some])
    weight: Ints = np.cumsum(children[some][order])
    middle = float(ways[some][order][int(np.flatnonzero(weight >= weight[-1] / 2)[0])])
    asked = np.array([_asked_limit(made, band) for band in made.rows["band"].to_list()])
    return {
        "mean": float((ways[some] * children[some]).sum() / children[some].sum()), "median": middle, "longest": float(ways[some].max()),
        "beyond": int(children[some & (ways > asked + 1e-9)].sum()), "homeless": int(children[~np.isfinite(ways)].sum()),
    }  # fmt: skip


def _asked_limit(made: Prepared, band: str) -> float:
    limits = made.asked.limits
    return limits.get(band, min(limits.values()))


def summary(made: Prepared, answer: Answer) -> dict[str, Any]:
    """The figures of a version for lists and comparisons: of the last year, and of all years for money (10,000 yuan)."""
    last = made.asked.year_count - 1
    there, opened = made.sites["is_there"].to_numpy(), answer.is_open[last]
    parts = {key: float(sum(values)) for key, values in parts_of_cost(made, answer).items()}
    moved = (answer.school_of[last] != made.present) & (made.present >= 0)
    load = load_of(made, answer, last)
    seats = made.sites["seats"].to_numpy()
    return {
        "schools": int(opened.sum()), "kept": int((there & opened).sum()), "closed": int((there & ~opened).sum()), "opened": int((~there & opened).sum()),
        "children": int(made.children[last].sum()), "moved": int(made.children[last][moved].sum()), **ways_summary(made, answer, last),
        "overfull": int(np.maximum(0, load - seats).sum()), "cost": sum(parts[k] for k in ("running", "building", "closing")), "parts": parts,
    }  # fmt: skip


def load_of(made: Prepared, answer: Answer, t: int) -> Ints:
    """Children at each school in year t (m)."""
    school, children = answer.school_of[t], made.children[t]
    served = school >= 0
    return np.bincount(school[served], weights=children[served], minlength=made.sites.height).astype(np.int64)


@dataclass(frozen=True)
class Move:
    """What becomes of one school: merged into others from a year on, or opened, or receiving so many more children."""

    site: int
    action: str  # merged, opened, receives
    year: int
    into: int  # the school that takes most of the children; -1: none
    others: tuple[int, ...]
    children: int  # that change: those that would be at the school in that year
    last_children: int  # those of its villages in the last year
    km: float  # mean straight distance times detour of the children, to their new schools
    minutes: float
    longest: float
    minutes_before: float
    saved: float  # running a year, 10,000 yuan


def moves_of(made: Prepared, answer: Answer) -> list[Move]:
    """Every school that does not go on as it is, by year and code."""
    found: list[Move] = []
    there = made.sites["is_there"].to_numpy()
    years = made.asked.year_count
    for j in range(made.sites.height):
        opened = answer.is_open[:, j]
        if there[j] and not opened[-1]:
            t = int(np.flatnonzero(~opened)[0])
            found.append(_merged(made, answer, j, t))
        elif not there[j] and opened[-1]:
            t = int(np.flatnonzero(opened)[0])
            own = answer.school_of[t] == j
            found.append(_move(made, answer, j, "opened", t, own, -1))
    receiving = {m.into for m in found if m.action == "merged"}
    closing = {m.site for m in found if m.action == "merged"}
    for j in sorted(receiving - {-1} - closing):
        t = years - 1
        gained = (answer.school_of[t] == j) & (made.present != j)
        found.append(_move(made, answer, j, "receives", t, gained, -1))
    return sorted(found, key=lambda m: (m.action == "receives", m.year, m.site))


def _merged(made: Prepared, answer: Answer, j: int, t: int) -> Move:
    own = made.present == j
    if t > 0:
        own = answer.school_of[t - 1] == j
    if not own.any():
        own = made.present == j
    goes = answer.school_of[t][own]
    counted = np.bincount(goes[goes >= 0], weights=made.children[t][own][goes >= 0] + 1e-6, minlength=made.sites.height)
    into = (
        int(counted.argmax()) if counted.any() else int(np.where(answer.is_open[t], _between(made, j), np.inf).argmin())
    )
    return _move(made, answer, j, "merged", t, own, into)


def _between(made: Prepared, j: int) -> Floats:
    """Straight distances from a school to all others, in rough kilometres."""
    at = made.sites.select("longitude", "latitude").to_numpy()
    return np.hypot(*((at - at[j]) * np.array([96.0, 111.0])).T)


def _move(made: Prepared, answer: Answer, j: int, action: str, t: int, own: Flags, into: int) -> Move:
    school, children = answer.school_of[t], made.children[t]
    rows = np.flatnonzero(own & (school >= 0))
    weight = children[rows].astype(np.float64)
    total = max(1e-9, float(weight.sum()))
    ways = made.minutes[rows, school[rows]]
    before = made.minutes[rows, np.maximum(made.present[rows], 0)]
    others = tuple(int(k) for k in np.unique(school[rows]) if k not in (into, j)) if action == "merged" else ()
    return Move(
        j, action, made.asked.first_year + t, into, others, int(weight.sum()), int(made.children[-1][own].sum()),
        float((weight * ways).sum() / total * made.asked.km_h / 60), float((weight * ways).sum() / total), float(ways.max(initial=0.0)),
        float((weight * before).sum() / total), float(made.county.running[j]),
    )  # fmt: skip
