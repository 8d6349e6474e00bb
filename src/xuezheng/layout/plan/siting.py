"""One location problem from file to checked answer."""

import json
from pathlib import Path

import numpy as np

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.plan.checking import faults
from xuezheng.layout.plan.reading import read
from xuezheng.layout.problem.location import Location, Siting
from xuezheng.layout.solver.p_median import solve_p_median
from xuezheng.layout.solver.packed import solve_packed
from xuezheng.layout.solver.stopping import Stop
from xuezheng.layout.solver.warming import warm


def solve(problem: Location, stop: Stop, seed: int = 0) -> Siting:
    """The best answer found, checked; raises `Refused` where none was found, or the check fails."""
    is_p_median = not problem.is_capacitated and problem.open_count is not None and not problem.opening.any()
    siting = (solve_p_median if is_p_median else solve_packed)(problem, stop, seed)
    if not siting.is_complete:
        what = Words(
            f"{stop.used:.0f} 秒内没有找到能容纳全部需求的方案",
            f"No answer that serves all was found in {stop.used:.0f} s",
        )
        cure = Words("延长时间（--seconds），或增加容量。", "Give more time (--seconds), or add capacity.")
        raise Refused([Problem("layout.no_answer", what, which=problem.name, cure=cure)])
    if found := faults(problem, siting):
        raise Refused(found)
    return siting


def solve_file(path: Path, form: str, seconds: float, seed: int) -> Siting:
    problem = read(path, form)
    warm()
    return solve(problem, Stop(seconds), seed)


def number(value: float) -> str:
    """A number without needless zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".") if np.isfinite(value) else str(value)


def last_line(objective: float, bound: float, gap: float, seconds: float) -> str:
    """`objective X bound L gap G seconds T`; the gap is a share of the objective. The bound is rounded down only."""
    low = np.floor(bound * 1e6) / 1e6
    return f"objective {number(objective)} bound {number(low)} gap {gap:.6f} seconds {seconds:.2f}"


def write_siting(path: Path, form: str, siting: Siting, seed: int) -> None:
    """The answer as JSON: `open_sites`, and `site_of` each demand, in the file's order, counted from 0."""
    answer = {
        "format": form,
        "first_index": 0,
        "seed": seed,
        "objective": siting.objective,
        "bound": siting.bound,
        "gap": siting.gap,
        "seconds": round(siting.seconds, 3),
        "open_sites": siting.open_sites.tolist(),
        "site_of": siting.site_of.tolist(),
    }
    path.write_text(json.dumps(answer, ensure_ascii=False) + "\n", encoding="utf-8")
