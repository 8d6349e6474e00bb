"""Layout: how good, how sure and how fast, on published instances, beside spopt, and on invented counties.

    .venv/bin/python benchmarks/layout.py [--archives FOLDER] [--peer PYTHON] [--rows FILE] [--only WORD] [--scale X]

FOLDER (or XUEZHENG_ARCHIVES) holds `facility/`; without it only invented instances run. PYTHON is an interpreter with spopt
and HiGHS; without it no peer runs. Each case runs in a process of its own, which tells its CPU seconds (compiling apart) and
its peak memory. Finished cases stand in FILE and are not run again. `--scale` multiplies all limits of time.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve()
LIMITS = {"pmed": 60.0, "cpmp": 60.0, "sjc": 120.0, "p3038": 600.0, "sscflp": 60.0}
COUNTIES = {
    "county-1000x400x1": (1000, 400, 1, 60.0),
    "county-1000x400x3": (1000, 400, 3, 300.0),
    "county-3000x1400x1": (3000, 1400, 1, 600.0),
    "county-3000x1400x3": (3000, 1400, 3, 600.0),
}
PEER = """
import json, resource, sys, time
import numpy as np, pulp, spopt.locate
n, p, limit = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
place = np.random.default_rng(n + p).random((n, 2)) * 1000
away = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
began = time.process_time()
model = spopt.locate.PMedian.from_cost_matrix(away, np.ones(n), p_facilities=p)
model = model.solve(pulp.HiGHS(msg=False, timeLimit=limit, threads=1))
value = pulp.value(model.problem.objective)
print(json.dumps({"objective": value, "says": pulp.LpStatus[model.problem.status], "cpu": time.process_time() - began,
                  "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def best_known(facility: Path) -> dict[str, float]:
    known: dict[str, float] = {}
    for line in (facility / "pmed/pmedopt.txt").read_text().splitlines()[1:]:
        if line.strip():
            name, value = line.split()
            known[name] = float(value)
    for file, column in (("cpmp/verified_optima.csv", 3), ("sjc/best_known.csv", 1)):
        for line in (facility / file).read_text().splitlines()[1:]:
            known[line.split(",")[0]] = float(line.split(",")[column])
    for k, value in enumerate((facility / "sscflp/holmberg/os").read_text().split()):
        known[f"holmberg-p{k + 1}"] = float(value)
    return known


def cases(facility: Path | None) -> dict[str, list[str]]:
    """Name → what to run: kind, then arguments."""
    found: dict[str, list[str]] = {}
    if facility:
        for file in sorted((facility / "pmed").glob("pmed*.txt"), key=lambda f: (len(f.name), f.name)):
            if file.name != "pmedopt.txt":
                found[file.stem] = ["pmed", str(file)]
        for file in sorted((facility / "cpmp").glob("p*.txt"), key=lambda f: (len(f.name), f.name)):
            found[file.stem] = ["cpmp", str(file)]
        for file in sorted((facility / "sjc").glob("*.dat")):
            found[file.stem] = ["p3038" if file.stem.startswith("p3038") else "sjc", str(file)]
        for file in sorted((facility / "sscflp/holmberg").glob("p*"), key=lambda f: (len(f.name), f.name)):
            found[f"holmberg-{file.name}"] = ["sscflp", str(file)]
    for n in (500, 1000):
        found[f"random-{n}x{n}"] = ["random", str(n), "50"]
    for name in COUNTIES:
        found[name] = ["county", name]
    for seed in (0, 1, 2, 3):
        found[f"catchments-{seed}"] = ["catchments", str(seed)]
    return found


def run_case(what: list[str], scale: float) -> dict[str, Any]:
    """One case in this process: objective, bound, gap, CPU seconds, megabytes."""
    from xuezheng.layout.plan.reading import read
    from xuezheng.layout.plan.siting import solve
    from xuezheng.layout.problem.location import location
    from xuezheng.layout.solver.stopping import Stop
    from xuezheng.layout.solver.warming import warm

    warm()
    kind = what[0]
    if kind == "county":
        return county(what[1], scale)
    if kind == "catchments":
        return grid(int(what[1]), scale)
    began = time.process_time()
    if kind == "random":
        n, p = int(what[1]), int(what[2])
        place = np.random.default_rng(n + p).random((n, 2)) * 1000
        problem = location(np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1)), open_count=p)
    else:
        problem = read(Path(what[1]), "sjc" if kind == "p3038" else kind)
    found = solve(problem, Stop(LIMITS.get(kind, 60.0) * scale))
    return told(found, began)


def county(name: str, scale: float) -> dict[str, Any]:
    from xuezheng.layout.plan.county import faults
    from xuezheng.layout.problem.invented import invented_county
    from xuezheng.layout.solver.county import solve_county
    from xuezheng.layout.solver.stopping import Stop

    n, m, years, seconds = COUNTIES[name]
    solve_county(invented_county(30, 10, 2), Stop(0.2))
    problem = invented_county(n, m, years)
    began = time.process_time()
    plan = solve_county(problem, Stop(seconds * scale))
    return told(plan, began) | {"faults": len(faults(problem, plan))}


def grid(seed: int, scale: float) -> dict[str, Any]:
    """A town of 40 × 40 cells, 40 schools at random with uneven capacity, 2 to 25 % more places than children."""
    from xuezheng.layout.plan.catchments import catchments, faults, solve_grid

    random = np.random.default_rng(seed)
    children = random.poisson(random.gamma(2, 10, 1600)).astype(float)
    seat = random.choice(1600, 40, replace=False)
    share = random.uniform(0.7, 1.3, 40)
    capacity = np.ceil(share / share.sum() * children.sum() * {0: 1.15, 1: 1.05, 2: 1.02, 3: 1.25}[seed])
    schools = [{"cell": int(c), "capacity": float(q)} for c, q in zip(seat, capacity, strict=True)]
    problem = catchments({"rows": 40, "columns": 40, "children": children.tolist(), "schools": schools}, "")
    began = time.process_time()
    answer = solve_grid(problem, 60.0 * scale, 0)
    return told(answer, began) | {"faults": len(faults(problem, answer))}


def told(found: Any, began: float) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "wall": found.seconds,
        "cpu": time.process_time() - began,
        "megabytes": peak,
    }


