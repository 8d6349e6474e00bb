"""Classical statistics and matched groups on tables small enough to reckon by hand."""

import numpy as np
import pytest

from xuezheng.assessment.rules.classical import alpha, correlation, distractors, item_statistics, wanting
from xuezheng.assessment.rules.matching import ets_class, mantel_haenszel

NAN = float("nan")
CLASS = np.array([[1, 1, 2], [1, 0, 2], [1, 1, 1], [0, 0, 1], [0, 0, 0], [1, 0, 0]], dtype=float)


def test_alpha_by_hand() -> None:
    # variances of items 4/15, 4/15, 4/5, of totals 2.1667
    assert alpha(CLASS) == pytest.approx(1.5 * (1 - (4 / 15 + 4 / 15 + 0.8) / CLASS.sum(axis=1).var(ddof=1)))
    assert np.isnan(alpha(CLASS[:, :1]))


def test_item_statistics() -> None:
    found = item_statistics(CLASS, np.array([1.0, 1.0, 2.0]))
    assert found.answered.tolist() == [6, 6, 6]
    assert found.share == pytest.approx([4 / 6, 2 / 6, 0.5])
    assert found.with_rest[0] == pytest.approx(np.corrcoef(CLASS[:, 0], CLASS[:, 1:].sum(axis=1))[0, 1])
    assert found.with_total[2] == pytest.approx(np.corrcoef(CLASS[:, 2], CLASS.sum(axis=1))[0, 1])
    assert found.alpha_without[1] == pytest.approx(alpha(CLASS[:, [0, 2]]))
    assert (found.apart > 0).all()


def test_blanks_are_left_out_not_wrong() -> None:
    holes = CLASS.copy()
    holes[4, 0] = NAN
    found = item_statistics(holes, np.array([1.0, 1.0, 2.0]))
    assert found.answered[0] == 5
    assert found.share[0] == pytest.approx(0.8)


def test_what_never_varies_has_no_correlation() -> None:
    assert np.isnan(correlation(np.ones(5), np.arange(5.0)))


def test_a_distractor_that_draws_the_best_is_wanting() -> None:
    chosen = np.array(["A"] * 5 + ["B"] * 3 + ["C"] * 2 + [""])
    rest = np.array([6, 7, 6, 5, 7, 2, 3, 1, 10, 9, 8], dtype=float)
    options = {option.option: option for option in distractors(chosen, "A", rest)}
    assert (options["A"].count, options["A"].share, options["A"].is_key) == (5, 0.5, True)
    assert options["C"].mean_rest == 9.5
    assert [name for name, option in options.items() if wanting(option)] == ["C"]


def test_mantel_haenszel_by_hand() -> None:
    """One level: 30 of 40 right against 20 of 40; odds ratio 3, chi-square (|30 − 25| − 0.5)² / (40·40·50·30 / (80²·79))."""
    score = np.repeat([1.0, 0.0, 1.0, 0.0], [30, 10, 20, 20])
    focal = np.repeat([False, True], 40)
    found = mantel_haenszel(score, np.zeros(80, dtype=np.int64), focal)
    assert found.log_odds == pytest.approx(np.log(3.0))
    assert found.log_odds_error == pytest.approx(np.sqrt(1 / 30 + 1 / 10 + 1 / 20 + 1 / 20))
    assert found.chi_square == pytest.approx(4.5**2 / (40 * 40 * 50 * 30 / (80**2 * 79)))
    assert found.standardised == pytest.approx(-0.25)


def test_the_same_at_each_level_is_no_difference() -> None:
    match = np.repeat([0, 1, 2], 40)
    score = np.tile(np.repeat([1.0, 0.0], 10), 6)
    found = mantel_haenszel(score, match, np.tile(np.repeat([False, True], 20), 3))
    assert (found.log_odds, found.standardised, found.ets_class) == (0.0, 0.0, "A")


@pytest.mark.parametrize(
    ("log_odds", "error", "expected"), [(0.3, 0.05, "A"), (0.5, 0.05, "B"), (0.8, 0.05, "C"), (0.8, 0.5, "A")]
)
def test_ets_classes(log_odds: float, error: float, expected: str) -> None:
    assert ets_class(log_odds, error) == expected


def test_more_scores_by_mantel() -> None:
    random = np.random.default_rng(1)
    match = random.integers(0, 10, 2000)
    focal = random.random(2000) < 0.5
    score = np.clip(np.round(match / 4 + random.normal(size=2000) - 0.4 * focal), 0, 3)
    found = mantel_haenszel(score, match, focal)
    assert found.chi_square > 20
    assert found.standardised < -0.2
    assert np.isnan(found.log_odds)
