"""Two shares over the years, from the first to the last, each with the national standard it is held to."""

from collections.abc import Mapping

from xuezheng.publication.drawings.pen import Canvas, Graphic, Svg, element, joined, label, place
from xuezheng.publication.entry import Entry
from xuezheng.screens.charts.svg import drawing

LEFT, RIGHT, TOP, BOTTOM = 64.0, 248.0, 14.0, 262.0
SERIES = (
    (
        "nj.inclusive_preschool_coverage_2018",
        "nj.inclusive_preschool_coverage_2023",
        "普惠性幼儿园覆盖率",
        "Inclusive",
        2.0,
    ),
    ("nj.public_preschool_share_2018", "nj.public_preschool_share_2023", "公办园在园幼儿占比", "Public", 3.0),
)


def slope(entries: Mapping[str, Entry], canvas: Canvas, targets: Mapping[str, float]) -> Graphic:
    """`targets`: figure id → the standard in %, where there is one."""
    first_year, last_year = 2018, 2023
    parts = [
        element(
            "path",
            d=f"M{LEFT + 0.5:g} {TOP:g}V{BOTTOM:g}M{RIGHT + 0.5:g} {TOP:g}V{BOTTOM:g}",
            style="stroke:var(--ink);stroke-width:.75",
        )
    ]
    said: list[str] = []
    for position, (before, after, zh, en, weight) in enumerate(SERIES):
        old, new = entries.get(before), entries.get(after)
        if old is None or new is None or old.computed is None or new.computed is None:
            continue
        points = [(year, value) for year, value in new.trend if first_year < year < last_year and value is not None]
        points = [(first_year, old.computed), *points, (last_year, new.computed)]
        if after in targets:
            parts.append(_target(targets[after], is_left=position == 1, canvas=canvas))
        parts.append(_series(points, weight, canvas, old, new))
        name = canvas.word(zh, en)
        low, high = min(value for _, value in points), max(value for _, value in points)
        if position:  # under its line, at the right, where a rising line leaves room
            y = max(_y(high) + 62, _y((low + high) / 2) + 30)
            parts.append(label(name, RIGHT - 8, y, weight=600, anchor="end", has_halo=True))
        else:
            parts.append(label(name, LEFT + 8, _y(high) - 10, weight=600, has_halo=True))
        said.append(f"{canvas.word(zh, en)} {canvas.value(old)} → {canvas.value(new)}")
    for year, x in ((first_year, LEFT), (last_year, RIGHT)):
        parts.append(label(canvas.word(f"{year}年", str(year)), x, BOTTOM + 20, anchor="middle"))
    public = (entries.get("nj.public_preschool_share_2018"), entries.get("nj.public_preschool_share_2023"))
    title = canvas.word("公办园占比", "Children in public kindergartens")
    if public[0] and public[1] and public[0].computed and public[1].computed:
        times = public[1].computed / public[0].computed
        by = f"{times:.1f}"
        title = canvas.word(f"公办园占比，五年到{by}倍", f"Public kindergartens: {by} times the share")
    note = canvas.word(
        "占在园幼儿的百分比；空心为其间各年", "Per cent of children in kindergarten; hollow: years between"
    )
    return Graphic(title, drawing(330, 298, "; ".join(said), *parts), note)


def _series(points: list[tuple[int, float]], weight: float, canvas: Canvas, old: Entry, new: Entry) -> Svg:
    first, last = points[0][0], points[-1][0]
    places = [(_x(year, first, last), _y(value)) for year, value in points]
    way = "M" + "L".join(f"{place(x)} {place(y)}" for x, y in places)
    drawn = [element("path", d=way, style=f"fill:none;stroke:var(--ink);stroke-width:{weight:g}")]
    for x, y in places[1:-1]:
        drawn.append(element("circle", cx=x, cy=y, r=3, style="fill:var(--paper);stroke:var(--ink);stroke-width:1.25"))
    (x0, y0), (x1, y1) = places[0], places[-1]
    drawn.append(element("circle", cx=x0, cy=y0, r=4.5, style="fill:var(--paper);stroke:var(--ink);stroke-width:2"))
    drawn.append(element("circle", cx=x1, cy=y1, r=5.5, style="fill:var(--ink)"))
    start = label(canvas.value(old, "n"), x0 - 10, y0 + 6, size=18, weight=600, family="song", anchor="end")
    end = label(canvas.value(new, "n"), x1 + 12, y1 + 7, size=22, weight=600, family="song")
    return joined(*drawn, canvas.link(old, start), canvas.link(new, end))


def _target(value: float, *, is_left: bool, canvas: Canvas) -> Svg:
    y = _y(value)
    line = element(
        "path", d=f"M{LEFT:g} {place(y)}H{RIGHT:g}", style="stroke:var(--ink);stroke-dasharray:2 3;fill:none"
    )
    text = canvas.word(f"国家标准 {value:g}", f"standard {value:g}")
    x, anchor = (LEFT + 8, "start") if is_left else (RIGHT - 8, "end")
    return joined(line, label(text, x, y - 7 if is_left else y + 16, tone="ink-3", anchor=anchor, has_halo=True))


def _x(year: int, first: int, last: int) -> float:
    return LEFT + (year - first) / (last - first) * (RIGHT - LEFT)


def _y(value: float) -> float:
    return BOTTOM - value / 100 * (BOTTOM - TOP)
