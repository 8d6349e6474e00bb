"""The days of a term, who is away, what is different on a day, who stands in."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.screens import language, numbers
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, Link, Notice, Row, Table, problem_notice
from xuezheng.timetables.actions.days.reading import Standing, standing_of
from xuezheng.timetables.actions.days.writing import (
    could_take,
    do_choose,
    do_renew_feeds,
    do_report_absence,
    do_set_days,
    do_take_back,
    do_withdraw_absence,
)
from xuezheng.timetables.actions.sheets import CHANGE_WORDS, Change
from xuezheng.timetables.models import Absence, DayChange, TermDays, TermWeek
from xuezheng.timetables.pages.sheets import can_make, week_of
from xuezheng.timetables.pages.where import crumbs_of, own_school

TITLE = Words("校历与调课", "Days of the term, and changes")
WEEKDAYS = (
    Words("周一", "Monday"), Words("周二", "Tuesday"), Words("周三", "Wednesday"), Words("周四", "Thursday"), Words("周五", "Friday"),
    Words("周六", "Saturday"), Words("周日", "Sunday"),
)  # fmt: skip
CHANGES = (
    Column("on", Words("日期", "Day"), is_sortable=False), Column("period", Words("节次", "Period"), is_sortable=False),
    Column("lesson", Words("课", "Lesson"), is_sortable=False), Column("usual", Words("原定", "As usual"), is_sortable=False),
    Column("what", Words("改为", "Now"), is_sortable=False), Column("why", Words("事由", "Why"), is_sortable=False),
)  # fmt: skip
ABSENCES = (
    Column("name", Words("教师或教室", "Teacher or room"), is_sortable=False), Column("days", Words("日期", "Days"), is_sortable=False),
    Column("why", Words("事由", "Why"), is_sortable=False), Column("changes", Words("改了几节", "Lessons changed"), "count", is_sortable=False),
    Column("state", Words("状态", "State"), is_sortable=False),
)  # fmt: skip
SHOWN_DAYS = 14


@signed_in("timetable.view")
def days(request: HttpRequest, pk: int) -> HttpResponse:
    """The changes of today and the days to come; the forms to set the term and to report an absence."""
    week, school = week_of(request, pk)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_make(request, week):
            raise PermissionDenied
        try:
            return HttpResponseRedirect(acted(request, week))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:12])
    today, now = today_of(request), standing_of(week)
    page = page_for(
        request, TITLE, notices=notices + standing_notices(now, today), lead=lead_of(now, today),
        crumbs=crumbs_of(school, Link(Words("课表", "Sheets"), reverse("timetables-sheets", args=[week.pk])), Link(TITLE), is_area_seen=not own_school(request)),
    )  # fmt: skip
    kept = TermDays.objects.filter(week=week).first()
    return render(request, "timetables/days.html", {
        "page": page, "week": week, "can_make": can_make(request, week), "kept": kept, "now": now, "posted": request.POST, "today": today.isoformat(),
        "changes": changes_table(now, today) if now else None, "absences": absences_table(week), "weekdays": list(enumerate(WEEKDAYS)),
        "cycle": range(now.term.cycle) if now else range(1), "free_text": free_text(kept), "instead_text": instead_text(kept),
        "teachers": now.table.school.teachers if now else (), "rooms": now.table.school.rooms if now else (),
        "periods": list(enumerate(now.table.school.periods)) if now else [], "chosen_periods": [int(p) for p in request.POST.getlist("periods") if p.isdecimal()],
    })  # fmt: skip


def lead_of(now: Standing | None, today: date) -> Words:
    if now is None:
        return Words("设定学期起止，发布课表以后，在这里登记请假、换教室和补课日。", "Set the term and publish a timetable; absences, closed rooms and days worked instead are kept here.")  # fmt: skip
    count = sum(change.on == today or change.to_on == today for change in now.changes)
    if not now.term.first_on <= today <= now.term.last_on:
        return Words("今天不在学期内。", "Today is not within the term.")
    held = len(now.held(today))
    return Words(f"今天是第{now.term.week(today)}周，{held}节课，{count}处变动。", f"Today, in week {now.term.week(today)}: {held} lessons, {count} of them different.")  # fmt: skip


def standing_notices(now: Standing | None, today: date) -> tuple[Notice, ...]:
    """Days nobody has spoken for, and changes that no longer apply."""
    if now is None:
        return ()
    spoken, found = language.current(), []
    unsaid = [day for day in now.term.unsaid() if day >= today]
    if unsaid:
        told = "、".join(numbers.date(day, spoken) for day in unsaid)
        found.append(
            Notice(
                Words("补课日还没有指定上哪天的课", "Days worked instead: whose lessons they have is not said"),
                told,
                tone="must",
            )
        )
    if now.stale:
        names = "、".join(sorted({row.lesson for row in now.stale if row.on >= today}))
        if names:
            found.append(Notice(Words("新课表里已没有这些课，原来的变动不再适用", "Changes of lessons that the new timetable has no more"), names, tone="doubt"))  # fmt: skip
    return tuple(found)


def acted(request: HttpRequest, week: TermWeek) -> str:
    """Do what the form asks, and the page to go to. Raises Refused."""
    form, do, here = request.POST, request.POST.get("do", ""), reverse("timetables-days", args=[week.pk])
    if do == "days":
        edition = int(form["edition"]) if form.get("edition", "").isdecimal() else -1
        do_set_days(request.user, week, edition, day_of(form.get("first_on", "")), day_of(form.get("last_on", "")), free_of(form.get("free", "")), instead_of(form.get("instead", "")))  # fmt: skip
    elif do == "absence":
        kind, _, name = form.get("who", "").partition(":")
        periods = [int(one) for one in form.getlist("periods") if one.isdecimal()]
        first = day_of(form.get("first_on", ""))
        made, _ = do_report_absence(
            request.user,
            week,
            kind,
            name,
            first,
            day_of(form.get("last_on", "")) or first,
            periods,
            form.get("why", ""),
        )
        return reverse("timetables-absence", args=[week.pk, made.pk])
    elif do == "back":
        change = (
            DayChange.objects.filter(week=week, pk=int(form["change"])).first()
            if form.get("change", "").isdecimal()
            else None
        )
        if change is None:
            raise Http404
        do_take_back(request.user, change)
    elif do == "feeds":
        do_renew_feeds(request.user, week)
    else:
        raise Refused([Problem("timetables.do", Words("没有这个操作。", "There is no such action."), got=do)])
    return here


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        what = Words("日期写作 2026-09-01。", "A day reads 2026-09-01.")
        raise Refused([Problem("timetables.day", what, got=text[:40])]) from None


def free_of(text: str) -> dict[date, Words]:
    """A day off a line: `2026-10-16 运动会`."""
    found: dict[date, Words] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        day, _, why = line.partition(" ")
        on, why = day_of(day), why.strip()[:40] or "放假"
        if on is not None:
            found[on] = Words(why, why)
    return found


def instead_of(text: str) -> dict[date, tuple[int, int]]:
    """A day a line, the weekday and, in a cycle, the week: `2026-10-10 周五 双周`, `2026-10-10 5 2`."""
    found: dict[date, tuple[int, int]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        day, *more = line.split()
        on = day_of(day)
        weekday = weekday_of(more[0]) if more else None
        week = {"单周": 1, "双周": 2}.get(more[1], int(more[1]) if more[1].isdecimal() else 0) if len(more) > 1 else 1
        if on is None or weekday is None or not 1 <= week <= 9:
            what = Words(
                "每行写日期、上周几的课，有单双周的写单周或双周。",
                "A line has the day, the weekday whose lessons it has, and the week of the cycle.",
            )
            cure = Words("如 2026-10-10 周五 双周", "like 2026-10-10 5 2")
            raise Refused([Problem("timetables.instead", what, got=line[:40], cure=cure)])
        found[on] = (weekday, week - 1)
    return found


def weekday_of(told: str) -> int | None:
    for at, words in enumerate(WEEKDAYS):
        if told in (words.zh, words.en, words.zh.replace("周", "星期"), str(at + 1)):
            return at
    return None


def free_text(kept: TermDays | None) -> str:
    return "\n".join(f"{day} {why['zh']}" for day, why in kept.free.items()) if kept else ""


def instead_text(kept: TermDays | None) -> str:
    told = kept.instead.items() if kept else ()
    return "\n".join(f"{day} {WEEKDAYS[weekday].zh} {week + 1}" for day, (weekday, week) in told)


def changes_table(now: Standing, today: date) -> Table | None:
    """What is different from today on, for two weeks."""
    read = [
        (row, change)
        for row, change in now.read
        if change is not None and today <= row.on < today + timedelta(days=SHOWN_DAYS)
    ]
    rows = [
        change_row(now, row, change)
        for row, change in sorted(read, key=lambda one: (one[0].on, now.table.period(one[1].lesson)))
    ]
    return Table(CHANGES, tuple(rows), is_tight=True) if rows else None


def change_row(now: Standing, row: DayChange, change: Change) -> Row:
    spoken, school = language.current(), now.table.school
    lesson = school.lessons[change.lesson]
    room = now.table.rooms[change.lesson]
    usual = "、".join(school.teachers[t] for t in lesson.teachers) + (f" {school.rooms[room]}" if room >= 0 else "")
    label = lesson.label or "、".join(school.groups[g] for g in lesson.groups)
    href = reverse("timetables-absence", args=[now.week.pk, row.absence_id]) if row.absence_id else ""
    return {
        "on": numbers.date(row.on, spoken), "period": school.periods[now.table.period(change.lesson)],
        "lesson": Cell(f"{school.subjects[lesson.subject]} {label}", href=href), "usual": usual, "what": what_of(now, change).in_(spoken), "why": row.why,
    }  # fmt: skip


def what_of(now: Standing, change: Change) -> Words:
    school, word = now.table.school, CHANGE_WORDS[change.kind]
    if change.kind == "substitute" and change.teacher is not None:
        return Words(f"{school.teachers[change.teacher]}代课", f"{school.teachers[change.teacher]} stands in")
    if change.kind == "room" and change.room is not None:
        return Words(f"在{school.rooms[change.room]}", f"in {school.rooms[change.room]}")
    if change.kind == "moved" and change.to_on is not None and change.to_slot is not None:
        period = school.periods[change.to_slot % len(school.periods)]
        return Words(
            f"调到{numbers.date(change.to_on, 'zh-hans')} {period}",
            f"moved to {numbers.date(change.to_on, 'en')}, {period}",
        )
    return word


def absences_table(week: TermWeek) -> Table | None:
    spoken, rows = language.current(), []
    for one in Absence.objects.filter(week=week).order_by("-first_on", "-pk")[:60]:
        days_told = numbers.date(one.first_on, spoken) + (
            "" if one.last_on == one.first_on else f" — {numbers.date(one.last_on, spoken)}"
        )
        rows.append({
            "name": Cell(one.name, href=reverse("timetables-absence", args=[week.pk, one.pk])), "days": days_told, "why": one.why,
            "changes": one.changes.filter(withdrawn_at__isnull=True).count(),
            "state": Words("已撤销", "taken back") if one.withdrawn_at else Words("有效", "holds"),
        })  # fmt: skip
    return Table(ABSENCES, tuple(rows), is_tight=True) if rows else None


@signed_in("timetable.view")
def absence(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One absence: each lesson it concerns, who takes it, who else could; POST chooses another, or takes the absence back."""
    week, school = week_of(request, pk)
    one = Absence.objects.filter(week=week, pk=number).select_related("week__institution", "made_by").first()
    if one is None:
        raise Http404
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not can_make(request, week):
            raise PermissionDenied
        try:
            if request.POST.get("do") == "withdraw":
                do_withdraw_absence(request.user, one)
            else:
                on = day_of(request.POST.get("on", ""))
                if on is None:
                    raise Http404
                do_choose(request.user, one, on, request.POST.get("lesson", ""), request.POST.get("teacher", ""))
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:12])
    now = standing_of(week)
    concerned = lessons_of(now, one, can_make(request, week)) if now else []
    spoken = language.current()
    title = Words(
        f"{one.name}：{'请假' if one.kind == 'teacher' else '停用'}",
        f"{one.name}: {'away' if one.kind == 'teacher' else 'closed'}",
    )
    page = page_for(
        request, title, notices=notices, aside=" — ".join(dict.fromkeys(numbers.date(day, spoken) for day in (one.first_on, one.last_on))),
        crumbs=crumbs_of(school, Link(TITLE, reverse("timetables-days", args=[week.pk])), Link(one.name), is_area_seen=not own_school(request)),
    )  # fmt: skip
    return render(request, "timetables/absence.html", {
        "page": page, "one": one, "concerned": concerned, "open": [c for c in concerned if not c["what"]], "can_make": can_make(request, week) and one.withdrawn_at is None,
        "days": reverse("timetables-days", args=[week.pk]), "who": one.made_by.display_name or one.made_by.username if one.made_by else "",
    })  # fmt: skip


