"""Tiers of the network and themes of sessions. Pure."""

from collections.abc import Mapping
from typing import Final

from xuezheng.ground.words import Words

# from the top down; what stands in a tier hangs on something in a tier above
TIERS: Final[Mapping[str, Words]] = {
    "centre": Words("社区教育指导中心", "Guidance centre"),
    "college": Words("社区教育学院", "Community college"),
    "school": Words("社区教育学校", "Community school"),
    "station": Words("社区教育工作站", "Learning station"),
}
THEMES: Final[Mapping[str, Words]] = {
    "older_learners": Words("老年教育", "Older learners"),
    "skills": Words("职业技能", "Work skills"),
    "farming": Words("农业技术", "Farming"),
    "digital": Words("数字素养", "Digital skills"),
    "family": Words("家庭教育", "Family education"),
    "health": Words("健康生活", "Health"),
    "culture": Words("文化艺术", "Culture and art"),
}


def may_hang_on(tier: str, parent_tier: str | None) -> bool:
    """Whether a body of one tier may be guided by one of another (None: by nobody, as the top may)."""
    order = list(TIERS)
    if parent_tier is None:
        return tier == order[0]
    return parent_tier in order and tier in order and order.index(parent_tier) < order.index(tier)
