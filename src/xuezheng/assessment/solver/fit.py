"""How well items and pairs of items fit: S-X² against the shares expected at each total score, and Q3 for pairs."""

import math
from dataclasses import dataclass

import numpy as np

from xuezheng.assessment.problem import NOT_GIVEN, CalibrationProblem, Floats, Whole
from xuezheng.assessment.solver.parameters import Parameters
from xuezheng.assessment.solver.scoring import residuals

SMALLEST_CELL = 1.0


@dataclass(frozen=True)
class ItemFit:
    """S-X² of each item (J,): statistic, degrees of freedom, p-value and RMSEA. NaN where no freedom is left."""

    statistic: Floats
    freedom: Whole
    p_value: Floats
    rmsea: Floats


def item_fit(problem: CalibrationProblem, parameters: Parameters, theta: Floats) -> ItemFit:
    """S-X² (Orlando and Thissen 2000; for more scores Kang and Chen 2008), of the persons who answered all items.

    Of items of two scores, totals at which fewer than one right or wrong answer is expected are put together toward the
    middle. Of others, totals at which some score is impossible, and then neighbouring scores with small cells.
    """
    complete = (problem.scores != NOT_GIVEN).all(axis=1)
    scores = problem.scores[complete].astype(np.int64)
    tops = np.array([item.top for item in problem.items])
    shares = share_tables(parameters, theta)
    weight = np.exp(parameters.log_weights(theta))
    mix = np.bincount(problem.group[complete], minlength=len(weight)).astype(np.float64)
    prior = (mix / max(float(mix.sum()), 1.0)) @ weight
    total = scores.sum(axis=1)
    people = np.bincount(total, minlength=int(tops.sum()) + 1).astype(np.float64)
    whole = total_scores(shares, theta)
    free = free_counts(parameters, len(tops))
    statistic, freedom = np.full(len(tops), np.nan), np.zeros(len(tops), dtype=np.int64)
    for j, top in enumerate(tops):
        rest = without_item(whole, shares, j, theta)
        expected = np.zeros((len(people), top + 1))
        for c in range(top + 1):
            expected[c : c + len(rest), c] = (rest * shares[j][c]) @ prior
        chance = expected.sum(axis=1)
        expected *= np.divide(people, chance, out=np.zeros_like(people), where=chance > 0)[:, None]
        observed = np.zeros_like(expected)
        np.add.at(observed, (total, scores[:, j]), 1.0)
        cells = collapsed(observed[1:-1], expected[1:-1])
        statistic[j] = sum(float(((o - e) ** 2 / e).sum()) for o, e in cells)
        freedom[j] = sum(len(o) - 1 for o, _ in cells) - free[j]
    p_value = np.where(freedom > 0, chi_square_tail(statistic, np.maximum(freedom, 1)), np.nan)
    excess = np.maximum(statistic - freedom, 0.0) / (np.maximum(freedom, 1) * max(len(scores) - 1, 1))
    statistic = np.where(freedom > 0, statistic, np.nan)
    return ItemFit(statistic, freedom, p_value, np.where(freedom > 0, np.sqrt(excess), np.nan))


def chi_square_tail(statistic: Floats, freedom: Whole) -> Floats:
    """P(χ² > statistic), element by element: a finite sum for whole degrees of freedom (Abramowitz and Stegun 1964, 26.4.4–5)."""
    return np.array([one_tail(float(x), int(k)) for x, k in zip(statistic, freedom, strict=True)], dtype=np.float64)


