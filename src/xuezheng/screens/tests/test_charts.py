"""Charts: what is drawn, from numbers one can check in the head."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from xuezheng.ground.words import Words
from xuezheng.screens.charts.bars import bars_svg
from xuezheng.screens.charts.map_labels import AroundDisc, Wanted, place_around, place_labels
from xuezheng.screens.charts.maps import legend, map_svg, shade
from xuezheng.screens.charts.ranking import ranking_svg
from xuezheng.screens.charts.scale import Scale, round_breaks, spread, ticks
from xuezheng.screens.charts.seal import seal_svg
from xuezheng.screens.charts.sparkline import sparkline_svg
from xuezheng.screens.charts.svg import element
from xuezheng.screens.charts.tables import map_table, ranking_table, trend_table
from xuezheng.screens.charts.trend import trend_svg
from xuezheng.screens.components import (
    Bars,
    Break,
    Map,
    MapArea,
    MapDot,
    MapSymbol,
    MapText,
    Point,
    PointMark,
    Ranking,
    RankingRow,
    Series,
    Target,
    Trend,
)
from xuezheng.screens.tests import gallery

FORECAST = Point(2021, 0.7, PointMark.FORECAST, 0.6, 0.8)
SHARE = Trend("占比", (Series("", (Point(2018, 0.2), Point(2019, None), Point(2020, 0.6), FORECAST)),), "%", "share")


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("text")]


@pytest.mark.parametrize(
    ("low", "high", "wanted", "expected"),
    [
        (0, 60, 4, [0, 20, 40, 60]),
        (0.0, 0.5611, 4, [0, 0.2, 0.4, 0.6]),
        (27.5, 37.5, 4, [27.5, 30, 32.5, 35, 37.5]),
        (5, 5, 4, [4, 6, 8, 10]),
        (-30, 20, 5, [-30, -20, -10, 0, 10, 20]),
    ],
)
def test_ticks_are_round_and_cover(low: float, high: float, wanted: int, expected: list[float]) -> None:
    assert ticks(low, high, wanted) == expected


def test_scale_and_spread() -> None:
    assert Scale(0, 10, 100, 0)(2.5) == 75
    assert Scale(3, 3, 0, 10)(3) == 5
    assert spread([10, 12, 50], 16, 0, 100) == [10, 26, 50]
    assert spread([98, 99], 16, 0, 100) == [84, 100]


def test_breaks_of_a_map_are_round_and_lie_between_the_values() -> None:
    assert round_breaks([0.492, 0.51, 0.665]) == (0.65, 0.6, 0.55)
    assert round_breaks([3, 3]) == ()


@pytest.mark.parametrize(("value", "fill"), [(0.7, "slate-2"), (0.6, "slate-2"), (0.55, "slate-3"), (0.1, "slate-4")])
def test_shade(value: float, fill: str) -> None:
    assert shade(value, (0.6, 0.5)) == f"var(--{fill})"


def test_element_escapes_and_leaves_out() -> None:
    assert element("text", "<&>", x=1.25, class_="b", href=None) == '<text x="1.2" class="b">&lt;&amp;&gt;</text>'
    assert element("a", href='"') == '<a href="&quot;"/>'


def test_trend_writes_values_breaks_at_gaps_and_dashes_the_forecast() -> None:
    svg = trend_svg(SHARE, "zh")
    assert "20.00%" in texts(svg)
    assert "60.00%" in texts(svg)
    assert "60.00—80.00" in texts(svg)
    assert "2021 预测" in texts(svg)
    assert svg.count('stroke-width="2"') == 1  # 2018 to 2020 has a gap: only the forecast's stretch is drawn
    assert 'stroke-dasharray="5 3"' in svg
    assert "2021 forecast" in texts(trend_svg(SHARE, "en"))


def test_trend_starts_at_zero_unless_all_values_are_high() -> None:
    high = replace(SHARE, series=(Series("", (Point(2018, 0.9), Point(2019, 0.95))),))
    assert "0" in texts(trend_svg(SHARE, "zh"))
    assert "0" not in texts(trend_svg(high, "zh"))
    assert "0" in texts(trend_svg(replace(high, starts_at_zero=True), "zh"))


def test_trend_of_many_points_writes_first_last_and_extremes_only() -> None:
    points = tuple(Point(1990 + i, 1000 + (500 if i == 15 else i)) for i in range(31))
    written = texts(trend_svg(Trend("x", (Series("", points),), "人"), "zh"))
    assert {"1,000", "1,500", "1,030"} <= set(written)
    assert "1,010" not in written


def test_nothing_known_draws_nothing() -> None:
    assert trend_svg(replace(SHARE, series=(Series("", (Point(2018, None),)),)), "zh") == ""
    assert bars_svg(Bars("x", (Point(2018, None),), "人"), "zh") == ""
    assert ranking_svg(Ranking("x", (RankingRow("a", None),), "人"), "zh") == ""
    assert sparkline_svg((Point(2018, 1.0),), None, "zh") == ""


def test_bars_have_the_heights_of_their_values() -> None:
    svg = bars_svg(Bars("x", (Point(2018, 50), Point(2019, 100), Point(2020, None)), "人"), "zh")
    heights = [float(h) for h in re.findall(r'<rect [^>]*height="([\d.]+)" fill="var\(--ink\)"', svg)]
    assert heights[0] * 2 == pytest.approx(heights[1], abs=0.2)
    assert "…" in texts(svg)


def test_ranking_of_bars_and_dumbbells() -> None:
    rows = (RankingRow("甲县", 60, 20, "/a"), RankingRow("乙县", None, 30), RankingRow("丙县", 40))
    svg = ranking_svg(Ranking("x", rows, "人", "2023", "2018", target=Target(50, "国标")), "zh")
    assert {"60", "…", "2018", "2023", "50"} <= set(texts(svg))
    assert 'href="/a"' in svg
    plain = ranking_svg(Ranking("x", (RankingRow("甲县", 60), RankingRow("乙县", 30)), "人"), "zh")
    widths = [float(w) for w in re.findall(r'<rect [^>]*width="([\d.]+)"', plain)]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)


def test_map_shades_hatches_the_unknown_and_says_so() -> None:
    on = gallery.squares()
    areas = (MapArea("511302", Words("顺庆区", "Shunqing"), 0.7, "/a"), MapArea("511303", "高坪区", 0.4))
    map_ = Map("占比", on, areas, "%", "share", 1, (0.6, 0.5))
    svg = map_svg(map_, "zh")
    assert svg.count("fill:url(#unknown-") == 7
    assert "70.0" in texts(svg)
    assert 'aria-label="顺庆区 70.0%"' in svg
    assert legend(map_, "zh") == "底色由深到浅：≥60、50—60、<50；斜线：未报。"
    assert legend(map_, "en") == "Shades from dark to light: ≥60, 50–60, <50; hatched: not reported."
    assert legend(replace(map_, breaks=()), "zh") == ""


def test_map_symbols_and_dots() -> None:
    on = gallery.squares()
    short, spare = MapSymbol("511302", -400, "缺 400"), MapSymbol("511303", 100, "余 100")
    dots = (MapDot(105.1, 31.1, "顺庆一小", "/s"), MapDot(105.2, 31.1, "二小", is_hollow=True))
    svg = map_svg(Map("学位", on, (), symbols=(short, spare, MapSymbol("519999", 1, "")), dots=dots), "zh")
    radii = [float(r) for r in re.findall(r'r="([\d.]+)" fill="var\(--(?:seal|paper)\)"', svg)]
    assert radii == [2.5, 19.0, 9.5]  # areas in proportion: a quarter of the number, half the radius
    assert "缺 400" in texts(svg)


def test_labels_without_room_go_beside_their_land() -> None:
    on = gallery.squares()
    first = on.outlines[4]
    wide = Wanted("a", first.label_x, first.label_y, 40, 18, 90)
    tiny = Wanted("b", first.label_x + 5, first.label_y, 60, 18, 10)
    placed = place_labels([tiny, wide], on)
    assert not placed["a"].is_moved
    assert placed["b"].is_moved


def test_texts_about_neighbouring_discs_do_not_touch() -> None:
    upper = AroundDisc("a", 100, 100, 18, 36, 48)
    lower = AroundDisc("b", 130, 150, 8, 36, 48)
    placed = place_around([lower, upper])
    assert placed["a"].anchor == "middle"
    assert placed["b"].anchor != "middle"


def test_tables_hold_what_charts_show() -> None:
    table = trend_table(SHARE)
    assert [row["s0"] for row in table.rows] == [0.2, None, 0.6, 0.7]
    assert [column.key for column in table.columns] == ["year", "s0", "low", "high", "state"]
    ranking = ranking_table(Ranking("x", (RankingRow("a", 2.0, 1.0),), "人", "2023", "2018"))
    assert [column.title for column in ranking.columns[1:]] == ["2018", "2023"]
    assert map_table(Map("x", gallery.squares(), (MapArea("1", "a", 3.0),))).rows[0]["value"] == 3.0


def test_seal_stands_in_chinese_and_lies_in_english() -> None:
    assert texts(seal_svg("zh")) == ["已", "核", "定"]
    assert texts(seal_svg("en")) == ["CERTIFIED"]


def test_crowded_map_leaves_out_labels_that_do_not_fit() -> None:
    on = gallery.squares()
    outline = on.outlines[4]
    crowd = [Wanted(str(i), outline.label_x, outline.label_y, 40, 18, 90 - i) for i in range(13)]
    assert list(place_labels(crowd, on)) == ["0"]


def test_words_on_a_map() -> None:
    map_ = Map(
        "x",
        gallery.squares(),
        (),
        texts=(MapText(105.3, 30.9, Words("南充", "Nanchong"), "560.8"),),
        has_area_labels=False,
    )
    assert texts(map_svg(map_, "en"))[:2] == ["Nanchong", "560.8"]


def test_a_series_is_broken_where_its_definition_changed() -> None:
    """Three stretches of four years; with a break before the third year the middle one is not drawn."""
    points = tuple(Point(2018 + n, 0.5 + n / 10) for n in range(4))
    whole = Trend("x", (Series("", points),), "", "share")
    broken = replace(whole, breaks=(Break(2020, Words("口径有变", "redefined")),))
    anew = replace(whole, series=(Series("", tuple(replace(p, begins_anew=p.year == 2020) for p in points)),))
    drawn = [trend_svg(t, "zh").count('stroke-width="2"') for t in (whole, broken, anew)]
    assert drawn == [3, 2, 2]
    assert 'class="broken"' in trend_svg(broken, "zh")
    assert "口径有变" in texts(trend_svg(broken, "zh"))
    assert [row.get("break") for row in trend_table(broken).rows][2] == Words("口径有变", "redefined")
    assert [c.key for c in trend_table(whole).columns] == ["year", "s0"]
    assert trend_table(anew).rows[2]["break"] == Words("此年起口径不同", "new definition from here on")
    lines = [sparkline_svg(t.series[0].points, None, "zh").count("<path") for t in (whole, anew)]
    assert lines == [1, 2]


def test_a_long_note_on_a_break_is_cut_in_the_chart_and_whole_in_its_table() -> None:
    points = tuple(Point(2018 + n, 0.5) for n in range(4))
    text = "自本年起只计在园三年以上的幼儿，不计半日制班，也不计学前一年的附设班" * 3
    trend = Trend("x", (Series("", points),), "", "share", breaks=(Break(2019, text),))
    assert any(t.endswith("…") and text.startswith(t[:-1]) for t in texts(trend_svg(trend, "zh")))
    assert trend_table(trend).rows[1]["break"] == Words(text, text)
