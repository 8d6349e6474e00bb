"""What is done on the page of inputs: files taken and taken back, rooms turned to another stage and left as they were."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest

from xuezheng.ground.codes import area_prefix
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import names_of
from xuezheng.screens.components import Column, Notice, Row, problem_notice
from xuezheng.seats.actions.converting import do_convert_rooms, do_withdraw_conversion
from xuezheng.seats.actions.intake import SHEETS
from xuezheng.seats.actions.undoing import do_undo_file, taken_files
from xuezheng.seats.models import RoomConversion, TakenFile
from xuezheng.seats.pages.where import STAGE_WORDS, Here

CONVERSIONS = (
    Column("town", Words("乡镇（街道）", "Township")), Column("school", Words("学校", "School")), Column("from", Words("原学段", "From")),
    Column("to", Words("改作", "To")), Column("rooms", Words("教室", "Rooms"), "count"), Column("year", Words("启用学年", "From school year"), "year"),
    Column("decided", Words("决定日期", "Decided on"), "date"), Column("reason", Words("理由", "Reason"), is_sortable=False),
)  # fmt: skip


def whole(request: HttpRequest, name: str) -> int:
    """A whole number of a form. Raises Refused where it is none."""
    text = request.POST.get(name, "").strip()
    if not text.lstrip("-").isdigit() or not text.isascii():
        raise Refused(
            [Problem(f"seats.form.{name}", Words("要一个整数。", "This must be a whole number."), which=name, got=text)]
        )
    return int(text)


def day(request: HttpRequest, name: str) -> date | None:
    """A day of a form; None where it is left out. Raises Refused where it is none."""
    text = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        what = Words("日期应写作2025-09-01。", "A date reads 2025-09-01.")
        raise Refused([Problem(f"seats.form.{name}", what, which=name, got=text)]) from None


def decided(request: HttpRequest, here: Here) -> tuple[Notice, ...]:
    """Undo a file, record a conversion, or withdraw one; what came of it."""
    done, asked = request.POST.get("do", ""), request.POST
    try:
        if done == "undo":
            taken = TakenFile.objects.filter(pk=whole(request, "taken")).first()
            if taken is None or taken.pk not in {one.pk for one in taken_files(request.user, here.city_code)}:
                raise Http404
            count = do_undo_file(request.user, taken)
            return (
                Notice(
                    Words("已撤回", "Taken back"),
                    Words(f"{taken.name}：{count}行", f"{taken.name}: {count} rows"),
                    tone="info",
                ),
            )
        if done == "withdraw":
            found = conversions_of(here).filter(pk=whole(request, "conversion")).first()
            if found is None:
                raise Http404
            do_withdraw_conversion(request.user, found, reason=asked.get("reason", ""))
            return (Notice(Words("已撤销转用", "Withdrawn"), "", tone="info"),)
        do_convert_rooms(
            request.user, town_code=asked.get("town_code", "").strip(), institution_code=asked.get("institution_code", "").strip(),
            from_stage=asked.get("from_stage", ""), to_stage=asked.get("to_stage", ""), room_count=whole(request, "room_count"),
            year=whole(request, "year"), on=day(request, "decided_on"), reason=asked.get("reason", ""),
        )  # fmt: skip
        what = Words("重新计算后计入预测。", "It is counted once the forecast is computed anew.")
        return (Notice(Words("已登记转用", "Recorded"), what, tone="info"),)
    except Refused as refused:
        return tuple(problem_notice(p) for p in refused.problems[:20])


def conversions_of(here: Here) -> Any:
    """Decisions of an area that stand."""
    prefix = area_prefix(here.area.code)
    found = RoomConversion.objects.filter(town__code__startswith=prefix, withdrawn_on__isnull=True)
    return found.select_related("institution", "town")


def conversion_rows(here: Here) -> list[Row]:
    names = names_of(here.city_code[:4], "town")
    return [
        {
            "town": names.get(str(one.town_id), Words(str(one.town_id), str(one.town_id))),
            "school": one.institution.code if one.institution else "", "from": STAGE_WORDS[one.from_stage], "to": STAGE_WORDS[one.to_stage],
            "rooms": one.room_count, "year": one.year, "decided": one.decided_on, "reason": one.reason,
        }
        for one in conversions_of(here)
    ]  # fmt: skip


def files_of(request: HttpRequest, here: Here) -> list[dict[str, Any]]:
    """Files that may be taken back, for the page."""
    return [
        {
            "number": one.pk,
            "title": SHEETS[one.kind].title,
            "name": one.name,
            "at": one.taken_at,
            "rows": len(one.before),
        }
        for one in taken_files(request.user, here.city_code)
    ]
