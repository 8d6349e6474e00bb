"""Which forecast is shown: the model that back-tests best, and not one that was merely lucky.

The first of the list stands unless another's past errors were smaller by more than two standard errors of their difference
over origins: with ten or twenty origins the smallest error is mostly luck (the one-standard-error rule of Breiman et al.
1984, stricter because several are compared).
"""

from collections.abc import Sequence

import numpy as np

from xuezheng.seats.solver.cohort import Model
from xuezheng.seats.solver.shrinkage import Floats

_LEVELS = {"long": (0.0, 0.0), "damped": (0.5, 0.7), "recent": (1.0, 1.0)}
SURE = 2.0  # standard errors
FEWEST = 4  # origins


def _model(ratios: str, entry: str) -> Model:
    (recent, damping), (entry_recent, entry_damping) = _LEVELS[ratios], _LEVELS[entry]
    return Model(f"{ratios}-{entry}", "cohort", recent, damping, entry_recent, entry_damping)


# named by what the progression ratios and the entrants per birth rest on; the first is where to begin
OURS: tuple[Model, ...] = (
    _model("long", "damped"),
    *(_model(r, e) for r in _LEVELS for e in _LEVELS if (r, e) != ("long", "damped")),
)


def chosen(models: Sequence[Model], losses: Sequence[Floats]) -> Model:
    """The model to show after past losses, each (M + 1, H, 2) of one origin with no change as the last of M + 1."""
    if len(losses) < FEWEST:
        return models[0]
    all_losses = np.array(losses)  # (origins, M + 1, H, 2)
    known = np.isfinite(all_losses)
    filled = np.where(known, all_losses, 0.0)
    # what no change misses by, at each horizon and level
    yard = filled[:, -1].sum(axis=0) / np.maximum(known[:, -1].sum(axis=0), 1) + 1e-9
    relative = (filled[:, :-1] / yard).sum(axis=(2, 3)) / known[:, :-1].sum(axis=(2, 3))  # (origins, M)
    ahead = relative - relative[:, :1]
    mean = ahead.mean(axis=0)
    error = ahead.std(axis=0, ddof=1) / np.sqrt(len(relative)) * np.sqrt(2)  # errors of neighbouring origins overlap
    doubt = mean + SURE * error
    doubt[0] = 0.0
    return models[int(np.argmin(doubt))]
