"""Teaching classes by constraint programming: the smallest largest class, proven, then the fewest students who move.

Of choice set i, g[i, s, p] students take subject s in slot p. Rows sum to the set's count, columns to at most that, so by
Birkhoff's theorem (1946) the table is a sum of ways through the slots: single ways need not be enumerated to find the
largest class. For a largest class M, with x[s, p] sections:

    Σᵢ g[i, s, p] ≤ M · x[s, p]        Σₚ x[s, p] = sections of s        Σₛ x[s, p] ≤ rooms
    x[s, p] = Σₜ y[t, s, p]            Σₛ y[t, s, p] ≤ 1                 Σₚ y[t, s, p] = load of t in s

M rises from the bound; each M is found or proven impossible. Then, M fixed, ways are enumerated and the students who stay
in one room are maximised.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from ortools.sat.python import cp_model

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.sections import Choices, Sections, Way, check

MOST_WAYS = 20_000  # beyond this many ways, who moves is not optimised


@dataclass(frozen=True)
class Sectioning:
    """A plan with the bound on its largest class, and whether the movers are proven fewest."""

    plan: Sections
    bound: int
    fewest_movers: bool


class SectionModel:
    """The constraints for one largest class; each group of demands can be switched off to find what is in conflict."""

    def __init__(self, choices: Choices, largest: int, without: frozenset[str] = frozenset()) -> None:
        self.choices, self.largest = choices, largest
        self.model = cp_model.CpModel()
        self.slots = range(choices.slots)
        self.x = {
            (s, p): self.model.new_int_var(0, count, f"x {s} {p}")
            for s, count in choices.sections.items()
            for p in self.slots
        }
        self.y = {
            (t, s, p): self.model.new_bool_var(f"y {t} {s} {p}")
            for t, load in choices.teachers.items()
            for s in load
            for p in self.slots
        }
        self.g = {
            (i, s, p): self.model.new_int_var(0, n, f"g {i} {s} {p}")
            for i, (chosen, n) in enumerate(choices.sets)
            for s in chosen
            for p in self.slots
        }
        self.run_all_sections()
        if "rooms" not in without:
            self.fit_rooms()
        self.teach_once(without)
        self.honour_choices()
        self.keep_classes_small(without)

    def run_all_sections(self) -> None:
        for s, count in self.choices.sections.items():
            self.model.add(sum(self.x[s, p] for p in self.slots) == count)

    def fit_rooms(self) -> None:
        for p in self.slots:
            self.model.add(sum(self.x[s, p] for s in self.choices.sections) <= self.choices.rooms)

    def teach_once(self, without: frozenset[str]) -> None:
        for t, load in self.choices.teachers.items():
            for s, count in load.items():
                self.model.add(sum(self.y[t, s, p] for p in self.slots) == count)
            if f"teacher {t}" not in without:
                for p in self.slots:
                    self.model.add_at_most_one(self.y[t, s, p] for s in load)
        if self.choices.teachers:
            for s in self.choices.sections:
                for p in self.slots:
                    teaching = [self.y[t, s, p] for t, load in self.choices.teachers.items() if s in load]
                    self.model.add(sum(teaching) == self.x[s, p])

    def honour_choices(self) -> None:
        for i, (chosen, n) in enumerate(self.choices.sets):
            for s in chosen:
                self.model.add(sum(self.g[i, s, p] for p in self.slots) == n)
            for p in self.slots:
                self.model.add(sum(self.g[i, s, p] for s in chosen) <= n)

    def keep_classes_small(self, without: frozenset[str]) -> None:
        for s in self.choices.sections:
            most = self.choices.students if f"subject {s}" in without else self.largest
            for p in self.slots:
                there = [self.g[i, s, p] for i, (chosen, _) in enumerate(self.choices.sets) if s in chosen]
                self.model.add(sum(there) <= most * self.x[s, p])

    def solve(self, seconds: float, seed: int) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        return solver.solve(self.model), solver


FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def solve_sections(choices: Choices, cap: int, seconds: float, seed: int = 0) -> Sectioning:
    """The plan with the smallest largest class, at most `cap`, then fewest movers, within `seconds` of wall time.

    Raises Refused where no class size up to the cap works, naming a smallest set of demands in conflict, or where time
    ran out before any plan was found.
    """
    deadline = time.perf_counter() + seconds
    left = lambda: deadline - time.perf_counter()  # noqa: E731
    bound, best, step = choices.bound, None, 1
    top = bound  # the next size to try; a size that took too long is left undecided and a larger one tried
    while top <= cap:
        status, solver = (model := SectionModel(choices, top)).solve(left() / 3, seed)
        if status in FOUND:
            best = plan_of(model, solver)
            break
        if status == cp_model.INFEASIBLE:
            bound = max(bound, top + 1)
        step = 1 if status == cp_model.INFEASIBLE else step * 2
        top += step
    if best is None:
        if bound > cap:
            raise Refused([conflict(choices, cap, max(left(), 5.0), seed)])
        what = Words("时间内没有找到方案。", "No plan was found in the time.")
        raise Refused([Problem("sections_time", what, got=f"≥ {bound}, ≤ {cap}")])
    plan, fewest = fewer_movers(best, left(), seed)
    if wrong := check(plan):
        raise AssertionError("; ".join(wrong))
    return Sectioning(plan, min(bound, plan.largest_class), fewest)


def plan_of(model: SectionModel, solver: cp_model.CpSolver) -> Sections:
    """The solver's values as ways: each table g[i] is taken apart into ways (Birkhoff)."""
    choices = model.choices
    ways: list[dict[Way, int]] = []
    for i, (chosen, n) in enumerate(choices.sets):
        table = {(s, p): solver.value(model.g[i, s, p]) for s in chosen for p in model.slots}
        ways.append(taken_apart(table, chosen, choices.slots, n))
    running = {at: solver.value(count) for at, count in model.x.items()}
    return Sections(choices, running, taught(model, solver), tuple(ways), {}, {})


