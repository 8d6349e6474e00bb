"""Line charts over years: known in ink, forecast dashed in blue-grey with its interval, targets dotted."""

import itertools
from dataclasses import dataclass

from xuezheng.screens.charts import labels
from xuezheng.screens.charts.scale import Scale, spread, ticks
from xuezheng.screens.charts.svg import Svg, drawing, element, joined, line, place, text_width
from xuezheng.screens.components.chart import Point, PointMark, Series, Trend
from xuezheng.screens.components.text import say
from xuezheng.screens.numbers import interval

TOP, BOTTOM = 34.0, 28.0


@dataclass(frozen=True, slots=True)
class Axes:
    across: Scale
    up: Scale
    ticks: list[float]
    width: float
    height: float

    def at(self, point: Point) -> tuple[float, float]:
        return self.across(point.year), self.up(point.value or 0.0)


def trend_svg(trend: Trend, language: str, width: int | None = None) -> Svg:
    """The whole chart; `width` overrides the trend's own, for narrow screens. Empty without any value."""
    axes = _axes(trend, language, float(width or trend.width))
    if axes is None:
        return Svg("")
    parts = [_grid(trend, axes), *(_target(trend, axes, index, language) for index in range(len(trend.targets)))]
    if len(trend.series) == 1:
        parts += [
            _band(trend.series[0], axes),
            _whiskers(trend.series[0], axes),
            _lines(trend, trend.series[0], axes, 0),
        ]
        parts += [_breaks(trend, axes, language), _marks(trend, trend.series[0], axes, language)]
    else:
        parts += [_lines(trend, series, axes, index) for index, series in enumerate(trend.series)]
        parts += [_breaks(trend, axes, language), _names(trend, axes, language)]
    parts.append(_years(trend, axes, language))
    return drawing(axes.width, axes.height, say(trend.title, language), *parts, class_="chart")


def _values(trend: Trend) -> list[float]:
    points = [point for series in trend.series for point in series.points]
    found = [v for p in points for v in (p.value, p.low, p.high) if v is not None]
    return found + [target.value for target in trend.targets] if found else []


def _axes(trend: Trend, language: str, width: float) -> Axes | None:
    values = _values(trend)
    if not values:
        return None
    low, high = min(values), max(values)
    from_zero = trend.starts_at_zero if trend.starts_at_zero is not None else low < high / 2 or low == high
    if from_zero:
        low = min(low, 0.0)
    steps = ticks(low, high, 3 if trend.height < 180 else 4)
    years = [p.year for s in trend.series for p in s.points]
    left = max([text_width(labels.axis(step, trend.kind)) for step in steps]) + 10
    right = _right_room(trend, language)
    across = Scale(min(years), max(years), left + 12, width - right)
    return Axes(across, Scale(steps[0], steps[-1], trend.height - BOTTOM, TOP), steps, width, float(trend.height))


def _right_room(trend: Trend, language: str) -> float:
    first, *others = trend.series
    if others:
        names = [text_width(say(s.name, language)) for s in trend.series]
        number = max((text_width(_last_text(trend, s, language)) for s in trend.series), default=0)
        return max(names) + number + 22
    if first.points[-1].mark is PointMark.FORECAST:
        return 78.0
    # Half of the last value, which is written large and stands over its mark.
    return max(24.0, 0.9 * text_width(_last_text(trend, first, language)) + 4)


def _last_text(trend: Trend, series: Series, language: str) -> str:
    known = [p for p in series.points if p.value is not None]
    return labels.exact(known[-1].value or 0.0, trend.kind, trend.decimals, language) if known else ""


def _grid(trend: Trend, axes: Axes) -> Svg:
    start, end = axes.across.start - 12, axes.across.end
    parts: list[Svg] = []
    for step in axes.ticks:
        y = axes.up(step)
        stroke = "var(--ink)" if step == 0 else "var(--slate-2)" if step == axes.ticks[0] else "var(--hair-2)"
        parts.append(element("path", d=f"M{place(start)} {place(y)}H{place(end)}", stroke=stroke))
        parts.append(element("text", labels.axis(step, trend.kind), class_="ax e", x=start - 6, y=y + 4))
    return joined(*parts)


def _target(trend: Trend, axes: Axes, index: int, language: str) -> Svg:
    target = trend.targets[index]
    start, end, y = axes.across.start - 12, axes.across.end, axes.up(target.value)
    path = element(
        "path",
        d=f"M{place(start)} {place(y)}H{place(end)}",
        stroke="var(--ink)",
        stroke_dasharray="2 3",
        class_="target",
    )
    text = say(target.label, language)
    width = text_width(text)
    spots = [(start, y - 7), (end - width, y + 18), (start, y + 18), (end - width, y - 7)]
    crossed = [_crossings(trend, axes, x, baseline, width) for x, baseline in spots]
    x, baseline = spots[crossed.index(min(crossed))]
    return joined(path, element("text", text, class_="halo", x=x, y=baseline))


