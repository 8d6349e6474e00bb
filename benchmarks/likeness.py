"""Finding records of one person: the weights of `registers/lookup/linkage.py` calibrated and tried on generated registers.

    .venv/bin/python benchmarks/likeness.py [--records 100000]

Two registers are generated with known truth, by other seeds: on the first the shares m and u of each level are counted, on
the second precision and recall are measured; beside them one m = 0.95 for every field and a fixed bound of 12 points, which
is what stood before. How a second record of a child comes about is our assumption (`SECOND`), not an observation.
"""

import argparse
import os
import platform
import sys
import time
from collections import Counter
from datetime import date, timedelta
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

import django
import numpy as np
import polars as pl
from pypinyin import lazy_pinyin

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src")]
COUNTIES = ("511002", "511011", "511024", "511025", "511083")
SHARE_TWICE = 0.005
FIRST, DAYS = date(2006, 9, 1), 365 * 15
# how a second record of a child comes about: a second household registration, a number mistyped and its check character
# made to fit, a number issued anew; and what became of the name and the home town meanwhile
SECOND = {"registered elsewhere": 0.40, "mistyped": 0.35, "issued anew": 0.25}
NAMED = {"same": 0.80, "homophone": 0.14, "other family name": 0.04, "other": 0.02}
MOVED = 0.30


@cache
def sounding_like(sign: str) -> list[str]:
    """The other signs of given names that sound like one; itself where there is none."""
    from xuezheng.demo.people import BOYS, COMMON, GIRLS

    signs = sorted(
        {*BOYS, *GIRLS, *COMMON, *"炜蔷蕾君雯育果士广桉星得丽今芸名航宏豪诗怡依晴清雅亚佳嘉欣新心昕馨信轩宣萱"}
    )
    return [c for c in signs if c != sign and lazy_pinyin(c) == lazy_pinyin(sign)] or [sign]


def check(first: str) -> str:
    from xuezheng.ground.codes import id_check_character

    return first + id_check_character(first)


def people(count: int, seed: int) -> pl.DataFrame:
    """id, name, sex, born_on, home_town_id, number of invented children, one record each."""
    from xuezheng.demo.people import id_numbers, names

    rng = np.random.default_rng(seed)
    girl = rng.random(count) < 0.48
    days = rng.integers(0, DAYS, count)
    born = np.datetime64(FIRST) + days.astype("timedelta64[D]")
    county = np.array(COUNTIES)[rng.integers(0, 5, count)]
    town = pl.DataFrame({"c": county, "n": rng.integers(1, 31, count)}).select(
        pl.concat_str("c", pl.col("n").cast(pl.String).str.zfill(3))
    )
    return pl.DataFrame({
        "id": np.arange(count), "name": names(rng, girl), "sex": np.where(girl, "2", "1"), "born_on": born,
        "home_town_id": town.to_series(), "number": id_numbers(county, born, girl),
    })  # fmt: skip


