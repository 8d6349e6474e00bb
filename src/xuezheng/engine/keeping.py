"""Keeping the figures of an instance up to date with its frozen returns."""

import time
from dataclasses import dataclass

from xuezheng.engine.catalogue import Catalogue
from xuezheng.engine.compute import compute_all
from xuezheng.engine.figure_sets import FigureSet, figure_set, is_current, store
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.leaf_store import LeafStore


@dataclass(frozen=True)
class Kept:
    """The set that stands now, whether it was made just now, and what that took in CPU seconds."""

    figures: FigureSet
    is_new: bool
    compiling_s: float = 0.0
    computing_s: float = 0.0


def keep_figures(instance: Instance, known: Catalogue, frozen: Frozen) -> Kept:
    """Compute every figure and keep the set, unless the one kept already stands on these returns and definitions."""
    stored = figure_set(instance)
    if stored and is_current(stored, known, frozen):
        return Kept(stored, False)
    began = time.process_time()
    known.hash  # noqa: B018  compiles what is not kept yet
    known.sql.save()
    compiled = time.process_time()
    made = store(instance, known, frozen, compute_all(known, frozen, LeafStore.of(instance)))
    return Kept(made, True, compiled - began, time.process_time() - compiled)
