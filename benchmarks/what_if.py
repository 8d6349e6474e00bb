"""One change on the map of a layout plan: how long until it is known where the children go, how far, and what it costs.

`python benchmarks/what_if.py [--villages 600] [--schools 110] [--years 5] [--seed 1]`: an invented county; some fifty schools are turned
off, one after the other. There is no peer: the spreadsheets that this replaces answer by hand.
"""

import argparse
import time

import numpy as np
import polars as pl

from xuezheng.layout.plan.asking import asked_of
from xuezheng.layout.plan.changing import toggled
from xuezheng.layout.plan.describing import present_answer
from xuezheng.layout.plan.preparing import Prepared, prepare


def invented(villages: int, schools: int, years: int, seed: int) -> Prepared:
    """A county of about 60 × 60 km: schools where villages are, seats for a fifth more than come today."""
    random = np.random.default_rng(seed)
    at = np.column_stack([105.0 + 0.62 * random.random(villages), 29.5 + 0.54 * random.random(villages)])
    chosen = random.choice(villages, schools, replace=False)
    nearest = np.hypot(*((at[:, None] - at[None, chosen]) * np.array([96.0, 111.0])).transpose(2, 0, 1)).argmin(axis=1)
    children = random.poisson(12, (villages, 6))
    pupils = np.bincount(nearest, weights=children.sum(axis=1), minlength=schools)
    places = pl.DataFrame({
        "code": [f"511025100{k:03d}" for k in range(villages)], "name": [f"{k}" for k in range(villages)], "town_code": ["511025100"] * villages,
        "longitude": at[:, 0], "latitude": at[:, 1], "terrain": ["hill"] * villages, "counted_year": [2024] * villages,
        "present_code": [f"2151{k:06d}" for k in nearest], **{f"1{g + 1}": children[:, g] for g in range(6)},
    })  # fmt: skip
    taught = pl.DataFrame({
        "code": [f"2151{k:06d}" for k in range(schools)], "name": [f"{k}" for k in range(schools)], "town_code": ["511025100"] * schools,
        "school_type": ["211"] * schools, "area_group": ["rural"] * schools, "seats": np.ceil(pupils * 1.2 / 45).astype(np.int64) * 45 + 45,
        "pupils": pupils.astype(np.int64), "boarders": [0] * schools, "longitude": at[chosen, 0], "latitude": at[chosen, 1],
    })  # fmt: skip
    asked = asked_of({
        "stage": "primary", "first_year": 2027, "year_count": years, "announced_on": "2026-09-01", "notice_years": 1,
        "limits": {"lower": 30, "upper": 40},
    })  # fmt: skip
    return prepare(places, taught, None, asked, "511025")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("villages", 600), ("schools", 110), ("years", 5), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    made = invented(args.villages, args.schools, args.years, args.seed)
    answer = present_answer(made)
    began = time.process_time()
    toggled(made, answer, 0, 0, all_years=False)
    first = time.process_time() - began
    taken: list[float] = []
    for site in range(0, made.sites.height, max(1, made.sites.height // 50)):
        began = time.process_time()
        toggled(made, answer, site, 0, all_years=False)
        taken.append(time.process_time() - began)
    print(f"{made.rows.height} rows of children, {made.sites.height} schools, {args.years} years")
    print(
        f"first (engine loaded or compiled) {first:.2f} CPU-s; then median {np.median(taken):.3f}, longest {max(taken):.3f} CPU-s"
    )


if __name__ == "__main__":
    main()
