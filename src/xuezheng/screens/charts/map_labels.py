"""Where the labels of a map stand: on their land where they fit, else beside it with a fine line."""

import math
from dataclasses import dataclass

from xuezheng.screens.geometry.frame import Frame

Box = tuple[float, float, float, float]


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
    """Widest land first; a label that would touch another or whose land is too small goes outside, nearest place first."""
    boxes: list[Box] = []
    placed: dict[str, Placed] = {}
    for label in sorted(wanted, key=lambda w: -w.room):
        spot = Placed(label.x, label.y, False)
        box = _box(label, label.x, label.y)
        if label.room < 0.45 * label.width or any(_touch(box, other) for other in boxes):
            spot = _beside(label, frame, boxes) or spot
        boxes.append(_box(label, spot.x, spot.y))
        placed[label.code] = spot
    return placed


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
