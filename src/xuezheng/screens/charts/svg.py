"""Writing SVG: elements with escaped text, numbers of one decimal, how wide a text runs."""

import unicodedata
from html import escape


class Svg(str):
    """Finished SVG markup."""


def place(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def element(name: str, inner: str | Svg = "", **attributes: str | float | None) -> Svg:
    """`class_` and `stroke_width` become `class` and `stroke-width`; None leaves an attribute out; plain text is escaped."""
    parts = [name]
    for key, value in attributes.items():
        if value is None or value == "":
            continue
        text = value if isinstance(value, str) else place(value)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{escape(text)}"')
    body = inner if isinstance(inner, Svg) else Svg(escape(inner))
    head = " ".join(parts)
    return Svg(f"<{head}>{body}</{name}>") if body else Svg(f"<{head}/>")


def joined(*parts: Svg) -> Svg:
    return Svg("".join(parts))


def line(points: list[tuple[float, float]]) -> str:
    """The `d` of an open path."""
    return "M" + "L".join(f"{place(x)} {place(y)}" for x, y in points)


def text_width(text: str, size: float = 12) -> float:
    """Roughly how wide a text runs: a full em for wide characters, 0.56 for others."""
    return size * sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.56 for c in text)


def drawing(width: float, height: float, label: str, *parts: Svg, class_: str = "") -> Svg:
    """A whole picture with its name for those who cannot see it; one that holds links is a group, not an image."""
    inner = joined(*parts)
    return element(
        "svg",
        inner,
        class_=class_,
        viewBox=f"0 0 {place(width)} {place(height)}",
        width=width,
        height=height,
        role="group" if "<a " in inner else "img",
        aria_label=label,
    )


def hatch(name: str) -> Svg:
    """The pattern of a forecast; `name` must be unique on its page."""
    inner = Svg(
        '<rect width="5" height="5" fill="var(--slate-4)"/><path d="M0 0V5" stroke="var(--slate)" stroke-width="1.5"/>'
    )
    pattern = element(
        "pattern", inner, id=name, width=5, height=5, patternUnits="userSpaceOnUse", patternTransform="rotate(45)"
    )
    return element("defs", pattern)
