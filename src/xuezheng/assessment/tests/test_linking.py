"""Links that are known because they were made."""

import numpy as np
import pytest

from xuezheng.assessment.rules.curves import Floats, Kind, log_curves
from xuezheng.assessment.rules.linking import (
    METHODS,
    CommonItems,
    Link,
    Method,
    difficulties,
    drift,
    linked,
    linked_without_drift,
    moved,
)

NODES = np.linspace(-4, 4, 33)
WEIGHTS = np.exp(-0.5 * NODES**2) / np.exp(-0.5 * NODES**2).sum()
MADE = Link(1.15, -0.4)
ITEMS: dict[Kind, Floats] = {
    "gpcm": np.array([[1.0, 0.5, -0.5], [0.7, 1.0, 0.2], [1.4, -0.3, -1.5]]),
    "grm": np.array([[1.0, 0.9, -0.5], [0.7, 1.0, 0.2], [1.4, -0.3, -1.5]]),
    "3pl": np.array([[1.0, 0.5, -1.4], [0.7, 1.0, -1.2], [1.4, -0.3, -1.5]]),
}


@pytest.mark.parametrize("kind", ITEMS)
def test_moved_items_have_the_same_curves(kind: Kind) -> None:
    there = log_curves(kind, moved(kind, ITEMS[kind], MADE), MADE.of(NODES))
    assert there == pytest.approx(log_curves(kind, ITEMS[kind], NODES))
    assert difficulties(kind, moved(kind, ITEMS[kind], MADE)) == pytest.approx(MADE.of(difficulties(kind, ITEMS[kind])))


@pytest.mark.parametrize("kind", ITEMS)
@pytest.mark.parametrize("method", METHODS)
def test_each_method_finds_the_link(kind: Kind, method: Method) -> None:
    common = CommonItems(kind, ITEMS[kind], moved(kind, ITEMS[kind], MADE))
    link = linked([common], method, NODES, WEIGHTS)
    assert (link.scale, link.shift) == pytest.approx((1.15, -0.4), abs=1e-8)


def test_links_follow_each_other() -> None:
    both = Link(0.9, 0.2).after(MADE)
    assert both.of(NODES) == pytest.approx(Link(0.9, 0.2).of(MADE.of(NODES)))


def test_a_drifting_anchor_is_set_aside() -> None:
    old = np.column_stack([np.full(8, 1.0), np.linspace(-1.5, 1.5, 8)])
    new = moved("gpcm", old, MADE)
    new[:, 1] += 0.02 * np.array([1, -1, 1, -1, 1, -1, 1, -1])
    new[2, 1] += 1.0
    common = CommonItems("gpcm", old, new)
    assert drift(common, linked([common], "stocking_lord", NODES, WEIGHTS)).drifted.tolist().count(True) >= 1
    link, kept = linked_without_drift(common, "stocking_lord", NODES, WEIGHTS)
    assert np.flatnonzero(~kept).tolist() == [2]
    assert (link.scale, link.shift) == pytest.approx((1.15, -0.4), abs=0.03)


def test_no_common_item_is_refused() -> None:
    with pytest.raises(ValueError, match="only by common items"):
        linked([CommonItems("gpcm", np.zeros((0, 2)), np.zeros((0, 2)))], "haebara", NODES, WEIGHTS)
