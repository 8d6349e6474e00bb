"""The type faces: a style sheet for the subsets of the npm packages `@fontsource/noto-sans-sc` and `-noto-serif-sc` (OFL).

A browser loads only the subsets whose characters stand on the page, so a Chinese page costs some 300 kB once. Three
faces cover every weight: Hei 400 and 600, Song 700; Song 500 is needed for numbers only, so its Latin part suffices.
The sheet is kept as `static/screens/fonts.css`; `python -m xuezheng.screens.fonts NODE_MODULES` writes it anew.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

SHEET = Path(__file__).parent / "static" / "screens" / "fonts.css"
FILES_FROM_SHEET = "../fontsource"  # settings serve node_modules/@fontsource under this name
LEFT_OUT = frozenset({"cyrillic", "vietnamese"})


@dataclass(frozen=True, slots=True)
class Face:
    """`weights` is the range of CSS weights that the file of `weight` stands for."""

    family: str
    package: str
    weight: int
    weights: str
    is_latin_only: bool = False


FACES = (
    Face("Noto Sans SC", "noto-sans-sc", 400, "100 500"),
    Face("Noto Sans SC", "noto-sans-sc", 600, "600 900"),
    Face("Noto Serif SC", "noto-serif-sc", 700, "600 900"),
    Face("Noto Serif SC", "noto-serif-sc", 500, "100 500", is_latin_only=True),
)


def style_sheet(node_modules: Path) -> str:
    """The @font-face rules, all faces of a subset together. Raises FileNotFoundError where a package is lacking."""
    ranges: dict[str, dict[str, str]] = {}
    for face in FACES:
        source = node_modules / "@fontsource" / face.package / "unicode.json"
        ranges[face.package] = json.loads(source.read_text(encoding="utf-8"))
    rules: list[str] = []
    for subset in sorted(set().union(*ranges.values()) - LEFT_OUT):
        for face in FACES:
            if subset in ranges[face.package] and (subset == "latin" or not face.is_latin_only):
                rules.append(_rule(face, subset.strip("[]"), ranges[face.package][subset]))
    return "\n".join(rules) + "\n"


def _rule(face: Face, subset: str, characters: str) -> str:
    file = f"{FILES_FROM_SHEET}/{face.package}/files/{face.package}-{subset}-{face.weight}-normal.woff2"
    return (
        f"@font-face{{font-family:'{face.family}';font-weight:{face.weights};font-display:swap;"
        f"src:url({file})format('woff2');unicode-range:{characters}}}"
    )


if __name__ == "__main__":
    SHEET.write_text(style_sheet(Path(sys.argv[1])), encoding="utf-8")
