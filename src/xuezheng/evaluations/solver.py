"""The least-cost changes that pass, as a mixed-integer programme with cutting planes for the variation.

Variables: whole teachers to appoint, backbone teachers to name, teachers to rotate between two parts, rooms and
multimedia rooms; square metres and yuan are continuous. y[k, i] is 1 where part k meets indicator i.

(1) q[k, i] ≥ (floor + (1 − floor) · y[k, i]) · m[k, i] · P[k]    every line above the floor; met where y = 1
(2) Σ_i y[k, i] ≥ 6                                             six of seven
(3) S_i(q) ≤ L · M_i(q) for each stage and indicator             the weighted variation
(4) cost ≤ budget, appointed ≤ posts, rotation within the distance

(3) is a second-order cone: S is a norm of linear terms, convex and homogeneous. Where a solution breaks it, the
supporting plane Σ_k ((X[k] − M) / S − L) · q[k] ≤ 0 is added: it cuts off no plan that passes, so every bound stays
valid. Nothing is approximated but this: where square metres or yuan are added, and in (3), a millionth more is asked for,
so that the last digit of a floating-point number cannot turn a plan that passes into one that fails.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from xuezheng.evaluations.problem import (
    BACKBONE,
    DEGREE,
    EQUIPMENT,
    INDICATORS,
    MULTIMEDIA,
    PE_ARTS,
    ROOM,
    SPORTS,
    Change,
    Floats,
    ImprovementProblem,
    Solution,
)

MARGIN = 1e-6
NEAREST = 6  # donors looked at for each part
ROUNDS = 60
SCALE = 1e6  # the objective counts in ten thousand yuan


@dataclass(frozen=True)
class Stop:
    """When to stop: seconds in all, and the relative gap that is good enough."""

    seconds: float = 20.0
    gap: float = 0.005


class Model:
    """The programme in one matrix: columns with cost, bounds and integrality; rows as (columns, values, lower, upper)."""

    def __init__(self, problem: ImprovementProblem) -> None:
        self.problem = problem
        self.cost: list[float] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.integral: list[int] = []
        self.rows: list[tuple[list[int], list[float], float, float]] = []
        self.what: list[Change | None] = []
        self.terms: dict[tuple[int, int], list[tuple[int, float]]] = {}  # (part, indicator) → columns that change it
        self.cuts = 0
        self.base = problem.quantity.copy()
        self.fixed: list[Change] = []
        self.fixed_cost = 0.0
        self._require()
        self._teachers()
        self._rotations()
        self._shared()
        self._lines()
        self._bounds()

    # variables

    def column(self, change: Change | None, cost: float, upper: float = np.inf, *, is_whole: bool = True) -> int:
        self.cost.append(cost / SCALE)
        self.lower.append(0.0)
        self.upper.append(upper)
        self.integral.append(int(is_whole))
        self.what.append(change)
        return len(self.cost) - 1

    def changes(self, part: int, indicator: int, column: int, by: float) -> None:
        self.terms.setdefault((part, indicator), []).append((column, by))

    def unit(self, measure: str) -> float:
        return float(self.problem.costs.unit_fen[measure])

    def _require(self) -> None:
        """Splits and special rooms are required as they are: no choice, but cost and floor area."""
        p = self.problem
        for s in range(len(p.school_codes)):
            for measure, gaps, area in (
                ("music_room", p.music_gap, p.costs.music_area_m2), ("art_room", p.art_gap, p.costs.art_area_m2),
            ):  # fmt: skip
                if gaps[s] > 0:
                    self.fixed.append(Change(measure, s, -1, float(gaps[s])))
                    self.fixed_cost += self.unit(measure) * float(gaps[s])
                    for k in np.flatnonzero(p.school == s):
                        self.base[k, ROOM] += area * gaps[s] * p.share[k]
        for k, count in enumerate(p.splits):
            if count > 0:
                self.fixed.append(Change("split_class", int(p.school[k]), k, float(count)))
                self.fixed_cost += self.unit("split_class") * float(count)

    def _teachers(self) -> None:
        p = self.problem
        self.appointed: list[int] = []
        self.leaving: dict[tuple[int, int], list[int]] = {}
        for k in range(len(p.part_names)):
            s = int(p.school[k])
            teacher = self.column(Change("appoint_teacher", s, k, 0), self.unit("appoint_teacher"))
            sport = self.column(Change("appoint_pe_arts", s, k, 0), self.unit("appoint_pe_arts"))
            room = max(0.0, np.floor(self.base[k, DEGREE] - self.base[k, BACKBONE]))
            named = self.column(Change("name_backbone", s, k, 0), self.unit("name_backbone"), room)
            self.changes(k, DEGREE, teacher, 1)
            self.changes(k, DEGREE, sport, 1)
            self.changes(k, PE_ARTS, sport, 1)
            self.changes(k, BACKBONE, named, 1)
            self.appointed += [teacher, sport]
            if p.splits[k] > 0:
                self.rows.append(([teacher, sport], [1, 1], float(p.splits[k]), np.inf))  # a new class needs a teacher

    def _rotations(self) -> None:
        """From a part above its standard to one below it, within the distance, to the nearest few of the same stage."""
        p = self.problem
        needed = p.limits.minimum * p.students[:, None]
        for measure, indicator in (("rotate_backbone", BACKBONE), ("rotate_pe_arts", PE_ARTS)):
            above = [k for k in range(len(p.stage)) if self.base[k, indicator] >= needed[k, indicator] + 1]
            for k in range(len(p.stage)):
                if self.base[k, indicator] >= needed[k, indicator]:
                    continue
                near = sorted(
                    (p.distance_km(int(p.school[k]), int(p.school[d])), d) for d in above if p.stage[d] == p.stage[k]
                )
                for distance, donor in near[:NEAREST]:
                    if distance > p.bounds.distance_km:
                        break
                    spare = float(np.floor(self.base[donor, indicator]))
                    moved = self.column(Change(measure, int(p.school[k]), k, 0, donor), self.unit(measure), spare)
                    for i in (DEGREE, indicator):
                        self.changes(k, i, moved, 1)
                        self.changes(donor, i, moved, -1)
                    self.leaving.setdefault((donor, indicator), []).append(moved)
        for (donor, indicator), columns in self.leaving.items():
            self.rows.append((columns, [1.0] * len(columns), -np.inf, float(np.floor(self.base[donor, indicator]))))

    def _shared(self) -> None:
        p = self.problem
        for s in range(len(p.school_codes)):
            rooms = self.column(Change("build_room", s, -1, 0), self.unit("build_room"))
            self.lower[rooms] = float(p.room_gap[s])
            area = self.column(Change("sports_area", s, -1, 0), self.unit("sports_area"), is_whole=False)
            money = self.column(Change("equipment", s, -1, 0), self.unit("equipment"), is_whole=False)
            screens = self.column(Change("multimedia_room", s, -1, 0), self.unit("multimedia_room"))
            for k in np.flatnonzero(p.school == s):
                self.changes(int(k), ROOM, rooms, p.costs.room_area_m2 * p.share[k])
                self.changes(int(k), SPORTS, area, float(p.share[k]))
                self.changes(int(k), EQUIPMENT, money, 100.0 * p.share[k])
                self.changes(int(k), MULTIMEDIA, screens, float(p.share[k]))

    # constraints

    def _lines(self) -> None:
        p = self.problem
        for k in range(len(p.part_names)):
            chosen: list[int] = []
            for i in range(len(INDICATORS)):
                standard = float(p.limits.minimum[k, i] * p.students[k])
                full = self._asked(k, i, standard)
                floor = self._asked(k, i, p.limits.floor_share * standard)
                met = self.column(None, 0.0, 1.0)
                chosen.append(met)
                terms = self.terms.get((k, i), [])
                scale = 1 / max(1.0, standard)
                columns = [*(c for c, _ in terms), met]
                values = [*(v * scale for _, v in terms), -(full - floor) * scale]
                self.rows.append((columns, values, (floor - self.base[k, i]) * scale, np.inf))
            self.rows.append((chosen, [1.0] * len(chosen), float(p.limits.met_at_least), np.inf))

    def _asked(self, k: int, i: int, amount: float) -> float:
        """What is asked for: a millionth more where square metres or yuan must be added, for the sake of the last digit."""
        return amount * (1 + MARGIN) if i in (SPORTS, EQUIPMENT) and self.base[k, i] < amount else amount

    def _bounds(self) -> None:
        p = self.problem
        if p.bounds.posts is not None:
            self.rows.append((self.appointed, [1.0] * len(self.appointed), -np.inf, float(p.bounds.posts)))
        if p.bounds.budget_fen is not None:
            used = [c for c, cost in enumerate(self.cost) if cost]
            room = (p.bounds.budget_fen - self.fixed_cost) / SCALE
            self.rows.append((used, [self.cost[c] for c in used], -np.inf, room))

    def cut(self, x: Floats) -> int:
        """Add a supporting plane for each variation that a solution breaks; gives how many were added."""
        p, added, quantity = self.problem, 0, self.quantities(x)
        for stage, limit in p.limits.variation_max.items():
            parts = p.parts_of(stage)
            if not len(parts):
                continue
            students, tight = p.students[parts], limit * (1 - MARGIN)
            for i in range(len(INDICATORS)):
                value = quantity[parts, i] / students
                mean = float(quantity[parts, i].sum() / students.sum())
                spread = float(np.sqrt((students / students.sum() * (value - mean) ** 2).sum()))
                if mean <= 0 or spread <= tight * mean * (1 + MARGIN / 4):
                    continue
                slope = ((value - mean) / spread - tight) / (students.sum() * mean)
                columns: dict[int, float] = {}
                for k, own in zip(parts, slope, strict=True):
                    for column, by in self.terms.get((int(k), i), []):
                        columns[column] = columns.get(column, 0.0) + own * by
                self.rows.append((list(columns), list(columns.values()), -np.inf, -float(slope @ self.base[parts, i])))
                added += 1
        self.cuts += added
        return added

    def quantities(self, x: Floats) -> Floats:
        after = self.base.copy()
        for (k, i), terms in self.terms.items():
            after[k, i] += sum(by * x[c] for c, by in terms)
        return after

    # solving

    def solved(self, seconds: float, gap: float, *, is_relaxed: bool) -> tuple[int, Floats | None, float]:
        """(status of scipy's milp, values, bound) of the programme as it stands."""
        from scipy.optimize import (  # pyright: ignore[reportMissingTypeStubs] - here: slow to load
            Bounds,
            LinearConstraint,
            milp,  # pyright: ignore[reportUnknownVariableType]
        )
        from scipy.sparse import csr_array  # pyright: ignore[reportMissingTypeStubs]

        rows = [r for r, (columns, _, _, _) in enumerate(self.rows) for _ in columns]
        columns = [c for cs, _, _, _ in self.rows for c in cs]
        values = [v for _, vs, _, _ in self.rows for v in vs]
        matrix = csr_array((values, (rows, columns)), shape=(len(self.rows), len(self.cost)))
        limits = LinearConstraint(matrix, [low for _, _, low, _ in self.rows], [high for _, _, _, high in self.rows])
        found: Any = milp(
            np.array(self.cost), integrality=None if is_relaxed else np.array(self.integral),
            bounds=Bounds(np.array(self.lower), np.array(self.upper)), constraints=limits,
            options={"time_limit": max(0.5, seconds), "mip_rel_gap": gap},
        )  # fmt: skip
        values_found = None if found.x is None else np.asarray(found.x, dtype=np.float64)
        bound = found.mip_dual_bound if found.mip_dual_bound is not None else found.fun
        return int(found.status), values_found, float("-inf") if bound is None else float(bound)

    def solution(self, x: Floats) -> tuple[Change, ...]:
        found = list(self.fixed)
        for value, change, whole in zip(x.tolist(), self.what, self.integral, strict=True):
            amount = round(float(value)) if whole else float(value)
            if change is not None and amount > 1e-7:
                found.append(Change(change.measure, change.school, change.part, amount, change.from_part))
        return tuple(found)


def solve(problem: ImprovementProblem, stop: Stop | None = None) -> Solution:
    """The cheapest changes with which every part passes and every variation keeps its limit.

    Deterministic but for the time limit. The bound is that of the last programme: all its rows hold for every plan that
    passes, so no plan costs less.
    """
    stop = stop or Stop()
    began = time.monotonic()
    model = Model(problem)

    def left() -> float:
        return stop.seconds - (time.monotonic() - began)

    for _ in range(ROUNDS):  # first cut the relaxed programme: cheap, and most planes are found here
        status, x, _ = model.solved(left(), 0.0, is_relaxed=True)
        if x is None:
            return _nothing(model, "infeasible" if status == 2 else "unknown", began)
        if not model.cut(x) or left() < stop.seconds / 2:
            break
    bound = float("-inf")
    for _ in range(ROUNDS):
        status, x, lower = model.solved(left(), stop.gap, is_relaxed=False)
        bound = max(bound, lower)
        if x is None:
            return _nothing(model, "infeasible" if status == 2 else "unknown", began, bound)
        x = np.where(np.array(model.integral) == 1, np.round(x), x)
        if not model.cut(x):
            cost = float(np.dot(model.cost, x)) * SCALE + model.fixed_cost
            lowest = bound * SCALE + model.fixed_cost
            return Solution(
                "optimal" if status == 0 else "feasible", model.solution(x), cost, min(lowest, cost), model.cuts,
                time.monotonic() - began,
            )  # fmt: skip
        if left() <= 0:
            break
    return _nothing(model, "unknown", began, bound)


def _nothing(model: Model, status: str, began: float, bound: float = float("-inf")) -> Solution:
    lowest = bound * SCALE + model.fixed_cost if np.isfinite(bound) else model.fixed_cost
    return Solution(status, (), float("inf"), lowest, model.cuts, time.monotonic() - began)
