# pyright: basic
"""Counties invented for tests and measurements: towns and valleys, more villages than schools, fewer children each year."""

import numpy as np

from xuezheng.layout.problem.county import County
from xuezheng.layout.problem.location import Floats

SIDE_KM, KM_PER_MINUTE, DETOUR = 60.0, 0.4, 1.3


def invented_county(villages: int, schools: int, years: int, seed: int = 0, falling: float = 0.06) -> County:
    """A county of `villages`, with `schools` (a twentieth of them possible sites), over `years`; everyone within 30 minutes
    of some school, or of the nearest where none is nearer. Money in thousand yuan."""
    random = np.random.default_rng(seed)
    side = SIDE_KM * np.sqrt(villages / 1000.0)
    towns = random.random((max(3, villages // 60), 2)) * side
    home = towns[random.integers(0, len(towns), villages)]
    place = np.where(
        random.random((villages, 1)) < 0.6,
        home + random.normal(0, side / 25, (villages, 2)),
        random.random((villages, 2)) * side,
    )
    first = np.rint(np.exp(random.normal(3.0, 0.8, villages))) + 1
    school_at = random.choice(villages, schools, replace=False, p=_odds(first))
    minutes = np.hypot(*(place[:, None] - place[None, school_at]).transpose(2, 0, 1)) * DETOUR / KM_PER_MINUTE
    there = random.random(schools) >= 0.05
    nearest = np.where(there[None, :], minutes, np.inf).argmin(axis=1)
    load = np.bincount(nearest, weights=first, minlength=schools)
    seats = np.maximum(45.0, np.ceil(load * random.uniform(0.95, 1.6, schools) / 45) * 45)
    seats[~there] = 45.0 * random.integers(6, 24, int((~there).sum()))
    seats = np.maximum(seats, first.max())
    fall = (1 - falling) ** np.arange(years)[:, None] * np.exp(random.normal(0, 0.05, (years, villages)))
    children = np.maximum(1.0, np.rint(first[None, :] * fall))
    children = np.minimum(children, first[None, :])
    second = np.sort(np.where(there[None, :], minutes, np.inf), axis=1)[:, 2]
    return County(
        children=children,
        minutes=minutes,
        limit=np.maximum(30.0, second),
        capacity=np.tile(seats, (years, 1)),
        running=300.0 + 0.8 * seats,
        building=8.0 * seats,
        closing=np.full(schools, 100.0),
        is_there=there,
        decided=np.zeros(schools, dtype=np.int8),
        earliest=np.full(schools, 1 if years > 1 else 0, dtype=np.int64),
        present=nearest.astype(np.int64),
        budget=np.full(years, np.inf),
        travel=0.6,
        disruption=0.5,
    )


def _odds(children: Floats) -> Floats:
    return children / children.sum()
