# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
"""Published formats of location problems, read into a `Location`; what is wrong is named.

pmed    OR-Library's p-median (Beasley 1990): n, edges, p; an edge a line; distances are the shortest paths
cpmp    n, p; the matrix of distances; weights; capacities
sjc     Lorena and Senne: n, p; x, y, capacity, weight a line; distances are straight and not rounded
sscflp  sites, demands; capacities; opening costs; weights; a row of total costs for each demand
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.plan.soundness import refuse_unsound
from xuezheng.layout.problem.location import Floats, Location, location

PLAIN_TEXT = Words("请给出由空格分隔的数字组成的纯文本文件。", "Give a plain text file of numbers parted by blanks.")


def refused(
    rule: str, path: Path, zh: str, en: str, got: str = "", cure: Words | None = None, where: str = ""
) -> Refused:
    return Refused([Problem(rule, Words(zh, en), which=path.name, where=where, got=got, cure=cure)])


class Numbers:
    """The numbers of a file, taken in order; where they end too early, or go on too long, is said."""

    def __init__(self, path: Path) -> None:
        self.path, self.at = path, 0
        try:
            words = path.read_text(encoding="utf-8").split()
        except FileNotFoundError:
            raise refused("layout.file", path, "没有这个文件", "There is no such file", got=str(path)) from None
        except (UnicodeDecodeError, OSError) as error:
            raise refused(
                "layout.file", path, "文件读不出来", "The file cannot be read", str(error)[:80], PLAIN_TEXT
            ) from None
        try:
            self.all = np.array(words, dtype=np.float64)
        except ValueError:
            wrong = next(k for k, word in enumerate(words) if not is_number(word))
            raise refused(
                "layout.number",
                path,
                "这里应是数字",
                "A number must stand here",
                words[wrong][:40],
                PLAIN_TEXT,
                f"word {wrong + 1}",
            ) from None
        if not np.isfinite(self.all).all():
            wrong = int(np.flatnonzero(~np.isfinite(self.all))[0])
            raise refused(
                "layout.number", path, "数字须有限", "Numbers must be finite", words[wrong], None, f"word {wrong + 1}"
            )

    def take(self, count: int, zh: str, en: str) -> Floats:
        part = self.all[self.at : self.at + count]
        if part.size < count:
            raise refused(
                "layout.length",
                self.path,
                f"文件过早结束：{zh}应有 {count} 个数",
                f"The file ends too early: {en} must be {count} numbers",
                f"{part.size}",
                Words(
                    "请核对第一行的个数与文件格式（--format）。",
                    "Check the counts of the first line, and the format (--format).",
                ),
            )
        self.at += count
        return part

    def counts(self, zh: str, en: str, many: int) -> list[int]:
        part = self.take(many, zh, en)
        if (part < 1).any() or (part != np.rint(part)).any():
            raise refused(
                "layout.counts", self.path, f"{zh}须为正整数", f"{en} must be whole and positive", str(part.tolist())
            )
        return [int(k) for k in part]

    def over(self) -> None:
        if self.at < self.all.size:
            raise refused(
                "layout.length",
                self.path,
                "文件末尾有多余的数字",
                "Numbers are left over at the end of the file",
                f"{self.all.size - self.at}",
                Words(
                    "请核对第一行的个数与文件格式（--format）。",
                    "Check the counts of the first line, and the format (--format).",
                ),
            )


def is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def pmed(path: Path) -> Location:
    """Where an edge is given twice, its last length counts (OR-Library)."""
    numbers = Numbers(path)
    n, edges, p = numbers.counts("点数、边数、设点数", "Nodes, edges and sites to open", 3)
    rows = numbers.take(3 * edges, "边", "edges").reshape(-1, 3)
    numbers.over()
    ends = rows[:, :2].astype(np.int64) - 1
    if (ends < 0).any() or (ends >= n).any() or (rows[:, 2] < 0).any():
        k = int(np.flatnonzero((ends < 0).any(1) | (ends >= n).any(1) | (rows[:, 2] < 0))[0])
        raise refused(
            "layout.edge",
            path,
            f"边须连接 1 至 {n} 号点，长度不为负",
            f"An edge must join two of the nodes 1 to {n} by a length not negative",
            str(rows[k].tolist()),
            None,
            f"edge {k + 1}",
        )
    return location(shortest(n, ends, rows[:, 2], path), open_count=p, name=path.stem)


def shortest(n: int, ends: "np.ndarray[tuple[int, int], np.dtype[np.int64]]", lengths: Floats, path: Path) -> Floats:
    """Shortest paths between all nodes; refuses a network in pieces, which no finite sum serves."""
    from scipy.sparse import csr_array

    last: dict[tuple[int, int], float] = {}
    for (i, j), length in zip(ends.tolist(), lengths.tolist(), strict=True):
        last[min(i, j), max(i, j)] = length
    pairs = np.array(list(last), dtype=np.int64).reshape(-1, 2)
    # An edge of length nought must stay an edge in a sparse matrix.
    values = np.maximum(np.array(list(last.values())), 1e-300)
    graph = csr_array((values, (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    away = np.asarray(dijkstra(graph, directed=False), dtype=np.float64)
    away[away < 1e-200] = 0.0
    return away


def cpmp(path: Path) -> Location:
    numbers = Numbers(path)
    n, p = numbers.counts("点数、设点数", "Nodes and sites to open", 2)
    cost = numbers.take(n * n, "距离矩阵", "the matrix of distances").reshape(n, n)
    weight, capacity = numbers.take(n, "需求", "weights"), numbers.take(n, "容量", "capacities")
    numbers.over()
    return location(cost, weight=weight, capacity=capacity, open_count=p, name=path.stem)


def sjc(path: Path) -> Location:
    numbers = Numbers(path)
    n, p = numbers.counts("点数、设点数", "Nodes and sites to open", 2)
    rows = numbers.take(4 * n, "坐标、容量、需求", "coordinates, capacities and weights").reshape(n, 4)
    numbers.over()
    away = np.hypot(rows[:, None, 0] - rows[None, :, 0], rows[:, None, 1] - rows[None, :, 1])
    return location(away, weight=rows[:, 3], capacity=rows[:, 2], open_count=p, name=path.stem)


def sscflp(path: Path) -> Location:
    numbers = Numbers(path)
    m, n = numbers.counts("设施数、需求数", "Sites and demands", 2)
    capacity, opening = numbers.take(m, "容量", "capacities"), numbers.take(m, "开办费用", "opening costs")
    weight = numbers.take(n, "需求", "weights")
    cost = numbers.take(n * m, "费用矩阵", "the matrix of costs").reshape(n, m)
    numbers.over()
    return location(cost, weight=weight, capacity=capacity, opening=opening, name=path.stem)


FORMATS: Final[dict[str, Callable[[Path], Location]]] = {"pmed": pmed, "cpmp": cpmp, "sjc": sjc, "sscflp": sscflp}


def read(path: Path, form: str) -> Location:
    """An instance of a file. Raises `Refused` where the file, or what it asks for, cannot be."""
    problem = FORMATS[form](path)
    refuse_unsound(problem, path.name)
    return problem
