"""What a map is drawn from: outlines on a page (see `geometry.frame`) with values, symbols and dots."""

from dataclasses import dataclass

from xuezheng.screens.components.states import State
from xuezheng.screens.components.text import Text
from xuezheng.screens.geometry.frame import Frame
from xuezheng.screens.numbers import Kind


@dataclass(frozen=True, slots=True)
class MapArea:
    """An area of the frame by its code; `value` shades it."""

    code: str
    label: Text
    value: float | None = None
    href: str = ""
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class MapSymbol:
    """A symbol at an area, sized by its number: a shortage (negative) is a filled disc, a surplus a ring."""

    code: str
    value: float
    text: Text


@dataclass(frozen=True, slots=True)
class MapDot:
    """A school or site at a longitude and latitude (WGS84, degrees)."""

    lon: float
    lat: float
    label: Text
    href: str = ""
    is_hollow: bool = False
    is_important: bool = False


@dataclass(frozen=True, slots=True)
class MapText:
    """Words at a place (WGS84, degrees), with a smaller line beneath: a city's name and its population."""

    lon: float
    lat: float
    text: Text
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Map:
    """`breaks` are the lower bounds of the shades, highest first, at most three: (0.60, 0.55, 0.50); see `round_breaks`.

    A map of more than a dozen areas labels those whose land holds the label; the others are in its table.
    An area that has children or schools but no outline in the frame is a symbol or dot, or is named in `note`.
    """

    title: Text
    frame: Frame
    areas: tuple[MapArea, ...]
    unit: Text = ""
    kind: Kind = "count"
    decimals: int | None = None
    breaks: tuple[float, ...] = ()
    symbols: tuple[MapSymbol, ...] = ()
    dots: tuple[MapDot, ...] = ()
    texts: tuple[MapText, ...] = ()
    has_area_labels: bool = True
    note: Text = ""
    state: State | None = None
    has_table: bool = True
