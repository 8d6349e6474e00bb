"""Pairs of bars, before and after; and children by age."""

from collections.abc import Mapping, Sequence

from xuezheng.publication.drawings.pen import Canvas, Graphic, Svg, element, joined, label
from xuezheng.publication.entry import Entry
from xuezheng.screens.charts.svg import drawing
from xuezheng.screens.numbers import number

PAIRS = (
    ("nc.schools_2020", "nc.schools_now", "各级各类学校（所）", "Schools of every kind", "2020年", "2020", "2024年", "2024"),
    ("nc.training_institutions_before", "nc.training_institutions_now", "学科类培训机构（所）", "Subject training institutions",
     "改革前", "before", "2024年", "2024"),
    ("nc.universities_2020", "nc.universities_now", "普通高校（所）", "Universities and colleges", "2020年", "2020", "2024年", "2024"),
)  # fmt: skip
FULL = 208.0
FEW = 2_000  # children for one year of age
SMALL = 20  # counts below it change by so many, not by per cent


def before_after(entries: Mapping[str, Entry], canvas: Canvas) -> Graphic:
    """Three counts then and now; every pair has its own scale."""
    parts: list[Svg] = []
    said: list[str] = []
    for position, (before, after, zh, en, then_zh, then_en, now_zh, now_en) in enumerate(PAIRS):
        top = position * 88.0
        old, new = entries.get(before), entries.get(after)
        values = [e.computed if e and e.computed is not None else 0.0 for e in (old, new)]
        largest = max(values) or 1
        if position:
            parts.append(element("path", d=f"M0 {top - 5.5:g}H330", style="stroke:var(--hair)"))
        parts.append(label(canvas.word(zh, en), 0, top + 14, weight=600))
        parts.append(
            label(
                _change(values[0], values[1], canvas), 330, top + 16, size=18, weight=600, family="song", anchor="end"
            )
        )
        rows = (
            (old, values[0], canvas.word(then_zh, then_en), "var(--slate-3)"),
            (new, values[1], canvas.word(now_zh, now_en), "var(--ink)"),
        )
        for line, (entry, value, when, fill) in enumerate(rows):
            y = top + 26 + 24 * line
            width = max(1.0, value / largest * FULL) if value else 0.0
            parts.append(label(when, 0, y + 13, tone="ink-3"))
            parts.append(element("rect", x=52, y=y, width=width, height=17, style=f"fill:{fill}"))
            parts.append(canvas.link(entry, label(canvas.value(entry, "n"), 59 + width, y + 13, weight=600)))
        said.append(f"{canvas.word(zh, en)}: {canvas.value(old, 'n')} → {canvas.value(new, 'n')}")
    title = canvas.word("学校、培训机构与高校的前后对照", "Schools and training, then and now")
    note = canvas.word("各行比例不同，以行内为准", "Each pair has its own scale")
    return Graphic(title, drawing(330, 262, "; ".join(said), *parts), note)


def _change(before: float, after: float, canvas: Canvas) -> str:
    if not before:
        return ""
    if max(before, after) < SMALL:
        return number(after - before, signed=True) + canvas.word("所", "")
    return number(100 * (after / before - 1), 1, signed=True) + "%"


def are_few(highest: float) -> bool:
    """Whether children are counted one by one rather than in 万 or thousands."""
    return highest < FEW


def ages(bands: Sequence[tuple[str, float]], highest: float, name: str, canvas: Canvas) -> Svg:
    """Children for each year of age by band, the oldest first; the youngest is black. `highest` is common to all cities."""
    parts: list[Svg] = []
    step = 258.0 / max(1, len(bands))
    width = min(40.0, step - 10)
    for index, (band, value) in enumerate(bands):
        x, height = index * step, value / (highest or 1) * 84
        is_last = index == len(bands) - 1
        top = 116 - height
        parts.append(
            element(
                "rect", x=x, y=top, width=width, height=height, style=f"fill:var(--{'ink' if is_last else 'slate-2'})"
            )
        )
        divisor, decimals = (10_000, 2) if canvas.word("zh", "en") == "zh" else (1_000, 1)
        text = number(value) if are_few(highest) else number(value / divisor, decimals)
        parts.append(
            label(
                text,
                x + width / 2,
                top - 5,
                weight=600 if is_last else 400,
                tone="ink" if is_last else "ink-2",
                anchor="middle",
            )
        )
        parts.append(label(band, x + width / 2, 131, tone="ink-3", anchor="middle"))
    parts.append(element("path", d="M0 116.5H258", style="stroke:var(--ink)"))
    said = name + ": " + "; ".join(f"{band} {number(value)}" for band, value in bands)
    return drawing(258, 136, said, joined(*parts))