def lessons_of(now: Standing, one: Absence, with_options: bool) -> list[dict[str, Any]]:
    """The lessons of an absence in order: what became of each, and who could take it."""
    spoken, school = language.current(), now.table.school
    mine = {(row.on, row.lesson): (row, change) for row, change in now.read if change is not None}
    names = school.teachers if one.kind == "teacher" else school.rooms
    at = names.index(one.name) if one.name in names else -1
    found: list[dict[str, Any]] = []
    day = max(one.first_on, now.term.first_on)
    while day <= min(one.last_on, now.term.last_on) and len(found) < 120:
        followed = now.term.taught(day)
        for place, lesson in enumerate(school.lessons):
            is_his = at in lesson.teachers if one.kind == "teacher" else now.table.rooms[place] == at
            if (
                followed is None
                or not is_his
                or now.table.starts[place] < 0
                or now.table.day(place) != followed[0]
                or not lesson.weeks >> followed[1] & 1
            ):
                continue
            periods = set(range(now.table.period(place), now.table.period(place) + lesson.duration))
            if one.periods and periods.isdisjoint(one.periods):
                continue
            row, change = mine.get((day, lesson.id), (None, None))
            could = could_take(now, one, day, lesson.id) if with_options and one.withdrawn_at is None else None
            found.append({
                "on": numbers.date(day, spoken), "iso": day.isoformat(), "period": school.periods[now.table.period(place)], "id": lesson.id, "order": now.table.period(place),
                "lesson": f"{school.subjects[lesson.subject]} {lesson.label or '、'.join(school.groups[g] for g in lesson.groups)}",
                "what": what_of(now, change).in_(spoken) if change else "", "chosen": change.teacher if change else None, "row": row,
                "options": [(school.teachers[s.teacher], s.teacher, s.that_day, s.that_week, s.before) for s in could[0].substitutes[:8]] if could else [],
            })  # fmt: skip
        day += timedelta(days=1)
    return sorted(found, key=lambda told: (told["iso"], told["order"]))
