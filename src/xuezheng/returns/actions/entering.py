"""Filling in: what the school is asked, written into the register; counts of classes; reasons for warnings."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.actions import check_report_conditions, do_count_class, do_report_conditions
from xuezheng.registers.lookup import class_counts
from xuezheng.returns.actions.collecting import do_look_over_school
from xuezheng.returns.forms import Form, forms_of
from xuezheng.returns.models import Collection, Explanation, Objection, Part
from xuezheng.returns.rules import OPEN, REASON_LENGTH, lock

Value = float | int | bool | str | None


def above(part: Part) -> tuple[Part, Part]:
    """The part of the county and of the city that a part belongs to."""
    parts = {(p.level, p.code): p for p in part.collection.parts.filter(level__in=("county", "city"))}
    city = next(p for (level, _), p in parts.items() if level == "city")
    return parts.get(("county", part.county_code), city), city


def locked(part: Part) -> Words | None:
    """Why a school's return may not be written to; None where it may."""
    county, city = above(part)
    return lock(part.state, county.state, city.state)


def refuse_locked(part: Part) -> None:
    if words := locked(part):
        raise Refused([Problem("return.locked", words, which=f"{part.code} {part.name}")])


def asked_columns(part: Part) -> dict[str, Form]:
    """The columns a school is asked for, and the form each is asked in."""
    return {asked.column: form for form in forms_of(frozenset(part.stages.split())) for _, _, asked in form.asked}


def check_enter(part: Part, values: Mapping[str, Value]) -> list[Problem]:
    """What is wrong with values to be filled in, by column."""
    asked = asked_columns(part)
    what = Words("本校的表里没有这一项。", "The school's forms do not ask this.")
    strange = [Problem("return.not_asked", what, which=part.code, where=name) for name in values if name not in asked]
    return strange or check_report_conditions(part.code, values)


def do_enter(instance: Instance, part: Part, values: Mapping[str, Value], *, account: Any = None) -> dict[str, Any]:
    """Write what a school fills in, then look its return over; gives what changed. Raises Refused where locked or wrong.

    Both in one transaction that holds the school's row: fields kept at the same moment, each by itself, follow each other, so
    that the counts of the last one to be kept are those of all of them.
    """
    refuse_locked(part)
    if problems := check_enter(part, values):
        raise Refused(problems)
    with transaction.atomic():
        changed = do_report_conditions(part.code, part.collection.school_year, values, account=account)
        if changed:
            do_look_over_school(instance, part)
    return changed


def do_count(
    instance: Instance, part: Part, class_id: int, values: Mapping[str, Value], *, account: Any = None
) -> dict[str, Any]:
    """Correct the counts of one of the school's classes of the year."""
    refuse_locked(part)
    if class_id not in {one["id"] for one in class_counts(part.code, part.collection.school_year)}:
        what = Words("这个班不在本校本学年。", "The class is not one of the school in this year.")
        raise Refused([Problem("return.class_unknown", what, which=part.code, got=str(class_id))])
    with transaction.atomic():
        changed = do_count_class(class_id, values, account=account)
        if changed:
            do_look_over_school(instance, part)
    return changed


def do_explain(part: Part, rule: str, reason: str, *, account: Any = None) -> None:
    """State why a warning may stand. An error cannot be explained away."""
    refuse_locked(part)
    which, reason = f"{part.code} {rule}", reason.strip()
    objection = Objection.objects.filter(part=part, rule=rule).first()
    if objection is None:
        raise Refused(
            [Problem("return.no_objection", Words("没有这一条提示。", "There is no such warning."), which=which)]
        )
    if objection.severity == "error":
        what = Words("错误要改，不能用说明代替。", "An error must be mended; no reason stands in for that.")
        raise Refused([Problem("return.error_stays", what, which=which)])
    if len(reason) < REASON_LENGTH:
        what = Words(f"原因至少写{REASON_LENGTH}个字。", f"A reason has at least {REASON_LENGTH} characters.")
        raise Refused([Problem("return.reason_short", what, which=which, got=reason)])
    with transaction.atomic():
        Explanation.objects.update_or_create(
            part=part, rule=rule,
            defaults={"rows_hash": objection.rows_hash, "reason": reason[:200], "at": timezone.now(), "by": account},
        )  # fmt: skip
        record(
            "returns.warning.explained", account=account, area_code=part.county_code, subject=which[:120],
            reason=reason[:200], detail={"rows_hash": objection.rows_hash},
        )  # fmt: skip
        _count_unexplained(part)


def _count_unexplained(part: Part) -> None:
    reasons = dict(Explanation.objects.filter(part=part).values_list("rule", "rows_hash"))
    warnings = Objection.objects.filter(part=part).exclude(severity="error")
    part.unexplained_count = sum(reasons.get(one.rule) != one.rows_hash for one in warnings)
    part.save(update_fields=["unexplained_count"])


def is_open(collection: Collection) -> bool:
    return collection.parts.filter(level="city", state=OPEN).exists()