def second(row: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """Another record of the same child."""
    how = rng.choice(list(SECOND), p=list(SECOND.values()))
    number, born, sex = row["number"], row["born_on"], row["sex"]
    if how == "registered elsewhere":
        if rng.random() < 0.25:  # a birthday stated anew: other day, other month, or day and month exchanged
            born = born + timedelta(days=int(rng.choice([1, -1, 10, -10, 30, -30, 365, -365])))
            if rng.random() < 0.2 and born.day <= 12:
                born = born.replace(month=born.day, day=born.month)
        own = int(rng.integers(0, 499)) * 2 + (sex == "1")
        number = check(f"{rng.choice(COUNTIES)}{born:%Y%m%d}{own:03}")
    elif how == "issued anew":
        own = int(rng.integers(0, 499)) * 2 + (sex == "1")
        number = check(number[:14] + f"{own:03}")
    else:
        while True:
            place = int(rng.integers(0, 17))
            first = number[:place] + str(rng.integers(0, 10)) + number[place + 1 : 17]
            try:
                born = date(int(first[6:10]), int(first[10:12]), int(first[12:14]))
            except ValueError:
                continue
            if first != number[:17] and 1990 < born.year < 2025:
                break
        number, sex = check(first), "1" if int(first[16]) % 2 else "2"
    name, town = row["name"], row["home_town_id"]
    match rng.choice(list(NAMED), p=list(NAMED.values())):
        case "homophone":
            name = name[:1] + "".join(str(rng.choice(sounding_like(c))) for c in name[1:])
        case "other family name":
            name = rng.choice(list("李王张刘陈")) + name[1:]
        case "other":
            name = name[:1] + name[1:][::-1]
        case _:
            pass
    if rng.random() < MOVED:
        town = f"{rng.choice(COUNTIES)}{rng.integers(1, 31):03}"
    return row | {"name": name, "born_on": born, "sex": sex, "number": number, "home_town_id": town}


def register(count: int, seed: int) -> tuple[pl.DataFrame, set[tuple[int, int]]]:
    """A register and the pairs that are one person's."""
    from xuezheng.registers.lookup.sound import person_sound

    rng = np.random.default_rng(seed + 1000)
    first = people(count, seed)
    chosen = first.sample(round(count * SHARE_TWICE), seed=seed)
    again = [second(row, rng) | {"id": count + n} for n, row in enumerate(chosen.iter_rows(named=True))]
    whole = pl.concat([first, pl.DataFrame(again, schema=first.schema)])
    sounds = {name: person_sound(name) for name in whole["name"].unique()}
    whole = whole.with_columns(sound=pl.col("name").replace_strict(sounds))
    return whole, {(int(one), int(row["id"])) for one, row in zip(chosen["id"], again, strict=True)}


def counted(students: pl.DataFrame, truth: set[tuple[int, int]]) -> None:
    """m of each level among the true pairs, u among candidate pairs that are not."""
    from xuezheng.registers.lookup.linkage import COLUMNS, M, U, candidates, levels_of, number_level

    rows = {row["id"]: row for row in students.iter_rows(named=True)}
    pair = lambda one, other: {**rows[one], **{f"{c}_2": rows[other][c] for c in COLUMNS}}  # noqa: E731
    true: dict[str, Counter[str]] = {}
    false: dict[str, Counter[str]] = {}
    chance = np.random.default_rng(5).integers(0, students.height, (200_000, 2)).tolist()
    near = [(r["id"], r["id_2"]) for r in candidates(students).select("id", "id_2").iter_rows(named=True)]
    for pairs, into in ((truth, true), (chance, false)):
        for one, other in pairs:
            for field, level in levels_of(pair(one, other)).items():
                into.setdefault(field, Counter())[level] += 1
    for one, other in truth:
        true.setdefault("number", Counter())[number_level(rows[one]["number"], rows[other]["number"])[0]] += 1
    for one, other in near:
        if (one, other) not in truth:
            false.setdefault("number", Counter())[number_level(rows[one]["number"], rows[other]["number"])[0]] += 1
    print("\n| field | level | m counted | m used | u counted | u used |\n|---|---|---|---|---|---|")
    for field, levels in M.items():
        for level, m in levels.items():
            share = true[field][level] / sum(true[field].values())
            other = false[field][level] / sum(false[field].values())
            used = U[field].get(level)
            print(f"| {field} | {level} | {share:.3f} | {m} | {other:.5f} | {'by value' if used is None else used} |")


def before(row: dict[str, Any], apart: int, shares: Any) -> float:
    """The points as they were: one m for all fields."""
    m, n = 0.95, shares.count
    share = lambda field, value: shares.values[field].get(value, 0) / n  # noqa: E731
    points = 0.0
    if row["name"] == row["name_2"]:
        points += log2(m / share("name", row["name"]))
    elif row["sound"] == row["sound_2"]:
        points += log2(m / share("sound", row["sound"]))
    else:
        points += log2(m / min(0.5, 20 * share("name", row["name"]))) + log2(0.05 / 0.95)
    same = row["born_on"] == row["born_on_2"]
    points += log2(m / share("born", row["born_on"])) if same else log2(0.05 / 0.999)
    points += log2(m / 0.5) if row["sex"] == row["sex_2"] else log2(0.05 / 0.5)
    same = row["home_town_id"] == row["home_town_id_2"]
    points += log2(m / share("town", row["home_town_id"])) if same else log2(0.05 / 0.95)
    return points + (10.0 if apart <= 2 else -9.0)


def tried(students: pl.DataFrame, truth: set[tuple[int, int]]) -> None:
    """Precision and recall on a register that the weights have not seen."""
    from xuezheng.registers.lookup.linkage import (
        SHOWN,
        Shares,
        candidates,
        evidence_of,
        number_evidence,
        number_level,
        share_of,
    )

    cpu = time.process_time()
    shares = Shares.of(students)
    numbers = dict(students.select("id", "number").iter_rows())
    pairs = candidates(students)
    now: list[tuple[float, bool]] = []
    old: list[tuple[float, bool]] = []
    for row in pairs.iter_rows(named=True):
        one, other = numbers[row["id"]], numbers[row["id_2"]]
        points = shares.prior + sum(e.points for e in (*evidence_of(row, shares), number_evidence(one, other)))
        is_true = (row["id"], row["id_2"]) in truth
        now.append((share_of(points), is_true))
        old.append((before(row, number_level(one, other)[1], shares), is_true))
    took = time.process_time() - cpu
    blocked = sum(is_true for _, is_true in now) / len(truth)
    print(
        f"\n{students.height:,} records, {len(truth):,} of them a second one; {pairs.height:,} pairs compared in {took:.1f} CPU s; blocks hold {blocked:.1%} of the true pairs"
    )
    print("\n| shown from | pairs shown | precision | recall |\n|---|---|---|---|")
    for name, found, bound in (
        ("one m for all, 12 points (before)", old, 12.0), (f"a likelihood of {SHOWN:.0%} (what is shown)", now, SHOWN),
        ("50 %", now, 0.5), ("90 %", now, 0.9), ("99 %", now, 0.99),
    ):  # fmt: skip
        shown = [is_true for value, is_true in found if value >= bound]
        print(f"| {name} | {len(shown):,} | {sum(shown) / max(len(shown), 1):.1%} | {sum(shown) / len(truth):.1%} |")
    print("\n| said to be | pairs | were one person |\n|---|---|---|")
    for low, high in ((0.1, 0.5), (0.5, 0.9), (0.9, 0.99), (0.99, 1.01)):
        within = [is_true for value, is_true in now if low <= value < high]
        print(f"| {low:.0%} to {min(high, 1):.0%} | {len(within):,} | {sum(within) / max(len(within), 1):.0%} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuezheng.web.settings")
    django.setup()  # the folder's package reads the register's models; none is asked here
    print(f"{platform.machine()}, Python {platform.python_version()}, Polars {pl.__version__}")
    counted(*register(args.records, 1))
    tried(*register(args.records, 2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
