"""Candidates and rooms → schools to their nearest sites → an independent check → candidates with their site."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from xuezheng.exams.plan.invigilation import places
from xuezheng.exams.plan.seating import layout_of
from xuezheng.exams.problem.siting import Siting, SitingProblem
from xuezheng.exams.rules.heads import FRONT, KINDS
from xuezheng.exams.rules.layouts import seats_of
from xuezheng.exams.rules.travel import kilometres
from xuezheng.exams.solver.siting import solve
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


@dataclass(frozen=True)
class SitingPlan:
    """`candidates` with their site; `flows`: school, site, candidates, km; `sites`: candidates, seats, schools, the largest part
    of one school; `gap` how far from the best the cost may be at most (share)."""

    candidates: pl.DataFrame
    flows: pl.DataFrame
    sites: pl.DataFrame
    gap: float
    mean_km: float
    findings: tuple[Problem, ...]


def sited(
    candidates: pl.DataFrame, rooms: pl.DataFrame, school_places: Mapping[str, tuple[float, float]], most_share: float = 0.5, mixing_km: float = 5.0
) -> SitingPlan:  # fmt: skip
    """Send candidates to sites near their schools. `candidates` and `rooms` as the lists hold them. Those with a special need go
    where there is a special room. Within a school classes stay together as far as a site reaches. Spare rooms stay empty.
    Raises Refused where there is no site with a place."""
    findings: list[Problem] = []
    seats = seats_by_site(rooms)
    sites = sorted(seats)
    at = places(rooms, "site", sites)
    if candidates.is_empty() or not sites or not np.isfinite(at).all(axis=1).any():
        what = Words("没有考生，或没有带经纬度的考点。", "There are no candidates, or no site whose place is known.")
        raise Refused([Problem("exams.siting_nothing", what)])
    special = (pl.col("need") != "") & ~pl.col("need").is_in(list(FRONT))
    people = candidates.with_row_index("row")
    chosen = np.full(candidates.height, "", object)
    flows, gap = list[pl.DataFrame](), 0.0
    for is_special, part in ((False, people.filter(~special)), (True, people.filter(special))):
        kind = "special" if is_special else "ordinary"
        groups = max(part["group"].n_unique(), 1) if not is_special else 1
        capacity = np.array([max(seats[s].get(kind, 0) - (groups - 1) * 29, 0) for s in sites], np.int64)
        if part.is_empty():
            continue
        if is_special and part.height > int(capacity.sum()):
            what = Words(
                "特殊考场的座位不够，有特殊需要的考生随本校编入普通考场。",
                "Special rooms do not suffice: candidates with needs go with their school.",
            )
            findings.append(Problem("exams.special_missing", what, got=f"{part.height} > {int(capacity.sum())}"))
            capacity = np.array([max(seats[s].get("ordinary", 0), 0) for s in sites], np.int64)
        problem = problem_of(
            part, sites, capacity, at, school_places, 1.0 if is_special else most_share, mixing_km, findings
        )
        found = solve(problem)
        if broken := check(problem, found):
            raise AssertionError(f"The siting breaks its own rules: {broken[:3]}")
        gap = max(gap, (found.cost - found.bound) / max(found.cost, 1e-9) if np.isfinite(found.cost) else 1.0)
        flows.append(flow_table(problem, found, kind))
        placed_into(chosen, part, problem, found, findings)
    made = candidates.with_columns(site=pl.Series(list(chosen), dtype=pl.String))
    flow = pl.concat(flows)
    return SitingPlan(
        made, flow, site_table(made, seats), float(gap), mean_km(flow),
        tuple(findings),
    )  # fmt: skip


def mean_km(flow: pl.DataFrame) -> float:
    km, count = flow["km"].to_numpy(), flow["candidates"].to_numpy()
    return float(km @ count / max(int(count.sum()), 1))


def seats_by_site(rooms: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Seats of each site by kind of room (ordinary, special, spare)."""
    found: dict[str, dict[str, int]] = {}
    for site, columns, count, kind in rooms.select("site", "columns", "seats", "kind").iter_rows():
        layout = layout_of(columns, count)
        mine = found.setdefault(site, {})
        word = KINDS.get(kind, "?")
        mine[word] = mine.get(word, 0) + (len(seats_of(layout)) if layout else 0)
    return found


