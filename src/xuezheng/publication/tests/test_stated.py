"""Stated figures come from dated values of the standards."""

from datetime import date

from xuezheng.publication.compare import compare
from xuezheng.publication.printed import printed
from xuezheng.publication.stated import STANDARD_OF, stated, targets


def test_every_stated_figure_has_a_dated_value_that_agrees() -> None:
    found = stated(printed().values())
    assert set(found) == {figure.id for figure in printed().values() if figure.kind == "stated"}
    assert all(compare(printed()[id], value.value).agrees for id, value in found.items())


def test_targets_are_per_cent() -> None:
    assert set(targets(date(2024, 9, 1))) == set(STANDARD_OF)
    assert all(1 < value <= 100 for value in targets(date(2024, 9, 1)).values())
