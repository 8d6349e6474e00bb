"""A batch of admission: candidates with ordered lists, programmes with seats, and orders of candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Mechanism = Literal["serial", "deferred"]
NOWHERE = -1


@dataclass(frozen=True)
class AdmissionProblem:
    """N candidates, M programmes. Candidate c's list is `choice[offset[c] : offset[c + 1]]`, the first the most wanted; what a
    candidate may not enter is not on it. `seats` (M,); `order` (M,) which of the `rank` (K, N) a programme takes candidates
    by, 0 the first; `shared` (K, N) the place that all who are equal by the written rules share.
    """

    candidates: tuple[str, ...]
    programmes: tuple[str, ...]
    offset: Whole
    choice: Whole
    seats: Whole
    order: Whole
    rank: Whole
    shared: Whole

    def __post_init__(self) -> None:
        if self.offset.shape != (len(self.candidates) + 1,) or self.offset[-1] != len(self.choice):
            raise ValueError("The offsets must be one more than the candidates and end with the choices.")
        if len(self.choice) and not 0 <= self.choice.min() <= self.choice.max() < len(self.programmes):
            raise ValueError("Every choice must be a programme.")
        for name, table in (("rank", self.rank), ("shared", self.shared)):
            if table.shape[1:] != (len(self.candidates),):
                raise ValueError(f"{name} must have a column for each candidate. Got {table.shape}.")

    @property
    def has_one_order(self) -> bool:
        """Whether all programmes take candidates by one order: then both mechanisms give the same."""
        return len(np.unique(self.order)) <= 1

    def replace(self, seats: Whole) -> "AdmissionProblem":
        """The same with other numbers of seats."""
        return AdmissionProblem(
            self.candidates, self.programmes, self.offset, self.choice, seats, self.order, self.rank, self.shared
        )

    def list_of(self, candidate: int) -> Sequence[int]:
        return self.choice[self.offset[candidate] : self.offset[candidate + 1]].tolist()


@dataclass(frozen=True)
class Admission:
    """`programme` (N,) of each candidate, −1 for nowhere; `at` (N,) which of the list it was, from 0, −1 for none."""

    programme: Whole
    at: Whole
