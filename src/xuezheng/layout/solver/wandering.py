# pyright: basic, reportArgumentType=false, reportReturnType=false
# What numba compiles reads single numbers out of arrays; their stubs call them arrays.
"""Iterated local search: close and open a few sites at one place, mend, keep what is not much worse (Lourenço, Martin and
Stützle 2003; the capacitated p-median: Fleszar and Hindi 2008)."""

from dataclasses import dataclass

import numpy as np

from xuezheng.engine.kernels import kernel, step
from xuezheng.layout.problem.location import CLOSED, FREE, OPEN, Floats, Ints, Location, Marks
from xuezheng.layout.solver.assignment import (
    descend,
    keeping_of,
    place_all,
    price_of,
    settle_in,
    wake,
    ways_of,
    ways_since,
)
from xuezheng.layout.solver.ground import (
    Ground,
    State,
    copy_state,
    empty_state,
    ground_of,
    open_up,
    put,
    set_open,
    shut,
)


@step
def close_site(
    g: Ground, s: State, a: int, fine: float, is_awake: Marks, queue: Ints, ends: Ints, touched: Marks
) -> None:
    shut(g, s, a)
    i = s.head[a]
    while i >= 0:
        following = s.after[i]
        put(g, s, i, -1)
        settle_in(g, s, i, fine)
        touched[s.site_of[i]] = 1
        wake(g, s, s.site_of[i], fine, is_awake, queue, ends)
        i = following


@step
def some_site(s: State, g: Ground, wants_open: bool) -> int:
    """A site that is free to change, open or closed as wanted; -1 after many tries."""
    m = s.load.size
    for _ in range(4 * m):
        j = np.random.randint(m)
        if g.status[j] == FREE and (s.is_open[j] == 1) == wants_open:
            return j
    return -1


@step
def neighbour(s: State, g: Ground, a: int, wants_open: bool) -> int:
    width = g.beside.shape[1]
    for _ in range(20):
        reach = min(width, 4 + np.random.randint(width + 1))
        if reach == 0:
            break
        j = g.beside[a, np.random.randint(reach)]
        if g.status[j] == FREE and (s.is_open[j] == 1) == wants_open:
            return j
    return -1


@step
def shake(
    g: Ground,
    s: State,
    fine: float,
    is_counted: bool,
    strength: int,
    awake: Marks,
    queue: Ints,
    ends: Ints,
    touched: Marks,
) -> None:
    """Close open sites and open closed ones beside them; where the number is free, it may change."""
    a = some_site(s, g, True)
    for _ in range(strength):
        kind = 0 if is_counted else np.random.randint(4)
        if a < 0 and kind != 2:
            break
        if kind in (0, 1, 2):
            b = neighbour(s, g, a, False) if a >= 0 else some_site(s, g, False)
            if b < 0:
                b = some_site(s, g, False)
            if b >= 0:
                other = s.form[g.place[b]]
                open_up(g, s, b)
                if other >= 0:  # the place had another form
                    close_site(g, s, other, fine, awake, queue, ends, touched)
                    if other == a:
                        a = b
                touched[b] = 1
                wake(g, s, b, fine, awake, queue, ends)
            elif kind != 1:
                break
        if kind in (0, 1, 3) and a >= 0 and not g.needed[g.place[a]] and s.is_open.sum() > 1:
            close_site(g, s, a, fine, awake, queue, ends, touched)
        if a >= 0:
            a = neighbour(s, g, a, True)


