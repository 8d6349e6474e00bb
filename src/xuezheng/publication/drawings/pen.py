"""How the broadsheet's graphics write and link. Every style stands on its element, so print needs no style sheet."""

import re
from dataclasses import dataclass
from html import unescape

from xuezheng.publication.entry import Entry
from xuezheng.publication.sheet.wording import readable, written
from xuezheng.screens import numbers
from xuezheng.screens.charts.svg import Svg, element, joined, place

__all__ = ["Canvas", "Graphic", "Svg", "element", "joined", "label", "place", "square_path"]

TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Canvas:
    """The language, and where a figure's page lies (`/releases/3/figures/`); no address, no links."""

    language: str
    base: str = ""

    def word(self, zh: str, en: str) -> str:
        return en if numbers.is_english(self.language) else zh

    def link(self, entry: Entry | None, inner: Svg) -> Svg:
        """The drawn number, opening to its figure."""
        if entry is None or not self.base:
            return inner
        shown = unescape(TAG.sub("", inner))
        return element(
            "a", inner, href=f"{self.base}{entry.id}/", aria_label=f"{shown} {entry.term.in_(self.language)}"
        )

    def value(self, entry: Entry | None, form: str = "") -> str:
        """The figure in words; `…` where it is not known."""
        if entry is None or entry.computed is None:
            return numbers.Missing.UNKNOWN.value
        return written(entry.computed, entry.unit, self.language, form)

    def readable(self, entry: Entry | None) -> str:
        if entry is None or entry.computed is None:
            return numbers.Missing.UNKNOWN.value
        return readable(entry.computed, self.language)


@dataclass(frozen=True, slots=True)
class Graphic:
    """A drawing with its heading, the note under it, and what it says in one sentence for those who cannot see it."""

    title: str
    svg: Svg
    note: str = ""


def label(
    text: str, x: float, y: float, *, size: float = 12, weight: int = 400, family: str = "hei", tone: str = "ink",
    anchor: str = "", has_halo: bool = False,
) -> Svg:  # fmt: skip
    """A text; `anchor` "middle" or "end", `tone` a colour of the tokens."""
    style = f"font-family:var(--{family});font-size:{size:g}px;font-weight:{weight};fill:var(--{tone})"
    if anchor:
        style += f";text-anchor:{anchor}"
    if has_halo:
        style += ";paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round"
    return element("text", text, x=x, y=y, style=style)


def square_path(count: int, left: float, bottom: float, *, per_row: int, pitch: float, side: float) -> str:
    """Squares filled row by row from the bottom left, as one path."""
    parts: list[str] = []
    for index in range(count):
        x, y = left + index % per_row * pitch, bottom - side - index // per_row * pitch
        parts.append(f"M{place(x)} {place(y)}h{place(side)}v{place(side)}h-{place(side)}z")
    return "".join(parts)