def taught(model: SectionModel, solver: cp_model.CpSolver) -> dict[tuple[str, int], str]:
    return {(t, p): s for (t, s, p), on in model.y.items() if solver.value(on)}


def taken_apart(table: dict[tuple[str, int], int], chosen: Sequence[str], slots: int, n: int) -> dict[Way, int]:
    """A table of subjects by slots (rows sum to n, columns to at most n) as ways with their counts."""
    found: dict[Way, int] = {}
    rows = [*chosen, *(f"\0{i}" for i in range(slots - len(chosen)))]  # free slots, as rows that fill the columns up
    spare = [n - sum(table[s, p] for s in chosen) for p in range(slots)]
    for row in rows[len(chosen) :]:
        need = n
        for p in range(slots):
            table[row, p] = min(need, spare[p])
            need -= table[row, p]
            spare[p] -= table[row, p]
    while n > 0:
        match = matching(table, rows, slots)
        many = min(table[row, p] for p, row in match.items())
        for p, row in match.items():
            table[row, p] -= many
        way = tuple("" if match[p].startswith("\0") else match[p] for p in range(slots))
        found[way] = found.get(way, 0) + many
        n -= many
    return found


def matching(table: dict[tuple[str, int], int], rows: Sequence[str], slots: int) -> dict[int, str]:
    """Each row in a slot of its own where the table is positive (augmenting paths; one exists by Hall's theorem)."""
    match: dict[int, str] = {}

    def place(row: str, seen: set[int]) -> bool:
        for p in range(slots):
            if table[row, p] > 0 and p not in seen:
                seen.add(p)
                if p not in match or place(match[p], seen):
                    match[p] = row
                    return True
        return False

    for row in rows:
        place(row, set())
    return match


def all_ways(chosen: Sequence[str], slots: int) -> Iterator[Way]:
    return iter(dict.fromkeys(permutations([*chosen, *[""] * (slots - len(chosen))], slots)))


