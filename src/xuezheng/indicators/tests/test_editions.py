"""Which edition of a figure a comparison shows."""

import pytest

from xuezheng.engine.catalogue import Catalogue, catalogue
from xuezheng.engine.offices import declared
from xuezheng.indicators.pages.compare import EVERY, in_edition

NOW, BEFORE, OTHER = "vocational_conditions_met", "vocational_conditions_met_2010", "girls_share"


@pytest.fixture(scope="module")
def known() -> Catalogue:
    return catalogue(declared())


@pytest.mark.parametrize(
    ("picked", "edition", "shown", "lacking"),
    [
        ([NOW], "", [NOW], []),
        ([NOW], EVERY, [BEFORE, NOW], []),
        ([BEFORE], EVERY, [BEFORE, NOW], []),
        ([NOW], "2010", [BEFORE], []),
        ([NOW, OTHER], "2010", [BEFORE], [OTHER]),
        ([NOW, OTHER], "2020", [OTHER], [NOW]),
    ],
)
def test_a_figure_is_shown_as_the_edition_has_it_or_said_to_be_lacking(
    known: Catalogue, picked: list[str], edition: str, shown: list[str], lacking: list[str]
) -> None:
    found, missing = in_edition([known[id] for id in picked], list(known), edition)
    assert ([i.id for i in found], [i.id for i in missing]) == (shown, lacking)


def test_every_other_edition_names_a_figure_of_the_catalogue_of_its_unit(known: Catalogue) -> None:
    for one in known:
        if one.edition_of:
            assert known[one.edition_of].unit == one.unit
            assert known[one.edition_of].edition != one.edition
