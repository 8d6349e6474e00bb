"""Location: answers and bounds against every answer tried; the check finds what is wrong; bad files are named."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from xuezheng.ground.errors import Refused
from xuezheng.layout.plan.checking import bound_of, faults
from xuezheng.layout.plan.reading import read
from xuezheng.layout.plan.siting import last_line, solve
from xuezheng.layout.problem.location import Siting, location
from xuezheng.layout.solver import regions
from xuezheng.layout.solver.arcs import arcs_of
from xuezheng.layout.solver.ascent import climb, start_dual
from xuezheng.layout.solver.packed import solve_region
from xuezheng.layout.solver.stopping import Stop
from xuezheng.layout.solver.wandering import Wanderer
from xuezheng.layout.tests.counties import least, scattered

LINE = location(np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))), open_count=2)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("p", [1, 2, 3])
def test_a_p_median_is_the_best_of_all(seed: int, p: int) -> None:
    problem = scattered(seed, 12, 8, p=p, packed=False)
    found = solve(problem, Stop(5), seed)
    assert (found.objective, found.bound) == (least(problem), least(problem))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("p", [None, 2])
@pytest.mark.parametrize("nearest", [2, 5])
def test_any_multipliers_give_a_bound_and_pruning_keeps_it(seed: int, p: int | None, nearest: int) -> None:
    problem = scattered(seed, 6, 4, p=p)
    optimum = least(problem)
    arcs = arcs_of(problem, nearest)
    for start in (0.0, 30.0, 90.0):
        dual = start_dual(problem, np.full(6, start))
        climb(problem, arcs, problem.status, dual, 60, optimum)
        assert dual.bound <= optimum + 1e-6
        # Without the condition that the chosen sites hold all weight, the bound taken anew over all arcs is no higher.
        assert bound_of(problem, dual.u) <= dual.bound + 1e-6 if p is None else True
        if p is not None:
            assert bound_of(problem, dual.u) == pytest.approx(dual.bound)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("p", [None, 2])
def test_a_packed_answer_is_the_best_of_all(seed: int, p: int | None) -> None:
    problem = scattered(seed, 6, 4, p=p)
    found = solve(problem, Stop(5), seed)
    assert (found.objective, found.bound) == (least(problem), least(problem))


def test_a_region_changes_only_itself_and_keeps_the_answer_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "DEMANDS", 12)
    random = np.random.default_rng(3)
    place = random.random((60, 2))
    away = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    problem = location(away, weight=np.ones(60), capacity=np.full(60, 5.0), open_count=15)
    wanderer = Wanderer(problem, 0)
    wanderer.begin(np.arange(15))
    wanderer.run(20)
    before = wanderer.total
    search = regions.Regions(problem, wanderer.ground, solve_region, 0)
    search.improve(wanderer, np.full(60, float(np.median(away))), Stop(0.3))
    opened, site_of = np.flatnonzero(wanderer.best.is_open), wanderer.best.site_of
    total = float(away[np.arange(60), site_of].sum())
    assert wanderer.total == pytest.approx(total) and total < before
    assert faults(problem, Siting(opened, site_of, total, 0.0)) == []


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"site_of": np.array([0, 0, 3, 3])}, "closed"),
        ({"open_sites": np.array([0, 1, 2])}, "count"),
        ({"objective": 1.0}, "objective"),
        ({"bound": 2.5}, "bound"),
        ({"site_of": np.array([0, 0, 2])}, "complete"),
    ],
)
def test_the_check_finds_what_is_wrong(changed: dict[str, object], rule: str) -> None:
    right = Siting(np.array([0, 2]), np.array([0, 0, 2, 2]), 2.0, 2.0)
    assert not faults(LINE, right)
    assert f"layout.answer.{rule}" in {fault.rule for fault in faults(LINE, replace(right, **changed))}


def test_an_overfull_site_is_found() -> None:
    tight = replace(LINE, weight=np.ones(4), capacity=np.array([1.0, 2, 2, 2]))
    assert [fault.rule for fault in faults(tight, Siting(np.array([0, 2]), np.array([0, 0, 2, 2]), 2.0, 2.0))] == [
        "layout.answer.overfull"
    ]


FILES = [
    ("pmed", "3 2 1\n1 2 5\n2 3 4\n", None, "objective 9 bound 9 gap 0.000000"),
    (
        "pmed",
        "3 3 1\n1 2 5\n2 3 4\n1 2 7\n",
        None,
        "objective 11 bound 11 gap 0.000000",
    ),  # the last length of an edge counts
    ("pmed", "3 1 1\n1 2 5\n", "layout.islands", "in 2 pieces"),
    ("pmed", "3 2 1\n1 2 5\n2 9 4\n", "layout.edge", "edge 2"),
    ("pmed", "3 2 1\n1 2 five\n", "layout.number", "five"),
    ("pmed", "3 2 1\n1 2 5\n", "layout.length", "too early"),
    ("pmed", "3 2 1\n1 2 5\n2 3 4\n 8", "layout.length", "left over"),
    ("pmed", "3 2 7\n1 2 5\n2 3 4\n", "layout.open_count", "7"),
    ("cpmp", "2 1\n0 3\n3 0\n1 1\n1 1\n", "layout.room", "1 places are missing"),
    ("cpmp", "2 1\n0 3\n3 0\n1 1\n0 0\n", "layout.unserved", "2 demands"),
    ("cpmp", "2 1\n0 3\n3 0\n1 -1\n1 1\n", "layout.weight", "-1"),
    ("sscflp", "1 2\n5\n3\n4 4\n1\n1\n", "layout.room", "3 places are missing"),
    ("sjc", "2 1\n0 0 9 1\n3 4 9\n", "layout.length", "too early"),
]


@pytest.mark.parametrize(("form", "text", "rule", "says"), FILES)
def test_files(tmp_path: Path, form: str, text: str, rule: str | None, says: str) -> None:
    path = tmp_path / "instance.txt"
    path.write_text(text)
    if rule is None:
        found = solve(read(path, form), Stop(5))
        assert last_line(found.objective, found.bound, found.gap, 0).startswith(says)
        return
    with pytest.raises(Refused) as refusal:
        read(path, form)
    assert refusal.value.problems[0].rule == rule
    assert says in str(refusal.value)