def child(command: list[str], limit: float) -> dict[str, Any]:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return {"says": f"stopped after {limit:.0f} s"}
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        cpu = spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime
        said = (done.stderr or done.stdout or "failed").strip().splitlines()[-1][:120]
        return {"says": said, "cpu": cpu, "megabytes": spent.ru_maxrss / 1024}
    return json.loads(done.stdout.splitlines()[-1])


def print_table(rows: list[dict[str, Any]], known: dict[str, float]) -> None:
    print("| case | objective | best known | above it | own gap | CPU s | MB |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        if "objective" not in row or row["objective"] is None:
            print(
                f"| {row['case']} | {row.get('says', '–')} | | | | {row.get('cpu', 0):.2f} | {row.get('megabytes', 0):.0f} |"
            )
            continue
        best = known.get(row["case"])
        above = f"{100 * (row['objective'] / best - 1):.3f} %" if best else ""
        gap = f"{100 * row['gap']:.3f} %" if "gap" in row else f"says {row.get('says')}"
        print(
            f"| {row['case']} | {row['objective']:.2f} | {best or ''} | {above} | {gap} | {row['cpu']:.2f} | {row['megabytes']:.0f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, default=os.environ.get("XUEZHENG_ARCHIVES"))
    parser.add_argument("--peer", type=Path, help="a Python with spopt")
    parser.add_argument("--rows", type=Path, default=Path("layout-benchmark.jsonl"))
    parser.add_argument("--only", default="")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--case", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.case:
        print(json.dumps(run_case(args.case, args.scale)))
        return
    facility = Path(args.archives) / "facility" if args.archives else None
    done = (
        {row["case"]: row for row in map(json.loads, args.rows.read_text().splitlines())} if args.rows.exists() else {}
    )
    todo: dict[str, list[str]] = {}
    for name, what in cases(facility).items():
        todo[name] = [sys.executable, str(HERE), "--scale", str(args.scale), "--case", *what]
        if what[0] == "random" and args.peer:
            todo[f"{name}, spopt"] = [str(args.peer), "-c", PEER, *what[1:], str(360 * args.scale)]
    for name, command in todo.items():
        if name not in done and args.only in name:
            done[name] = {"case": name} | child(command, 1500.0)
            with args.rows.open("a", encoding="utf-8") as file:
                file.write(json.dumps(done[name]) + "\n")
            print(done[name], file=sys.stderr, flush=True)
    print_table([done[name] for name in todo if name in done], best_known(facility) if facility else {})


if __name__ == "__main__":
    main()
