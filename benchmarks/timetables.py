"""Timetables: the evaluator over all published solutions, the search on every instance, sections from real choices.

    .venv/bin/python benchmarks/timetables.py [--archives FOLDER] [--seconds N] [--seeds K] [--only WORD …] [--keep FILE]

FOLDER (or XUEZHENG_ARCHIVES) holds `xhstt/` and `choices/`. Seconds are CPU seconds of one thread, so that the budget means
the same on a busy machine; compiling (once after installing) is apart. Every result is kept in FILE as soon as it is known:
run it again after an interruption, and only what is missing is computed. The table is printed at the end.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import time
from pathlib import Path
from typing import Any

from xuezheng.timetables import Stop, evaluate, read_archive, read_choices, solve_sections, solve_timetable


class Kept:
    """Results by name, on disk as soon as they are known."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def set(self, name: str, value: dict[str, Any]) -> None:
        self.results[name] = value
        self.path.write_text(json.dumps(self.results, ensure_ascii=False, indent=1), encoding="utf-8")


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def score(folder: Path, kept: Kept) -> None:
    """All solutions of all files: seconds, and the best cost in each file."""
    began, solutions, agree, reports, best = time.process_time(), 0, 0, 0, {}
    for path in sorted((folder / "xhstt").glob("*.xml")):
        costs: list[tuple[int, int]] = []
        for group in read_archive(path.read_bytes(), path.name).groups:
            for solution in group.solutions:
                costs.append(evaluate(solution).cost)
                reports += solution.reported is not None
                agree += solution.reported == costs[-1]
        solutions += len(costs)
        best[path.stem] = min(costs)
    seconds = time.process_time() - began
    kept.set(
        "evaluator", {"seconds": seconds, "solutions": solutions, "reports": reports, "agree": agree, "best": best}
    )


def solve(path: Path, seconds: float, seed: int) -> dict[str, Any]:
    instance = read_archive(path.read_bytes(), path.name).instances[0]
    first: list[float] = []

    def progress(spent: float, hard: int, soft: int) -> None:
        if hard == 0 and not first:
            first.append(spent)

    found = solve_timetable(instance, Stop(seconds, clock=time.process_time), seed, progress)
    return {
        "cost": found.cost,
        "bound": found.bound,
        "moves": found.moves,
        "seconds": found.seconds,
        "feasible_after": first[0] if first else None,
        "peak_mb": peak_mb(),
    }


def sections(path: Path, cap: int) -> dict[str, Any]:
    began = time.process_time()
    found = solve_sections(read_choices(path.read_bytes(), path.name), cap, 10)
    plan = found.plan
    return {
        "max_class": plan.largest_class,
        "bound": found.bound,
        "movers": plan.movers,
        "seconds": time.process_time() - began,
    }


def table(kept: Kept, seconds: float) -> None:
    evaluator = kept.results["evaluator"]
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, one thread\n")
    print(
        f"evaluator: {evaluator['solutions']} solutions in {evaluator['seconds']:.1f} CPU-s; "
        f"{evaluator['agree']} of {evaluator['reports']} embedded reports agree\n"
    )
    print(f"| instance | best in the file | ours, {seconds:g} CPU-s | seeds | feasible after | moves/s | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for name, best in evaluator["best"].items():
        runs = [run for key, run in kept.results.items() if key.startswith(f"{name} {seconds:g} ")]
        if not runs:
            continue
        costs = sorted(tuple(run["cost"]) for run in runs)
        middle = costs[(len(costs) - 1) // 2]
        after = [run["feasible_after"] for run in runs if run["feasible_after"] is not None]
        pace = statistics.median(run["moves"] / max(run["seconds"], 1e-3) for run in runs)
        said = f"{statistics.median(after):.1f} s" if len(after) == len(runs) else "–"
        peak = max(run["peak_mb"] for run in runs)
        print(
            f"| {name} | {best[0]}/{best[1]} | {middle[0]}/{middle[1]} | {len(runs)} | {said} | {pace:,.0f} | {peak:.0f} |"
        )
    print("\n| choices | largest class | bound | movers | CPU-s |\n|---|---|---|---|---|")
    for key, run in kept.results.items():
        if key.startswith("choices "):
            print(f"| {key[8:]} | {run['max_class']} | {run['bound']} | {run['movers']} | {run['seconds']:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, default=os.environ.get("XUEZHENG_ARCHIVES"))
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[""])
    parser.add_argument("--keep", type=Path, default=Path("timetables_results.json"))
    args = parser.parse_args()
    if not args.archives:
        parser.error("say where the archives are: --archives or XUEZHENG_ARCHIVES")
    folder, kept = Path(args.archives), Kept(args.keep)
    if "evaluator" not in kept.results:
        score(folder, kept)
    for path in sorted((folder / "choices").glob("*.json")):
        if f"choices {path.stem}" not in kept.results:
            kept.set(f"choices {path.stem}", sections(path, 60))
    for seed in range(args.seeds):
        for path in sorted((folder / "xhstt").glob("*.xml")):
            key = f"{path.stem} {args.seconds:g} {seed}"
            if key not in kept.results and any(word in path.stem for word in args.only):
                kept.set(key, solve(path, args.seconds, seed))
                print(key, kept.results[key]["cost"], flush=True)
    table(kept, args.seconds)


if __name__ == "__main__":
    main()
