"""Where the labels of a map stand: on their land where they fit, else beside it with a fine line."""

import math
from dataclasses import dataclass

from xuezheng.screens.geometry.frame import Frame

Box = tuple[float, float, float, float]
MOST_MOVED = 12  # a map of more areas leaves out what does not fit, or lines would cover it


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to place: its anchor, its size, and how wide the land is at the anchor (all in pixels)."""

    code: str
    x: float
    y: float
    width: float
    height: float
    room: float


@dataclass(frozen=True, slots=True)
class Placed:
    """The middle of a label; `is_moved` where a line must lead to its anchor."""

    x: float
    y: float
    is_moved: bool


def place_labels(wanted: list[Wanted], frame: Frame) -> dict[str, Placed]:
    """Widest land first; a label that would touch another or whose land is too small goes outside, nearest place first.

    Where there are more than a dozen areas it is left out instead.
    """
    boxes: list[Box] = []
    placed: dict[str, Placed] = {}
    for label in sorted(wanted, key=lambda w: -w.room):
        x = min(max(label.x, label.width / 2), frame.width - label.width / 2)
        spot = Placed(x, label.y, False)
        box = _box(label, x, label.y)
        if label.room < 0.45 * label.width or any(_touch(box, other) for other in boxes):
            if len(wanted) > MOST_MOVED:
                continue
            spot = _beside(label, frame, boxes) or spot
        boxes.append(_box(label, spot.x, spot.y))
        placed[label.code] = spot
    return placed


@dataclass(frozen=True, slots=True)
class AroundDisc:
    """A symbol's disc and the widths of the two texts about it (pixels)."""

    code: str
    x: float
    y: float
    radius: float
    name_width: float
    text_width: float


@dataclass(frozen=True, slots=True)
class TwoTexts:
    """Where a symbol's name and text stand: x and baseline of each, and how both are anchored."""

    name: tuple[float, float]
    text: tuple[float, float]
    anchor: str


def place_around(discs: list[AroundDisc]) -> dict[str, TwoTexts]:
    """Name above and text below each disc, or both beside, above or below it: the first that touches nothing.

    Large discs choose first; where every place touches something, the one that touches least.
    """
    boxes: list[Box] = [(d.x - d.radius, d.y - d.radius, d.x + d.radius, d.y + d.radius) for d in discs]
    placed: dict[str, TwoTexts] = {}
    for disc in sorted(discs, key=lambda d: -d.radius):
        options = [(option, _text_boxes(disc, option)) for option in _options(disc)]
        touched = [sum(_touch(box, other) for box in pair for other in boxes) for _, pair in options]
        best, pair = options[touched.index(min(touched))]
        placed[disc.code] = best
        boxes += pair
    return placed


def _options(d: AroundDisc) -> list[TwoTexts]:
    above, below, gap = d.y - d.radius - 6, d.y + d.radius + 15, d.radius + 6
    return [
        TwoTexts((d.x, above), (d.x, below), "middle"),
        TwoTexts((d.x + gap, d.y - 3), (d.x + gap, d.y + 12), "start"),
        TwoTexts((d.x - gap, d.y - 3), (d.x - gap, d.y + 12), "end"),
        TwoTexts((d.x, above - 15), (d.x, above), "middle"),
        TwoTexts((d.x, below), (d.x, below + 15), "middle"),
    ]


def _text_boxes(disc: AroundDisc, option: TwoTexts) -> list[Box]:
    boxes: list[Box] = []
    for (x, y), width in ((option.name, disc.name_width), (option.text, disc.text_width)):
        left = x - width / 2 if option.anchor == "middle" else x - width if option.anchor == "end" else x
        boxes.append((left, y - 11, left + width, y + 3))
    return boxes


def _beside(label: Wanted, frame: Frame, boxes: list[Box]) -> Placed | None:
    """The nearest place off the land, else on it, that touches no label."""
    on_land: Placed | None = None
    for distance in range(24, 170, 12):
        for turn in range(16):
            angle = 2 * math.pi * turn / 16
            x, y = label.x + distance * 1.3 * math.cos(angle), label.y + distance * math.sin(angle)
            box = _box(label, x, y)
            is_inside = box[0] >= 0 and box[1] >= 0 and box[2] <= frame.width and box[3] <= frame.height
            if not is_inside or any(_touch(box, other) for other in boxes):
                continue
            corners = [(box[0], box[1]), (box[2], box[1]), (box[0], box[3]), (box[2], box[3]), (x, y)]
            if not any(frame.is_land(*corner) for corner in corners):
                return Placed(x, y, True)
            on_land = on_land or Placed(x, y, True)
    return on_land


def _box(label: Wanted, x: float, y: float) -> Box:
    return x - label.width / 2, y - label.height / 2, x + label.width / 2, y + label.height / 2


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] + 2 and b[0] < a[2] + 2 and a[1] < b[3] and b[1] < a[3]
