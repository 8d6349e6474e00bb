"""Evidence that invented counties hand in for the items no register answers: statements and numbers, each with a page of a file."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from xuezheng.engine.instance import Instance
from xuezheng.evaluations.actions import do_give_evidence
from xuezheng.evaluations.schemes import SCHEMES, Item

YEARS: Final = (2023, 2024)
GIVEN: Final = 0.72  # of the counties hand in everything; the others a part
PART = 0.45
# the least and the most that counties show, in the unit of the item's standard
NUMBERS: Final = {
    "quality_balanced.precondition.years": (4, 10), "quality_balanced.quality.4": (0.046, 0.066), "quality_balanced.quality.9a": (2.9, 3.6),
    "quality_balanced.quality.9b": (0.08, 0.17), "quality_balanced.recognition": (0.82, 0.95), "preschool_universal.government.2.10": (0.83, 0.96),
    "basic_balanced.government": (82, 97), "basic_balanced.satisfaction": (0.83, 0.95),
}  # fmt: skip
WHOLE: Final = ("quality_balanced.precondition.years", "basic_balanced.government")
MET = 0.97  # of the statements


def items() -> Iterator[Item]:
    """What only evidence answers."""
    for scheme in SCHEMES:
        yield from (item for item in scheme.items if item.source == "hand" and not item.figure)


def hand_in(instance: Instance, counties: list[str], seed: int) -> int:
    """Hand in the evidence of the last two years; gives how many entries."""
    rng, count = np.random.default_rng([seed, 7]), 0
    for code in sorted(counties):
        share = 1.0 if rng.random() < GIVEN else PART
        luck = rng.random()
        for item in items():
            told, level, page = rng.random() < share, rng.random(), int(rng.integers(1, 60))
            if not told:
                continue
            number: float | None = None
            if item.standard:
                least, most = NUMBERS[item.id]
                reached = least + (most - least) * (0.35 * luck + 0.65 * level)
                number = round(reached) if item.id in WHOLE else round(reached, 3)
            name = f"{code}-{item.id}.txt"
            for year in YEARS:
                text = f"演示佐证，纯属虚构。{item.term.zh}，{code}，{year}学年。\nInvented evidence. {item.term.en}, {code}, {year}.\n"
                do_give_evidence(
                    None, instance, code, item.id, year, number=number, is_met=None if item.standard else level < MET,
                    statement=f"自查：{item.term.zh}（演示）", page=f"第{page}页", file_name=name, content=text.encode(),
                )  # fmt: skip
                count += 1
    return count
