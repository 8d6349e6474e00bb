"""Exams and admission: our CPU time on made-up cities, what was reached, and peers on the same input.

    .venv/bin/python benchmarks/exams.py [--peers PYTHON] [--script]

PYTHON is an interpreter with the package `matching` (1.4), which solves the same admission on fewer candidates: it takes minutes for
more. `--script` also remakes the seats with the shipped script. One thread for our kernels; CPU seconds of the whole process
(Polars reads on several threads, and all of them are counted). Each case runs once before it is timed, so that neither
compilation nor first calls of libraries count; compiling, where nothing is cached, is timed apart.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from xuezheng.exams.plan import admission, conversion, invigilation, remake_seats, seating
from xuezheng.exams.problem.admission import AdmissionProblem
from xuezheng.exams.rules.graded_variants import VARIANTS
from xuezheng.exams.rules.ties import ranks
from xuezheng.exams.solver.admission import solve

AREAS, SCHOOLS = 9, 40  # counties, junior schools in each
SESSIONS = ("语文", "数学", "外语", "物理", "化学", "道法")


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of the second call, and what it gave."""
    work()
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def candidates(count: int, chance: np.random.Generator) -> pl.DataFrame:
    """Candidates of schools of very different sizes, some with special needs."""
    area = chance.integers(0, AREAS, count)
    school = np.minimum(chance.exponential(12, count).astype(int), SCHOOLS - 1)
    need = np.where(chance.random(count) < 0.004, "front", np.where(chance.random(count) < 0.003, "large_print", ""))
    return pl.DataFrame(
        {
            "number": [f"24{k:06d}" for k in range(count)], "area": [f"A{a}" for a in area],
            "school": [f"A{a}S{s:02d}" for a, s in zip(area, school, strict=True)], "need": need.astype(str),
        }
    )  # fmt: skip


