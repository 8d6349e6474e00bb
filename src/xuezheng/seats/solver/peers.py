"""The forecasts that a bureau makes on a spreadsheet, to compare with: no change, a plain trend, unshrunk progression."""

import numpy as np

from xuezheng.seats.problem import History
from xuezheng.seats.solver.cohort import Forecast, births_ahead
from xuezheng.seats.solver.shrinkage import Floats

YEARS = 5  # how many recent years a spreadsheet averages


def no_change(history: History, horizon: int) -> Forecast:
    """Every area and grade stays as it is."""
    area = np.repeat(np.nan_to_num(history.counts[-1])[None], horizon, axis=0)
    return Forecast(_gathered(history, area), area)


def trend(history: History, horizon: int) -> Forecast:
    """A straight line through the last five years of each area and grade."""
    counts = np.nan_to_num(history.counts)
    counted = np.flatnonzero(history.is_counted)
    recent = counted[counted > len(counts) - 1 - YEARS]
    x = recent - (len(counts) - 1)
    y = counts[recent]
    spread = float(((x - x.mean()) ** 2).sum())
    slope = np.tensordot(x - x.mean(), y, axes=1) / spread if spread else np.zeros_like(y[0])
    ahead = np.arange(1, horizon + 1)[:, None, None]
    area = np.maximum(y.mean(axis=0) + (ahead - x.mean()) * slope, 0) * _there(history)
    return Forecast(_gathered(history, area), area)


def unshrunk(history: History, horizon: int) -> Forecast:
    """Grade progression as it is usually done: each area's own mean ratio of five years, its own entrants per birth."""
    counts, C = history.counts, history.county_of
    recent = counts[-(YEARS + 1) :]
    area = np.nan_to_num(counts[-1])
    ratio = {g: _mean_ratio(recent, f, g) for g, f in _promoted(history)}
    entering: dict[int, Floats] = {}
    for g, grade in enumerate(history.grades):
        if grade.comes_from is not None and not grade.is_entry:
            continue
        born = births_ahead(history, grade.birth_lag, horizon, 0.0)[:, C]
        with np.errstate(invalid="ignore", divide="ignore"):
            yearly = (counts[:, :, g] / born[: len(counts)])[-YEARS:]
        ahead = born[len(counts) :] * _mean(yearly)
        carried = np.nan_to_num(_mean(counts[-YEARS:, :, g]))
        entering[g] = np.where(np.isfinite(ahead), ahead, carried) * _there(history)[:, 0]
    areas: list[Floats] = []
    for h in range(horizon):
        following = np.zeros_like(area)
        for g, grade in enumerate(history.grades):
            below = grade.comes_from
            following[:, g] = entering[g][h] if below is None or grade.is_entry else area[:, below] * ratio[g]
        area = following
        areas.append(area)
    made = np.array(areas)
    return Forecast(_gathered(history, made), made)


def _promoted(history: History) -> list[tuple[int, int]]:
    return [(g, d.comes_from) for g, d in enumerate(history.grades) if d.comes_from is not None and not d.is_entry]


def _mean_ratio(counts: Floats, below: int, above: int) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = counts[1:, :, above] / counts[:-1, :, below]
    return np.nan_to_num(_mean(np.where(np.isfinite(ratio), ratio, np.nan)), nan=1.0)


def _mean(values: Floats) -> Floats:
    known = np.isfinite(values)
    count = known.sum(axis=0)
    return np.where(known, values, 0).sum(axis=0) / np.maximum(count, 1) + np.where(count > 0, 0, np.nan)


def _there(history: History) -> Floats:
    return history.present[-1].astype(np.float64)[:, None]


def _gathered(history: History, area: Floats) -> Floats:
    return np.einsum("ca,hag->hcg", history.gathering, area)
