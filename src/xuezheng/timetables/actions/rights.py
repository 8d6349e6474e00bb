"""Who may write what at a school, and refusals that all writing here shares."""

from typing import Any

from xuezheng.access.actions import may
from xuezheng.access.rules import Action, Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


def require(account: Any, action: Action, school: Any) -> None:
    """Raises Refused where somebody may not; no account is the command line."""
    if account is not None and not may(account, action, Place(school.county_code, school.code)):
        what = Words("您在这所学校没有这项权限。", "You have no right to do this at this school.")
        raise Refused([Problem("access.right", what, which=school.code)])


def refused(rule: str, zh: str, en: str, **more: Any) -> Refused:
    """One problem, ready to be raised."""
    return Refused([Problem(rule, Words(zh, en), **more)])


def outdated() -> Refused:
    """Somebody else saved first."""
    cure = Words("刷新页面，看看别人改了什么，再改。", "Load the page again, see what was changed, then change it.")
    return refused(
        "timetables.outdated",
        "这里刚被别人改过，您的改动没有保存。",
        "Somebody else has just changed this; yours was not saved.",
        cure=cure,
    )
