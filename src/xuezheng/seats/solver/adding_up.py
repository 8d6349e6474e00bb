"""Forecasts of areas, counties and the whole made to add up by least trace (MinT).

Wickramasuriya, Athanasopoulos and Hyndman (2019, JASA 114:804–819): with base forecasts ŷ of all levels, summing matrix
S and covariance W of their one-step errors, S (SᵀW⁻¹S)⁻¹ SᵀW⁻¹ ŷ is the sum-keeping forecast of least total variance. W is
shrunk towards its diagonal (Schäfer and Strimmer 2005), because there are more areas than years.
"""

from functools import cache
from typing import Any

import numpy as np

from xuezheng.seats.problem import History
from xuezheng.seats.problem.history import Flags
from xuezheng.seats.solver.cohort import Forecast
from xuezheng.seats.solver.shrinkage import Floats

FEWEST = 4  # years of errors below which only the structure of the sums is used


@cache
def _least_trace(method: str) -> Any:
    # 1.5 s: only where something must add up
    from hierarchicalforecast.methods import MinTrace  # pyright: ignore[reportMissingTypeStubs]

    return MinTrace(method=method)


def summing(history: History, here: Floats) -> Floats:
    """(1 + C + n, n) which series each of the n areas adds to: the whole, its county, itself. One county is the whole."""
    counties = history.gathering[:, here.astype(bool)]
    whole, own = np.ones((1, counties.shape[1])), np.eye(counties.shape[1])
    return np.vstack([whole, counties[counties.any(axis=1)], own] if len(history.counties) > 1 else [whole, own])


def levels(forecast_or_counts: Forecast, history: History, here: Floats) -> Floats:
    """(G, n levels, H) the base forecasts in the order of `summing`."""
    inside = here.astype(bool)
    areas = forecast_or_counts.areas[:, inside].transpose(2, 1, 0)
    some = history.gathering[:, inside].any(axis=1)
    counties = forecast_or_counts.counties[:, some].transpose(2, 1, 0)
    top = counties.sum(axis=1, keepdims=True)
    return np.concatenate([top, counties, areas] if len(history.counties) > 1 else [top, areas], axis=1)


def added_up(history: History, base: Forecast, errors: list[Forecast]) -> Forecast:
    """The forecast of which every area's and county's numbers add up, and none is below zero.

    `errors` are one-step errors of past years (H = 1), NaN where an area was not there.
    """
    here = history.present[-1].astype(np.float64)
    made = np.zeros_like(base.areas)
    for g in range(base.areas.shape[2]):
        taught = here * (base.areas[:, :, g].sum(axis=0) > 0)  # an area that does not teach a grade is given nobody
        if not taught.any():
            continue
        past = [levels(e, history, taught)[g] for e in errors]
        joined = np.concatenate(past, axis=1) if past else np.zeros((0, 0))
        bottom = _reconciled(summing(history, taught), levels(base, history, taught)[g], joined)
        made[:, np.flatnonzero(taught), g] = np.maximum(bottom, 0).T
    return Forecast(np.einsum("ca,hag->hcg", history.gathering, made), made)


def _reconciled(structure: Floats, wanted: Floats, past: Floats) -> Floats:
    """(n, H) the lowest level of the reconciled forecasts."""
    count = structure.shape[1]
    top = structure.shape[0] - count
    if count == 1 or not wanted.any():
        return wanted[-count:]
    known: Flags = np.asarray(np.isfinite(past), dtype=np.bool_)
    if past.shape[1] < FEWEST or not (np.abs(past[known]) > 1e-6).any():
        return np.asarray(_least_trace("wls_struct").fit_predict(structure, wanted)["mean"])[top:]
    size = np.maximum(wanted[:, :1], 1)
    relative = float(np.nansum(past * past / size)) / int(known.sum())
    # a year in which an area was not there tells nothing of its errors: it stands for a usual one, now up, now down
    sign: Floats = np.array([1.0 if year % 3 else -1.0 for year in range(int(past.shape[1]))])
    usual = np.sqrt(relative * size) * sign[None, :]
    errors = np.where(np.isnan(past), usual, past) + 1e-3 * usual
    found = _least_trace("mint_shrink").fit_predict(structure, wanted, errors, np.zeros_like(errors))
    return np.asarray(found["mean"])[top:]
