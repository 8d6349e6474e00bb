"""Small cells withheld so that nothing published gives them back.

Pure. The published numbers are cells (counts of persons) bound by equations: a city is the sum of its counties, a whole
is its part and the rest, a total is the sum of its kinds. `withhold` chooses what to leave out; `attack` tries to win it back
with what stays, by linear programmes over whole numbers from zero up. See docs/algorithms/suppression.md.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Key = tuple[str, str, str]  # what is counted, where, when
Equation = tuple[tuple[Key, int], ...]  # Σ coefficient · cell = 0
Floats = NDArray[np.float64]
Solved = dict[tuple[Key, ...], dict[Key, tuple[float, float]]]

ROUNDS = 40  # of choosing more to withhold
SHOTS = 8  # random objectives a component gets before its cells are tried one by one


@dataclass(frozen=True)
class Protection:
    """Cells of 1 to `smallest_shown` − 1 persons are withheld; none may be won back to within ± `distance` persons."""

    smallest_shown: int
    distance: int

    def is_small(self, value: int) -> bool:
        return 0 < value < self.smallest_shown


@dataclass
class Cells:
    """All cells of a publication with their true values.

    `unseen` are implied but never printed (the rest of a share). `fixed` stay whatever they give away. `before` were withheld
    in the release before, and stay withheld so that the two cannot be played against each other. `public` were printed in a
    release before: known whatever this one leaves out, so that they cover nothing (`between.py`).
    """

    values: dict[Key, int] = field(default_factory=dict[Key, int])
    equations: dict[Equation, None] = field(default_factory=dict[Equation, None])
    unseen: set[Key] = field(default_factory=set[Key])
    fixed: set[Key] = field(default_factory=set[Key])
    before: set[Key] = field(default_factory=set[Key])
    public: set[Key] = field(default_factory=set[Key])

    def bind(self, equation: Iterable[tuple[Key, int]]) -> bool:
        """Add an equation if it holds of the true values (cells not held count as zero); say whether it does."""
        parts = tuple((key, coefficient) for key, coefficient in equation if key in self.values)
        if len(parts) < 2 or sum(c * self.values[key] for key, c in parts):
            return False
        self.equations[parts] = None
        return True


@dataclass(frozen=True)
class Withheld:
    """What a publication leaves out. `exposed`: small cells that cannot be protected, because what gives them away must stay."""

    small: frozenset[Key] = frozenset()
    others: frozenset[Key] = frozenset()
    exposed: frozenset[Key] = frozenset()

    @cached_property
    def keys(self) -> frozenset[Key]:
        return self.small | self.others


def withhold(cells: Cells, protection: Protection) -> Withheld:
    """Small cells, and the fewest others found by which none of them can be won back."""
    return _Choice(cells, protection).made()


def attack(
    cells: Cells, hidden: Collection[Key], protection: Protection, kept: Solved | None = None
) -> dict[Key, tuple[float, float]]:
    """The small hidden cells that can be won back too closely, with the interval in which each must lie.

    A cell of value a is safe when some solution puts it above a + distance, and some at or below max(0, a − distance).
    `kept` remembers what was found of each component; what hangs together is solved once.
    """
    kept = {} if kept is None else kept
    found: dict[Key, tuple[float, float]] = {}
    unknown = set(hidden)
    for component, equations in _components(cells, unknown):
        targets = [k for k in component if protection.is_small(cells.values[k])]
        if targets:
            of = tuple(component)
            if of not in kept:
                kept[of] = _System.of(cells, component, equations, unknown).exposed(targets, protection)
            found.update(kept[of])
    return found


class _Choice:
    """The state of choosing: what is hidden, and in which equations each cell stands."""

    def __init__(self, cells: Cells, protection: Protection) -> None:
        self.cells, self.protection = cells, protection
        self.small = {k for k, v in cells.values.items() if protection.is_small(v)} - cells.public
        wanted = set(cells.unseen) | (self.small - cells.fixed) | (cells.before & cells.values.keys() - cells.fixed)
        self.hidden = wanted - cells.public
        self.standing: dict[Key, list[Equation]] = defaultdict(list)
        for equation in cells.equations:
            for key, _ in equation:
                self.standing[key].append(equation)

    def made(self) -> Withheld:
        exposed: set[Key] = set()
        kept: Solved = {}
        for _ in range(ROUNDS):
            while self._close_gaps():
                pass
            found = attack(self.cells, self.hidden, self.protection, kept).keys() - exposed
            if not found:
                break
            for key in sorted(found):
                if not self._hide_around(key):
                    exposed.add(key)
        exposed |= attack(self.cells, self.hidden, self.protection, kept).keys()
        shown = self.hidden - self.cells.unseen
        return Withheld(
            frozenset(shown & self.small),
            frozenset(shown - self.small),
            frozenset(exposed | (self.small & self.cells.fixed)),
        )

    def _close_gaps(self) -> bool:
        """Hide one more cell in each equation that alone gives a small cell away."""
        did = False
        for key in sorted(self.small & self.hidden):
            for equation in self.standing[key]:
                if self._room(key, equation) <= self.protection.distance:
                    did |= self._hide_one([equation], key)
        return did

    def _room(self, key: Key, equation: Equation) -> float:
        """By how much the cell could be larger, as far as this equation goes."""
        sign = next(c for k, c in equation if k == key) > 0
        others = [(k, c) for k, c in equation if k != key and k in self.hidden]
        if any((c > 0) != sign for _, c in others):
            return float("inf")
        return sum(self.cells.values[k] for k, c in others if (c > 0) == sign)

    def _hide_around(self, key: Key) -> bool:
        """Hide one more cell near an exposed one: in its own equations, else in those of the hidden cells beside it."""
        near = list(self.standing[key])
        beside = [k for e in near for k, _ in e if k in self.hidden and k != key]
        wider = [e for k in beside for e in self.standing[k]]
        further = [e for e in wider for k, _ in e if k in self.hidden for e in self.standing[k]]
        return any(self._hide_one(equations, key) for equations in (wider, near, further))

    def _hide_one(self, equations: Sequence[Equation], key: Key) -> bool:
        free = {
            k
            for e in equations
            for k, _ in e
            if k not in self.hidden
            and k not in self.cells.fixed
            and k not in self.cells.public
            and self.cells.values[k]
        }
        if not free:
            return False
        enough = self.protection.distance + 1

        def cost(candidate: Key) -> tuple[bool, bool, int, Key]:
            value = self.cells.values[candidate]
            same_kind = candidate[0] == key[0]
            return min(value, self._reserve(candidate)) < enough, not same_kind, value, candidate

        self.hidden.add(min(free, key=cost))
        return True

    def _reserve(self, key: Key) -> int:
        """The smallest unseen rest that stands beside a cell: it must give way when the cell grows."""
        rests = [
            self.cells.values[k] for e in self.standing[key] if len(e) == 3 for k, _ in e if k in self.cells.unseen
        ]
        return min(rests, default=1 << 30)


def _components(cells: Cells, unknown: set[Key]) -> list[tuple[list[Key], list[Equation]]]:
    """The unknown cells that hang together by equations, and those equations."""
    root: dict[Key, Key] = {}

    def find(key: Key) -> Key:
        while root.setdefault(key, key) != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for equation in cells.equations:
        inside = [k for k, _ in equation if k in unknown]
        for other in inside[1:]:
            root[find(other)] = find(inside[0])
    groups: dict[Key, tuple[list[Key], list[Equation]]] = defaultdict(lambda: ([], []))
    for key in sorted(unknown & cells.values.keys()):
        groups[find(key)][0].append(key)
    for equation in cells.equations:
        inside = next((k for k, _ in equation if k in unknown), None)
        if inside is not None:
            groups[find(inside)][1].append(equation)
    return list(groups.values())


@dataclass(frozen=True)
class _System:
    """Unknown cells of a component: matrix · x = right, x whole and from zero up. `truth` is one solution."""

    keys: list[Key]
    truth: Floats
    matrix: Any
    right: Floats
    most: float

    @classmethod
    def of(cls, cells: Cells, component: list[Key], equations: Sequence[Equation], unknown: set[Key]) -> "_System":
        from scipy.sparse import csr_array  # pyright: ignore[reportMissingTypeStubs] - here: slow to load

        position = {key: i for i, key in enumerate(component)}
        rows: list[tuple[int, int, int]] = []
        right: list[float] = []
        for equation in equations:
            rows += [(len(right), position[k], c) for k, c in equation if k in position]
            right.append(-sum(c * cells.values[k] for k, c in equation if k not in unknown))
        truth = np.array([cells.values[k] for k in component], dtype=np.float64)
        at = np.array(rows, dtype=np.int64).reshape(-1, 3)
        matrix = csr_array((at[:, 2].astype(float), (at[:, 0], at[:, 1])), shape=(len(right), len(component)))
        return cls(component, truth, matrix, np.array(right, dtype=np.float64), 4 * float(truth.sum()) + 1000)

    def solve(self, objective: Floats) -> Floats | None:
        """A whole solution that makes objective · x as large as can be; None where none was found."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # pyright: ignore[reportMissingTypeStubs]

        right: Any = self.right
        constraints = [LinearConstraint(self.matrix, right, right)] if len(right) else []
        found: Any = milp(
            -objective, constraints=constraints, bounds=Bounds(0, self.most), integrality=np.ones(len(objective)),
            options={"time_limit": 20.0, "mip_rel_gap": 0.0},
        )  # fmt: skip
        if found.x is None:
            return None
        whole = np.round(found.x)
        return whole if np.array_equal(self.matrix @ whole, self.right) else None

    def exposed(self, targets: Sequence[Key], protection: Protection) -> dict[Key, tuple[float, float]]:
        """Each solution shows many cells safe at once, so few programmes are solved."""
        position = {key: i for i, key in enumerate(self.keys)}
        index = np.array([position[k] for k in targets])
        value = self.truth[index]
        high, low = value.copy(), value.copy()
        needed_high, needed_low = value + protection.distance + 1, np.maximum(0, value - protection.distance)
        random = np.random.default_rng(7)

        def learn(objective: Floats) -> Floats | None:
            x = self.solve(objective)
            if x is not None:
                np.maximum(high, x[index], out=high)
                np.minimum(low, x[index], out=low)
            return x

        for _ in range(SHOTS if len(targets) > 3 else 0):
            open_high, open_low = high < needed_high, low > needed_low
            if not (open_high.any() or open_low.any()):
                break
            objective = np.zeros(len(self.keys))
            objective[index] = random.uniform(0.5, 1.5, len(index)) * np.where(random.random(len(index)) < 0.5, 1, -1)
            learn(objective)
        found: dict[Key, tuple[float, float]] = {}
        for i, key in enumerate(targets):
            unit = np.zeros(len(self.keys))
            unit[index[i]] = 1.0
            if high[i] < needed_high[i]:
                learn(unit)
            if low[i] > needed_low[i]:
                learn(-unit)
            if high[i] < needed_high[i] or low[i] > needed_low[i]:
                found[key] = (float(low[i]), float(high[i]))
        return found


