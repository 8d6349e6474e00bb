"""Classical item statistics: shares right, discrimination, distractors, and reliability.

Scores (N, J) are numbers with NaN where not given. Source: Crocker and Algina, Introduction to Classical and Modern Test
Theory (1986); Cronbach (1951); for the reliability of scores on the scale Green et al. (1984) and Mislevy et al. (1992).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuezheng.assessment.rules.curves import Floats

THIRD = 0.27  # Kelley (1939): the shares at the top and the bottom that set an item apart best


@dataclass(frozen=True)
class ItemStatistics:
    """Of each item (J,): persons who answered; mean share of the highest score; correlation with the total and with the
    rest; mean share among the best less that among the weakest 27 %; alpha without the item."""

    answered: NDArray[np.int64]
    share: Floats
    with_total: Floats
    with_rest: Floats
    apart: Floats
    alpha_without: Floats


@dataclass(frozen=True)
class Option:
    """One option of a multiple-choice item: share who chose it, its persons' mean rest score, its point-biserial with the
    rest, and its share among the weakest and the best 27 %."""

    option: str
    is_key: bool
    count: int
    share: float
    mean_rest: float
    with_rest: float
    share_weakest: float
    share_best: float


def item_statistics(scores: Floats, tops: Floats) -> ItemStatistics:
    """Of persons and items as given; a person's total is over the items that person had."""
    given = np.isfinite(scores)
    filled = np.where(given, scores, 0.0)
    answered = given.sum(axis=0)
    total, highest = filled.sum(axis=1), given @ tops
    with np.errstate(invalid="ignore", divide="ignore"):
        share = filled.sum(axis=0) / answered / tops
        reached = total / highest
        rest = (total[:, None] - filled) / (highest[:, None] - tops)
    with_total = np.array([correlation(scores[:, j], reached) for j in range(scores.shape[1])])
    with_rest = np.array([correlation(scores[:, j], rest[:, j]) for j in range(scores.shape[1])])
    apart = np.array([extremes(scores[:, j] / tops[j], rest[:, j]) for j in range(scores.shape[1])])
    complete = scores[given.all(axis=1)]
    without = np.array([alpha(np.delete(complete, j, axis=1)) for j in range(scores.shape[1])])
    return ItemStatistics(answered.astype(np.int64), share, with_total, with_rest, apart[:, 1] - apart[:, 0], without)


def correlation(x: Floats, y: Floats) -> float:
    """Pearson's, of pairs where both are known; NaN where one does not vary."""
    both = np.isfinite(x) & np.isfinite(y)
    if both.sum() < 3:
        return float("nan")
    a, b = x[both] - x[both].mean(), y[both] - y[both].mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 0 else float("nan")


def extremes(value: Floats, rank: Floats) -> tuple[float, float]:
    """Mean value among the weakest and among the best by rank; ties at the edge are taken in."""
    both = np.isfinite(value) & np.isfinite(rank)
    if not both.any():
        return float("nan"), float("nan")
    low, high = np.quantile(rank[both], [THIRD, 1.0 - THIRD])
    return float(value[both & (rank <= low)].mean()), float(value[both & (rank >= high)].mean())


def alpha(scores: Floats) -> float:
    """Cronbach's alpha of complete scores (N, J); NaN for fewer than two items or persons, or a total that never varies."""
    people, items = scores.shape
    if items < 2 or people < 2:
        return float("nan")
    whole = float(scores.sum(axis=1).var(ddof=1))
    return items / (items - 1) * (1.0 - float(scores.var(axis=0, ddof=1).sum()) / whole) if whole > 0 else float("nan")


def distractors(chosen: NDArray[np.str_], key: str, rest: Floats) -> tuple[Option, ...]:
    """Of one item: `chosen` (N,) options, "" where none; `rest` (N,) each person's score on the other items."""
    answered: NDArray[np.bool_] = chosen != ""
    known = answered & np.isfinite(rest)
    count, others = int(answered.sum()), rest[known]
    low, high = np.quantile(others, [THIRD, 1.0 - THIRD]) if len(others) else (np.nan, np.nan)
    is_weak, is_best = others <= low, others >= high
    out: list[Option] = []
    for option in sorted({str(option) for option in np.unique(chosen[answered])}):
        who: NDArray[np.bool_] = chosen == option
        mine: Floats = who[known].astype(np.float64)
        weakest, best = (float(mine[part].mean()) if len(mine) else float("nan") for part in (is_weak, is_best))
        middle = float(others[who[known]].mean()) if mine.any() else float("nan")
        out.append(
            Option(
                option, option == key, int(who.sum()), float(who.sum()) / max(count, 1), middle, correlation(mine, others),
                weakest, best,
            )
        )  # fmt: skip
    return tuple(out)


def wanting(option: Option) -> bool:
    """Whether an option needs a look: a wrong one that draws the better pupils, or a key that does not."""
    return option.with_rest <= 0.0 if option.is_key else option.with_rest > 0.0


def reliability_of_expected(score: Floats, error: Floats) -> float:
    """Of EAP scores: their variance over that plus the mean posterior variance."""
    known = np.isfinite(score) & np.isfinite(error)
    between, within = float(score[known].var()), float((error[known] ** 2).mean())
    return between / (between + within)


def reliability_of_weighted(score: Floats, error: Floats) -> float:
    """Of WLE scores: one less mean error variance over variance."""
    known = np.isfinite(score) & np.isfinite(error)
    return 1.0 - float((error[known] ** 2).mean()) / float(score[known].var())
