"""Areas or schools side by side: bars from zero, or dumbbells from an earlier year to this one."""

from xuezheng.screens.charts import labels
from xuezheng.screens.charts.scale import Scale, ticks
from xuezheng.screens.charts.svg import Svg, drawing, element, joined, line, place, text_width
from xuezheng.screens.components.chart import Ranking, RankingRow
from xuezheng.screens.components.text import say

ROW, HEAD, FOOT = 32.0, 24.0, 24.0


def ranking_svg(ranking: Ranking, language: str, width: int | None = None) -> Svg:
    """One row of 32 pixels each; missing values are written `…`. Empty without rows or values."""
    has_earlier = any(row.earlier is not None for row in ranking.rows)
    values = [v for row in ranking.rows for v in (row.value, row.earlier) if v is not None]
    if not values:
        return Svg("")
    if ranking.target:
        values.append(ranking.target.value)
    full = float(width or ranking.width)
    left = min(full * 0.4, max(text_width(say(row.label, language)) for row in ranking.rows) + 16)
    widest = max(text_width(labels.exact(v, ranking.kind, ranking.decimals, language)) for v in values)
    low = min(values) if has_earlier and min(values) > max(values) / 3 else min(0.0, *values)
    steps = ticks(low, max(values), 4 if full > 400 else 3)
    steps = [step for step in steps if step <= max(values)]
    across = Scale(steps[0], max(values), left, full - widest - 16)
    height = HEAD + ROW * len(ranking.rows) + FOOT
    parts = [_axis(ranking, across, steps, height, language)]
    for index, row in enumerate(ranking.rows):
        y = HEAD + ROW * index + ROW / 2
        draw = _dumbbell if has_earlier else _bar
        parts.append(draw(ranking, row, across, y, language))
    if has_earlier:
        parts.append(_whens(ranking, across, language))
    return drawing(full, height, say(ranking.title, language), *parts, class_="chart")


def _axis(ranking: Ranking, across: Scale, steps: list[float], height: float, language: str) -> Svg:
    parts: list[Svg] = []
    bottom = height - FOOT
    target = ranking.target
    target_x = across(target.value) if target else None
    for step in steps:
        x = across(step)
        stroke = "var(--ink)" if step == 0 else "var(--hair-2)"
        parts.append(element("path", d=f"M{place(x)} {place(HEAD)}V{place(bottom)}", stroke=stroke))
        if target_x is None or abs(x - target_x) > 34:
            parts.append(element("text", labels.axis(step, ranking.kind), class_="ax m", x=x, y=height - 6))
    if target is not None and target_x is not None:
        parts.append(element("path", d=f"M{place(target_x)} {place(HEAD - 4)}V{place(bottom)}", stroke="var(--ink)",
                             stroke_dasharray="2 3"))  # fmt: skip
        text = labels.axis(target.value, ranking.kind) + labels.suffix(ranking.unit, ranking.kind, language)
        parts.append(element("text", text, class_="b m", x=target_x, y=height - 6))
    return joined(*parts)


def _label(row: RankingRow, y: float, language: str, room: float) -> Svg:
    """The name of a row, drawn closer where it would run into its bar."""
    name = say(row.label, language)
    is_tight = text_width(name) > room
    text = element(
        "text", name, class_="b" if row.is_selected else None, x=0, y=y + 4,
        textLength=room if is_tight else None, lengthAdjust="spacingAndGlyphs" if is_tight else None,
    )  # fmt: skip
    return element("a", text, href=row.href) if row.href else text


def _value(ranking: Ranking, row: RankingRow, x: float, y: float, language: str) -> Svg:
    if row.value is None:
        return element("text", "…", class_="ax", x=x, y=y + 4)
    text = labels.exact(row.value, ranking.kind, ranking.decimals, language)
    return element("text", text, class_="b halo", x=x, y=y + 4)


def _bar(ranking: Ranking, row: RankingRow, across: Scale, y: float, language: str) -> Svg:
    zero = across(0.0)
    end = across(row.value or 0.0)
    fill = "var(--ink)" if row.is_selected else "var(--slate-2)"
    body = element("rect", x=min(zero, end), y=y - 7, width=abs(end - zero), height=14, fill=fill)
    return joined(
        body, _label(row, y, language, across.start - 10), _value(ranking, row, max(zero, end) + 8, y, language)
    )


def _dumbbell(ranking: Ranking, row: RankingRow, across: Scale, y: float, language: str) -> Svg:
    parts: list[Svg] = []
    ends = [across(v) for v in (row.earlier, row.value) if v is not None]
    if len(ends) == 2:
        parts.append(element("path", d=line([(ends[0], y), (ends[1], y)]), stroke="var(--slate-2)", stroke_width=1.5))
    if row.earlier is not None:
        parts.append(element("circle", cx=across(row.earlier), cy=y, r=4, fill="var(--paper)", stroke="var(--slate)",
                             stroke_width=1.5))  # fmt: skip
    if row.value is not None:
        parts.append(element("circle", cx=across(row.value), cy=y, r=5, fill="var(--ink)"))
    x = max(ends, default=across.start) + 10
    return joined(*parts, _label(row, y, language, across.start - 10), _value(ranking, row, x, y, language))


def _whens(ranking: Ranking, across: Scale, language: str) -> Svg:
    """The two years above the first row that has both, moved apart where they would touch."""
    row = next((r for r in ranking.rows if r.earlier is not None and r.value is not None), None)
    if row is None or row.earlier is None or row.value is None:
        return Svg("")
    before, now = say(ranking.earlier_when, language), say(ranking.when, language)
    x0, x1 = across(row.earlier), across(row.value)
    gap = (text_width(before) + text_width(now)) / 2 + 8 - abs(x1 - x0)
    if gap > 0:
        turn = 1 if x1 >= x0 else -1
        x0, x1 = x0 - turn * gap / 2, x1 + turn * gap / 2
    return joined(element("text", before, class_="sl m", x=x0, y=16), element("text", now, class_="b m", x=x1, y=16))
