"""Maps of areas: shades with their numbers, symbols (shortage filled, surplus ring), dots for schools, a scale bar."""

import itertools
from hashlib import sha256

from xuezheng.ground.words import Words
from xuezheng.screens.charts import labels
from xuezheng.screens.charts.map_labels import AroundDisc, Placed, TwoTexts, Wanted, place_around, place_labels
from xuezheng.screens.charts.svg import Svg, drawing, element, hatch, joined, line, text_width
from xuezheng.screens.components.geo import Map, MapArea, MapDot, MapSymbol, MapText
from xuezheng.screens.components.text import say
from xuezheng.screens.geometry.frame import Outline
from xuezheng.screens.numbers import interval

SHADES = ("var(--slate-2)", "var(--slate-3)", "var(--slate-4)", "var(--paper)")
LARGEST_SYMBOL = 19.0


def map_svg(map_: Map, language: str) -> Svg:
    """The whole map; areas without an outline are left to the table and the note."""
    frame = map_.frame
    outlines = {outline.code: outline for outline in frame.outlines}
    areas = {area.code: area for area in map_.areas}
    radii = _radii(map_.symbols)
    digest = sha256(f"{map_.title}{language}{frame.width}".encode()).hexdigest()[:8]
    pattern = f"unknown-{digest}"
    is_shaded = bool(map_.breaks)
    has_unknown = is_shaded and any(code not in areas or areas[code].value is None for code in outlines)
    parts = [hatch(pattern)] if has_unknown else []
    for outline in frame.outlines:
        parts.append(_land(map_, outline, areas.get(outline.code), pattern, language))
    parts += [element("path", class_="city-border", d=path) for path in frame.city_borders]
    parts += [_dot(map_, dot, language) for dot in map_.dots]
    parts += [_symbol(symbol, outlines, radii) for symbol in map_.symbols if symbol.code in outlines]
    parts += _texts(map_, outlines, areas, radii, language)
    parts += [_free_text(map_, text, language) for text in map_.texts]
    parts.append(_scale_bar(map_))
    return drawing(frame.width, frame.height, say(map_.title, language), *parts, class_="chart map")


def shade(value: float, breaks: tuple[float, ...]) -> str:
    """The fill of a value: the first bound it reaches, darkest first."""
    for bound, fill in zip(breaks, SHADES, strict=False):
        if value >= bound:
            return fill
    return SHADES[min(len(breaks), len(SHADES) - 1)]


def legend(map_: Map, language: str) -> str:
    """The shades in words; empty without shades."""
    if not map_.breaks:
        return ""
    bounds = [labels.axis(bound, map_.kind) for bound in map_.breaks]
    middle = [interval(low, high, language) for high, low in itertools.pairwise(bounds)]
    known = [area.value for area in map_.areas if area.value is not None]
    tail = [f"<{bounds[-1]}"] if known and min(known) < map_.breaks[-1] else []
    classes = [f"≥{bounds[0]}", *middle, *tail]
    text = Words("底色由深到浅：", "Shades from dark to light: ").in_(language)
    text += Words("、", ", ").in_(language).join(classes)
    codes = {area.code for area in map_.areas if area.value is not None}
    if any(outline.code not in codes for outline in map_.frame.outlines):
        text += Words("；斜线：未报", "; hatched: not reported").in_(language)
    return text + Words("。", ".").in_(language)


def _land(map_: Map, outline: Outline, area: MapArea | None, pattern: str, language: str) -> Svg:
    fill = None
    if map_.breaks:
        fill = f"url(#{pattern})" if area is None or area.value is None else shade(area.value, map_.breaks)
    name = say(area.label, language) if area else outline.name
    value = ""
    if area and area.value is not None:
        value = " " + labels.exact(area.value, map_.kind, map_.decimals, language)
        value += labels.suffix(map_.unit, map_.kind, language)
    title = element("title", name + value)
    style = f"fill:{fill}" if fill else None
    class_ = "land is-selected" if area and area.is_selected else "land"
    path = element("path", title, class_=class_, d=outline.path, style=style)
    return element("a", path, href=area.href, aria_label=name + value) if area and area.href else path


def _radii(symbols: tuple[MapSymbol, ...]) -> dict[str, float]:
    """Areas of discs in proportion to their numbers."""
    largest = max((abs(s.value) for s in symbols), default=0.0)
    return {s.code: max(3.0, LARGEST_SYMBOL * (abs(s.value) / largest) ** 0.5) for s in symbols if largest}


