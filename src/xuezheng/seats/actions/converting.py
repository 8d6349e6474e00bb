"""Classrooms that are decided to serve another stage: recorded, counted by the forecast, withdrawn until they are used."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_area
from xuezheng.seats.models import RoomConversion, school_of
from xuezheng.seats.rules import CHAIN_OF_STAGES


def check_conversion(
    *, town_code: str, institution_code: str, from_stage: str, to_stage: str, room_count: int, year: int, on: date
) -> list[Problem]:
    """What is wrong with a decision before it is recorded."""
    problems: list[Problem] = []

    def tell(rule: str, zh: str, en: str, got: object, cure: Words | None = None) -> None:
        problems.append(Problem(f"seats.conversion.{rule}", Words(zh, en), which=town_code, got=str(got), cure=cure))

    if (found := find_area(town_code)) is None or found.level != "town":
        tell("town", "没有这个乡镇（9位代码）。", "There is no such township (nine digits).", town_code)
    if institution_code and school_of(institution_code) is None:
        tell("school", "没有这所学校。", "There is no such school.", institution_code)
    stages = Words("、".join(CHAIN_OF_STAGES), ", ".join(CHAIN_OF_STAGES))
    for stage in (from_stage, to_stage):
        if stage not in CHAIN_OF_STAGES:
            tell("stage", "没有这个学段。", "There is no such stage.", stage, stages)
    if from_stage == to_stage:
        tell("same", "要转到另一个学段。", "The rooms must turn to another stage.", to_stage)
    if not 1 <= room_count <= 500:
        tell("rooms", "教室数应为1到500。", "There are 1 to 500 rooms.", room_count)
    if not on.year <= year <= on.year + 20:
        tell("year", "启用学年不能早于决定之年。", "The school year must not lie before the decision.", year)
    return problems


def do_convert_rooms(
    account: Any, *, town_code: str, from_stage: str, to_stage: str, room_count: int, year: int, on: date | None = None,
    institution_code: str = "", reason: str = "",
) -> RoomConversion:  # fmt: skip
    """Record a decision, of today unless a day is given. Raises Refused where it does not hold together or the right is lacking."""
    on = on or timezone.localdate()
    asked: dict[str, Any] = {
        "town_code": town_code, "institution_code": institution_code, "from_stage": from_stage, "to_stage": to_stage,
        "room_count": room_count, "year": year, "on": on,
    }  # fmt: skip
    if problems := check_conversion(**asked):
        raise Refused(problems)
    _require(account, town_code)
    with transaction.atomic():
        made = RoomConversion.objects.create(
            town_id=town_code, institution=school_of(institution_code) if institution_code else None, from_stage=from_stage,
            to_stage=to_stage, room_count=room_count, year=year, decided_on=on, reason=reason[:200],
        )  # fmt: skip
        record(
            "seats.conversion.decided", account=account, area_code=town_code, subject=str(made.pk), reason=reason[:200],
            detail={"from": from_stage, "to": to_stage, "room_count": room_count, "year": year},
        )  # fmt: skip
    return made


def do_withdraw_conversion(account: Any, conversion: RoomConversion, on: date | None = None, reason: str = "") -> None:
    """Withdraw a decision before its school year begins. Raises Refused where it is too late or the right is lacking."""
    on = on or timezone.localdate()
    _require(account, str(conversion.town_id))
    if conversion.withdrawn_on is not None or on >= date(conversion.year, 9, 1):
        what = Words("已经撤回，或新学年已经开始。", "It is withdrawn already, or its school year has begun.")
        raise Refused([Problem("seats.conversion.late", what, which=str(conversion.town_id), got=str(on))])
    with transaction.atomic():
        conversion.withdrawn_on = max(on, conversion.decided_on)
        conversion.save(update_fields=["withdrawn_on"])
        record(
            "seats.conversion.withdrawn", account=account, area_code=str(conversion.town_id), subject=str(conversion.pk),
            reason=reason[:200],
        )  # fmt: skip


def _require(account: Any, town_code: str) -> None:
    if account is not None and not may(account, "record.edit", Place(town_code[:6])):
        what = Words("无权登记这个地区的转用。", "You may not record conversions of this area.")
        raise Refused([Problem("seats.right", what, which=town_code)])
