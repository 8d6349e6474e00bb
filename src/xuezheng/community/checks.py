"""What must hold of the frozen tables of community education before they are frozen."""

import polars as pl

from xuezheng.community.rules import THEMES, TIERS, may_hang_on
from xuezheng.community.tables import COMMUNITY_INSTITUTIONS, SESSIONS
from xuezheng.engine.offices import Check
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, at_most, frames_check, row_check, seen

NUMBER = "community_number"


def _hangs_wrongly(frames: Frames) -> pl.DataFrame:
    """Bodies that hang on one of their own tier or below, on one that is gone, or on nothing below the top."""
    bodies = frames[COMMUNITY_INSTITUTIONS.name]
    parents = bodies.select(parent_number=NUMBER, parent_tier="tier")
    allowed = pl.DataFrame(
        [(tier, parent) for tier in TIERS for parent in (None, *TIERS) if may_hang_on(tier, parent)],
        schema={"tier": pl.String, "parent_tier": pl.String},
        orient="row",
    )
    joined = bodies.join(parents, on="parent_number", how="left")
    lost = joined.filter(pl.col("parent_number").is_not_null() & pl.col("parent_tier").is_null())
    wrong = joined.join(allowed, on=["tier", "parent_tier"], how="anti", nulls_equal=True)
    county_centre = (
        (wrong["tier"] == "centre") & (wrong["parent_tier"] == "centre") & wrong["county_code"].is_not_null()
    )
    columns = [*seen(COMMUNITY_INSTITUTIONS, "tier", "parent_number"), "parent_tier"]
    return pl.concat([lost, wrong.filter(~county_centre.fill_null(False))]).unique(NUMBER).sort(NUMBER).select(columns)


CHECKS: tuple[Check, ...] = (
    frames_check(
        "community.institutions.tier", (COMMUNITY_INSTITUTIONS,), _hangs_wrongly,
        Words("社区教育机构由上一层级的在办机构指导；县级中心由市级中心指导。",
              "A body is guided by one of a tier above that is there; a county's centre by the city's."),
        cure=Words("补登或改登上级机构。", "Register the body above, or name another."),
        why=Words("四级网络按上下级数，上级挂错就断了一级。", "The network is counted by its tiers; hung wrongly, one tier breaks off."),
    ),
    row_check(
        "community.sessions.older", SESSIONS, at_most("older_participant_count", "participant_count"),
        Words("老年学习者不多于参加人数。", "Older people are no more than all who came."),
        why=Words("老年学习者比例不能超过100%。", "The share of older learners cannot be above 100 %."),
    ),
    row_check(
        "community.sessions.theme", SESSIONS, pl.col("theme").is_in(list(THEMES)),
        Words("培训主题在代码表内。", "The theme of a session is one of the list."),
        why=Words("培训按主题统计，错码的不计。", "Training is counted by theme; a wrong code is not."),
    ),
)  # fmt: skip