def one_tail(statistic: float, freedom: int) -> float:
    if not statistic > 0.0:
        return 1.0 if statistic <= 0.0 else float("nan")
    half = statistic / 2.0
    rest = 0.5 * (freedom % 2)
    terms = (math.exp((j + rest) * math.log(half) - half - math.lgamma(j + rest + 1.0)) for j in range(freedom // 2))
    return (math.erfc(math.sqrt(half)) if rest else 0.0) + math.fsum(terms)


def share_tables(parameters: Parameters, theta: Floats) -> list[Floats]:
    """P of each item's scores at the nodes, (K, Q) each."""
    table = np.exp(parameters.log_curves(theta))
    return [table[start:stop] for start, stop in zip(parameters.offset[:-1], parameters.offset[1:], strict=True)]


def free_counts(parameters: Parameters, items: int) -> Whole:
    """Estimated parameters of each item; a spread of the reference group stands for the slope it was freed for."""
    out = np.zeros(items, dtype=np.int64)
    for family in parameters.families:
        out[family.items] = family.free.sum(axis=1)
    return out + int(parameters.free_sd[0] and not parameters.free_mean[0])


def total_scores(shares: list[Floats], theta: Floats) -> Floats:
    """P(total score | θ) for 0 … highest: (S+1, Q), item by item (Lord and Wingersky 1984)."""
    out = np.ones((1, len(theta)))
    for share in shares:
        wider = np.zeros((len(out) + len(share) - 1, len(theta)))
        for c, part in enumerate(share):
            wider[c : c + len(out)] += out * part
        out = wider
    return out


def without_item(whole: Floats, shares: list[Floats], item: int, theta: Floats) -> Floats:
    """P(total score without this item | θ)."""
    return total_scores([share for j, share in enumerate(shares) if j != item], theta)


def collapsed(observed: Floats, expected: Floats) -> list[tuple[Floats, Floats]]:
    """Cells of each total score that are large enough, as pairs of observed and expected."""
    if observed.shape[1] == 2:
        used = expected.sum(axis=1) > 0
        rows = list(zip(observed[used], expected[used], strict=True))
        return to_the_middle(to_the_middle(rows)[::-1])[::-1]
    possible = np.flatnonzero((expected > 0).all(axis=1))  # totals at which the item may have any of its scores
    if not len(possible):
        return []
    first, last = int(possible[0]), int(possible[-1])
    o, e = observed[first : last + 1].copy(), expected[first : last + 1].copy()
    for part, whole in ((o, observed), (e, expected)):
        part[0] += whole[:first].sum(axis=0)
        part[-1] += whole[last + 1 :].sum(axis=0)
    rows = [merged_scores(*row) for row in zip(o, e, strict=True)]
    return [cells for cells in rows if len(cells[0]) > 1]


def to_the_middle(rows: list[tuple[Floats, Floats]]) -> list[tuple[Floats, Floats]]:
    """Rows with a small cell, put together with the next one."""
    out: list[tuple[Floats, Floats]] = []
    held: tuple[Floats, Floats] | None = None
    for o, e in rows:
        row = (o, e) if held is None else (held[0] + o, held[1] + e)
        if row[1].min() < SMALLEST_CELL:
            held = row
        else:
            held = None
            out.append(row)
    if held is not None and out:
        out[-1] = (out[-1][0] + held[0], out[-1][1] + held[1])
    return out


def merged_scores(observed: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Neighbouring scores put together until each cell is large enough."""
    o, e = list(observed), list(expected)
    while len(e) > 1 and min(e) < SMALLEST_CELL:
        k = int(np.argmin(e))
        beside = k - 1 if k == len(e) - 1 or (k > 0 and e[k - 1] < e[k + 1]) else k + 1
        e[beside] += e[k]
        o[beside] += o[k]
        del e[k], o[k]
    return np.array(o), np.array(e)


def local_dependence(problem: CalibrationProblem, parameters: Parameters, score: Floats) -> Floats:
    """Q3 (Yen 1984): correlations (J, J) of what items leave unexplained at the persons' scores (N,).

    NaN for pairs that fewer than three persons had. Without dependence they lie around −1/(J − 1).
    """
    left = residuals(problem.scores, parameters, score)
    given = np.isfinite(left)
    filled = np.where(given, left, 0.0)
    both = given.astype(np.float64)
    count = both.T @ both
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (filled.T @ both) / count  # of the row's item among those who had both
        cross = (filled.T @ filled) / count - mean * mean.T
        square = (filled**2).T @ both / count - mean**2
        out = cross / np.sqrt(square * square.T)
    return np.where(count > 2, out, np.nan)
