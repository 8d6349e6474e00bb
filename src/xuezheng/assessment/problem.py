"""A calibration as plain arrays: scores, items, groups, weights, and what is known beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xuezheng.assessment.rules.curves import Kind

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Scores = NDArray[np.int8]
Model = Literal["rasch", "1pl", "2pl", "3pl", "grm", "gpcm", "pcm"]

MODELS: tuple[Model, ...] = ("rasch", "1pl", "2pl", "3pl", "grm", "gpcm", "pcm")
NOT_GIVEN = -1
KIND_OF: Mapping[Model, Kind] = {
    "rasch": "gpcm", "1pl": "gpcm", "2pl": "gpcm", "3pl": "3pl", "grm": "grm", "gpcm": "gpcm", "pcm": "gpcm",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its name, its model and its highest score.

    `known` are parameters to keep (a, d_1 …; for the 3PL a, d, logit g): the item is an anchor of a fixed-item
    calibration.
    """

    name: str
    model: Model
    top: int = 1
    known: tuple[float, ...] | None = None

    @property
    def kind(self) -> Kind:
        return KIND_OF[self.model]

    @property
    def size(self) -> int:
        """How many parameters the item's curve has."""
        return 3 if self.kind == "3pl" else self.top + 1

    @property
    def has_free_slope(self) -> bool:
        return self.model not in ("rasch", "1pl", "pcm")


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal prior of one parameter."""

    mean: float
    sd: float


@dataclass(frozen=True)
class CalibrationProblem:
    """Scores (N, J), −1 where an item was not given or not answered; groups 0 … G−1 (N,); weights (N,).

    The first group is the reference: its mean is 0 and, if any slope is free, its standard deviation 1. Where items are
    known, no group is. `priors` by parameter name: "a" (on the slope), "d" or "logit_g".
    """

    scores: Scores
    items: tuple[Item, ...]
    group: Whole
    group_names: tuple[str, ...]
    weight: Floats
    priors: Mapping[str, Normal] = field(default_factory=dict[str, Normal])

    def __post_init__(self) -> None:
        people, count = self.scores.shape
        if count != len(self.items):
            raise ValueError(
                f"The scores must have one column an item. Got {count} columns and {len(self.items)} items."
            )
        for name, array in (("group", self.group), ("weight", self.weight)):
            if array.shape != (people,):
                raise ValueError(f"The {name} must be one number a person ({people}). Got shape {array.shape}.")

    @property
    def is_anchored(self) -> bool:
        return any(item.known is not None for item in self.items)

    def keeping(self, items: NDArray[np.bool_], people: NDArray[np.bool_]) -> "CalibrationProblem":
        """The same problem with only these items and people."""
        return replace(
            self,
            scores=self.scores[people][:, items],
            items=tuple(item for item, kept in zip(self.items, items, strict=True) if kept),
            group=self.group[people],
            weight=self.weight[people],
        )


@dataclass(frozen=True)
class Grid:
    """Equally spaced nodes of the ability: `count` of them from −`span` to `span`."""

    count: int = 61
    span: float = 6.0

    @property
    def nodes(self) -> Floats:
        return np.linspace(-self.span, self.span, self.count)
