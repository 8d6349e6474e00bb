"""The page made from invented answers."""

import json

from xuezheng.publication.entry import Entry
from xuezheng.publication.page import entries, terms
from xuezheng.publication.printed import printed
from xuezheng.publication.tests.fakes import ground
from xuezheng.publication.units import UNITS


def by_id() -> dict[str, Entry]:
    return {entry.id: entry for entry in entries(ground())}


def test_every_figure_is_there_whether_computed_or_not() -> None:
    found = by_id()
    verdicts = {id: (entry.computed, entry.state, entry.agrees) for id, entry in found.items()}
    assert verdicts == {
        "xx.prizes": (1234567, "known", True),
        "xx.share": (98, "known", False),
        "xx.rule": (77777, "stated", True),
        "xx.unknown": (None, "unknown", None),
        "xx.nowhere": (None, "not_computed", None),
    }


def test_a_figure_carries_trend_counties_definition_and_doubts() -> None:
    share = by_id()["xx.share"]
    assert share.trend == ((2020, 98), (2021, 98))
    assert [(c.code, c.value, c.numerator) for c in share.counties] == [("990001", 98, 49), ("990002", 98, 49)]
    assert share.definition is not None
    assert share.definition.indicator_id == "prize_share"
    assert share.when.zh == "2020年9月1日—2021年8月31日"
    assert {doubt.rule for doubt in share.open_doubts} == {"whole_without_denominator", "records_differ"}


def test_an_entry_survives_json() -> None:
    for entry in by_id().values():
        assert Entry.from_json(json.loads(json.dumps(entry.as_json()))) == entry


def test_every_printed_figure_has_its_term_and_unit() -> None:
    assert set(terms()) == set(printed())
    assert {figure.unit for figure in printed().values()} <= set(UNITS)
