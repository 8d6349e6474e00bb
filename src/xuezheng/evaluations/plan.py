"""A county's frozen tables → the problem → the least-cost changes → checked by judging the changed table anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
import polars as pl

from xuezheng.engine.frozen import Frozen, read
from xuezheng.evaluations.law import INDICATORS as COLUMNS
from xuezheng.evaluations.law import PARTS, Law, law_of
from xuezheng.evaluations.problem import (
    INDICATORS,
    Bounds,
    Change,
    Costs,
    Floats,
    ImprovementProblem,
    Limits,
    Solution,
    Whole,
    changed_quantities,
)
from xuezheng.evaluations.rules import judge_school, weighted_variation
from xuezheng.evaluations.solver import Stop, solve
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import sha256_of
from xuezheng.ground.words import Words
from xuezheng.registers.tables import CLASSES

# what is wanted of a plan: factors on the unit costs while choosing; the cost told is always the real one
PROFILES: Mapping[str, tuple[Words, Mapping[str, float]]] = {
    "cheapest": (Words("花钱最少", "Least cost"), {}),
    "fewest_posts": (Words("少增编", "Fewest new posts"), {"appoint_teacher": 20, "appoint_pe_arts": 20}),
    "least_building": (Words("少动土", "Least building"), {"build_room": 20, "sports_area": 20}),
}


@dataclass(frozen=True)
class Checked:
    """What judging the changed table found: parts that fail, variations over their limit. Both empty where it passes."""

    failing: tuple[tuple[str, str], ...]
    over: tuple[tuple[str, str, float], ...]  # stage, indicator, variation
    variations: Mapping[tuple[str, str], float]

    @property
    def passes(self) -> bool:
        return not self.failing and not self.over


@dataclass(frozen=True)
class Plan:
    """A computed plan: the problem, what to do, its check, and the hash of everything that went in."""

    profile: str
    problem: ImprovementProblem
    solution: Solution
    checked: Checked | None
    input_hash: str

    @property
    def cost_fen(self) -> float:
        return cost_of(self.problem, self.solution.changes)


def costs_of(law: Law) -> Costs:
    """Unit costs as the bureau set them (or our estimates), from `standards`."""

    def fen(id: str) -> int:
        return int(law.value(f"improvement_cost.{id}"))

    area = law.value("improvement.classroom_area")
    music, art = (law.value(f"quality_balanced.special_room.{kind}_area") for kind in ("music", "art"))
    each = fen("room_m2")
    unit = {
        "appoint_teacher": fen("appoint_teacher"), "appoint_pe_arts": fen("appoint_pe_arts"), "name_backbone": fen("name_backbone"),
        "rotate_backbone": fen("rotate"), "rotate_pe_arts": fen("rotate"), "build_room": int(each * area), "sports_area": fen("sports_m2"),
        "equipment": 100, "multimedia_room": fen("multimedia_room"), "split_class": fen("split_class"),
        "music_room": int(each * music), "art_room": int(each * art),
    }  # fmt: skip
    return Costs(unit, area, music, art)


def problem_of(
    frozen: Frozen, parts: pl.DataFrame, county_code: str, year: int, bounds: Bounds | None = None
) -> ImprovementProblem:
    """The problem of a county. Raises Refused where a quantity was not reported: nothing is planned on guesses."""
    law = law_of(year, county_code)
    if not law.is_of_2017:
        what = Words(
            "2017学年之前没有这项评估，不做方案。", "The evaluation is of 2017: no plan is made for an older year."
        )
        raise Refused([Problem("plan.law", what, got=str(year))])
    own = parts.filter((pl.col("county_code") == county_code) & (pl.col("school_year") == year) & pl.col("is_counted"))
    columns = [COLUMNS[i][0] for i in INDICATORS]
    unknown = own.filter(pl.any_horizontal(pl.col(c).is_null() for c in columns))
    if unknown.height:
        what = Words("有学校的数没有报，不能据此做方案。", "Some schools did not report: no plan is made on guesses.")
        raise Refused(
            [Problem("plan.unknown", what, which=name) for name in unknown["name"].unique().sort().to_list()[:20]]
        )
    if own.is_empty():
        raise Refused(
            [
                Problem(
                    "plan.empty",
                    Words("这个县没有参加评估的学校。", "The county has no school to evaluate."),
                    which=county_code,
                )
            ]
        )
    schools = sorted(set(own["institution_code"].to_list()))
    number = {code: s for s, code in enumerate(schools)}
    stage = tuple(own["part"].to_list())
    quantity = own.select(columns).to_numpy().astype(np.float64)
    minimum = np.array([[law.minimum[part][i] for i in INDICATORS] for part in stage])
    splits = splits_of(frozen, own, law)
    place, gaps = _of_schools(own, schools, splits, law)
    return ImprovementProblem(
        tuple(zip(own["institution_code"].to_list(), stage, strict=True)), tuple(schools), stage,
        np.array([number[c] for c in own["institution_code"]], dtype=np.int64), own["student_count"].to_numpy().astype(np.float64),
        quantity, own["split_share"].to_numpy().astype(np.float64), splits, gaps["room"], gaps["music"], gaps["art"], place,
        Limits(minimum, law.floor_share, law.met_at_least, {p: law.variation_max[p] for p in PARTS}), costs_of(law),
        bounds or Bounds(distance_km=law.value("improvement.distance")),
    )  # fmt: skip


def splits_of(frozen: Frozen, own: pl.DataFrame, law: Law) -> Whole:
    """Classes to add to each part so that, pupils spread evenly within a grade, none is over the limit."""
    source = frozen.source(
        CLASSES, [r for r in frozen.returns if r.year == law.year and r.city_code[:4] == law.area[:4]]
    )
    if not source:
        return np.zeros(own.height, dtype=np.int64)
    grades = read(
        f"SELECT institution_code, stage, grade, count(*) AS classes, sum(pupil_count)::BIGINT AS students FROM {source} "
        f"WHERE county_code = '{law.area}' AND school_year = {law.year} AND stage IN ('primary', 'junior') GROUP BY ALL"
    )
    needed: dict[tuple[str, str], int] = {}
    for one in grades.iter_rows(named=True):
        more = ceil(one["students"] / law.class_max[one["stage"]]) - one["classes"]
        key = (one["institution_code"], one["stage"])
        needed[key] = needed.get(key, 0) + max(0, more)
    pairs = own.select("institution_code", "part").iter_rows()
    return np.array([needed.get((code, part), 0) for code, part in pairs], dtype=np.int64)


def _of_schools(own: pl.DataFrame, schools: list[str], splits: Whole, law: Law) -> tuple[Floats, dict[str, Whole]]:
    """Places of the schools, and the classrooms, music and art rooms they lack."""
    per = law.value("quality_balanced.special_room.classes_per_room")
    grouped = {
        row["institution_code"]: row
        for row in own.with_columns(pl.Series("splits", splits)).group_by("institution_code").agg(
            pl.col("longitude", "latitude", "music_room_count", "art_room_count", "classroom_count").first(),
            classes=pl.col("class_count").sum(), splits=pl.col("splits").sum(),
        ).iter_rows(named=True)
    }  # fmt: skip
    nan = float("nan")
    place = np.array([[_or(grouped[c]["longitude"], nan), _or(grouped[c]["latitude"], nan)] for c in schools])

    def gap(code: str, kind: str) -> int:
        row = grouped[code]
        classes = row["classes"] + row["splits"]
        if kind == "room":  # classrooms of a senior part are counted too: only what is surely lacking is built
            return max(0, int(row["splits"]) - max(0, int(_or(row["classroom_count"], 0) - row["classes"])))
        return max(0, ceil(classes / per) - int(_or(row[f"{kind}_room_count"], 0)))

    return place, {k: np.array([gap(c, k) for c in schools], dtype=np.int64) for k in ("room", "music", "art")}


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def planned(problem: ImprovementProblem, profile: str = "cheapest", stop: Stop | None = None) -> Plan:
    """Solve by a profile and check. Where the profile weighs costs, cost and bound are told in real money."""
    weights = PROFILES[profile][1]
    weighed = problem
    if weights:
        unit = {m: int(fen * weights.get(m, 1)) for m, fen in problem.costs.unit_fen.items()}
        weighed = problem.replace(
            costs=Costs(unit, problem.costs.room_area_m2, problem.costs.music_area_m2, problem.costs.art_area_m2)
        )
    solution = solve(weighed, stop)
    checked = check(problem, solution.changes) if solution.status in ("optimal", "feasible") else None
    return Plan(profile, problem, solution, checked, fingerprint(problem, profile))


def check(problem: ImprovementProblem, changes: tuple[Change, ...]) -> Checked:
    """Judge the county anew on the changed quantities, by the rules of the law and nothing of the solver."""
    after = changed_quantities(problem, changes)
    failing: list[tuple[str, str]] = []
    for k, name in enumerate(problem.part_names):
        minimum: dict[str, float] = dict(zip(INDICATORS, problem.limits.minimum[k].tolist(), strict=True))
        found = judge_school(
            dict(zip(INDICATORS, after[k].tolist(), strict=True)), float(problem.students[k]), minimum,
            met_at_least=problem.limits.met_at_least, floor_share=problem.limits.floor_share,
        )  # fmt: skip
        if found.verdict != "met":
            failing.append(name)
    over: list[tuple[str, str, float]] = []
    variations: dict[tuple[str, str], float] = {}
    for stage, limit in problem.limits.variation_max.items():
        parts = problem.parts_of(stage)
        for i, indicator in enumerate(INDICATORS):
            value = weighted_variation(after[parts, i].tolist(), problem.students[parts].tolist()).value
            if value is None:
                continue
            variations[stage, indicator] = value
            if value > limit:
                over.append((stage, indicator, value))
    return Checked(tuple(failing), tuple(over), variations)


def cost_of(problem: ImprovementProblem, changes: tuple[Change, ...]) -> float:
    """What changes cost, in fen."""
    return sum(problem.costs.unit_fen[c.measure] * c.amount for c in changes)


def fingerprint(problem: ImprovementProblem, profile: str) -> str:
    """A hash of everything the plan was computed from."""
    return sha256_of(
        {
            "parts": [list(name) for name in problem.part_names], "quantity": problem.quantity.tolist(), "students": problem.students.tolist(),
            "splits": problem.splits.tolist(), "gaps": [g.tolist() for g in (problem.room_gap, problem.music_gap, problem.art_gap)],
            "costs": dict(problem.costs.unit_fen), "budget": problem.bounds.budget_fen, "posts": problem.bounds.posts,
            "distance": problem.bounds.distance_km, "profile": profile,
        }
    )  # fmt: skip