def _crossings(trend: Trend, axes: Axes, x: float, baseline: float, width: float) -> int:
    """How many of the places along a text lie on a line of the chart."""
    count = 0
    for series in trend.series:
        known = [axes.at(p) for p in series.points if p.value is not None]
        for (x0, y0), (x1, y1) in itertools.pairwise(known):
            for step in range(11):
                at = x0 + (x1 - x0) * step / 10
                height = y0 + (y1 - y0) * step / 10
                count += x - 4 <= at <= x + width + 4 and baseline - 16 <= height <= baseline + 6
    return count


def _band(series: Series, axes: Axes) -> Svg:
    future = [p for p in series.points if p.mark is PointMark.FORECAST and p.low is not None and p.high is not None]
    if not future:
        return Svg("")
    before = [p for p in series.points if p.year < future[0].year and p.value is not None]
    start = [axes.at(before[-1])] if before else []
    upper = [(axes.across(p.year), axes.up(p.high or 0.0)) for p in future]
    lower = [(axes.across(p.year), axes.up(p.low or 0.0)) for p in reversed(future)]
    return element("path", d=line(start + upper + lower) + "Z", fill="var(--slate-3)", opacity="0.7")


def _whiskers(series: Series, axes: Axes) -> Svg:
    """The interval of what was measured: an upright line with caps, as far as it reaches."""
    parts: list[Svg] = []
    for point in series.points:
        if point.mark is PointMark.FORECAST or point.low is None or point.high is None:
            continue
        x, low, high = axes.across(point.year), place(axes.up(point.low)), place(axes.up(point.high))
        ends = f"M{place(x - 5)} {low}h10M{place(x - 5)} {high}h10M{place(x)} {low}V{high}"
        parts.append(element("path", d=ends, fill="none", stroke="var(--slate)", stroke_width=1.5))
    return joined(*parts)


_LOOKS = (("var(--ink)", None), ("var(--slate-2)", None), ("var(--ink)", "7 3"), ("var(--slate-2)", "2 2"))


def _is_broken(trend: Trend, before: Point, after: Point) -> bool:
    """Whether the definition changed between two points, so that no line may join them."""
    return after.begins_anew or any(before.year < brk.year <= after.year for brk in trend.breaks)


def _lines(trend: Trend, series: Series, axes: Axes, index: int) -> Svg:
    """Stretches without a gap or a change of definition; a stretch that ends in a forecast is dashed."""
    stroke, dashes = _LOOKS[index % len(_LOOKS)]
    parts: list[Svg] = []
    for before, after in zip(series.points, series.points[1:], strict=False):
        if before.value is None or after.value is None or _is_broken(trend, before, after):
            continue
        path = line([axes.at(before), axes.at(after)])
        is_forecast = after.mark is PointMark.FORECAST
        parts.append(
            element(
                "path",
                d=path,
                fill="none",
                stroke="var(--slate)" if is_forecast else stroke,
                stroke_width=2,
                stroke_dasharray="5 3" if is_forecast else dashes,
                stroke_linecap=None if is_forecast or dashes else "round",
            )
        )
    return joined(*parts)


def mark(point: Point, x: float, y: float) -> Svg:
    """The mark of a point by where its value comes from."""
    if point.mark is PointMark.PRINTED:
        return element("rect", x=x - 4.5, y=y - 4.5, width=9, height=9, fill="var(--ink)")
    if point.mark is PointMark.COMPUTED:
        return element("circle", cx=x, cy=y, r=3.5, fill="var(--ink)")
    stroke = "var(--slate)" if point.mark is PointMark.FORECAST else "var(--ink)"
    return element("circle", cx=x, cy=y, r=4, fill="var(--paper)", stroke=stroke, stroke_width=1.5)


def _marks(trend: Trend, series: Series, axes: Axes, language: str) -> Svg:
    known = [p for p in series.points if p.value is not None]
    parts = [mark(p, *axes.at(p)) for p in known]
    unit = labels.suffix(trend.unit, trend.kind, language)
    written = _written(trend, known, axes, language)
    last_fact = next((p for p in reversed(known) if p.mark is not PointMark.FORECAST), None)
    for index, point in enumerate(known):
        x, y = axes.at(point)
        text = labels.exact(point.value or 0.0, trend.kind, trend.decimals, language)
        if point is known[-1] and point.mark is PointMark.FORECAST:
            parts += _forecast_label(trend, point, axes, text + unit, language)
        elif index in written:
            is_end = point is known[0] or point is last_fact
            above = not _is_valley(known, index)
            is_large = is_end and trend.width > 600 and axes.width > 600
            look = "b halo song large" if is_large else "b halo" if is_end else "ax halo"
            anchor = "start" if is_large and index == 0 else "middle"
            over = y if point.high is None or point.low is None else axes.up(point.high if above else point.low)
            parts.append(
                element(
                    "text",
                    text + (unit if is_end else ""),
                    x=x - 8 if anchor == "start" else x,
                    y=over - (16 if is_large else 11 if over == y else 6) if above else over + 20,
                    class_=look,
                    text_anchor=anchor,
                )
            )
    return joined(*parts)


