"""The days of a term set; an absence reported, repaired, changed by hand, taken back. One transaction and one audit row each."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.actions.days.reading import Standing, away_of, position, standing_of
from xuezheng.timetables.models import Absence, DayChange, TermDays, TermWeek
from xuezheng.timetables.plan.dated import Change
from xuezheng.timetables.plan.repair import Concerned, Days, Repair, repair, substitutes

LONGEST_TERM = 230  # days
LONGEST_ABSENCE = 230
SEEN = Words("刷新页面，看过现在的再改。", "Reload the page and look at what is there now.")


def require(account: Any, week: TermWeek) -> None:
    """Raises Refused without the right to make this school's timetable; `None` is the command line of whoever runs the instance."""
    school = week.institution
    if account is not None and not may(account, "timetable.make", Place(school.county_code, school.code)):
        what = Words("您没有为这所学校排课的权限。", "You may not make the timetable of this school.")
        raise Refused([Problem("access.right", what, which=school.code)])


def refused(rule: str, zh: str, en: str, *, which: str = "", got: str = "", cure: Words | None = None) -> Refused:
    return Refused([Problem(f"timetables.{rule}", Words(zh, en), which=which, got=got, cure=cure)])


def told(
    account: Any, week: TermWeek, verb: str, subject: str, reason: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    school = week.institution
    record(
        f"timetables.{verb}", account=account, area_code=school.county_code, subject=f"{school.code} week {week.pk} {subject}"[:120],
        reason=reason[:200], detail=dict(detail or {}),
    )  # fmt: skip


def do_set_days(
    account: Any, week: TermWeek, edition: int, first_on: date | None, last_on: date | None,
    free: Mapping[date, Words], instead: Mapping[date, tuple[int, int]],
) -> TermDays:  # fmt: skip
    """When a term begins and ends, its own days off, and what days worked instead follow. `edition` is the one that was seen, 0 for none."""
    require(account, week)
    if first_on is None or last_on is None or not 0 <= (last_on - first_on).days <= LONGEST_TERM:
        raise refused(
            "term_days", f"学期从第一天到最后一天，不超过{LONGEST_TERM}天。", f"A term has a first and a last day, {LONGEST_TERM} days at most.",
            got=f"{first_on} – {last_on}",
        )  # fmt: skip
    outside = [day for day in (*free, *instead) if not first_on <= day <= last_on]
    if outside:
        raise refused(
            "term_day_outside", "这一天不在学期里。", "This day is not within the term.", got=outside[0].isoformat()
        )
    with transaction.atomic():
        kept = TermDays.objects.select_for_update().filter(week=week).first()
        if (kept.edition if kept else 0) != edition:
            raise refused("term_days_changed", "别人刚刚改过学期安排，没有保存。", "Somebody else has just changed the term; nothing was kept.", cure=SEEN)  # fmt: skip
        values = {
            "first_on": first_on, "last_on": last_on, "edition": edition + 1,
            "free": {day.isoformat(): {"zh": why.zh, "en": why.en} for day, why in sorted(free.items())},
            "instead": {day.isoformat(): list(what) for day, what in sorted(instead.items())},
        }  # fmt: skip
        if kept is None:
            kept = TermDays.objects.create(week=week, feed_key=secrets.token_hex(8), **values)
        else:
            for name, value in values.items():
                setattr(kept, name, value)
            kept.save()
        told(
            account, week, "days.set", "days", detail={"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
        )
    return kept


def do_renew_feeds(account: Any, week: TermWeek) -> None:
    """New addresses for calendars and displays; the old ones answer no more."""
    require(account, week)
    with transaction.atomic():
        TermDays.objects.filter(week=week).update(feed_key=secrets.token_hex(8))
        told(account, week, "feeds.renewed", "feeds")


def do_report_absence(
    account: Any, week: TermWeek, kind: str, name: str, first_on: date | None, last_on: date | None, periods: Sequence[int], why: str
) -> tuple[Absence, Repair]:  # fmt: skip
    """A teacher is away or a room closed: kept, with the changes that repair its days from today on. Raises Refused."""
    require(account, week)
    now = standing_of(week)
    if now is None:
        raise refused(
            "not_published", "课表还没有发布，或没有设定学期起止。", "No timetable is published yet, or the term has no days.",
            cure=Words("先发布课表，设定学期。", "Publish a timetable and set the days of the term."),
        )  # fmt: skip
    check_absence(now, kind, name, first_on, last_on, periods, why)
    assert first_on is not None and last_on is not None
    today = timezone.localdate()
    with transaction.atomic():
        TermDays.objects.select_for_update().get(week=week)
        others = list(
            Absence.objects.filter(week=week, withdrawn_at__isnull=True, last_on__gte=first_on, first_on__lte=last_on)
        )
        if any(other.kind == kind and other.name == name for other in others):
            raise refused(
                "absence_twice", "这几天已经登记过。", "These days are reported already.", which=name, cure=SEEN
            )
        made = Absence.objects.create(
            week=week, kind=kind, name=name, first_on=first_on, last_on=last_on, periods=sorted(set(periods)), why=why.strip(),
            made_at=timezone.now(), made_by=account,
        )  # fmt: skip
        found = repaired(now, made, others, today)
        keep(account, now, made, found.changes)
        told(
            account, week, "absence.reported", f"absence {made.pk}", why,
            {"kind": kind, "first_on": first_on.isoformat(), "last_on": last_on.isoformat(), "changes": len(found.changes), "open": len(found.open)},
        )  # fmt: skip
    return made, found


def check_absence(
    now: Standing, kind: str, name: str, first_on: date | None, last_on: date | None, periods: Sequence[int], why: str
) -> None:
    school = now.table.school
    names = {"teacher": school.teachers, "room": school.rooms}.get(kind)
    if names is None or name not in names:
        raise refused(
            "absence_who", "课表里没有这位教师或这间教室。", "The timetable has no such teacher or room.", got=name
        )
    if (
        first_on is None
        or last_on is None
        or last_on < first_on
        or last_on - first_on > timedelta(days=LONGEST_ABSENCE)
    ):
        raise refused(
            "absence_days",
            "写明从哪天到哪天。",
            "Say from which day to which.",
            which=name,
            got=f"{first_on} – {last_on}",
        )
    if last_on < now.term.first_on or first_on > now.term.last_on:
        what = f"{now.term.first_on} – {now.term.last_on}"
        raise refused("absence_outside", "这几天不在学期里。", "These days are outside the term.", which=name, got=what)
    if any(not 0 <= period < len(school.periods) for period in periods):
        raise refused("absence_periods", "没有这一节。", "There is no such period.", which=name, got=str(list(periods)))
    if not why.strip():
        raise refused("absence_why", "写明事由。", "Give the reason.", which=name)


def repaired(now: Standing, absence: Absence, others: Sequence[Absence], today: date) -> Repair:
    school = now.table.school
    own = away_of([absence], school)[0]
    return repair(
        now.table, now.term, own, changes=now.changes, others=away_of(others, school), before=now.stood_in(absence.pk), from_on=today
    )  # fmt: skip


def keep(account: Any, now: Standing, absence: Absence | None, changes: Sequence[Change]) -> list[DayChange]:
    """Write changes; one that a lesson of the day already has gives way to the new one."""
    school, at = now.table.school, timezone.now()
    made: list[DayChange] = []
    for change in changes:
        lesson = school.lessons[change.lesson].id
        DayChange.objects.filter(week=now.week, on=change.on, lesson=lesson, withdrawn_at__isnull=True).update(
            withdrawn_at=at, withdrawn_by=account
        )
        made.append(
            DayChange(
                week=now.week, absence=absence, on=change.on, lesson=lesson, kind=change.kind,
                teacher=school.teachers[change.teacher] if change.teacher is not None else "",
                instead_of=school.teachers[change.instead_of] if change.instead_of is not None else "",
                to_on=change.to_on, to_slot=change.to_slot, room=school.rooms[change.room] if change.room is not None else "",
                why=change.why or (absence.why if absence else ""), made_at=at, made_by=account,
            )
        )  # fmt: skip
    try:
        return DayChange.objects.bulk_create(made)
    except IntegrityError:
        raise refused("day_changed", "别人刚刚改了同一天的课，没有保存。", "Somebody else has just changed the same day; nothing was kept.", cure=SEEN) from None  # fmt: skip


def do_withdraw_absence(account: Any, absence: Absence) -> None:
    """The teacher is there after all, the room open: its changes from today on are taken back."""
    require(account, absence.week)
    today, at = timezone.localdate(), timezone.now()
    with transaction.atomic():
        if not Absence.objects.filter(pk=absence.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=at, withdrawn_by=account
        ):
            raise refused("absence_gone", "已经撤销过。", "This was taken back already.", which=absence.name, cure=SEEN)
        back = absence.changes.filter(withdrawn_at__isnull=True, on__gte=today).update(
            withdrawn_at=at, withdrawn_by=account
        )
        told(account, absence.week, "absence.withdrawn", f"absence {absence.pk}", detail={"changes": back})


def could_take(now: Standing, absence: Absence, on: date, lesson: str) -> tuple[Concerned, int] | None:
    """For a lesson of an absence: how it stands, who could take it as things are now, and the position of who is away."""
    at = now.places.get(lesson)
    missing = position(now.table.school.teachers, absence.name) if absence.kind == "teacher" else None
    if at is None or missing is None or missing < 0:
        return None
    mine = [change for change in now.changes if not (change.on == on and change.lesson == at)]
    others = Absence.objects.filter(week=now.week, withdrawn_at__isnull=True, first_on__lte=on, last_on__gte=on)
    days = Days(now.table, now.term, mine, away_of(others, now.table.school))
    taught = next((one for one in days.held(on) if one.lesson == at), None)
    if taught is None:
        return None
    return Concerned(taught, substitutes(days, taught, missing, now.stood_in())), missing


def do_choose(account: Any, absence: Absence, on: date, lesson: str, teacher: str) -> DayChange:
    """Another colleague for a lesson of an absence, or (`teacher` empty) nobody: the lesson is cancelled. Raises Refused."""
    require(account, absence.week)
    now = standing_of(absence.week)
    could = could_take(now, absence, on, lesson) if now is not None and absence.withdrawn_at is None else None
    if now is None or could is None:
        raise refused(
            "lesson_gone", "这节课已不在课表上。", "The timetable has this lesson no more.", which=lesson, cure=SEEN
        )
    found, missing = could
    with transaction.atomic():
        if not teacher:
            change = Change(on, found.taught.lesson, "cancelled")
        else:
            at = position(now.table.school.teachers, teacher)
            if at is None or at not in {one.teacher for one in found.substitutes}:
                raise refused("substitute_busy", "这位教师那时没有空，或不教这门课。", "This teacher is not free then, or does not teach the subject.", which=lesson, got=teacher)  # fmt: skip
            change = Change(on, found.taught.lesson, "substitute", at, missing)
        made = keep(account, now, absence, [change])[0]
        told(
            account,
            absence.week,
            "substitute.chosen",
            f"absence {absence.pk} {on} {lesson}",
            detail={"kind": change.kind},
        )
    return made


def do_take_back(account: Any, change: DayChange) -> None:
    """One change taken back: the lesson is held as the timetable says."""
    require(account, change.week)
    with transaction.atomic():
        if not DayChange.objects.filter(pk=change.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=timezone.now(), withdrawn_by=account
        ):
            raise refused("change_gone", "已经撤销过。", "This was taken back already.", which=change.lesson, cure=SEEN)
        told(account, change.week, "change.withdrawn", f"{change.on} {change.lesson}")
