"""The broadsheet as a PDF of 390 × 545 mm, set by Typst from a template of ours, with Chinese type from npm packages."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from xuezheng.publication.sheet.build import Sheet, runs
from xuezheng.screens.charts.seal import seal_svg
from xuezheng.screens.formats.pdf import typeset as set_in_type
from xuezheng.screens.numbers import is_english

TEMPLATE = Path(__file__).with_name("sheet.typ")
TOKENS = Path(__file__).resolve().parents[1] / "screens" / "static" / "screens" / "tokens.css"
FAMILIES = {"song": "Noto Serif SC", "hei": "Noto Sans SC", "mono": "Noto Sans SC"}
# npm package and the weights the sheet is set in
FACES: Mapping[str, tuple[str, ...]] = {
    "noto-serif-sc": ("500Medium", "600SemiBold", "700Bold", "900Black"),
    "noto-sans-sc": ("400Regular", "600SemiBold"),
}
TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,8})\b")
USED = re.compile(r"var\(--([a-z0-9-]+)\)")


def typeset(sheet: Sheet, node_modules: Path) -> bytes:
    """The PDF. Raises Refused without the type faces."""
    return set_in_type(TEMPLATE, "sheet", content(sheet), node_modules, FACES)


def content(sheet: Sheet) -> dict[str, Any]:
    """The sheet as the template reads it: lines as plain text, drawings with their colours and type written out."""
    seal = seal_svg(sheet.language).replace(
        'class="seal-sign"', 'style="font-size:22px;font-weight:900;fill:var(--seal);font-family:var(--song)"'
    )
    seal = seal.replace(
        'class="seal-word"', 'style="font-size:19px;font-weight:700;fill:var(--seal);font-family:var(--song)"'
    )
    return {
        "english": is_english(sheet.language),
        "number": sheet.number, "day": sheet.day, "cities": sheet.cities, "synthetic": sheet.is_synthetic,
        "seal": printable(seal) if sheet.is_certified else None,
        "kicker": runs(sheet.kicker), "headline": sheet.headline, "deck": runs(sheet.deck),
        "story": [runs(line) for line in sheet.story],
        "map": _graphic(sheet.map.title, sheet.map.svg, sheet.map.note) if sheet.map else None,
        "ages": [{"city": chart.city, "svg": printable(chart.svg)} for chart in sheet.ages],
        "ages_note": sheet.ages_note,
        "panels": [
            {
                "title": panel.title, "about": panel.about,
                "numbers": [{"digits": n.digits, "unit": n.unit, "sentence": runs(n.sentence), "doubtful": n.is_doubtful} for n in panel.numbers],
                "graphics": [_graphic(g.title, g.svg, g.note) for g in panel.graphics],
            }
            for panel in sheet.panels
        ],
        "doubt_heading": sheet.doubt_heading,
        "doubts": [{"shown": q.shown, "why": runs(q.why)} for q in sheet.doubts],
        "definitions": [{"term": term, "text": text} for term, text in sheet.definitions],
        "ear": sheet.ear, "sources": sheet.sources, "provenance": sheet.provenance,
    }  # fmt: skip


def _graphic(title: str, svg: str, note: str) -> dict[str, Any]:
    width = re.search(r'width="([0-9.]+)"', svg)
    return {"title": title, "svg": printable(svg), "note": note, "width": float(width.group(1)) if width else 330.0}


def printable(svg: str) -> str:
    """The drawing with every token of the style sheet replaced by what it stands for."""
    known = {**tokens(), **FAMILIES}
    plain = USED.sub(lambda found: known[found.group(1)], svg)
    return plain if "xmlns=" in plain else plain.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


@cache
def tokens() -> dict[str, str]:
    """The colours of the screens' tokens by name."""
    return dict(TOKEN.findall(TOKENS.read_text(encoding="utf-8")))
