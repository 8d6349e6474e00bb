"""Forecasts of children judged by the past, and by invented histories whose truth is known.

    .venv/bin/python benchmarks/seats.py [--history ENROLMENT.csv --births BIRTHS.csv] [--seeds 6]

Ours beside no change, unshrunk grade progression and a plain trend, on the same origins in the same run: mean absolute
percentage error of the whole at 1, 3 and 5 years, and what share of areas × grades lay in the 90 % intervals. The published
history that the table of docs/benchmarks.md names is not shipped; without it only the invented ones are run.
"""

import argparse
import csv
import platform
import sys
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src")]

from xuezheng.seats.problem import History, Truth, history_from_rows, invented_history  # noqa: E402
from xuezheng.seats.solver.backtest import PEERS, Report, run_backtest  # noqa: E402

HORIZONS = (1, 3, 5)
EARLY = ("小班", "中班", "大班")
WORLDS: dict[str, Truth] = {
    "a district, steady births": Truth(),
    "births falling 5 % a year": Truth(births_drift=-0.05),
    "entrants per birth wander": Truth(area_count=40, births=2000, entry_wander=0.03, births_wander=0.02),
    "births swing, ratios hold": Truth(births_wander=0.06, entry_wander=0.005, ratio_noise=0.006),
    "fourteen years only": Truth(year_count=14),
    "three counties, small areas": Truth(county_count=3, area_count=60, births=500, year_count=18),
    "five counties, four stages": Truth(
        county_count=5, area_count=100, births=4000, births_drift=-0.03, year_count=16, by_stage=True,
        grade_names=(*EARLY, *(str(n) for n in range(1, 13))),
    ),
}  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def line(name: str, reports: list[Report], seconds: float) -> str:
    cells = [name]
    for model in ("shown", *PEERS):
        found = [100 * float(np.mean([r.mape(model, h) for r in reports])) for h in HORIZONS]
        cells.append(" / ".join(f"{v:.2f}" for v in found))
    cells.append(f"{100 * float(np.mean([r.coverage for r in reports])):.1f}")
    cells.append(
        "–".join(f"{100 * v:.0f}" for v in (min(r.coverage for r in reports), max(r.coverage for r in reports)))
    )
    cells.append(f"{seconds / len(reports):.1f}")
    return "| " + " | ".join(cells) + " |"


def timed(name: str, histories: list[History]) -> None:
    began = time.process_time()
    reports = [run_backtest(history, HORIZONS) for history in histories]
    print(line(name, reports, time.process_time() - began), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--history", type=Path)
    parser.add_argument("--births", type=Path)
    parser.add_argument("--seeds", type=int, default=6)
    args = parser.parse_args()
    run_backtest(invented_history(Truth(year_count=10, area_count=3), 0), (1,))  # loads what is loaded once
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, one thread\n")
    print("| history | ours | no change | unshrunk | trend | coverage % | of single histories | CPU-s |")
    print("|---|---|---|---|---|---|---|---|")
    if args.history and args.births:
        read = history_from_rows(rows_of(args.history), args.history.name, (rows_of(args.births), args.births.name))
        timed(f"{args.history.stem}, {len(read.history.areas)} schools", [read.history])
    for name, truth in WORLDS.items():
        timed(f"{name} ({args.seeds} histories)", [invented_history(truth, 1000 + seed) for seed in range(args.seeds)])


if __name__ == "__main__":
    main()