def dependencies(columns: Mapping[str, Sequence[int]]) -> list[dict[str, int]]:
    """Which counts are sums and differences of others, in every row: coefficients by name, adding up to zero.

    Found by elimination modulo a prime; kept where the coefficients are −1, 0 and 1 and the sum is zero in each row.
    """
    names = sorted(columns)
    table = np.array([columns[name] for name in names], dtype=np.int64).T
    if not table.size or len(table) < 2 * len(names):
        return []
    prime = 2_147_483_629
    rows = [[int(v) % prime for v in row] for row in np.unique(table, axis=0)]
    pivots: list[int] = []
    done = 0
    for column in range(len(names)):
        row = next((r for r in range(done, len(rows)) if rows[r][column]), None)
        if row is None:
            continue
        rows[done], rows[row] = rows[row], rows[done]
        inverse = pow(rows[done][column], -1, prime)
        rows[done] = [v * inverse % prime for v in rows[done]]
        for other in range(len(rows)):
            factor = rows[other][column]
            if other != done and factor:
                rows[other] = [(a - factor * b) % prime for a, b in zip(rows[other], rows[done], strict=True)]
        pivots.append(column)
        done += 1
        rows = [r for i, r in enumerate(rows) if i < done or any(r)]
    found: list[dict[str, int]] = []
    for column in (c for c in range(len(names)) if c not in pivots):
        vector = {names[column]: -1}
        for row, pivot in enumerate(pivots):
            value = rows[row][column]
            if value:
                vector[names[pivot]] = value if value < prime // 2 else value - prime
        is_small = all(abs(c) == 1 for c in vector.values())
        total = sum(c * table[:, names.index(name)] for name, c in vector.items())
        if is_small and len(vector) > 1 and not np.any(total):
            found.append(vector)
    return found
