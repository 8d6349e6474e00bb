"""Junior catchments out of whole primary ones, from GRID.json with `primary_of` to checked answer."""

from pathlib import Path

import numpy as np

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.plan.catchments import checked, read_ladder, solve_grid, write_catching
from xuezheng.layout.problem.catchments import Catching, Catchments
from xuezheng.layout.problem.location import Ints
from xuezheng.layout.solver.catchments import solve_catchments
from xuezheng.layout.solver.ladders import Ladder, solve_ladders
from xuezheng.layout.solver.stopping import Stop

CAUSES = {
    "schools": Words("片区内有两所初中", "two junior schools stand in it"),
    "size": Words("人数超过可接收的初中学位", "it has more children than the junior school has places"),
    "room": Words("整片划入会使初中超员", "a junior school would be overfull with all of it"),
}


def solve_grid_ladders(problem: Catchments, primary_of: Ints, seconds: float, seed: int) -> Ladder:
    """Junior catchments of whole primary catchments, checked; raises `Refused` where none were found."""
    solve_catchments(problem, Stop(0), moves=1)
    ladder = solve_ladders(problem, primary_of, Stop(seconds), seed)
    checked(problem, ladder.catching)
    if found := torn(primary_of, ladder, problem):
        raise Refused(found)
    return ladder


def torn(primary_of: Ints, ladder: Ladder, problem: Catchments) -> list[Problem]:
    """Primary catchments whose children go to several junior schools without having been named as divided."""
    found: list[Problem] = []
    for unit in np.unique(primary_of[primary_of >= 0]).tolist():
        cells = np.flatnonzero((primary_of == unit) & ~problem.is_exempt)
        if unit not in ladder.divided and np.unique(ladder.catching.school_of[cells]).size > 1:
            what = Words("小学片区被分到几所初中", "A primary catchment is divided among junior schools")
            found.append(Problem("layout.catchments.torn", what, which=f"primary {unit}"))
    return found


def solve_ladder_file(path: Path, seconds: float, seed: int, out: Path | None) -> tuple[Catching, Ladder | None]:
    """A file solved and, where `out` is given, written: ladders where it names primary schools, else plain catchments."""
    problem, primary_of = read_ladder(path)
    ladder = None if primary_of is None else solve_grid_ladders(problem, primary_of, seconds, seed)
    answer = solve_grid(problem, seconds, seed) if ladder is None else ladder.catching
    if out is not None:
        write_catching(out, answer, seed, ladder)
    return answer, ladder