@kernel
def wander(g: Ground, now: State, best: State, rounds: int, is_counted: bool, seed: int, numbers: Floats) -> None:
    """`rounds` of shaking and mending from `now`. numbers: cost of `best` (infinite: none fits yet), fine, slackness."""
    np.random.seed(seed)
    n, m = now.site_of.size, now.load.size
    awake, touched = np.zeros(n, dtype=np.int8), np.zeros(m, dtype=np.int8)
    queue, ends = np.zeros(n, dtype=np.int64), np.zeros(2, dtype=np.int64)
    trial = State(
        now.site_of.copy(), now.load.copy(), now.is_open.copy(), now.head.copy(), now.after.copy(), now.before.copy(),
        now.slept.copy(), now.form.copy(),
    )  # fmt: skip
    fine, slackness = numbers[1], numbers[2]
    price, much = price_of(g, now, fine)
    ways, lost = ways_of(g, now)
    for turn in range(rounds):
        copy_state(now, trial)
        if turn == 0:
            for j in range(m):
                if trial.is_open[j]:
                    touched[j] = 1
                    wake(g, trial, j, fine, awake, queue, ends)
        else:
            strength = 1 + int(np.random.random() < 0.5) + int(np.random.random() < 0.2)
            shake(g, trial, fine, is_counted, strength, awake, queue, ends, touched)
        descend(g, trial, fine, awake, queue, ends, touched)
        for j in range(m):
            is_idle = trial.is_open[j] and trial.head[j] < 0 and g.status[j] == FREE
            if not is_counted and is_idle and not g.needed[g.place[j]]:
                shut(g, trial, j)
        further, fewer = ways_since(g, trial, now)
        kept, crowded = keeping_of(g, trial)
        excess = lost + fewer + crowded
        here = ways + further + kept + fine * excess
        if excess <= 1e-9 and here < numbers[0] - 1e-9:
            numbers[0] = here
            copy_state(trial, best)
        # A shake changes one place: what it may cost is measured by what one site costs, not the whole.
        loosest = min(0.002, slackness / max(1, now.is_open.sum())) * abs(price)
        allowed = loosest * np.random.random() ** 2 * (1.0 - turn / rounds)
        if here < price + allowed:
            copy_state(trial, now)
            price, much = here, excess
            ways, lost = ways + further, lost + fewer
        if turn % 20 == 19:
            fine *= 1.15 if much > 1e-9 else 0.95
            price, much = price_of(g, now, fine)
            ways, lost = ways_of(g, now)
    numbers[1] = fine


@dataclass
class Found:
    """The best answer so far."""

    site_of: Ints
    is_open: Marks
    total: float


class Wanderer:
    """Keeps a current and a best answer between calls."""

    def __init__(self, problem: Location, seed: int) -> None:
        self.problem = problem
        self.ground = ground_of(problem)
        self.random = np.random.default_rng(seed)
        n, m = problem.cost.shape
        self.now, self.best = empty_state(n, m), empty_state(n, m)
        spread = float(np.median(self.ground.cost.max(axis=1)) - np.median(self.ground.cost.min(axis=1)))
        self.numbers = np.array([np.inf, max(1e-6, spread / max(1e-9, float(problem.weight.mean()))), 0.03])

    @property
    def total(self) -> float:
        return float(self.numbers[0])

    def begin(self, opened: Ints) -> None:
        """Start anew from these open sites."""
        status = self.problem.status
        chosen = opened[status[opened] != CLOSED]
        set_open(self.ground, self.now, np.concatenate([chosen, np.flatnonzero(status == OPEN)]))
        bare = (
            (self.ground.needed[self.ground.place] == 1) & (self.now.form[self.ground.place] < 0) & (status != CLOSED)
        )
        for j in np.flatnonzero(bare):
            if self.now.form[self.ground.place[j]] < 0:
                open_up(self.ground, self.now, int(j))
        if not self.now.is_open.any() and (status != CLOSED).any():
            open_up(self.ground, self.now, int(np.argmax(np.where(status != CLOSED, self.problem.capacity, -1.0))))
        place_all(self.ground, self.now, float(self.numbers[1]))

    def take(self, site_of: Ints, opened: Ints) -> None:
        """Go on from an answer made elsewhere."""
        fresh = empty_state(*self.problem.cost.shape)
        copy_state(fresh, self.now)
        set_open(self.ground, self.now, opened)
        for i, j in enumerate(site_of):
            put(self.ground, self.now, i, int(j))

    def recount(self) -> None:
        """The best answer was changed from outside: its cost anew; go on from it."""
        self.numbers[0] = price_of(self.ground, self.best, 0.0)[0]
        self.back()

    def back(self) -> None:
        copy_state(self.best, self.now)

    def run(self, rounds: int) -> float:
        is_counted = self.problem.open_count is not None
        self.numbers[2] = 0.01 * 10 ** self.random.random()
        wander(self.ground, self.now, self.best, rounds, is_counted, int(self.random.integers(1 << 30)), self.numbers)
        return self.total
