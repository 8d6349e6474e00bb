"""Where the cities lie: county borders as fine lines, every school a dot, each city with its name and count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xuezheng.publication.drawings.pen import Canvas, Graphic, Svg, element, label, place
from xuezheng.screens.charts.svg import drawing
from xuezheng.screens.numbers import number

LABEL_WIDTH, LABEL_HEIGHT = 90.0, 48.0


@dataclass(frozen=True, slots=True)
class Ground:
    """A drawn country: outlines (county code, path), dots (x, y), cities (code, name, x, y, schools); pixels."""

    width: float
    height: float
    km_per_pixel: float
    outlines: Sequence[tuple[str, str]]
    dots: Sequence[tuple[float, float]]
    cities: Sequence[tuple[str, Mapping[str, str], float, float, int]]


def cities_map(ground: Ground, canvas: Canvas) -> Graphic:
    """The map; empty dots and outlines are simply not drawn."""
    parts: list[Svg] = []
    turns = {code: index for index, code in enumerate(sorted({code[:4] for code, _ in ground.outlines}))}
    for code, path in ground.outlines:
        shade = "var(--slate-4)" if turns[code[:4]] % 2 else "var(--paper)"
        parts.append(
            element("path", d=path, style=f"fill:{shade};stroke:var(--ink-2);stroke-width:.6;stroke-linejoin:round")
        )
    if ground.dots:
        way = "".join(f"M{place(x)} {place(y)}h0" for x, y in ground.dots)
        parts.append(
            element("path", d=way, style="fill:none;stroke:var(--slate-2);stroke-width:1.3;stroke-linecap:round")
        )
    said: list[str] = []
    heights = _apart([(x, y) for _, _, x, y, _ in ground.cities])
    for (_, name, x, _, count), y in zip(ground.cities, heights, strict=True):
        shown = name[canvas.word("zh", "en")]
        counted = canvas.word(f"{number(count)}所", f"{number(count)} schools")
        size = 24 if canvas.word("zh", "en") == "zh" else 20
        parts.append(label(shown, x, y, size=size, weight=900, family="song", anchor="middle", has_halo=True))
        parts.append(label(counted, x, y + 20, size=13, anchor="middle", has_halo=True))
        said.append(f"{shown} {counted}")
    if ground.km_per_pixel:
        long = 50 / ground.km_per_pixel
        x, y = ground.width - long - 56, ground.height - 12
        parts.append(
            element("path", d=f"M{place(x)} {place(y)}v4h{place(long)}v-4", style="fill:none;stroke:var(--ink-2)")
        )
        parts.append(label("50 km", x + long + 6, y + 6, tone="ink-3"))
    title = canvas.word("每一所学校，各在其位", "Every school, in its place")
    note = canvas.word("一点一所学校、幼儿园或教学点", "A dot is a school, kindergarten or teaching point")
    if ground.outlines:
        note += canvas.word("；细线为县界", "; fine lines are counties")
    note += canvas.word("。", ".")
    return Graphic(title, drawing(ground.width, ground.height, "; ".join(said), *parts), note)


def _apart(places: Sequence[tuple[float, float]]) -> list[float]:
    """The heights of labels, those that would touch moved apart in equal parts."""
    heights = [y for _, y in places]
    for one in range(len(places)):
        for other in range(len(places)):
            if one == other or abs(places[one][0] - places[other][0]) > LABEL_WIDTH:
                continue
            gap = heights[other] - heights[one]
            if 0 <= gap < LABEL_HEIGHT:
                heights[one] -= (LABEL_HEIGHT - gap) / 2
                heights[other] += (LABEL_HEIGHT - gap) / 2
    return heights
