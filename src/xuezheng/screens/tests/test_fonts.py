"""The kept style sheet of type faces is the one the packages give, and names files they hold."""

import re
from pathlib import Path

import pytest

from xuezheng.screens.fonts import SHEET, style_sheet

NODE_MODULES = Path(__file__).parents[4] / "node_modules"


def test_sheet_serves_the_commonest_characters_in_all_faces() -> None:
    rules = SHEET.read_text(encoding="utf-8").splitlines()
    latin = [rule for rule in rules if "-latin-" in rule]
    assert sorted(re.findall(r"sc-latin-(\d+)-normal", " ".join(latin))) == ["400", "500", "600", "700"]
    assert not [rule for rule in rules if "http" in rule]


@pytest.mark.skipif(not (NODE_MODULES / "@fontsource").is_dir(), reason="npm packages are not installed")
def test_sheet_agrees_with_the_packages() -> None:
    assert SHEET.read_text(encoding="utf-8") == style_sheet(NODE_MODULES)
    files = re.findall(r"url\(\.\./fontsource/([^)]+)\)", SHEET.read_text(encoding="utf-8"))
    assert [file for file in files if not (NODE_MODULES / "@fontsource" / file).is_file()] == []
