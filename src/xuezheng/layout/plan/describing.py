"""What a version of a plan comes to: its costs by part, ways, moves with their reasons, and each school's children."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from xuezheng.layout.plan.prepared import Prepared
from xuezheng.layout.problem.county import WEEKLY, Flags, spent
from xuezheng.layout.problem.location import Floats, Ints

STEP: Final = 5  # minutes of a bar
BARS: Final = 9  # the last one holds all that is longer


@dataclass(frozen=True, eq=False)
class Answer:
    """What is open (T × m) and the school of each row in each year (T × n; -1: none)."""

    is_open: Flags
    school_of: Ints


def present_answer(made: Prepared) -> Answer:
    """Everything as it is now: all schools stay as they are, every village keeps its school."""
    years, there = made.asked.year_count, made.sites["is_there"].to_numpy()
    return Answer(np.tile(there, (years, 1)), np.tile(made.present, (years, 1)))


def ways_of(made: Prepared, answer: Answer, t: int) -> Floats:
    """Minutes of each row in year t; infinite for none."""
    school = answer.school_of[t]
    ways = made.minutes[np.arange(school.size), np.maximum(school, 0)]
    return np.where(school >= 0, ways, np.inf)


@dataclass(frozen=True)
class WaysMoney:
    """Ways of one year: weighed in 10,000 yuan, with what boarders cost, and how many they are."""

    travel: float
    boarding: float
    boarders: int


def ways_money(made: Prepared, school: Ints, t: int) -> WaysMoney:
    """Who has no school travels nowhere; a boarder makes the way at the ends of the week."""
    county, rows, at = made.county, np.arange(school.size), np.maximum(school, 0)
    ways = np.where((school >= 0) & np.isfinite(county.minutes[rows, at]), county.minutes[rows, at], 0.0)
    lives = county.boards(t)[rows, at] & (school >= 0)
    children = county.children[t]
    cost = county.boarding.cost if county.boarding is not None else 0.0
    travel = county.travel * float((children * ways * np.where(lives, WEEKLY, 1.0)).sum())
    return WaysMoney(travel, cost * float(children[lives].sum()), int(children[lives].sum()))


def parts_of_cost(made: Prepared, answer: Answer) -> dict[str, list[float]]:
    """Cost by part and year, in units of 10,000 yuan; who has no school travels nowhere."""
    county = made.county
    before = county.is_there
    made_up: dict[str, list[float]] = {
        key: [] for key in ("running", "building", "closing", "boarding", "travel", "disruption")
    }
    for t in range(county.year_count):
        now, school = answer.is_open[t], answer.school_of[t]
        built, closed = spent(county, before, now)
        ways = ways_money(made, school, t)
        moved = (county.present >= 0) & (school >= 0)
        moved &= county.school[np.maximum(school, 0)] != county.school[np.maximum(county.present, 0)]
        made_up["running"].append(float(county.running[now].sum()))
        made_up["building"].append(built)
        made_up["closing"].append(closed)
        made_up["boarding"].append(ways.boarding)
        made_up["travel"].append(ways.travel)
        made_up["disruption"].append(float((county.disruption * county.children[t] * moved).sum()))
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
        nobody = int(children.sum())
        return {"mean": 0.0, "median": 0.0, "longest": 0.0, "beyond": 0, "homeless": nobody, "boarders": 0}
    order: Ints = np.argsort(ways[some])
    weight: Ints = np.cumsum(children[some][order])
    middle = float(ways[some][order][int(np.flatnonzero(weight >= weight[-1] / 2)[0])])
    asked = np.array([_asked_limit(made, band) for band in made.rows["band"].to_list()])
    school = answer.school_of[t]
    lives = made.county.boards(t)[np.arange(school.size), np.maximum(school, 0)] & (school >= 0)
    return {
        "mean": float((ways[some] * children[some]).sum() / children[some].sum()), "median": middle, "longest": float(ways[some & ~lives].max(initial=0.0)),
        "beyond": int(children[some & (ways > asked + 1e-9) & ~lives].sum()), "homeless": int(children[~np.isfinite(ways)].sum()),
        "boarders": int(children[lives].sum()),
    }  # fmt: skip


def _asked_limit(made: Prepared, band: str) -> float:
    limits = made.asked.limits
    return limits.get(band, min(limits.values()))


def summary(made: Prepared, answer: Answer) -> dict[str, Any]:
    """The figures of a version for lists and comparisons: of the last year, and of all years for money (10,000 yuan)."""
    last = made.asked.year_count - 1
    there = made.sites["is_there"].to_numpy()[: made.base_count]
    forms = [made.form_at(answer.is_open[last], b) for b in range(made.base_count)]
    opened = np.array([form >= 0 for form in forms], dtype=bool)
    steps = [
        made.sites["kind"][j] for form in forms if form >= 0 for j in made.county.form.line(form) if made.parent[j] >= 0
    ]
    parts = {key: float(sum(values)) for key, values in parts_of_cost(made, answer).items()}
    moved = (made.grounds(answer.school_of[last]) != made.present) & (made.present >= 0)
    return {
        "schools": int(opened.sum()), "kept": int((there & opened).sum()), "closed": int((there & ~opened).sum()), "opened": int((~there & opened).sum()),
        "extended": sum(kind in ("extend", "board", "grown") for kind in steps), "turned": sum(kind in ("point", "convert") for kind in steps),
        "children": int(made.children[last].sum()), "moved": int(made.children[last][moved].sum()), **ways_summary(made, answer, last),
        "overfull": int(np.maximum(0.0, column_load(made, answer, last) - made.county.capacity[last]).sum()),
        "cost": sum(parts[k] for k in ("running", "building", "closing", "boarding")), "parts": parts,
    }  # fmt: skip


def column_load(made: Prepared, answer: Answer, t: int) -> Ints:
    """Children at each form in year t (m)."""
    school, children = answer.school_of[t], made.children[t]
    served = school >= 0
    return np.bincount(school[served], weights=children[served], minlength=made.sites.height).astype(np.int64)


def load_of(made: Prepared, answer: Answer, t: int) -> Ints:
    """Children at each school or site, in whatever form, in year t (bases)."""
    load = column_load(made, answer, t)
    return np.bincount(made.ground, weights=load, minlength=made.base_count).astype(np.int64)[: made.base_count]


@dataclass(frozen=True)
class Move:
    """What becomes of one school: it merges into others from a year on, gives up this stage
    (`dropped`) and goes on with another, closes without pupils, opens, enters another form, or
    receives so many more children."""

    site: int  # a base
    action: str  # merged, closed, opened, receives, or the kind of a form: extend, board, grown, point, convert
    year: int
    into: int  # the school that takes most of the children; -1: none
    others: tuple[int, ...]
    children: int  # that change: those that would be at the school in that year
    last_children: int  # those of its villages in the last year
    km: float  # mean way of the children to their new schools
    minutes: float
    longest: float
    minutes_before: float
    saved: float  # running a year, 10,000 yuan
    form: int = -1  # the form that is entered
    before: int = -1  # the form before
    once: float = 0.0  # what building or closing it costs, 10,000 yuan


LEAVING: Final = ("merged", "dropped", "closed", "point", "convert")  # pupils go elsewhere
ENDING: Final = ("merged", "dropped", "closed")  # of them, the school is no longer in the plan
KINDS_LAST: Final = ("receives",)


def moves_of(made: Prepared, answer: Answer) -> list[Move]:
    """Every school that does not go on as it is, by year and code."""
    found: list[Move] = []
    there = made.sites["is_there"].to_numpy()
    years = made.asked.year_count
    for b in range(made.base_count):
        forms = [made.form_at(answer.is_open[t], b) for t in range(years)]
        before = b if there[b] else -1
        for t, form in enumerate(forms):
            if form != before:
                found.append(_step(made, answer, b, t, before, form))
                before = form
    grown = {m.site for m in found}
    receiving = {m.into for m in found if m.action in LEAVING}
    for b in sorted(receiving - {-1} - grown):
        t = years - 1
        gained = (made.grounds(answer.school_of[t]) == b) & (made.present != b)
        found.append(_move(made, answer, b, "receives", t, gained, -1))
    return sorted(found, key=lambda m: (m.action in KINDS_LAST, m.year, m.site))


def _step(made: Prepared, answer: Answer, b: int, t: int, before: int, form: int) -> Move:
    """What happens to a base in year t: from the form before to the one now."""
    county = made.county
    if form < 0:
        return _merged(made, answer, b, t, before)
    own = made.grounds(answer.school_of[t]) == b
    if before < 0:
        return replace(_move(made, answer, b, "opened", t, own, -1), form=form, once=float(county.built[form]))
    kind = str(made.sites["kind"][form])
    line = county.form.line(form)
    steps = line if before not in line else line[: line.index(before)]
    once = float(county.building[steps].sum())
    if county.turns_away[form]:
        leave = _own(made, answer, b, t) & (made.grounds(answer.school_of[t]) != b)
        left = _move(made, answer, b, kind, t, leave, _taker(made, answer, t, leave, b))
        return replace(left, form=form, before=before, once=once)
    return replace(_move(made, answer, b, kind, t, own, -1), form=form, before=before, once=once)


def _own(made: Prepared, answer: Answer, b: int, t: int) -> Flags:
    """Whose school a base was before year t."""
    own = made.present == b if t == 0 else made.grounds(answer.school_of[t - 1]) == b
    return own if own.any() else made.present == b


def _taker(made: Prepared, answer: Answer, t: int, own: Flags, b: int) -> int:
    """The school that takes most of some children; the nearest open one where there are none."""
    goes = made.grounds(answer.school_of[t])[own]
    weight = made.children[t][own][goes >= 0] + 1e-6
    counted = np.bincount(goes[goes >= 0], weights=weight, minlength=made.base_count)
    if counted.any():
        return int(counted.argmax())
    stands = np.array([made.form_at(answer.is_open[t], k) >= 0 for k in range(made.base_count)])
    stands[b] = False
    return int(np.where(stands, _between(made, b), np.inf).argmin())


def _merged(made: Prepared, answer: Answer, b: int, t: int, before: int) -> Move:
    own = _own(made, answer, b, t)
    into = _taker(made, answer, t, own, b)
    is_empty = not int(made.sites["pupils"][b]) and not made.children[t][own].any()
    action = "dropped" if made.sites["kind"][b] == "section" else "closed" if is_empty else "merged"
    move = _move(made, answer, b, action, t, own, into)
    return replace(move, saved=float(made.county.running[before]), once=float(made.county.closing[b]), before=before)


def _between(made: Prepared, b: int) -> Floats:
    """Straight distances from a school to all others, in rough kilometres."""
    at = made.sites.select("longitude", "latitude").to_numpy()[: made.base_count]
    return np.hypot(*((at - at[b]) * np.array([96.0, 111.0])).T)


def _move(made: Prepared, answer: Answer, b: int, action: str, t: int, own: Flags, into: int) -> Move:
    school, children = made.grounds(answer.school_of[t]), made.children[t]
    rows = np.flatnonzero(own & (school >= 0))
    weight = children[rows].astype(np.float64)
    total = max(1e-9, float(weight.sum()))
    ways = made.base_minutes[rows, school[rows]]
    ways = np.where(np.isfinite(ways), ways, made.minutes[rows, np.maximum(answer.school_of[t][rows], 0)])
    before = made.base_minutes[rows, np.maximum(made.present[rows], 0)]
    others = tuple(int(k) for k in np.unique(school[rows]) if k not in (into, b)) if into >= 0 else ()
    return Move(
        b, action, made.asked.first_year + t, into, others, int(weight.sum()), int(made.children[-1][own].sum()),
        float((weight * made.km[rows, school[rows]]).sum() / total), float((weight * ways).sum() / total), float(ways.max(initial=0.0)),
        float((weight * before).sum() / total), float(made.county.running[b]),
    )  # fmt: skip
