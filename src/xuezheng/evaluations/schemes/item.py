"""What an item of an evaluation is: what it asks, where its answer comes from, and the standard that limits it."""

from dataclasses import dataclass
from typing import Literal

from xuezheng.evaluations.rules.verdicts import Comparison
from xuezheng.ground.words import Words

Source = Literal["register", "figure", "hand"]


@dataclass(frozen=True, slots=True)
class Item:
    """An item. `source` register: from the frozen registers (`figures/counties.py` under this id); figure: the stored
    indicator `figure`; hand: a number or a statement with its evidence; until given what `figure` says, or unknown.

    `standard` names the entry of `standards` that limits it; empty where there is nothing to compare but a statement.
    Items of one `number` count as one (11: rotated, and backbone among them).
    """

    id: str
    number: str
    group: str
    term: Words
    source: Source
    standard: str = ""
    comparison: Comparison = ">="
    figure: str = ""
    unit: str = ""  # where there is no standard to take it from
    hint: Words | None = None  # what to hand in


@dataclass(frozen=True, slots=True)
class Group:
    """A group of items under one head, as the document groups them."""

    id: str
    term: Words


@dataclass(frozen=True, slots=True)
class Scheme:
    """An evaluation: its document, its groups and items. `from_year` is the first school year that it judges."""

    id: str
    title: Words
    document: Words
    from_year: int
    groups: tuple[Group, ...]
    items: tuple[Item, ...]

    def of_group(self, group: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.group == group)

    def count_of(self, group: str) -> int:
        """How many items the group counts: those of one number together."""
        return len({item.number for item in self.of_group(group)})


def statement(id: str, number: str, group: str, zh: str, en: str) -> Item:
    """An item that only a statement with evidence can answer."""
    return Item(id, number, group, Words(zh, en), "hand")


def number_by_hand(
    id: str, number: str, group: str, zh: str, en: str, standard: str, comparison: Comparison = ">=", figure: str = ""
) -> Item:
    """An item whose number is handed in; until it is, the stored indicator `figure` answers where there is one."""
    return Item(id, number, group, Words(zh, en), "hand", standard, comparison, figure)
