"""What must hold of the frozen tables of alliances before they are frozen."""

import polars as pl

from xuezheng.alliances.tables import ALLIANCES, MEMBERS, PARTNERSHIPS
from xuezheng.engine.offices import Check
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, frames_check, row_check, seen
from xuezheng.registers.tables import INSTITUTIONS

CODE = "institution_code"
TAUGHT = {  # what a partnership or alliance is about → what its institutions must teach
    "kindergarten_alliance": ("has_preschool",),
    "community": ("has_primary", "has_junior"),
    "university_kindergarten": ("has_preschool",),
    "shared_curriculum": ("has_senior",),
    "paired_vocational": ("has_vocational", "has_higher_vocational"),
}


def teaches() -> pl.Expr:
    """Whether an institution teaches what the kind of its row is about; kinds that ask for nothing pass."""
    holds = pl.lit(True)
    for kind, flags in TAUGHT.items():
        holds = pl.when(pl.col("kind") == kind).then(pl.any_horizontal(flags)).otherwise(holds)
    return holds


def _member_twice(frames: Frames) -> pl.DataFrame:
    members = frames[MEMBERS.name].filter(pl.col(CODE).is_not_null())
    return members.filter(pl.len().over("alliance_number", CODE) > 1).select(seen(MEMBERS, "kind"))


def _member_unfit(frames: Frames) -> pl.DataFrame:
    members = frames[MEMBERS.name].join(frames[INSTITUTIONS.name], on=CODE, suffix="_open")
    return members.filter(~teaches()).select(*seen(MEMBERS, "kind"), "school_type")


def _partner_unfit(frames: Frames) -> pl.DataFrame:
    partners = frames[PARTNERSHIPS.name].join(frames[INSTITUTIONS.name], on=CODE, suffix="_open")
    return partners.filter(~teaches()).select(*seen(PARTNERSHIPS, "kind"), "school_type")


CHECKS: tuple[Check, ...] = (
    frames_check(
        "alliances.members.once", (MEMBERS,), _member_twice,
        Words("一所学校在一个联盟中只出现一次。", "A school is in an alliance once."),
        why=Words("登两次，联盟覆盖的学校数就多一所。", "Entered twice, the alliance covers a school too many."),
    ),
    frames_check(
        "alliances.members.teach", (MEMBERS, INSTITUTIONS), _member_unfit,
        Words("幼儿园联盟的成员是幼儿园，共同体的成员办义务教育。",
              "Members of kindergarten alliances teach children before school, those of communities compulsory grades."),
        why=Words("幼儿园与义务教育学校分开统计覆盖率，放错的学校算进另一类。", "Kindergartens and compulsory schools are covered by rates of their own; a misplaced one counts with the other."),
    ),
    frames_check(
        "alliances.partnerships.teach", (PARTNERSHIPS, INSTITUTIONS), _partner_unfit,
        Words("合作的学校办有合作所涉的学段。", "An institution teaches what its partnership is about."),
        why=Words("结对的学段学校不办，合作就落不了地。", "A partnership about a stage the school does not teach cannot come about."),
    ),
    row_check(
        "alliances.alliances.lead", ALLIANCES, pl.col(CODE).is_not_null(),
        Words("联盟有本市在办的牵头校。", "An alliance has a lead that is open and of the city."), warns=True,
        cure=Words("牵头校停办的，另定牵头校或终止联盟。", "Where the lead has closed, name another or end the alliance."),
        why=Words("没有牵头校的联盟只有名单，没有人负责。", "An alliance without a lead is a list nobody answers for."),
    ),
)  # fmt: skip
