"""A seating: candidates in pools, each pool with its rooms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuezheng.exams.rules.layouts import seats_of

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class SeatingProblem:
    """Who is to be seated where: a pool's candidates fill its rooms in order, the last as far as they reach.

    `pool` (N,) and `school` (N,) are codes, `front` (N,) says who must sit in the first row. `room_pool` (R,), the names
    and the layouts of rooms are in their order of use. Every pool's rooms hold its candidates.
    """

    number: tuple[str, ...]
    pool: Whole
    school: Whole
    front: NDArray[np.bool_]
    pool_names: tuple[str, ...]
    school_names: tuple[str, ...]
    room_names: tuple[str, ...]
    room_pool: Whole
    room_layout: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(set(self.number)) != len(self.number):
            raise ValueError("Every candidate must have a number of its own.")
        held = np.zeros(len(self.pool_names), np.int64)
        np.add.at(held, self.room_pool, [len(seats_of(layout)) for layout in self.room_layout])
        short = np.flatnonzero(held < np.bincount(self.pool, minlength=len(held)))
        if len(short):
            raise ValueError(f"The rooms of pool {self.pool_names[short[0]]} do not hold its candidates.")


@dataclass(frozen=True)
class Seating:
    """`room` (N,) and `seat` (N,) of each candidate, seats from 1; `clash` (R,) what is left of neighbours of one school:
    2 for each pair side by side, 1 for each corner to corner."""

    room: Whole
    seat: Whole
    clash: Whole
