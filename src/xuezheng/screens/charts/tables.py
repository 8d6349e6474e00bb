"""The table that stands with every chart: the same numbers, for those who read, copy or cannot see."""

from xuezheng.ground.words import Words
from xuezheng.screens.components.chart import Bars, Point, PointMark, Ranking, Trend
from xuezheng.screens.components.geo import Map
from xuezheng.screens.components.states import State
from xuezheng.screens.components.table import Cell, CellValue, Column, Table
from xuezheng.screens.components.text import Text

YEAR = Words("年份", "Year")
AREA = Words("地区", "Area")
VALUE = Words("数值", "Value")
LOW, HIGH = Words("下界", "Low"), Words("上界", "High")
STATE = Words("状态", "State")
BREAK = Words("口径", "Definition")
ANEW = Words("此年起口径不同", "new definition from here on")
POINT_STATES = {
    PointMark.PRINTED: State.PRINTED, PointMark.DEMO: State.DEMO, PointMark.FORECAST: State.FORECAST,
}  # fmt: skip


def trend_table(trend: Trend) -> Table:
    """One row a year, one column a series; with an interval, its bounds."""
    years = {p.year: p for s in trend.series for p in s.points}
    columns = [Column("year", YEAR, is_sortable=False)]
    columns += [
        Column(f"s{i}", s.name or VALUE, trend.kind, trend.unit, trend.decimals) for i, s in enumerate(trend.series)
    ]
    rows: list[dict[str, CellValue]] = [{"year": p.label or str(y)} for y, p in sorted(years.items())]
    for index, series in enumerate(trend.series):
        by_year = {p.year: p.value for p in series.points}
        for row, year in zip(rows, sorted(years), strict=True):
            row[f"s{index}"] = by_year.get(year)
    if len(trend.series) == 1:
        _add_bounds(columns, rows, [years[y] for y in sorted(years)], trend)
    _add_breaks(columns, rows, sorted(years), trend)
    return Table(tuple(columns), tuple(rows), is_tight=True)


def _add_breaks(columns: list[Column], rows: list[dict[str, CellValue]], years: list[int], trend: Trend) -> None:
    """What changed, in the row of the year from which it did; of one series among several, with its name."""
    said: dict[int, list[Text]] = {brk.year: [] for brk in trend.breaks}
    for brk in trend.breaks:
        said[brk.year].append(brk.label or ANEW)
    for series in trend.series:
        for point in series.points:
            if point.begins_anew and point.year not in {brk.year for brk in trend.breaks}:
                name = _both(series.name)
                is_one = len(trend.series) == 1
                said.setdefault(point.year, []).append(
                    ANEW if is_one else Words(f"{name.zh}：{ANEW.zh}", f"{name.en}: {ANEW.en}")
                )
    if said:
        columns.append(Column("break", BREAK, is_sortable=False))
        for row, year in zip(rows, years, strict=True):
            texts = [_both(text) for text in said.get(year, [])]
            row["break"] = Words("；".join(t.zh for t in texts), "; ".join(t.en for t in texts))


def _both(text: Text) -> Words:
    return text if isinstance(text, Words) else Words(text, text)


def bars_table(bars: Bars) -> Table:
    columns = [Column("year", YEAR, is_sortable=False), Column("s0", VALUE, bars.kind, bars.unit, bars.decimals)]
    rows: list[dict[str, CellValue]] = [{"year": p.label or str(p.year), "s0": p.value} for p in bars.points]
    _add_bounds(columns, rows, list(bars.points), bars)
    return Table(tuple(columns), tuple(rows), is_tight=True)


def _add_bounds(
    columns: list[Column], rows: list[dict[str, CellValue]], points: list[Point], chart: Trend | Bars
) -> None:
    if any(p.low is not None for p in points):
        columns.append(Column("low", LOW, chart.kind, chart.unit, chart.decimals))
        columns.append(Column("high", HIGH, chart.kind, chart.unit, chart.decimals))
        for row, point in zip(rows, points, strict=True):
            row["low"] = point.low if point.low is not None else Cell("", tone="muted")
            row["high"] = point.high if point.high is not None else Cell("", tone="muted")
    if any(p.mark in POINT_STATES for p in points):
        columns.append(Column("state", STATE))
        for row, point in zip(rows, points, strict=True):
            row["state"] = POINT_STATES.get(point.mark, "")


def ranking_table(ranking: Ranking) -> Table:
    columns = [Column("area", AREA)]
    if any(row.earlier is not None for row in ranking.rows):
        columns.append(Column("earlier", ranking.earlier_when or VALUE, ranking.kind, ranking.unit, ranking.decimals))
    columns.append(Column("value", ranking.when or VALUE, ranking.kind, ranking.unit, ranking.decimals))
    rows: list[dict[str, CellValue]] = [
        {"area": Cell(r.label, r.href), "earlier": r.earlier, "value": r.value} for r in ranking.rows
    ]
    return Table(tuple(columns), tuple(rows), is_tight=True)


def map_table(map_: Map) -> Table:
    """Areas with their values; symbols with their words."""
    columns = [Column("area", AREA)]
    if any(area.value is not None for area in map_.areas):
        columns.append(Column("value", VALUE, map_.kind, map_.unit, map_.decimals))
    texts = {symbol.code: symbol.text for symbol in map_.symbols}
    if texts:
        columns.append(Column("text", map_.title))
    rows: list[dict[str, CellValue]] = [
        {"area": Cell(a.label, a.href), "value": a.value, "text": texts.get(a.code)} for a in map_.areas
    ]
    return Table(tuple(columns), tuple(rows), is_tight=True)
