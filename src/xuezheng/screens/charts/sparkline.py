"""The small line under a figure: past in blue-grey, the present as a dot, a target dotted."""

from xuezheng.screens.charts.scale import Scale
from xuezheng.screens.charts.svg import Svg, element, joined, line, place
from xuezheng.screens.components.chart import Point, Target
from xuezheng.screens.components.text import say

WIDTH, HEIGHT = 190.0, 48.0


def sparkline_svg(points: tuple[Point, ...], target: Target | None, language: str) -> Svg:
    """Decoration beside a number that is written out: hidden from screen readers. Empty for fewer than two values."""
    known = [(p.year, p.value) for p in points if p.value is not None]
    anew = [p.year for p in points if p.begins_anew]
    if len(known) < 2:
        return Svg("")
    values = [value for _, value in known] + ([target.value] if target else [])
    across = Scale(known[0][0], known[-1][0], 3, WIDTH - 6)
    up = Scale(min(values), max(values), 30, 6)
    places = [(across(year), up(value)) for year, value in known]
    parts: list[Svg] = []
    if target:
        y = up(target.value)
        parts.append(element("path", d=f"M0 {place(y)}H{place(WIDTH)}", stroke="var(--ink-2)", stroke_dasharray="2 3"))
        parts.append(element("text", say(target.label, language), class_="ax m tiny", x=WIDTH / 2, y=47))
    for stretch in _stretches([year for year, _ in known], anew):
        parts.append(element("path", d=line(places[stretch]), fill="none", stroke="var(--slate-2)", stroke_width=1.5))
    parts.append(element("circle", cx=places[0][0], cy=places[0][1], r=2, fill="var(--slate-2)"))
    parts.append(element("circle", cx=places[-1][0], cy=places[-1][1], r=3.5, fill="var(--ink)"))
    parts.append(element("text", str(known[0][0]), class_="ax tiny", x=0, y=47))
    parts.append(element("text", str(known[-1][0]), class_="ax e tiny", x=WIDTH, y=47))
    return element(
        "svg", joined(*parts), class_="spark", width=WIDTH, height=HEIGHT, viewBox="0 0 190 48", aria_hidden="true"
    )


def _stretches(years: list[int], anew: list[int]) -> list[slice]:
    """The years between changes of definition, each stretch of them to be one line."""
    cuts = [i for i in range(1, len(years)) if any(years[i - 1] < year <= years[i] for year in anew)]
    return [slice(start, end) for start, end in zip([0, *cuts], [*cuts, len(years)], strict=True)]
