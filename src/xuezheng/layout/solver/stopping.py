"""When to stop, and how far a run is."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass
class Stop:
    """A limit of seconds, counted from the moment it is made. One call asks whether it is over.

    `is_asked` says whether somebody wants the best so far now; `told` hears the best objective and the bound, whenever a
    solver has something new to say (infinite where there is none yet). `clock` may be `time.process_time`, so that a measure on a
    machine that others use counts what was worked.
    """

    seconds: float
    began: float = -1.0
    is_asked: Callable[[], bool] | None = None
    told: Callable[[float, float], None] | None = None
    clock: Callable[[], float] = time.perf_counter

    def __post_init__(self) -> None:
        if self.began < 0:
            self.began = self.clock()

    def __call__(self) -> bool:
        return self.used >= self.seconds or (self.is_asked is not None and self.is_asked())

    @property
    def used(self) -> float:
        return self.clock() - self.began

    @property
    def left(self) -> float:
        return max(0.0, self.seconds - self.used)

    def part(self, share: float) -> "Stop":
        """A stop after this share of what is left, asked and told as this one."""
        return self.within(self.left * share)

    def within(self, seconds: float) -> "Stop":
        """A stop after so many seconds, or with this one."""
        return replace(self, seconds=min(seconds, self.left), began=self.clock())

    def tell(self, objective: float, bound: float) -> None:
        if self.told is not None:
            self.told(objective, bound)