def fewer_movers(plan: Sections, seconds: float, seed: int) -> tuple[Sections, bool]:
    """The plan with as many students as possible in a room of their own way, its largest class kept."""
    choices, largest = plan.choices, plan.largest_class
    each = [list(all_ways(chosen, choices.slots)) if len(chosen) <= 7 else [] for chosen, _ in choices.sets]
    if sum(map(len, each)) > MOST_WAYS or not all(each) or seconds < 0.2:
        return with_homes(plan), False
    model = SectionModel(choices, largest)
    cp = model.model
    f = {(i, way): cp.new_int_var(0, choices.sets[i][1], "f") for i, own in enumerate(each) for way in own}
    for i, s, p in model.g:
        cp.add(model.g[i, s, p] == sum(f[i, way] for way in each[i] if way[p] == s))
    full = sorted({way for own in each for way in own if all(way)})
    z = {way: cp.new_int_var(0, choices.rooms, "z") for way in full}
    u = {way: cp.new_int_var(0, choices.students, "u") for way in full}
    for at, count in model.x.items():
        cp.add(sum(z[way] for way in full if way[at[1]] == at[0]) <= count)
    for way in full:
        cp.add(u[way] <= largest * z[way])
        cp.add(u[way] <= sum(f[i, way] for i in range(len(each)) if (i, way) in f))
    cp.maximize(sum(u.values()))
    give_hint(model, f, plan)
    status, solver = model.solve(seconds, seed)
    if status not in FOUND:
        return with_homes(plan), False
    ways = tuple({way: n for way in own if (n := solver.value(f[i, way]))} for i, own in enumerate(each))
    homes, stays = ({way: n for way in full if (n := solver.value(of[way]))} for of in (z, u))
    running = {at: solver.value(count) for at, count in model.x.items()}
    found = Sections(choices, running, taught(model, solver), ways, homes, stays)
    return found, status == cp_model.OPTIMAL


def give_hint(model: SectionModel, f: dict[tuple[int, Way], cp_model.IntVar], plan: Sections) -> None:
    for (i, way), count in f.items():
        model.model.add_hint(count, plan.ways[i].get(way, 0))
    for at, count in model.x.items():
        model.model.add_hint(count, plan.running[at])


def with_homes(plan: Sections) -> Sections:
    """Homes given greedily to the ways most walked."""
    free = dict(plan.running)
    going: dict[Way, int] = {}
    for by in plan.ways:
        for way, n in by.items():
            if all(way):
                going[way] = going.get(way, 0) + n
    homes: dict[Way, int] = {}
    stays: dict[Way, int] = {}
    for way, n in sorted(going.items(), key=lambda item: (-item[1], item[0])):
        while stays.get(way, 0) < n and all(free[s, p] > 0 for p, s in enumerate(way)):
            for p, s in enumerate(way):
                free[s, p] -= 1
            homes[way] = homes.get(way, 0) + 1
            stays[way] = min(n, stays.get(way, 0) + plan.largest_class)
    return Sections(plan.choices, plan.running, plan.taught, plan.ways, homes, stays)


def conflict(choices: Choices, cap: int, seconds: float, seed: int) -> Problem:
    """A smallest set of demands that cannot be met together: demands are dropped while it stays impossible."""
    deadline = time.perf_counter() + seconds
    demands = [
        "rooms",
        *(f"teacher {t}" for t in choices.teachers),
        *(f"subject {s}" for s in choices.sections),
    ]
    dropped: set[str] = set()
    for demand in demands:
        without = frozenset({*dropped, demand})
        if time.perf_counter() < deadline:
            status, _ = SectionModel(choices, cap, without).solve(deadline - time.perf_counter(), seed)
            if status == cp_model.INFEASIBLE:
                dropped.add(demand)
    kept = [demand for demand in demands if demand not in dropped]
    zh = "、".join(
        demand.replace("rooms", f"每时段至多 {choices.rooms} 间教室")
        .replace("teacher ", "教师同一时段只教一个班：")
        .replace("subject ", f"每班不超过 {cap} 人：")
        for demand in kept
    )
    en = "; ".join(
        demand.replace("rooms", f"at most {choices.rooms} rooms at once")
        .replace("teacher ", "one section at a time for teacher ")
        .replace("subject ", f"at most {cap} in a class of ")
        for demand in kept
    )
    counts = [f"{s}: {choices.demand[s]} / {choices.sections[s]}" for s in choices.sections if f"subject {s}" in kept]
    what = Words(f"下列要求不能同时满足：{zh}。", f"These demands cannot be met together: {en}.")
    cure = Words("增加开班数或提高班额上限。", "Open more sections of these subjects, or allow larger classes.")
    return Problem("sections_conflict", what, got="; ".join(counts), cure=cure)
