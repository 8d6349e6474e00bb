"""Invented senior schools from their workbook to a week: `python benchmarks/school_books.py [--seconds N] [--seeds K]`.

For each size and seed: CPU seconds of reading the workbook, of the check, until no must is broken, and of saying what a lesson would
break at every slot with its best exchanges; the cost after N seconds beside its lower bound. Kernels are compiled before.
"""

import argparse
import random
import resource
import time

from xuezheng.timetables.plan.book.reading import read_book
from xuezheng.timetables.plan.book.writing import written_book
from xuezheng.timetables.plan.moves import Mover
from xuezheng.timetables.plan.week_solving import cannot_be, solved, sound
from xuezheng.timetables.problem.week.invented import invented_book
from xuezheng.timetables.solver.school.search import Until

SIZES = ((4, 4), (6, 4), (12, 12))
HEADS = "| classes | students | lessons | seed | read | check | no must broken | cost / bound after {} s | a lesson taken: middle, longest |"


def cpu() -> float:
    return time.process_time()


def taken(mover: Mover, chance: random.Random) -> float:
    """CPU seconds for one lesson at random."""
    began = cpu()
    lesson = chance.randrange(len(mover.school.lessons))
    mover.exchanges(lesson, mover.everywhere(lesson))
    return cpu() - began


def row(sizes: tuple[int, int], seed: int, seconds: float) -> str:
    book = invented_book(*sizes, seed=seed)
    content = written_book(book, "matrix")
    began = cpu()
    book = read_book(content).book
    read = cpu() - began
    made = sound(book)
    began = cpu()
    assert not cannot_be(made.school, made.sources, book.rules)
    check = cpu() - began
    began, feasible = cpu(), [0.0]

    def told(_: float, hard: int, soft: int) -> None:
        if not hard and not feasible[0]:
            feasible[0] = cpu() - began

    found = solved(made, book.rules, Until(seconds), seed, progress=told)
    chance = random.Random(seed)
    times = sorted(taken(Mover(found.table), chance) for _ in range(21))
    students = sum(one.size for one in book.classes)
    first = f"{feasible[0]:.1f}" if feasible[0] else f"not found ({found.cost[0]})"
    return (
        f"| {len(book.classes)} | {students:,} | {len(made.school.lessons)} | {seed} | {read:.2f} | {check:.2f} | {first} "
        f"| {found.cost[0]}/{found.cost[1]} / {found.bound} | {times[10]:.2f}, {times[-1]:.2f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--seeds", type=int, default=2)
    args = parser.parse_args()
    small = invented_book(2, 4)
    solved(sound(small), small.rules, Until(moves=500), 0)  # compiles
    print(HEADS.format(f"{args.seconds:g}"))
    print("|---" * 9 + "|")
    for sizes in SIZES:
        for seed in range(1, args.seeds + 1):
            print(row(sizes, seed, args.seconds), flush=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
