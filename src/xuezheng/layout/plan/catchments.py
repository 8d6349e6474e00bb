"""Catchments from GRID.json to checked answer. The format is told in docs/algorithms/layout.md."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.problem.catchments import Catching, Catchments, neighbours, priced_bound
from xuezheng.layout.problem.location import Floats, Ints

if TYPE_CHECKING:
    from xuezheng.layout.solver.ladders import Ladder

FORMAT = Words("格式见 docs/algorithms/layout.md。", "The format is told in docs/algorithms/layout.md.")


def refusal(rule: str, zh: str, en: str, where: str, which: str = "", got: str = "", cure: Words = FORMAT) -> Refused:
    return Refused([Problem(f"layout.grid.{rule}", Words(zh, en), which=which, where=where, got=got, cure=cure)])


def read_ladder(path: Path) -> tuple[Catchments, Ints | None]:
    """An instance of a file, and the primary school of each cell where it is given; raises `Refused` where it is not sound."""
    try:
        grid = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise refusal("file", "文件读不出来", "The file cannot be read", path.name, got=str(error)[:100]) from None
    if not isinstance(grid, dict):
        raise refusal("file", "应为一个对象", "It must be an object", path.name, got=type(grid).__name__)
    try:
        made = catchments(cast("dict[str, Any]", grid), path.name)
        return made, primaries_of(cast("dict[str, Any]", grid), made.cell_count, path.name)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise refusal(
            "field", "缺少字段或类型不对", "A field is missing or of the wrong kind", path.name, got=repr(error)[:100]
        ) from None


def catchments(grid: dict[str, Any], where: str) -> Catchments:
    children = np.array(grid["children"], dtype=np.float64)
    n = children.size
    if not np.isfinite(children).all() or (children < 0).any():
        k = int(np.flatnonzero(~(children >= 0))[0])
        raise refusal(
            "children",
            "儿童数不得为负或缺失",
            "Children must be a number not negative",
            where,
            f"cell {k}",
            str(children[k]),
        )
    schools = grid["schools"]
    seat = np.array([school["cell"] for school in schools], dtype=np.int64)
    capacity = np.array([school["capacity"] for school in schools], dtype=np.float64)
    least = np.array([school.get("least", 0) for school in schools], dtype=np.float64)
    if seat.size == 0 or (seat < 0).any() or (seat >= n).any() or np.unique(seat).size < seat.size:
        raise refusal(
            "seat",
            f"每所学校须有自己的格子（0–{n - 1}）",
            f"Each school needs a cell of its own, 0 to {n - 1}",
            where,
            got=str(seat.tolist()[:20]),
        )
    pairs, place = borders(grid, n)
    away = np.array(grid["distance"], dtype=np.float64) if "distance" in grid else straight(place, seat)
    if away.shape != (n, seat.size):
        raise refusal(
            "distance", "距离矩阵应为格子数×学校数", "Distances must be cells × schools", where, got=str(away.shape)
        )
    cost = away * children[:, None]
    now = grid.get("now")
    if now is not None:
        kept = np.array(now, dtype=np.int64)
        cost = cost + float(grid.get("move_weight", 1.0)) * children[:, None] * (
            kept[:, None] != np.arange(seat.size)[None, :]
        )
    exempt = np.zeros(n, dtype=bool)
    exempt[islands_of(grid, n, where)] = True
    start, near = neighbours(n, pairs)
    problem = Catchments(cost, children, capacity, least, seat, start, near, exempt)
    refuse_unsound(problem, where)
    return problem


def islands_of(grid: dict[str, Any], n: int, where: str) -> Ints:
    """The cells that may lie apart: by number, or by name where the cells have names."""
    names: dict[str, int] = {str(name): i for i, name in enumerate(grid.get("names", []))}
    found: list[int] = []
    for cell in grid.get("exempt", []):
        at = names.get(cell, -1) if isinstance(cell, str) else int(cell)
        if not 0 <= at < n:
            cure = Words("写格子编号，或 names 里的名称。", "Write a cell's number, or a name out of names.")
            raise refusal("exempt", "没有这个飞地", "There is no such island", where, str(cell), cure=cure)
        found.append(at)
    return np.array(found, dtype=np.int64)


def primaries_of(grid: dict[str, Any], n: int, where: str) -> Ints | None:
    """The primary school of each cell, where junior catchments are asked for."""
    if grid.get("primary_of") is None:
        return None
    found = np.array(grid["primary_of"], dtype=np.int64)
    if found.shape != (n,):
        raise refusal(
            "primary",
            "primary_of 应为每个格子的小学",
            "primary_of must be the primary school of each cell",
            where,
            got=str(found.shape),
        )
    return found


def borders(grid: dict[str, Any], n: int) -> tuple[Ints, Floats]:
    """Which cells touch, and where each lies: a grid of rows and columns, or what is given."""
    if "neighbours" in grid:
        pairs = np.array(grid["neighbours"], dtype=np.int64).reshape(-1, 2)
        place = np.array(grid.get("place", np.zeros((n, 2))), dtype=np.float64)
        return pairs, place
    rows, columns = int(grid["rows"]), int(grid["columns"])
    if rows * columns != n:
        raise ValueError(f"rows × columns = {rows * columns}, children = {n}")
    cells = np.arange(n).reshape(rows, columns)
    across = np.stack([cells[:, :-1].ravel(), cells[:, 1:].ravel()], axis=1)
    down = np.stack([cells[:-1].ravel(), cells[1:].ravel()], axis=1)
    place = np.stack(np.divmod(np.arange(n), columns), axis=1).astype(np.float64) * float(grid.get("cell_size", 1.0))
    return np.concatenate([across, down]).astype(np.int64), place


def straight(place: Floats, seat: Ints) -> Floats:
    return np.hypot(place[:, None, 0] - place[None, seat, 0], place[:, None, 1] - place[None, seat, 1])


def refuse_unsound(problem: Catchments, where: str) -> None:
    """Children without places, and cells without a way to any school."""
    missing = float(problem.children.sum() - problem.capacity.sum())
    more = Words("扩建、新建或把部分儿童划给邻近学校。", "Extend, build, or send some children to schools nearby.")
    if missing > 0:
        raise refusal("room", f"学位不足 {missing:g} 个", f"{missing:g} places are missing", where, cure=more)
    if problem.least.sum() > problem.children.sum():
        raise refusal("least", "各校最少人数之和超过儿童数", "The least numbers exceed all children", where, cure=more)
    reached = pieces_from(problem, np.arange(problem.cell_count) >= 0, problem.seat)
    islands = np.flatnonzero(~reached & ~problem.is_exempt)
    if islands.size:
        cure = Words("列入 exempt（飞地），或补上相邻关系。", "Name them in exempt, or add the missing neighbours.")
        raise refusal(
            "island",
            f"{islands.size} 个格子与任何学校都不相连",
            f"{islands.size} cells touch no school's land",
            where,
            str(islands[:20].tolist()),
            cure=cure,
        )


def pieces_from(problem: Catchments, usable: NDArray[np.bool_], begin: Ints) -> NDArray[np.bool_]:
    """The usable cells that can be reached from where one begins."""
    reached = np.zeros(problem.cell_count, dtype=bool)
    stack = [int(i) for i in begin]
    reached[begin] = True
    while stack:
        i = stack.pop()
        for c in problem.neighbour[problem.start[i] : problem.start[i + 1]]:
            if usable[c] and not reached[c]:
                reached[c] = True
                stack.append(int(c))
    return reached


def faults(problem: Catchments, answer: Catching) -> list[Problem]:
    """All that is wrong with an answer: fragments, overload, sums, and its bound from its prices."""
    found: list[Problem] = []

    def fault(rule: str, zh: str, en: str, which: str = "", got: str = "") -> None:
        found.append(Problem(f"layout.catchments.{rule}", Words(zh, en), which=which, got=got))

    owner = answer.school_of
    for j, seat in enumerate(problem.seat):
        own = (owner == j) & ~problem.is_exempt
        own[seat] = True
        apart = np.flatnonzero(own & ~pieces_from(problem, own, np.array([seat])))
        if owner[seat] != j:
            fault("seat", "学校不在自己的片区里", "A school lies outside its own catchment", f"school {j}")
        if apart.size:
            fault("fragment", "片区不连片", "A catchment is in pieces", f"school {j}", str(apart[:9].tolist()))
    load = np.bincount(owner, weights=problem.children, minlength=problem.school_count)
    wrong = np.flatnonzero((load > problem.capacity + 1e-6) | (load < problem.least - 1e-6))
    if wrong.size:
        fault(
            "load",
            "人数超出限额",
            "A load is outside its limits",
            str(wrong[:9].tolist()),
            str(load[wrong[:9]].tolist()),
        )
    total = float(sum(problem.cost[i, j] for i, j in enumerate(owner)))
    if not abs(total - answer.objective) <= 1e-6 * max(1.0, total):
        fault(
            "objective",
            "目标值与重新计算的不符",
            "The objective is not what the answer costs",
            got=f"{answer.objective} / {total}",
        )
    if (answer.full < 0).any() or (answer.empty < 0).any():
        fault("bound", "价格为负，不能证明下界", "Prices below nought prove nothing")
    if answer.bound > min(total, priced_bound(problem, answer.full, answer.empty)) + 1e-6 * max(1.0, total):
        fault("bound", "下界高于其价格所能证明的", "The bound is above what its prices prove", got=str(answer.bound))
    return found


def write_catching(path: Path, answer: Catching, seed: int, ladder: "Ladder | None" = None) -> None:
    """The answer as JSON: `school_of` each cell, in the file's order, counted from 0; primary catchments that were divided."""
    told: dict[str, Any] = {
        "first_index": 0,
        "seed": seed,
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "seconds": round(answer.seconds, 3),
        "school_of": answer.school_of.tolist(),
    }
    if ladder is not None:
        told["divided"] = [
            {"primary": int(unit), "cause": cause} for unit, cause in zip(ladder.divided, ladder.cause, strict=True)
        ]
    path.write_text(json.dumps(told) + "\n", encoding="utf-8")


def solve_grid(problem: Catchments, seconds: float, seed: int) -> Catching:
    """The best answer found, checked; raises `Refused` where none was found."""
    from xuezheng.layout.solver.catchments import solve_catchments
    from xuezheng.layout.solver.stopping import Stop

    solve_catchments(problem, Stop(0), moves=1)  # so that the kernels are there before the clock runs
    return checked(problem, solve_catchments(problem, Stop(seconds), seed))


def checked(problem: Catchments, answer: Catching) -> Catching:
    if not answer.is_complete:
        cure = Words("延长时间（--seconds），或增加容量。", "Give more time (--seconds), or add capacity.")
        what = (
            f"{answer.seconds:.0f} 秒内没有找到连片且不超员的方案",
            f"No whole catchments without overload were found in {answer.seconds:.0f} s",
        )
        raise refusal("no_answer", *what, where="", cure=cure)
    if found := faults(problem, answer):
        raise Refused(found)
    return answer
