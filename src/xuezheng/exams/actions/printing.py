"""Sheets in print: door lists, tickets, seat slips, room packs, statistics; duties; a school's own tickets. Each on record."""

from typing import Any

import polars as pl

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.day import moved_rooms, standing
from xuezheng.exams.actions.gathering import sessions
from xuezheng.exams.actions.keeping import folder_of, held_rows, latest_work, require, result
from xuezheng.exams.actions.outcomes import own_pupils
from xuezheng.exams.models import Exam, ExamWork
from xuezheng.exams.plan import works
from xuezheng.ground.packages import node_modules


def about_of(instance: Instance, work: ExamWork, english: bool) -> Any:
    """What stands on a work's sheets (plan.printing.About)."""
    from xuezheng.exams.plan.printing import About

    foot = f"{work.title} · {work.roster_hash[:16]} · {work.seed}" + (
        " · 演示数据 DEMO" if instance.is_synthetic else ""
    )
    exam = work.exam
    if exam is None:
        return About(work.title, foot, english)
    rooms = held_rows(instance, exam, "rooms")
    names = dict(rooms.select("site", "site_name").unique("site").iter_rows()) if not rooms.is_empty() else {}
    timetable = [(s.paper, s.on, s.hours) for s in sessions(instance, exam)]
    return About(exam.title, foot, english, timetable, names)


def absent_of(work: ExamWork, numbers: pl.Series) -> dict[str, list[str]]:
    """Who was absent of these candidates, by session."""
    known, found = set(numbers), dict[str, list[str]]()
    for session, number in standing(work).filter(kind="absent").values_list("session", "candidate"):
        if number in known:
            found.setdefault(session, []).append(number)
    return found


def do_print(
    account: Any, instance: Instance, work: ExamWork, sheet: str, site: str, english: bool, reason: str = ""
) -> bytes | None:
    """The sheets of a site as PDF, rooms changed on the day at their new place; None where the site has no seats or duties."""
    require(account, "exam.manage", work.area_code)
    table = result(instance, work, "duties.csv" if work.kind == "duties" else "seats.csv")
    if table.is_empty() or (table := table.filter(pl.col("site").fill_null("") == site)).is_empty():
        return None
    about = about_of(instance, work, english)
    if work.kind == "duties":
        from xuezheng.exams.plan.duty_sheets import printed

        made = printed(table, sheet, about, node_modules())
    else:
        out = folder_of(instance, work) / "out"
        made = works.sheets(
            out, table, moved_rooms(work), sheet, about, node_modules(), absent_of(work, table["number"])
        )
    record(
        "exams.sheets.printed", account=account, area_code=work.area_code, subject=f"{work.kind} {work.pk}", reason=reason,
        detail={"sheet": sheet, "site": site},
    )  # fmt: skip
    return made


def do_print_own(
    account: Any, instance: Instance, exam: Exam, school_code: str, english: bool, reason: str
) -> bytes | None:
    """The tickets of a school's own candidates, by class and number; None before the seats are drawn."""
    require(account, "exam.school", exam.area_code, school_code)
    work = latest_work(exam, "seating")
    people = own_pupils(instance, exam, school_code)
    if work is None or people.is_empty():
        return None
    order = (
        people.select("number", "class")
        .with_columns(at=pl.col("class").cast(pl.Int64, strict=False))
        .sort("at", "class", "number", nulls_last=True)
    )
    seats = order.select("number").join(
        result(instance, work, "seats.csv"), on="number", how="inner", maintain_order="left"
    )
    if seats.is_empty():
        return None
    made = works.sheets(
        folder_of(instance, work) / "out",
        seats,
        moved_rooms(work),
        "own",
        about_of(instance, work, english),
        node_modules(),
    )
    record(
        "exams.tickets.printed", account=account, area_code=exam.area_code, subject=f"exam {exam.pk} {school_code}", reason=reason,
        detail={"tickets": seats.height},
    )  # fmt: skip
    return made
