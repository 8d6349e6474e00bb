"""An order of candidates by written rules for equal totals, and a place by lot where all of them are equal."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


def ranks(columns: Sequence[Whole], lots: NDArray[np.uint64]) -> tuple[Whole, Whole]:
    """The place of each candidate, 0 the first: by the first column (high before low), equal ones by the next, and so on, at
    last by lot (low before high). And the place that all who are equal in every column share, the best of theirs; (N,), (N,).
    """
    keys = [lots, *(-column for column in reversed(columns))]
    order = np.lexsort(keys)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    table = np.stack(list(columns))[:, order] if columns else np.zeros((1, len(order)), np.int64)
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (table[:, 1:] != table[:, :-1]).any(axis=0)
    shared = np.empty(len(order), np.int64)
    shared[order] = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    return place, shared
