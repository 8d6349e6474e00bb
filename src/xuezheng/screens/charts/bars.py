"""Upright bars over years or groups: solid known, hatched forecast with its interval."""

from hashlib import sha256

from xuezheng.screens.charts import labels
from xuezheng.screens.charts.scale import Scale
from xuezheng.screens.charts.svg import Svg, drawing, element, hatch, joined, place, text_width
from xuezheng.screens.components.chart import Bars, Point, PointMark
from xuezheng.screens.components.text import say

TOP, BOTTOM = 24.0, 28.0


def bars_svg(bars: Bars, language: str, width: int | None = None) -> Svg:
    """Bars start at zero; a missing value leaves its place empty with `…`. Empty without any value."""
    values = [v for p in bars.points for v in (p.value, p.high) if v is not None]
    if not values or max(values) <= 0:
        return Svg("")
    full = float(width or bars.width)
    up = Scale(0.0, max(values), bars.height - BOTTOM, TOP)
    step = full / len(bars.points)
    bar = min(step * 0.6, 56.0)
    digest = sha256(f"{bars.title}{language}{full}".encode()).hexdigest()[:8]
    pattern = f"hatch-{digest}"
    parts = [hatch(pattern)] if any(p.mark is PointMark.FORECAST for p in bars.points) else []
    texts = [
        labels.exact(p.value, bars.kind, bars.decimals, language) if p.value is not None else "…" for p in bars.points
    ]
    every = max(1, -(-int(max(text_width(t) for t in texts) + 6) // int(step)))
    for index, (point, text) in enumerate(zip(bars.points, texts, strict=True)):
        is_written = (len(bars.points) - 1 - index) % every == 0
        left = index * step + (step - bar) / 2
        parts.append(_bar(point, left, bar, up, pattern))
        top = up(point.high if point.high is not None else point.value or 0.0)
        if is_written:
            is_end = index in (0, len(bars.points) - 1)
            parts.append(element("text", text, class_="m b" if is_end else "m ax", x=left + bar / 2, y=top - 6))
    parts += _years(bars, step, language)
    parts.append(element("path", d=f"M0 {place(up.start)}H{place(full)}", stroke="var(--ink)"))
    return drawing(full, bars.height, say(bars.title, language), *parts, class_="chart")


def _bar(point: Point, left: float, width: float, up: Scale, pattern: str) -> Svg:
    if point.value is None:
        return Svg("")
    y = up(point.value)
    is_forecast = point.mark is PointMark.FORECAST
    fill = f"url(#{pattern})" if is_forecast else "var(--slate-2)" if point.mark is PointMark.DEMO else "var(--ink)"
    body = element("rect", x=left, y=y, width=width, height=max(0.0, up.start - y), fill=fill)
    if point.low is None or point.high is None:
        return body
    x = left + width + 5
    whisker = f"M{place(x - 3)} {place(up(point.high))}h6m-3 0V{place(up(point.low))}m-3 0h6"
    return joined(body, element("path", d=whisker, stroke="var(--slate)", fill="none"))


def _years(bars: Bars, step: float, language: str) -> list[Svg]:
    texts = [labels.year(p.year, p.label, language) for p in bars.points]
    every = max(1, -(-int(max(text_width(t) for t in texts) + 6) // int(step)))
    found: list[Svg] = []
    for index, text in enumerate(texts):
        if (len(texts) - 1 - index) % every == 0:
            found.append(element("text", text, class_="ax m", x=index * step + step / 2, y=bars.height - 8))
    return found
