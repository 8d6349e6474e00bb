"""Schools' candidates to sites: who may go where, how far, how many seats."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class SitingProblem:
    """`size` (G,) candidates of each school, `capacity` (S,) seats of each site, `km` (G, S) from school to site.

    `most_share` is the largest part of a site's candidates that should come from one school; each candidate beyond it costs
    `mixing_km`, so that schools are mixed where that does not send children far.
    """

    schools: tuple[str, ...]
    sites: tuple[str, ...]
    size: Whole
    capacity: Whole
    km: NDArray[np.float64]
    most_share: float = 0.5
    mixing_km: float = 5.0

    def __post_init__(self) -> None:
        if self.km.shape != (len(self.schools), len(self.sites)):
            raise ValueError(f"km must be schools by sites. Got {self.km.shape}.")
        if not 0 < self.most_share <= 1:
            raise ValueError(f"The share of one school must be above 0 and at most 1. Got {self.most_share}.")


@dataclass(frozen=True)
class Siting:
    """`flow` (G, S) candidates sent from each school to each site; `bound` what no siting can undercut (its cost)."""

    flow: Whole
    cost: float
    bound: float
