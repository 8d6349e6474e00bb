"""From 1,200 choices to a timetable: `python benchmarks/senior.py [--schools N] [--seconds N] [--modes MODE …]`.

Invented schools of 3+1+2 (1,200 students, 12 combinations, 60 rooms, 110 teachers), a seed each: classes formed, every choice checked,
a week searched until no must is broken. CPU seconds of the calls; kernels compiled and imports done before.
"""

import argparse
import time

from xuezheng.timetables.plan.senior import week_of
from xuezheng.timetables.plan.weeks import Until, find_week
from xuezheng.timetables.problem.senior.classes import Mode, wrong_with
from xuezheng.timetables.problem.senior.invented import CHOSEN_PERIODS, PERIODS, invented
from xuezheng.timetables.solver.streaming import form_classes


def row(seed: int, mode: Mode, seconds: float) -> str:
    given = invented(seed, mode=mode)
    began = time.process_time()
    classes = form_classes(given.cohort, 60.0, seed)
    formed = time.process_time() - began
    wrong = wrong_with(classes)
    school = week_of(classes, given.teachers, PERIODS, CHOSEN_PERIODS)
    if seed == 1:
        find_week(school, Until(moves=1), seed)  # compiles
    began = time.process_time()
    found = find_week(school, Until(seconds, feasible=True, clock=time.process_time), seed)
    searched = time.process_time() - began
    hard, soft = found.report.cost
    return (
        f"| {mode} | {seed} | {len(classes.fixed)} + {len(classes.teaching)} | {classes.largest} (≥ {classes.bound}) | "
        f"{classes.spread} | {len(wrong)} | {len(school.lessons)} | {formed:.1f} | {searched:.1f} | {hard} | {soft} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--modes", nargs="*", default=["one_fixed"])
    args = parser.parse_args()
    print(
        "| mode | seed | classes | largest | spread | choices missed | lessons | classes, CPU-s | week, CPU-s | musts broken | the rest |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for mode in args.modes:
        for seed in range(1, args.schools + 1):
            print(row(seed, Mode(mode), args.seconds), flush=True)


if __name__ == "__main__":
    main()
