"""Which edition of a figure a comparison shows."""

import pytest

from xuezheng.engine.catalogue import Catalogue, catalogue
from xuezheng.engine.offices import declared
from xuezheng.indicators.editions import NATIONAL, offered, stands
from xuezheng.indicators.pages.compare import EVERY, in_edition

LABOUR, PLACEMENT = "labour_education_compliance", "secondary_vocational_placement_rate"
BALANCED = "sports_area_per_pupil"
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
        ([NOW, OTHER], "2010", [BEFORE], [(OTHER, "lacks")]),
        ([NOW, OTHER], "2020", [OTHER], [(NOW, "not_read")]),
        (
            [LABOUR, OTHER],
            "2015",
            [],
            [(LABOUR, "lacks"), (OTHER, "not_read")],
        ),  # a topic that the edition of 2020 added
        ([PLACEMENT, LABOUR], "2025", [PLACEMENT], [(LABOUR, "not_read")]),
        ([BALANCED], "2017", [BALANCED], []),
        ([BALANCED, OTHER], "2017", [BALANCED], [(OTHER, "lacks")]),
    ],
)
def test_a_figure_is_shown_as_the_edition_has_it_or_said_to_be_lacking(
    known: Catalogue, picked: list[str], edition: str, shown: list[str], lacking: list[tuple[str, str]]
) -> None:
    found, missing = in_edition([known[id] for id in picked], list(known), edition)
    assert ([i.id for i in found], [(i.id, said) for i, said in missing]) == (shown, lacking)


def test_every_other_edition_names_a_figure_of_the_catalogue_of_its_unit(known: Catalogue) -> None:
    for one in known:
        if one.edition_of:
            assert known[one.edition_of].unit == one.unit
            assert known[one.edition_of].edition != one.edition


def test_every_edition_of_the_national_list_can_be_asked_for(known: Catalogue) -> None:
    assert set(NATIONAL) <= set(offered(known))
    assert {stands(one, edition, known) for one in known for edition in NATIONAL} == {"has", "lacks", "not_read"}
