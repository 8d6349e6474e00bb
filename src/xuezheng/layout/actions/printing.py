"""The letter for one school as PDF, set by Typst in faces from npm packages."""

from pathlib import Path
from typing import Any

from xuezheng.ground.words import Words
from xuezheng.layout.plan.letters import Letter
from xuezheng.screens.formats.pdf import typeset

TEMPLATE = Path(__file__).with_name("letter.typ")
MOST_ROWS = 200


def letter_pdf(
    letter: Letter,
    progress: tuple[Words, ...],
    language: str,
    area: Words,
    foot: str,
    node_modules: Path,
    is_synthetic: bool,
) -> bytes:
    """One letter in one language."""

    def say(*words: Words) -> list[str]:
        return [w.in_(language) for w in words]

    heads = say(
        Words("为什么", "Why"), Words("多少孩子，路怎么变", "How many children, and their ways"), Words("什么不变", "What stays"),
        Words("何时、怎样定", "When, and how it is decided"),
    )  # fmt: skip
    parts: list[dict[str, Any]] = [
        {"head": heads[0], "lines": say(*letter.why)}, {"head": heads[1], "lines": say(*letter.children)}, {"head": heads[2], "lines": say(*letter.stays)},
        {"head": heads[3], "lines": say(*letter.when, *progress) if letter.when else []},
    ]  # fmt: skip
    columns = say(
        Words("村（社区）", "Village"),
        Words("儿童", "Children"),
        Words("现在", "Now"),
        Words("分钟", "min"),
        Words("方案", "Planned"),
        Words("分钟", "min"),
    )
    rows = [
        [w.village, str(w.children), w.before or "—", f"{w.minutes_before:.0f}" if w.minutes_before == w.minutes_before else "—", w.after or "—",
         f"{w.minutes_after:.0f}" if w.minutes_after == w.minutes_after else "—"]
        for w in letter.ways[:MOST_ROWS]
    ]  # fmt: skip
    mark = Words(
        "演示数据：学校、人员与记录均为虚构", "Demonstration data: schools, people and records are invented"
    ).in_(language)
    given = {
        "title": letter.heading.in_(language), "area": area.in_(language), "parts": [p for p in parts if p["lines"]], "columns": columns, "rows": rows,
        "foot": (f"{mark}  " if is_synthetic else "") + foot, "english": language.startswith("en"), "ways_after": heads[1],
    }  # fmt: skip
    return typeset(TEMPLATE, "letter", given, node_modules)
