"""The day of an examination: who was absent, what broke the rules, which room was changed; noted, and taken back with a reason."""

from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.keeping import refuse, require, result
from xuezheng.exams.models import DayEvent, ExamWork
from xuezheng.exams.rules.works import EVENTS


def standing(work: ExamWork) -> Any:
    """The events that hold, in their order."""
    return DayEvent.objects.filter(work=work, undone_at=None).order_by("id")


def moved_rooms(work: ExamWork) -> dict[str, str]:
    """Rooms changed on the day: the drawn room → where it sits now."""
    return dict(standing(work).filter(kind="room").values_list("room", "to_room"))


def do_note(
    account: Any, instance: Instance, work: ExamWork, kind: str, candidate: str, to_room: str, session: str, note: str
) -> DayEvent:
    """Note an event of the day. `candidate` is a number or a ticket; of a change of rooms it is the room that is left."""
    require(account, "exam.manage", work.area_code)
    if kind not in EVENTS or work.kind != "seating" or work.state != "done":
        raise refuse("exams.event", "不能这样登记。", "This cannot be noted.", got=kind)
    seats = result(instance, work, "seats.csv")
    if kind == "room":
        found = seats.filter(pl.col("room") == candidate)
        now = moved_rooms(work)
        used = {now.get(room, room) for room in seats["room"].unique() if room != candidate}
        if found.is_empty() or not to_room or to_room in used:
            what = ("原考场须有考生，新考场须空着。", "The old room must be in use, and the new one free.")
            raise refuse("exams.event_room", *what, got=f"{candidate} → {to_room}")
        number, room = "", candidate
    else:
        found = seats.filter((pl.col("number") == candidate) | (pl.col("ticket") == candidate))
        if found.is_empty():
            raise refuse(
                "exams.event_candidate",
                "没有这个报名号或准考证号。",
                "There is no such number or ticket.",
                got=candidate,
            )
        number, room = found["number"][0], found["room"][0]
        if kind == "violation" and not note.strip():
            raise refuse("exams.event_note", "违规须写明情形。", "Say what the violation was.", which=number)
        if standing(work).filter(kind=kind, candidate=number, session=session[:40]).exists():
            raise refuse(
                "exams.event_twice",
                "这一场已经登记过了。",
                "This is noted already for the session.",
                which=number,
                got=session,
            )
    with transaction.atomic():
        made = DayEvent.objects.create(
            work=work, kind=kind, session=session[:40], candidate=number, room=room, to_room=to_room[:40] if kind == "room" else "",
            note=note.strip()[:200], noted_at=timezone.now(), noted_by=account,
        )  # fmt: skip
        record(
            "exams.day.noted", account=account, area_code=work.area_code, subject=f"seating {work.pk}", reason=note[:200],
            detail={"id": made.pk, "kind": kind, "candidate": number, "room": room, "to_room": made.to_room, "session": made.session},
        )  # fmt: skip
    return made


def do_undo_note(account: Any, work: ExamWork, pk: int, why: str) -> None:
    """Take an event back, with a reason; it stays in the history."""
    require(account, "exam.manage", work.area_code)
    event = DayEvent.objects.filter(work=work, pk=pk, undone_at=None).first()
    if event is None:
        raise refuse(
            "exams.event_gone",
            "没有这条登记，或已撤销。",
            "There is no such note, or it has been taken back.",
            got=str(pk),
        )
    if not why.strip():
        raise refuse("exams.reason", "请写明理由。", "Say why.")
    with transaction.atomic():
        event.undone_at, event.undone_by, event.undone_why = timezone.now(), account, why.strip()[:200]
        event.save()
        record(
            "exams.day.undone", account=account, area_code=work.area_code, subject=f"seating {work.pk}", reason=why.strip()[:200],
            detail={"id": event.pk, "kind": event.kind, "candidate": event.candidate, "room": event.room},
        )  # fmt: skip


def free_rooms(instance: Instance, work: ExamWork) -> list[str]:
    """Rooms of the list from which the seats were drawn in which nobody sits now: site-room."""
    path = instance.home / "exams" / str(work.pk) / "in" / "rooms.csv"
    if not path.is_file():
        return []
    table = pl.read_csv(path, infer_schema=False).fill_null("")
    if not {"site", "room"} <= set(table.columns):
        return []
    every = table.select(pl.concat_str("site", "room", separator="-")).to_series().to_list()
    now = moved_rooms(work)
    used = {now.get(room, room) for room in result(instance, work, "seats.csv")["room"].unique()}
    return [room for room in every if room not in used]


def absent_numbers(exam: Any) -> dict[str, set[str]]:
    """Who was absent, by session: as noted on the day of the newest seating."""
    found: dict[str, set[str]] = {}
    work = exam.works.filter(kind="seating", state="done").order_by("-id").first()
    if work is not None:
        for session, number in standing(work).filter(kind="absent").values_list("session", "candidate"):
            found.setdefault(session, set()).add(number)
    return found
