"""Bad input: named with its rows, and the rest calibrated."""

import numpy as np
import pytest

from xuezheng.assessment import ItemResponse
from xuezheng.assessment.problem import Floats
from xuezheng.assessment.tests.published import LSAT7, answers
from xuezheng.ground.errors import Refused

NAN = float("nan")


def lsat(column: list[float] | float | None = None) -> Floats:
    """LSAT 7, with one more item if asked for."""
    data = answers(LSAT7)
    return data if column is None else np.column_stack([data, np.broadcast_to(np.asarray(column), len(data))])


@pytest.mark.parametrize(
    ("column", "rule", "kept"),
    [
        (NAN, "item_without_answers", 5),
        (1.0, "item_all_right", 5),
        (0.0, "item_all_alike", 5),
        ([5.0, *[0.0, 1.0] * 499, 0.5], "score_outside_paper", 6),
    ],
)
def test_a_bad_item_is_named_and_the_rest_done(column: list[float] | float, rule: str, kept: int) -> None:
    found = ItemResponse("2pl").fit(lsat(column))
    assert [finding.rule for finding in found.findings_] == [rule]
    assert found.findings_[0].which == "6"
    assert len(found.items_) == kept
    if kept == 5:
        assert found.loglik_ == pytest.approx(-2658.805114, abs=1e-5)


def test_rows_are_named_as_the_reader_counts_them() -> None:
    data = lsat()
    data[6, 2] = 7
    finding = ItemResponse("2pl").fit(data, first_row=2).findings_[0]
    assert (finding.where, finding.got, finding.which) == ("8", "7", "3")


def test_a_form_without_link() -> None:
    other = np.full((300, 8), NAN)
    other[:, 5:] = answers(LSAT7)[::4][:250].repeat(2, axis=0)[:300, :3]
    main = np.hstack([answers(LSAT7), np.full((1000, 3), NAN)])
    found = ItemResponse("2pl").fit(np.vstack([main, other]))
    assert [finding.rule for finding in found.findings_] == ["form_without_link"]
    assert found.findings_[0].which == "6, 7, 8"
    assert found.findings_[0].where.startswith("1000, 1001")
    assert found.loglik_ == pytest.approx(-2658.805114, abs=1e-5)


def test_groups_without_a_common_item() -> None:
    main = np.hstack([answers(LSAT7), np.full((1000, 3), NAN)])
    other = np.hstack([np.full((1000, 5), NAN), answers(LSAT7)[:, 1:4]])
    found = ItemResponse("2pl").fit(np.vstack([main, other]), groups=["g3"] * 1000 + ["g4"] * 1000)
    assert [finding.rule for finding in found.findings_] == ["groups_without_common_item"]
    assert "g4" in found.findings_[0].what.en
    assert [group.name for group in found.groups_] == ["g3"]


def test_scores_nobody_got_are_closed_up_and_scored_again() -> None:
    data = answers(LSAT7)
    data[:, 0] *= 2
    found = ItemResponse("gpcm").fit(data)
    assert [(finding.rule, finding.got) for finding in found.findings_] == [("score_never_given", "1")]
    assert found.loglik_ == pytest.approx(-2658.805114, abs=1e-5)
    assert found.score(data[:1]).score == pytest.approx([-1.869784], abs=1e-4)


def test_a_person_without_answers_takes_no_part() -> None:
    data = lsat()
    data[4] = NAN
    found = ItemResponse("2pl").fit(data)
    assert [(f.rule, f.where) for f in found.findings_] == [("person_without_answers", "4")]
    assert len(found.problem_.scores) == 999


def test_nothing_to_calibrate_is_refused() -> None:
    with pytest.raises(Refused, match="No item can be calibrated"):
        ItemResponse("2pl").fit(np.ones((10, 2)))