def _forecast_label(trend: Trend, point: Point, axes: Axes, text: str, language: str) -> list[Svg]:
    x, y = axes.at(point)
    parts = [element("text", text, class_="sl b", x=x + 10, y=y + 2)]
    if point.low is not None and point.high is not None:
        low = labels.exact(point.low, trend.kind, trend.decimals, language)
        high = labels.exact(point.high, trend.kind, trend.decimals, language)
        parts.append(element("text", interval(low, high, language), class_="sl tiny", x=x + 10, y=y + 17))
    return parts


def _is_valley(known: list[Point], index: int) -> bool:
    here = known[index].value or 0.0
    sides = [known[i].value or 0.0 for i in (index - 1, index + 1) if 0 <= i < len(known)]
    return all(side > here for side in sides) and len(sides) == 2


def _written(trend: Trend, known: list[Point], axes: Axes, language: str) -> set[int]:
    """Which points carry their value: all where there is room, else first, last fact, highest and lowest."""
    widest = max(text_width(labels.exact(p.value or 0.0, trend.kind, trend.decimals, language)) for p in known)
    places = [axes.across(p.year) for p in known]
    if len(known) < 2 or min(b - a for a, b in itertools.pairwise(places)) > widest + 8:
        return set(range(len(known)))
    facts = [i for i, p in enumerate(known) if p.mark is not PointMark.FORECAST] or [0]
    wanted = [facts[0], facts[-1]]
    wanted += [pick(facts, key=lambda i: known[i].value or 0.0) for pick in (max, min)]
    kept: list[int] = []
    for index in wanted:
        if all(abs(places[index] - places[other]) > widest + 8 for other in kept):
            kept.append(index)
    return set(kept)


def _names(trend: Trend, axes: Axes, language: str) -> Svg:
    """Several series: at each end its value and name, moved apart where they would touch."""
    ends: list[tuple[Series, Point]] = []
    for series in trend.series:
        known = [p for p in series.points if p.value is not None]
        if known:
            ends.append((series, known[-1]))
    places = spread([axes.at(p)[1] + 4 for _, p in ends], 16, TOP, axes.up.start)
    parts: list[Svg] = []
    for (series, point), y in zip(ends, places, strict=True):
        x = axes.at(point)[0]
        parts.append(mark(point, *axes.at(point)))
        value = element("tspan", _last_text(trend, series, language), class_="b")
        inner = Svg(value + element("tspan", say(series.name, language), dx=6))
        parts.append(element("text", inner, x=x + 10, y=y))
    return joined(*parts)


def _breaks(trend: Trend, axes: Axes, language: str) -> Svg:
    """Two slanted strokes where the lines are broken, half a year before the new definition, with its words."""
    parts: list[Svg] = []
    foot = axes.up.start
    for index, brk in enumerate(trend.breaks):
        x = max(axes.across(brk.year - 0.5), axes.across.start)
        strokes = "".join(
            f"M{place(x + d - 3)} {place(foot + 5)}L{place(x + d + 3)} {place(foot - 5)}" for d in (-2.5, 2.5)
        )
        parts.append(
            element(
                "path", d=f"M{place(x)} {place(foot - 8)}V{place(TOP)}", stroke="var(--ink-2)", stroke_dasharray="1 4"
            )
        )
        parts.append(element("path", d=strokes, stroke="var(--ink)", stroke_width=1.5, class_="broken"))
        start, room = axes.across.start, axes.width - x - 6
        is_left = room < min(text_width(say(brk.label, language)), x - start)
        text = _cut(say(brk.label, language), x - 6 if is_left else room)
        parts.append(element("text", text, class_="ax halo", x=x - 6 if is_left else x + 6, y=foot - 14 - 16 * index,
                             text_anchor="end" if is_left else None))  # fmt: skip
    return joined(*parts)


def _cut(text: str, room: float) -> str:
    """As much of a text as there is room for; the whole stands in the chart's table."""
    if text_width(text) <= room:
        return text
    while text and text_width(text + "…") > room:
        text = text[:-1]
    return text + "…" if text else ""


def _years(trend: Trend, axes: Axes, language: str) -> Svg:
    by_year = {p.year: p for s in trend.series for p in s.points}
    years = sorted(by_year)
    texts = {y: labels.year(y, by_year[y].label, language) for y in years}
    room = max(text_width(t) for t in texts.values()) + 10
    across = (axes.across.end - axes.across.start) / max(1, len(years) - 1)
    every = max(1, -(-int(room) // max(1, int(across))))
    parts: list[Svg] = []
    for index, year in enumerate(years):
        if (len(years) - 1 - index) % every:
            continue
        is_forecast = by_year[year].mark is PointMark.FORECAST
        text = texts[year]
        if is_forecast and year == years[-1] and axes.across.end + 60 < axes.width:
            text += " " + labels.FORECAST.in_(language)
        anchor = "start" if text != texts[year] else "middle"
        x = axes.across(year) - (text_width(texts[year]) / 2 if anchor == "start" else 0)
        parts.append(
            element("text", text, class_="sl" if is_forecast else "ax", x=x, y=axes.height - 6, text_anchor=anchor)
        )
    return joined(*parts)
