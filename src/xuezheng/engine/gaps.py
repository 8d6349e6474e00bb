"""Where somebody is silent of what a figure needs (`silence.py` says what follows), for all figures and places at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from xuezheng.engine.catalogue import Catalogue
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.leaves import Indices, Leaves, Wanted
from xuezheng.engine.planning import Plan
from xuezheng.engine.rollup import YEAR_STEP, Flags, Ordered, Spine, silent_schools
from xuezheng.engine.silence import is_beside_schools, is_shared

NONE: Indices = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Told:
    """What was read of every table, by its name, and the spine of all leaves."""

    wanted: Mapping[str, Wanted]
    leaves: Mapping[str, Leaves]
    ordered: Mapping[str, Ordered]
    listed: Leaves
    spine: Spine
    frozen: Frozen

    def has_pupils(self, keys: Indices) -> Flags:
        """Of years and codes of institutions: which have pupils."""
        listing = next((w.table for w in self.wanted.values() if w.table.lists_places), None)
        if listing is None:
            return np.zeros(len(keys), dtype=np.bool_)
        found = self.frozen.places(listing).filter(pl.col("pupils").is_null() | (pl.col("pupils") > 0))
        year, code = found["school_year"].cast(pl.Int64).to_numpy(), found["institution_code"].cast(pl.Int64).to_numpy()
        return np.isin(keys, year * YEAR_STEP + code)


def gaps_of(made: Mapping[str, tuple[Plan, ...]], catalogue: Catalogue, told: Told) -> dict[str, tuple[Indices, ...]]:
    """Indicator → for each of its measures the leaves that are silent; without those of which nobody is."""
    gone: dict[str, Indices] = {}
    found: dict[str, tuple[Indices, ...]] = {}
    for id, plans in made.items():
        indicator = catalogue[id]
        if is_shared(indicator):
            continue
        beside = is_beside_schools(indicator)
        silent = [
            _silent(plan, told, gone, is_sum=not n and (beside or len(plans) == 1)) for n, plan in enumerate(plans)
        ]
        if beside and len(silent[0]):
            silent[0] = np.intersect1d(silent[0], _holding(plans[-1], told))
        if any(len(one) for one in silent):
            found[id] = tuple(silent)
    return found


def _silent(plan: Plan, told: Told, gone: dict[str, Indices], *, is_sum: bool) -> Indices:
    """The leaves with rows that do not know what a measure needs, or (of schools) with none where all should have one."""
    name = plan.measure.table.name
    if name not in told.ordered:
        return NONE
    own, wanted = told.ordered[name], told.wanted[name]
    silent = NONE
    if plan.known:
        rows, known = (own.values[wanted.additive[cell.sql]] for cell in plan.cells[1:3])
        silent = own.leaf[rows > known]
    if wanted.table.reported_by == "school" and (is_sum or not plan.compiled.where):
        if name not in gone:
            gone[name] = silent_schools(told.leaves[name], told.listed, told.spine, told.has_pupils)
        silent = np.union1d(silent, gone[name])
    return silent


def _holding(plan: Plan, told: Told) -> Indices:
    """The leaves that a denominator holds something of; all where it does not add up."""
    name, cell = plan.measure.table.name, plan.cells[0]
    own = told.ordered.get(name)
    if own is None or not cell.is_additive:
        return np.arange(len(told.spine.town_of_leaf), dtype=np.int64)
    return own.leaf[own.values[told.wanted[name].additive[cell.sql]] > 0]
