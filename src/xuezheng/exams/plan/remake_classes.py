#!/usr/bin/env python3
"""Remake the class division from roster.csv beside this file: python3 remake_classes.py SEED CLASSES

It prints the hash of the roster, which was published before the seed was thrown, and compares the classes with pupils.csv.
"""

# pyright: basic
# ruff: noqa: T201
# fmt: off
import csv
import hashlib
import sys
from pathlib import Path


def lot(*words):
    return hashlib.sha256("|".join(words).encode()).digest()


def remake(roster, count, key):  # roster: number, sex, score (if used), together
    sexes = sorted({p["sex"] for p in roster})
    order = sorted(roster, key=lambda p: (sexes.index(p["sex"]), -round(float(p.get("score") or 0) * 1000), lot(key, "pupil", p["number"])))
    at, ahead, turn, block = {}, {}, [], 0
    for pupil in order:
        while pupil["number"] not in at:
            if not turn:  # each block of pupils goes over the classes in the order of the block's lots
                turn, block = sorted(range(count), key=lambda k, b=block: lot(key, "class", f"{b}|{k}")), block + 1
            k = turn.pop(0)
            if ahead.get((k, pupil["sex"])):  # the class has had one before its turn, with a twin
                ahead[k, pupil["sex"]] -= 1
                continue
            for mate in [p for p in order if p is pupil or (pupil["together"] and p["together"] == pupil["together"])]:
                at[mate["number"]] = k + 1
                if mate is not pupil:
                    ahead[k, mate["sex"]] = ahead.get((k, mate["sex"]), 0) + 1
    return at


if __name__ == "__main__":
    content = Path(__file__).with_name("roster.csv").read_bytes()
    with Path(__file__).with_name("pupils.csv").open(encoding="utf-8", newline="") as stream:
        drawn = {p["number"]: int(p["class"]) for p in csv.DictReader(stream)}
    digest = hashlib.sha256(content).hexdigest()
    made = remake(list(csv.DictReader(content.decode().splitlines())), int(sys.argv[2]), sys.argv[1] + "|" + digest)
    same = made == drawn
    print(f"roster {digest}\npupils {len(made)}", "the same" if same else "DIFFERENT")
    sys.exit(not same)