def halls(count: int) -> pl.DataFrame:
    """Sites of thirty rooms, enough for so many in each county, with special and spare rooms."""
    rows: list[dict[str, str]] = []
    for area in range(AREAS):
        for site in range(-(-int(count / AREAS * 1.15) // (27 * 30)) + 1):
            for room in range(30):
                kind = "special" if site == 0 and room < 4 else "spare" if room == 29 else ""
                at = {"longitude": str(105 + area % 3 + site / 50), "latitude": str(30 + area // 3 + site / 70)}
                rows.append(
                    {"site": f"{area}{site:02d}", "room": f"{room:02d}", "area": f"A{area}", "kind": kind, **at}
                )
    return pl.DataFrame(rows)


def seats(count: int) -> tuple[list[str], seating.SeatingPlan]:
    chance = np.random.default_rng(1)
    people, rooms = candidates(count, chance), halls(count)
    seconds, plan = timed(lambda: seating.drawn(people, rooms, "2024-06-01"))
    told = f"{plan.used_rooms:,} rooms, {int(plan.seating.clash.sum())} neighbours of one school"
    return ["candidates seated, from the table to the checked table", f"{count:,}", f"{seconds:.2f}", "15", told], plan


def script(plan: seating.SeatingPlan) -> list[str]:
    roster, rooms = (pl.read_csv(content, infer_schema=False).to_dicts() for content in (plan.roster, plan.rooms))
    began = time.process_time()
    made = remake_seats.remake(roster, rooms, f"2024-06-01|{plan.roster_hash}")
    seconds = time.process_time() - began
    same = made == {n: (r, str(s)) for n, r, s in plan.seats.select("number", "room", "seat").iter_rows()}
    return [
        "the same by the shipped script in plain Python",
        f"{len(made):,}",
        f"{seconds:.2f}",
        "",
        "the same" if same else "OTHERS",
    ]


def tight() -> list[str]:
    """Rooms as hard as they can be: nine of thirty from one school, and from two."""
    told: list[str] = []
    for shares in ((9, 3, 3, 3, 3, 3, 3, 3), (9, 9, 3, 3, 3, 3), (8, 8, 7, 7), (12, 9, 9)):
        rows = [{"number": f"{s}-{k}", "school": f"S{s}"} for s, share in enumerate(shares) for k in range(share * 50)]
        plan = seating.drawn(pl.DataFrame(rows), pl.DataFrame({"room": [f"{k:02d}" for k in range(50)]}), "1")
        told.append(f"{'+'.join(map(str, shares))}: {int((plan.seating.clash > 0).sum())}")
    return ["rooms of 50 with neighbours left, by the shares of schools", "1,500", "", "", "; ".join(told)]


def duties(rooms: int) -> list[str]:
    chance = np.random.default_rng(2)
    people = candidates(rooms * 30, chance).with_columns(need=pl.lit(""))
    plan = seating.drawn(people, halls(rooms * 30), "1")
    count = int(plan.used_rooms * 2 * 1.2)
    schools = people["school"].unique().sort()
    at = [schools[int(k)] for k in chance.integers(0, len(schools), count)]
    staff = pl.DataFrame(
        {
            "number": [f"t{k:05d}" for k in range(count)], "school": at, "subject": [(*SESSIONS, "", "", "")[k] for k in chance.integers(0, 9, count)],
            "longitude": [str(105 + int(s[1]) % 3 + int(s[3:]) / 100) for s in at], "latitude": [str(30 + int(s[1]) // 3 + int(s[3:]) / 90) for s in at],
        }
    )  # fmt: skip
    seconds, found = timed(lambda: invigilation.drawn(staff, halls(rooms * 30), plan.seats, SESSIONS, "1"))
    spread = ", ".join(f"{n}: {k:,}" for n, k in sorted(invigilation.spread(found).items()))
    empty = int((found.invigilation.duty < 0).sum())
    told = f"duties a person {spread}; {empty} empty; {found.duties['km'].mean():.1f} km on average; no bar broken"
    return [
        "duties drawn, from the tables to the checked table",
        f"{plan.used_rooms * 2:,} × {len(SESSIONS)}",
        f"{seconds:.2f}",
        "2",
        told,
    ]


def instance(count: int, places: int, orders: int, length: int = 8) -> AdmissionProblem:
    """Lists by taste and fame (logit), totals with many equal, seats for 85 in 100."""
    chance = np.random.default_rng(3)
    fame = chance.gumbel(size=places) * 1.5
    taste = fame + chance.gumbel(size=(count, places))
    length = min(length, places)
    choice = np.argsort(-taste, axis=1)[:, :length]
    total = chance.integers(200, 800, count)
    ranked = [
        ranks([total + (chance.integers(0, 100, count) if k else 0), chance.integers(0, 150, count)], chance.integers(0, 2**63, count).astype(np.uint64))
        for k in range(orders)
    ]  # fmt: skip
    given = np.maximum(1, (chance.dirichlet(np.ones(places)) * count * 0.85).astype(np.int64))
    return AdmissionProblem(
        tuple(f"c{k}" for k in range(count)), tuple(f"p{k}" for k in range(places)), np.arange(count + 1) * length, choice.ravel(), given,
        np.arange(places) % orders, np.stack([r for r, _ in ranked]), np.stack([s for _, s in ranked]),
    )  # fmt: skip


def admitted(count: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for orders, mechanism in ((1, "serial"), (1, "deferred"), (3, "deferred")):
        problem = instance(count, 120, orders)
        seconds, found = timed(lambda p=problem, m=mechanism: solve(p, m))  # type: ignore[misc]
        stable = admission.verdict(problem, found).holds
        told = f"{int((found.programme >= 0).sum()):,} admitted; {'stable' if stable else 'NOT STABLE'}"
        name = f"admitted, {mechanism}, {orders} order{'s' if orders > 1 else ''}, lists of 8"
        rows.append([name, f"{count:,}", f"{seconds:.3f}", "1", told])
    return rows


def whole_run(count: int) -> list[str]:
    """From the tables of a city to results, lines and refusals: quotas of 150 junior schools first, then open seats, a supplement."""
    chance = np.random.default_rng(4)
    junior, fame = chance.integers(0, 150, count), chance.gumbel(size=60)
    number = [f"24{k:06d}" for k in range(count)]
    people = pl.DataFrame(
        {"number": number, "school": [f"J{j:03d}" for j in junior], "total": (chance.integers(600, 1600, count) / 2).astype(str),
         "chinese": chance.integers(60, 150, count).astype(str)}
    )  # fmt: skip
    lists = np.argsort(-(fame + chance.gumbel(size=(count, 60))), axis=1)[:, :6]
    batch = np.tile(np.array(["quota", "open", "open", "open", "open", "open", "open"]), count)
    wanted = np.concatenate([lists[:, :1], lists], axis=1).ravel()
    choices = pl.DataFrame(
        {"number": np.repeat(np.array(number), 7), "batch": batch, "place": np.tile(np.array(["1", "1", "2", "3", "4", "5", "6"]), count),
         "wanted": [f"S{s:02d}" for s in wanted]}
    )  # fmt: skip
    offers = [
        {
            "programme": f"Q{s:02d}{j:03d}",
            "school": f"S{s:02d}",
            "batch": "quota",
            "kind": "quota",
            "seats": "3",
            "for_school": f"J{j:03d}",
        }
        for s in range(60)
        for j in range(150)
    ]
    offers += [
        {
            "programme": f"U{s:02d}",
            "school": f"S{s:02d}",
            "batch": "open",
            "kind": "open",
            "seats": str(count // 120),
            "for_school": "",
        }
        for s in range(60)
    ]
    rules = admission.Rules(("total", "chinese"), longest=6, seed="1")
    seconds, plan = timed(lambda: admission.run(people, choices, pl.DataFrame(offers), rules))
    told = f"{plan.results['programme'].count():,} admitted by {plan.programmes.height:,} programmes; {len(plan.findings)} ties by lot named"
    return ["the whole run of two batches, from tables to tables", f"{count:,}", f"{seconds:.2f}", "", told]


def beside_matching(python: str, count: int) -> list[list[str]]:
    problem = instance(count, 40, 3)
    seconds, found = timed(lambda: solve(problem, "deferred"))
    lists = {c: [problem.programmes[m] for m in problem.list_of(k)] for k, c in enumerate(problem.candidates)}
    wanting: dict[str, list[int]] = {p: [] for p in problem.programmes}
    for k in range(count):
        for m in problem.list_of(k):
            wanting[problem.programmes[m]].append(k)
    by = {p: problem.rank[problem.order[m]] for m, p in enumerate(problem.programmes)}
    orders = {p: [problem.candidates[k] for k in sorted(who, key=lambda k: by[p][k])] for p, who in wanting.items()}
    made = {
        "lists": lists,
        "orders": orders,
        "seats": dict(zip(problem.programmes, problem.seats.tolist(), strict=True)),
    }
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder) / "in.json", Path(folder) / "out.json"
        given.write_text(json.dumps(made))
        subprocess.run([python, str(Path(__file__).with_name("exams_peers.py")), str(given), str(out)], check=True)
        peer = json.loads(out.read_text())
    ours = {problem.candidates[k]: problem.programmes[m] for k, m in enumerate(found.programme.tolist()) if m >= 0}
    same = "the same for every candidate" if ours == peer["where"] else "OTHER RESULTS"
    return [
        ["admitted, deferred, 3 orders: ours", f"{count:,}", f"{seconds:.4f}", "", same],
        [
            f"the same by matching {peer['version']}",
            f"{count:,}",
            f"{peer['seconds']:.2f}",
            "",
            f"× {peer['seconds'] / seconds:,.0f}",
        ],
    ]


def graded(count: int) -> list[list[str]]:
    chance = np.random.default_rng(5)
    raw = np.clip(np.rint(chance.normal(55, 18, count) * 2) / 2, 0, 100)
    table = pl.DataFrame({"number": [f"{k}" for k in range(count)], "score": [f"{value:g}" for value in raw]})
    rows: list[list[str]] = []
    for rule in VARIANTS:
        seconds, found = timed(lambda rule=rule: conversion.graded(table, rule))
        low, high = found.scores["score_graded"].min(), found.scores["score_graded"].max()
        rows.append(
            [
                f"graded scores by {rule.id}",
                f"{count:,}",
                f"{seconds:.3f}",
                "0.2",
                f"{low} to {high}, order kept (checked)",
            ]
        )
    return rows


def compiling() -> str:
    """CPU seconds that compiling the kernels takes where nothing is cached."""
    with tempfile.TemporaryDirectory() as folder:
        call = [sys.executable, __file__, "--compile"]
        return subprocess.run(
            call, env=os.environ | {"NUMBA_CACHE_DIR": folder}, capture_output=True, text=True, check=True
        ).stdout.strip()


def compile_kernels() -> None:
    began = time.process_time()
    solve(instance(200, 5, 1), "serial")
    solve(instance(200, 5, 2), "deferred")
    tight()
    print(f"{time.process_time() - began:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--peers")
    parser.add_argument("--script", action="store_true")
    parser.add_argument("--compile", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.compile:
        return compile_kernels()
    seated, plan = seats(100_000)
    rows = [
        seated,
        *([script(plan)] if args.script else []),
        tight(),
        duties(3350),
        *admitted(100_000),
        whole_run(100_000),
    ]
    rows += beside_matching(args.peers, 3000) if args.peers else []
    rows += graded(60_000)
    print(
        f"Python {platform.python_version()}, NumPy {np.__version__}, Polars {pl.__version__}, {os.cpu_count()} cores"
    )
    print(
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB; compiling, once: {compiling()} CPU-s\n"
    )
    print("| case | size | CPU-s | bound | reached |\n|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