def problem_of(
    part: pl.DataFrame, sites: list[str], capacity: np.ndarray, at: np.ndarray, school_places: Mapping[str, tuple[float, float]],
    most_share: float, mixing_km: float, findings: list[Problem],
) -> SitingProblem:  # fmt: skip
    counted = part.group_by("school").len().sort("school")
    schools = counted["school"].to_list()
    here = np.array([school_places.get(s, (np.nan, np.nan)) for s in schools], np.float64)
    lost = [s for s, place in zip(schools, here, strict=True) if not np.isfinite(place).all()]
    if lost:
        what = Words(
            "不知道学校在哪里，按平均距离分派。",
            "Where the school stands is not known: it is sent as if from the middle.",
        )
        findings.append(Problem("exams.school_place", what, which=", ".join(lost[:8])))
    km = kilometres(here, at)
    known = km[np.isfinite(km)]
    km = np.where(np.isfinite(km), km, known.mean() if known.size else 0.0)
    return SitingProblem(
        tuple(schools), tuple(sites), counted["len"].to_numpy().astype(np.int64), capacity.astype(np.int64), km, most_share, mixing_km
    )  # fmt: skip


def check(problem: SitingProblem, found: Siting) -> list[str]:
    """What a siting breaks, found without the solver: nobody twice, no site beyond its seats."""
    broken: list[str] = []
    if (found.flow < 0).any() or (found.flow.sum(axis=1) > problem.size).any():
        broken.append("a school sends more than it has")
    if (found.flow.sum(axis=0) > problem.capacity).any():
        broken.append("a site has more than its seats")
    return broken


def placed_into(
    chosen: np.ndarray, part: pl.DataFrame, problem: SitingProblem, found: Siting, findings: list[Problem]
) -> None:
    """Each school's candidates by class and number to its sites, the site with most of them first."""
    number_of_class = pl.col("class").cast(pl.Int64, strict=False)
    for g, school in enumerate(problem.schools):
        mine = (
            part.filter(pl.col("school") == school)
            .sort(number_of_class, "class", "number", nulls_last=True)["row"]
            .to_list()
        )
        begins = 0
        for s in np.argsort(-found.flow[g], kind="stable"):
            count = int(found.flow[g, s])
            chosen[mine[begins : begins + count]] = problem.sites[int(s)]
            begins += count
        if begins < len(mine):
            what = Words(
                "附近考点的座位不够，这些考生没有考点。",
                "The sites nearby have too few seats: these candidates have none.",
            )
            cure = Words("增加考场后重做。", "Add rooms, then do it again.")
            findings.append(Problem("exams.siting_short", what, which=school, got=str(len(mine) - begins), cure=cure))


def flow_table(problem: SitingProblem, found: Siting, kind: str) -> pl.DataFrame:
    school, site = np.nonzero(found.flow)
    rows = [
        (problem.schools[g], problem.sites[s], kind, int(found.flow[g, s]), round(float(problem.km[g, s]), 1))
        for g, s in zip(school, site, strict=True)
    ]
    schema = {"school": pl.String, "site": pl.String, "kind": pl.String, "candidates": pl.Int64, "km": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def site_table(made: pl.DataFrame, seats: Mapping[str, Mapping[str, int]]) -> pl.DataFrame:
    """One row a site: candidates, schools, the largest part of one school, seats that are not spare."""
    by_school = made.filter(pl.col("site") != "").group_by("site", "school").len()
    counted = by_school.group_by("site").agg(
        pl.col("len").sum().alias("candidates"), pl.len().alias("schools"), (pl.col("len").max() / pl.col("len").sum()).alias("largest_share")
    )  # fmt: skip
    held = pl.DataFrame(
        [(s, sum(n for kind, n in own.items() if kind != "spare"), own.get("spare", 0)) for s, own in sorted(seats.items())],
        schema={"site": pl.String, "seats": pl.Int64, "spare_seats": pl.Int64}, orient="row",
    )  # fmt: skip
    return (
        held.join(counted, on="site", how="left")
        .with_columns(pl.col("candidates", "schools").fill_null(0))
        .sort("site")
    )
