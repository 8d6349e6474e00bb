"""Are estimates unbiased, and do intervals hold what they promise? Many calibrations of invented data, each model.

    .venv/bin/python benchmarks/assessment_recovery.py [--replications 100] [--people 2000] [--items 20]

The items are drawn once a model; each replication draws its persons. Printed: mean bias and root mean square error of the
slopes and intercepts (and logit g), and the share of nominal 95 % intervals, pooled over items, that hold the truth.
"""

import argparse
import time
from collections.abc import Sequence

import numpy as np

from xuezheng.assessment.problem import Floats, Item, Model
from xuezheng.assessment.rules.curves import log_curves
from xuezheng.assessment.solver.item_response import ItemResponse

NORMAL_95 = 1.959963984540054
MODELS: tuple[Model, ...] = ("rasch", "2pl", "3pl", "grm", "gpcm")


def items_of(model: Model, count: int, random: np.random.Generator) -> tuple[Item, ...]:
    """Items with slopes around 1.1, levels between −1.8 and 1.8, four scores where the model has more than two."""
    out: list[Item] = []
    for j, level in enumerate(np.linspace(-1.8, 1.8, count)):
        slope = 1.0 if model == "rasch" else float(random.lognormal(0.1, 0.25))
        steps = level + (np.array([-0.8, 0.0, 0.8]) if model in ("grm", "gpcm") else np.zeros(1))
        intercepts = -slope * (np.cumsum(steps) if model == "gpcm" else steps)
        guess = (float(random.normal(-1.386, 0.5)),) if model == "3pl" else ()
        out.append(Item(str(j), model, len(steps), (slope, *map(float, intercepts), *guess)))
    return tuple(out)


def answers(items: Sequence[Item], people: int, random: np.random.Generator) -> Floats:
    theta = random.normal(size=people)
    columns: list[Floats] = []
    for item in items:
        share = np.exp(log_curves(item.kind, np.array([item.known]), theta))[0]
        columns.append((share.cumsum(axis=0)[:-1] < random.random(people)).sum(axis=0).astype(float))
    return np.column_stack(columns)


def told(model: Model, items: Sequence[Item], replications: int, people: int, seed: int) -> str:
    random = np.random.default_rng(seed)
    truth = np.array([item.known for item in items])
    gaps, held, failed = [], [], 0
    began = time.process_time()
    for _ in range(replications):
        scores = answers(items, people, random)
        found = ItemResponse(model).fit(scores)
        if len(found.items_) < len(items) or found.findings_ or not found.is_converged_:
            failed += 1
            continue
        ours = np.array([item.parameters for item in found.items_])
        errors = np.full_like(ours, np.nan)
        for row, item in enumerate(found.items_):
            errors[row, 0] = item.slope_error
            errors[row, 1 : 1 + len(item.intercept_errors)] = item.intercept_errors
            if model == "3pl":
                errors[row, 2] = item.guessing_error / (item.guessing * (1.0 - item.guessing))
        gaps.append(ours - truth)
        held.append(np.where(np.isfinite(errors), np.abs(ours - truth) <= NORMAL_95 * errors, np.nan))
    seconds = time.process_time() - began
    gap, hold = np.array(gaps), np.array(held)
    parts = {"a": slice(0, 1), "d": slice(1, 2 if model == "3pl" else None)}
    if model == "3pl":
        parts["logit g"] = slice(2, 3)
    cells: list[str] = []
    for name, part in parts.items():
        if not (model == "rasch" and name == "a"):
            cells.append(
                f"{name}: bias {gap[:, :, part].mean():+.4f}, rms {np.sqrt((gap[:, :, part] ** 2).mean()):.3f}, "
                f"cover {100 * np.nanmean(hold[:, :, part]):.1f} %"
            )
    whole = 100 * np.nanmean(hold)
    return f"| {model} | {len(gaps)} of {replications} ({failed} left out) | {'; '.join(cells)} | {whole:.1f} % | {seconds:.0f} |"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20)
    args = parser.parse_args()
    print(f"{args.people} persons, {args.items} items, seed {args.seed}\n")
    print("| model | calibrations | by parameter | cover of 95 % | CPU-s |\n|---|---|---|---|---|")
    for model in MODELS:
        items = items_of(model, args.items, np.random.default_rng(args.seed))
        print(told(model, items, args.replications, args.people, args.seed), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
