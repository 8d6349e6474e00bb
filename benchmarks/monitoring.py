"""A county's test as the monitoring office takes it in: 100,000 pupils × 60 items from a file to scores, on one thread.

    .venv/bin/python benchmarks/monitoring.py [--pupils 100000]

CPU seconds of reading with every check, and of each step of the calibration (items with errors, fit of items, EAP and WLE, five
plausible values, domains); peak memory of the process. Answers are invented with a seed.
"""

import argparse
import resource
import time
from itertools import pairwise

import numpy as np
import polars as pl

from xuezheng.assessment.plan.intake import ItemSpec, read_answers
from xuezheng.assessment.plan.scaling import Sitting, scaled
from xuezheng.assessment.plan.tables import text_table

ITEMS, SCHOOLS = 60, 500


def file_of(pupils: int) -> bytes:
    """A CSV file as a marking system writes it."""
    rng = np.random.default_rng(1)
    theta, slope, difficulty = rng.normal(0, 1, pupils), np.exp(rng.normal(0, 0.3, ITEMS)), rng.normal(0, 1, ITEMS)
    right = {
        f"q{j:02d}": (rng.random(pupils) < 1 / (1 + np.exp(-slope[j] * (theta - difficulty[j])))).astype(np.int8)
        for j in range(ITEMS)
    }
    about = {
        "number": [f"n{k}" for k in range(pupils)], "school": [f"S{s}" for s in rng.integers(0, SCHOOLS, pupils)],
        "class": rng.integers(1, 6, pupils), "sex": rng.choice(["1", "2"], pupils),
    }  # fmt: skip
    return pl.DataFrame({**about, **right}).write_csv().encode()


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pupils", type=int, default=100_000)
    pupils = parser.parse_args().pupils
    content = file_of(pupils)
    names = [f"q{j:02d}" for j in range(ITEMS)]
    print(f"| step, {pupils:,} pupils × {ITEMS} | CPU-s | peak MB |\n|---|---|---|")
    began = time.process_time()
    schools = {f"S{s}" for s in range(SCHOOLS)}
    read = read_answers(
        text_table("a.csv", content), {"F": names}, {name: ItemSpec(1) for name in names}, schools, "a.csv"
    )
    print(f"| file read, every cell checked | {time.process_time() - began:.2f} | {peak():.0f} |")
    frame = read.answers.rename({"number": "person"})
    sitting = Sitting("1", frame, dict.fromkeys(names, 1), dict.fromkeys(names, "all"), {"F": names})
    marks: list[tuple[str, float]] = []
    scaled([sitting], "2pl", "own", None, 1, lambda share, text: marks.append((text, time.process_time())))
    marks.append(("", time.process_time()))
    for (text, at), (_, after) in pairwise(marks):
        print(f"| {text} | {after - at:.2f} | |")
    print(f"| in all | {time.process_time() - began:.2f} | {peak():.0f} |")


if __name__ == "__main__":
    main()