def _symbol(symbol: MapSymbol, outlines: dict[str, Outline], radii: dict[str, float]) -> Svg:
    outline, radius = outlines[symbol.code], radii.get(symbol.code, 3.0)
    if symbol.value < 0:
        return element("circle", cx=outline.label_x, cy=outline.label_y, r=radius, fill="var(--seal)")
    return element(
        "circle", cx=outline.label_x, cy=outline.label_y, r=radius, fill="var(--paper)", stroke="var(--slate)",
        stroke_width=1.5,
    )  # fmt: skip


def _dot(map_: Map, dot: MapDot, language: str) -> Svg:
    x, y = map_.frame.place(dot.lon, dot.lat)
    fill = "var(--paper)" if dot.is_hollow else "var(--seal)" if dot.is_important else "var(--ink)"
    stroke = "var(--ink)" if dot.is_hollow else None
    title = element("title", say(dot.label, language))
    circle = element("circle", title, cx=x, cy=y, r=4.0 if dot.is_important else 2.5, fill=fill, stroke=stroke)
    return element("a", circle, href=dot.href, aria_label=say(dot.label, language)) if dot.href else circle


def _texts(
    map_: Map, outlines: dict[str, Outline], areas: dict[str, MapArea], radii: dict[str, float], language: str
) -> list[Svg]:
    symbols = {symbol.code: symbol for symbol in map_.symbols if symbol.code in outlines}
    names = {code: say(areas[code].label, language) if code in areas else o.name for code, o in outlines.items()}
    labelled = [code for code in outlines if code not in symbols] if map_.has_area_labels else []
    values = {code: _value(map_, areas.get(code), language) for code in labelled}
    wanted = [
        Wanted(
            code, outlines[code].label_x, outlines[code].label_y, max(text_width(names[code]), text_width(value, 14)),
            34.0 if value else 18.0, outlines[code].room,
        )
        for code, value in values.items()
    ]  # fmt: skip
    placed = place_labels(wanted, map_.frame)
    parts = [_area_text(outlines[code], placed[code], names[code], values[code]) for code in placed]
    discs = [
        AroundDisc(
            code, outlines[code].label_x, outlines[code].label_y, radii.get(code, 3.0), text_width(names[code]),
            text_width(say(symbol.text, language)),
        )
        for code, symbol in symbols.items()
    ]  # fmt: skip
    around = place_around(discs)
    parts += [_symbol_text(symbol, around[code], names[code], language) for code, symbol in symbols.items()]
    return parts


def _value(map_: Map, area: MapArea | None, language: str) -> str:
    if area is None or (area.value is None and not map_.breaks):
        return ""
    return labels.exact(area.value, map_.kind, map_.decimals, language) if area.value is not None else "…"


def _symbol_text(symbol: MapSymbol, spot: TwoTexts, name: str, language: str) -> Svg:
    tone = "halo v b" if symbol.value < 0 else "halo sl"
    text = say(symbol.text, language)
    (name_x, name_y), (text_x, text_y) = spot.name, spot.text
    return joined(
        element("text", name, class_="halo b on-land", x=name_x, y=name_y, text_anchor=spot.anchor),
        element("text", text, class_=tone + " on-land", x=text_x, y=text_y, text_anchor=spot.anchor),
    )


def _area_text(outline: Outline, spot: Placed, name: str, value: str) -> Svg:
    parts: list[Svg] = []
    if spot.is_moved:
        tip = (spot.x, spot.y + (-16 if spot.y > outline.label_y else 16))
        path = line([(outline.label_x, outline.label_y), tip])
        parts.append(element("path", d=path, stroke="var(--ink)", stroke_width=0.75))
    parts.append(element("text", name, class_="m on-land", x=spot.x, y=spot.y - 2 if value else spot.y + 4))
    if value:
        parts.append(element("text", value, class_="m b mid on-land", x=spot.x, y=spot.y + 14))
    return joined(*parts)


def _free_text(map_: Map, item: MapText, language: str) -> Svg:
    x, y = map_.frame.place(item.lon, item.lat)
    name = element("text", say(item.text, language), class_="m b mid halo on-land", x=x, y=y)
    if not item.note:
        return name
    return joined(name, element("text", say(item.note, language), class_="m halo on-land", x=x, y=y + 16))


def _scale_bar(map_: Map) -> Svg:
    frame = map_.frame
    km = next((km for km in (1, 2, 5, 10, 20, 50, 100, 200) if km / frame.km_per_pixel >= 36), 500)
    length = km / frame.km_per_pixel
    y = frame.height - 14
    bar = element("path", d=f"M8 {y}v4h{length:.1f}v-4", fill="none", stroke="var(--ink-2)")
    return joined(bar, element("text", f"{km} km", class_="ax", x=length + 14, y=y + 6))
