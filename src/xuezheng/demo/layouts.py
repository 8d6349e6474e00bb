"""An invented layout plan of one county: options, a solved version, changes by hand, before the public, heard, commented on."""

from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from xuezheng.access.models import Account
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Refused
from xuezheng.layout.actions.adopting import do_hear, school_of, to_hear
from xuezheng.layout.actions.gathering import schools_of
from xuezheng.layout.actions.options import COLUMNS, do_take_options, options_for
from xuezheng.layout.actions.planning import do_change, do_lock, do_make_plan, shown, usual
from xuezheng.layout.actions.reading import asked_of
from xuezheng.layout.actions.sheets import heading
from xuezheng.layout.actions.solving import do_solve
from xuezheng.layout.models import Comment, Consultation, LayoutPlan, LayoutVersion, Village

SECONDS: Final = 5.0  # of solving
HEARD: Final = 3
COMMENTS: Final = (
    ("低年级的孩子不要住校，校车什么时候开？", "shown", "1—3年级都在30分钟以内走读；校车线路随采纳一并公布。"),
    ("我们村到新学校要过河，雨季路不好走，请再看看。", "shown", "已请交通部门核对，听证会上答复。"),
    ("希望保留幼儿班。", "waiting", ""),
)


def county_of(city: str) -> str:
    """The county of a city with most villages, of those whose officer may sign in first."""
    own = Account.objects.filter(username="officer").values_list("grants__area_code", flat=True).first()
    codes = list(Village.objects.filter(town__code__startswith=city[:4]).values_list("town__code", flat=True))
    counties = sorted({code[:6] for code in codes}, key=lambda c: -sum(code.startswith(c) for code in codes))
    return str(own) if own in counties else counties[0]


def options_rows(county: str, year: int, today: date) -> list[list[str]]:
    """Two schools may have more seats, one a boarding house, two small ones become teaching points; one may be built."""
    schools = (
        schools_of(county, "primary", today)
        .drop_nulls(["longitude", "latitude"])
        .sort("pupils", "code", descending=[True, False])
    )
    alone = schools.filter(~schools["teaches_more"] & (schools["school_type"] == "211"))
    full = (alone["pupils"] / alone["seats"].clip(1)).to_numpy()
    crowded = [alone["code"][k] for k in np.argsort(-full)[:2].tolist()]
    small = alone.sort("pupils", "code").head(2)["code"].to_list()
    middle = alone["code"][alone.height // 3]
    at = alone.row(0, named=True)
    rows = [["extend", "primary", code, "", "", "", "270", "", "540", "16", str(year)] for code in crowded]
    rows.append(["board", "primary", middle, "", "", "", "", "60", "210", "11", str(year + 1)])
    rows += [["point", "primary", code, "", "", "", "45", "", "8", "-14", ""] for code in small]
    place = [f"{at['longitude'] + 0.012:.5f}", f"{at['latitude'] + 0.004:.5f}"]
    rows.append(["site", "primary", "", "城南新区小学", *place, "810", "", "3800", "", str(year + 2)])
    return [[heading(key, words) for key, words, *_ in COLUMNS], *rows]


def build_layout(instance: Instance, city: str, now: datetime) -> LayoutPlan:
    """Make the plan as its people would, by the same actions."""
    today = now.date()
    officer = Account.objects.filter(username="officer").first()
    planner = Account.objects.filter(username="planner").first()
    county, year = county_of(city), today.year + 2
    do_take_options(officer, county, options_rows(county, year, today), "可选变动（演示）.xlsx", apply=True)
    asked = {
        **usual("primary", today),
        "first_year": year,
        "bands_apart": True,
        "budgets": [9e6] * 5,
        **options_for(county, "primary"),
    }
    plan = do_make_plan(officer, instance, county, "方案甲（演示）", asked_of(asked))
    version = do_solve(officer, instance, plan.versions.get(), SECONDS, 2024)
    version = changed(officer, instance, version)
    consulted(planner, version, now)
    heard(officer, instance, version, today)
    return plan


def changed(account: Account | None, instance: Instance, version: LayoutVersion) -> LayoutVersion:
    """A school that was to merge stays after all, and what merges in the first year is locked."""
    here = shown(instance, version)
    codes = here.made.sites["site_code"].to_list()
    for move in sorted((m for m in here.moves if m.action == "merged"), key=lambda m: -m.longest):
        try:
            version = do_change(account, instance, version, codes[move.site])
            break
        except Refused:
            continue
    first = [m for m in shown(instance, version).moves if m.action == "merged"][:2]
    return do_lock(account, instance, version, {codes[m.site]: "closed" for m in first}) if first else version


def consulted(account: Account | None, version: LayoutVersion, now: datetime) -> None:
    """Before the public since ten days, with what was written."""
    today = now.date()
    one = Consultation.objects.create(
        version=version, opened_on=today - timedelta(days=10), ends_on=today + timedelta(days=20), published_at=now - timedelta(days=10),
        how="县教育和体育局基教股，工作日受理；信箱设在各校门口（演示）", published_by=account,
    )  # fmt: skip
    for k, (text, state, answer) in enumerate(COMMENTS):
        Comment.objects.create(
            consultation=one, text=text, state=state, answer=answer, given_at=now - timedelta(days=8 - 2 * k)
        )


def heard(account: Account | None, instance: Instance, version: LayoutVersion, today: date) -> None:
    """The first schools' hearings."""
    here = shown(instance, version)
    for k, move in enumerate(to_hear(here)[:HEARD]):
        counts = {
            "parent_count": 31 + 4 * k,
            "teacher_count": 6,
            "villager_count": 12 + k,
            "for_count": 33 + k,
            "against_count": 8 + 2 * k,
        }
        summary = "同意的多；要求先通校车、原校舍留作活动场所" if k % 2 == 0 else "家长担心冬天路滑，要求随车有人照看"
        do_hear(
            account,
            version.plan,
            school_of(here, move),
            today - timedelta(days=6 - k),
            summary,
            counts,
            "村委会会议室",
            f"听证〔{today.year}〕{k + 1}号",
        )
