"""When to stop."""

import time
from dataclasses import dataclass, field


@dataclass
class Stop:
    """A limit of seconds, counted from the moment it is made. One call asks whether it is over."""

    seconds: float
    began: float = field(default_factory=time.perf_counter)

    def __call__(self) -> bool:
        return self.used >= self.seconds

    @property
    def used(self) -> float:
        return time.perf_counter() - self.began

    @property
    def left(self) -> float:
        return max(0.0, self.seconds - self.used)

    def part(self, share: float) -> "Stop":
        """A stop after this share of what is left."""
        return Stop(self.left * share)
