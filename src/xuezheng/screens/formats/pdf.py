"""A sheet to print: a template of ours set by Typst, in Chinese type from npm packages and nothing else."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

# npm package and the weights that a plain sheet is set in
PLAIN_FACES: Final[Mapping[str, tuple[str, ...]]] = {
    "noto-serif-sc": ("600SemiBold",),
    "noto-sans-sc": ("400Regular", "600SemiBold"),
}


def typeset(
    template: Path, name: str, given: Mapping[str, Any], node_modules: Path, faces: Mapping[str, tuple[str, ...]] = PLAIN_FACES
) -> bytes:  # fmt: skip
    """The PDF. `given` is what the template reads as JSON from the input `name`. Raises Refused without the type faces."""
    made = typst.compile(
        str(template),
        font_paths=[str(folder) for folder in font_folders(node_modules, faces)],
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(given, ensure_ascii=False)},
    )
    assert isinstance(made, bytes)
    return made


def font_folders(node_modules: Path, faces: Mapping[str, tuple[str, ...]] = PLAIN_FACES) -> list[Path]:
    """The folders of the faces. Raises Refused where one is missing, saying what, where it was looked for, and the cure."""
    root = node_modules / "@expo-google-fonts"
    wanted = [root / package / weight for package, weights in faces.items() for weight in weights]
    missing = [folder for folder in wanted if not any(folder.glob("*.ttf"))]
    if missing:
        raise Refused(
            [
                Problem(
                    "print.type_installed",
                    Words(
                        "缺少印刷所用的中文字体，未排版。", "The Chinese type for print is missing; nothing was set."
                    ),
                    which=", ".join(folder.name for folder in missing),
                    where=str(missing[0].parent),
                    cure=Words("运行 make setup 安装字体，再试。", "Run make setup to install it, then try again."),
                )
            ]
        )
    return wanted
