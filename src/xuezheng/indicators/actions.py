"""Setting and withdrawing targets and notes on series; each in one transaction with its audit row."""

import math
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.engine.figures import Indicator
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.indicators.models import SeriesNote, Target

FIRST_YEAR, LAST_YEAR = 2000, 2060
FACTORS = {"share": 100.0, "fen": 100.0}  # what is written in per cent or yuan


def in_unit(indicator: Indicator, written: str) -> float:
    """A number as people write it (per cent, yuan, or plain) in the unit of the indicator. Raises Refused."""
    text = written.strip().removesuffix("%").replace(",", "").replace("，", "")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Refused([_not_a_number(indicator, written)])
    if indicator.unit == "share":
        value /= FACTORS["share"]
        if not 0 <= value <= 10:
            raise Refused([_not_a_number(indicator, written)])
    elif indicator.unit == "fen":
        value = float(round(value * FACTORS["fen"]))
    return value


def do_set_target(
    account: Any,
    indicator: Indicator,
    area_code: str,
    school_year: int,
    value: float,
    *,
    is_floor: bool,
    note: str = "",
) -> Target:
    """Set a target; one for the same figure, area and year is withdrawn. Raises Refused without the right or the year."""
    _require(account, area_code)
    _check_year(school_year)
    with transaction.atomic():
        now = timezone.now()
        standing = Target.objects.select_for_update().filter(
            indicator_id=indicator.id, area_code=area_code, school_year=school_year, withdrawn_at__isnull=True
        )
        before = [one.value for one in standing]
        standing.update(withdrawn_at=now)
        made = Target.objects.create(
            indicator_id=indicator.id, area_code=area_code, school_year=school_year, value=value, is_floor=is_floor,
            note=note.strip()[:200], set_at=now, set_by=account,
        )  # fmt: skip
        record(
            "indicators.target.set", account=account, area_code=area_code, subject=indicator.id, reason=note.strip()[:200],
            detail={"id": made.pk, "school_year": school_year, "value": value, "is_floor": is_floor, "before": before},
        )  # fmt: skip
    return made


def do_withdraw_target(account: Any, target: Target) -> None:
    """Take a target back; it stays on file. Raises Refused without the right."""
    _require(account, target.area_code)
    with transaction.atomic():
        if Target.objects.filter(pk=target.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
            record(
                "indicators.target.withdrawn", account=account, area_code=target.area_code, subject=target.indicator_id,
                detail={"id": target.pk, "school_year": target.school_year, "value": target.value},
            )  # fmt: skip


def do_write_note(
    account: Any, indicator: Indicator, area_code: str, school_year: int, text: str, text_en: str = ""
) -> SeriesNote:
    """Note a break in a series. Raises Refused without the right, the year, or words."""
    _require(account, area_code)
    _check_year(school_year)
    if not text.strip():
        what = Words("请写明为什么前后不可比。", "Say why the years cannot be compared.")
        raise Refused([Problem("indicators.note", what, which=indicator.term.zh)])
    with transaction.atomic():
        made = SeriesNote.objects.create(
            indicator_id=indicator.id, area_code=area_code, school_year=school_year, text=text.strip()[:200],
            text_en=text_en.strip()[:200], written_at=timezone.now(), written_by=account,
        )  # fmt: skip
        record(
            "indicators.note.written", account=account, area_code=area_code, subject=indicator.id, reason=text.strip()[:200],
            detail={"id": made.pk, "school_year": school_year},
        )  # fmt: skip
    return made


def do_withdraw_note(account: Any, note: SeriesNote) -> None:
    """Take a note back; it stays on file. Raises Refused without the right."""
    _require(account, note.area_code)
    with transaction.atomic():
        if SeriesNote.objects.filter(pk=note.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
            record(
                "indicators.note.withdrawn", account=account, area_code=note.area_code, subject=note.indicator_id,
                detail={"id": note.pk, "school_year": note.school_year},
            )  # fmt: skip


def _require(account: Any, area_code: str) -> None:
    """`account` is None on the command line, where whoever may run it holds the whole instance."""
    if account is not None and not may(account, "target.set", Place(area_code)):
        what = Words("您没有为这个地区定目标的权限。", "You may not set targets for this area.")
        raise Refused([Problem("indicators.target.right", what, which=area_code)])


def _check_year(school_year: int) -> None:
    if not FIRST_YEAR <= school_year <= LAST_YEAR:
        what = Words("学年应在范围之内。", "The school year is out of range.")
        cure = Words(f"{FIRST_YEAR} 到 {LAST_YEAR}。", f"From {FIRST_YEAR} to {LAST_YEAR}.")
        raise Refused([Problem("indicators.target.year", what, got=str(school_year), cure=cure)])


def _not_a_number(indicator: Indicator, written: str) -> Problem:
    cures = {
        "share": Words("写百分数，如 85 或 85%，不低于 0。", "Write per cent, such as 85 or 85 %, not below 0."),
        "fen": Words("写元，如 1200。", "Write yuan, such as 1200."),
    }
    cure = cures.get(indicator.unit, Words("写数字，如 16.5。", "Write a number, such as 16.5."))
    what = Words("目标值不是这个指标的数。", "This is no value of the figure.")
    return Problem("indicators.target.value", what, which=indicator.term.zh, got=written, cure=cure)
