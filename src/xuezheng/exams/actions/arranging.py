"""Lists that are computed: candidates to their nearest sites, seats sent down to junior schools. Each a draft to be taken."""

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.drawing import school_places
from xuezheng.exams.actions.gathering import lacking
from xuezheng.exams.actions.keeping import held_rows, refuse, require
from xuezheng.exams.actions.lists import keep
from xuezheng.exams.models import Exam, ExamList
from xuezheng.exams.plan.listing import difference
from xuezheng.exams.plan.quotas import QuotaPlan, allotted, totals
from xuezheng.exams.rules.lists import LISTS
from xuezheng.registers.lookup import institutions_as_of


def needed(instance: Instance, exam: Exam, *kinds: str) -> tuple[pl.DataFrame, ...]:
    """The lists as they hold. Raises Refused, naming the first that is empty."""
    found = tuple(held_rows(instance, exam, kind) for kind in kinds)
    for kind, rows in zip(kinds, found, strict=True):
        if rows.is_empty():
            raise lacking(LISTS[kind].title)
    return found


def do_site(account: Any, instance: Instance, exam: Exam, day: date, most_share: float, mixing_km: float) -> ExamList:
    """Send every candidate to a site near the school; what came of it stands in the draft's `told`."""
    from xuezheng.exams.plan.siting import sited

    require(account, "exam.manage", exam.area_code)
    if not 0.1 <= most_share <= 1 or not 0 <= mixing_km <= 100:
        raise refuse(
            "exams.siting_settings",
            "本校比例须在10%至100%，混编公里须在0至100。",
            "The share is 10 % to 100 %, kilometres 0 to 100.",
            got=f"{most_share} {mixing_km}",
        )
    people, rooms = needed(instance, exam, "candidates", "rooms")
    plan = sited(people, rooms, school_places(exam.area_code, day), most_share, mixing_km)
    told = difference("candidates", people, plan.candidates).told
    draft = keep(
        account, instance, exam, "candidates", plan.candidates, "computed", findings=list(plan.findings), told=told
    )
    draft.told = {
        **told, "km": round(plan.mean_km, 2), "gap": round(plan.gap, 4), "flows": plan.flows.to_dicts(),
        "sites": plan.sites.with_columns(pl.col("largest_share").fill_null(0.0).round(3)).to_dicts(),
    }  # fmt: skip
    draft.save(update_fields=["told"])
    return draft


def receiving(instance: Instance, exam: Exam) -> dict[str, int]:
    """Receiving schools with an open programme, and their seats."""
    programmes = held_rows(instance, exam, "programmes")
    return dict(totals(programmes)) if not programmes.is_empty() else {}


def with_quotas(instance: Instance, exam: Exam) -> list[str]:
    """Receiving schools that send seats down by now."""
    programmes = held_rows(instance, exam, "programmes")
    if programmes.is_empty():
        return []
    return programmes.filter(pl.col("for_school") != "")["school"].unique().sort().to_list()


def do_send_down(
    account: Any, instance: Instance, exam: Exam, day: date, schools: list[str], percent: int, tilt_percent: int
) -> tuple[ExamList, QuotaPlan]:
    """Send seats down to junior schools, rural ones favoured by the tilt (100: not at all)."""
    require(account, "exam.manage", exam.area_code)
    if not 0 < percent <= 100 or not 100 <= tilt_percent <= 300 or not schools:
        raise refuse(
            "exams.quota_settings",
            "请选择学校；比例1至100%，农村倾斜100%至300%。",
            "Choose schools; the share is 1 to 100 %, the tilt 100 % to 300 %.",
            got=f"{percent} {tilt_percent} {len(schools)}",
        )
    programmes, people = needed(instance, exam, "programmes", "candidates")
    rural = set(
        institutions_as_of(day, exam.area_code).filter(pl.col("area_group") == "rural")["institution_code"].to_list()
    )
    rural_names = set(people.filter(pl.col("school_code").is_in(list(rural)))["school"])
    plan = allotted(programmes, people, schools, Fraction(percent, 100), rural_names, Fraction(tilt_percent, 100))
    told = difference("programmes", programmes, plan.programmes).told
    return keep(account, instance, exam, "programmes", plan.programmes, "computed", told=told), plan
