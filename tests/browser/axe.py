"""Accessibility, as axe-core judges it."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@cache
def script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def axe_violations(page: Page) -> list[str]:
    """One sentence a violation: the rule, what it asks, and the first elements that break it. Empty when all is well."""
    page.evaluate(script())
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", list(RULES))
    return [
        f"{violation['id']}: {violation['help']} — "
        + "; ".join(" ".join(node["target"]) for node in violation["nodes"][:3])
        for violation in found["violations"]
    ]
