"""From a version to the register: put before the public, heard, adopted as dated events announced ahead, withdrawn before their day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.access.models import AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import Shown, require, shown
from xuezheng.layout.models import Adoption, Consultation, Hearing, LayoutPlan, LayoutVersion
from xuezheng.layout.models.adopting import events_ahead, institution_by_code
from xuezheng.layout.plan.describing import Move
from xuezheng.layout.rules.planning import begins_on, first_closing_year
from xuezheng.registers.actions import Asked, Stated, do_register, do_withdraw_event, letter_of
from xuezheng.registers.lookup import institutions_known

CHANGES = ("registers.institution.", "registers.event.withdrawn")


@dataclass(frozen=True)
class Event:
    """An event of the register that a version asks for: schools that merge into one on a day."""

    move: Move
    asked: Asked
    codes: tuple[str, ...]
    into: str


def events_of(here: Shown) -> list[Event]:
    """What adopting a version would write, in the order of days; schools that merge into the same one on a day are one event."""
    codes = here.made.sites["site_code"].to_list()
    grouped: dict[tuple[int, int], list[Move]] = {}
    for move in here.moves:
        if move.action == "merged":
            grouped.setdefault((move.year, move.into), []).append(move)
    found: list[Event] = []
    for (year, into), moves in sorted(grouped.items()):
        ending = tuple(codes[m.site] for m in moves)
        asked = Asked("merged", begins_on(year), {"codes": list(ending), "into": codes[into], "name": ""})
        found.append(Event(moves[0], asked, ending, codes[into]))
    return found


def standing_consultation(version: LayoutVersion) -> Consultation | None:
    return version.consultations.filter(withdrawn_at__isnull=True).order_by("opened_on").first()


def standing_adoption(plan: LayoutPlan) -> Adoption | None:
    return Adoption.objects.filter(version__plan=plan, withdrawn_at__isnull=True).select_related("version").first()


def heard(plan: LayoutPlan) -> dict[str, Hearing]:
    """The last hearing of each school, by its code."""
    return {h.institution.code: h for h in plan.hearings.select_related("institution").order_by("held_on", "pk")}


def check_adopt(here: Shown, today: date) -> list[Problem]:
    """All that stands in the way of adopting a version."""
    plan, version = here.plan, here.version
    events = events_of(here)
    names = dict(here.made.sites.select("site_code", "site_name").iter_rows())
    found: list[Problem] = []

    def tell(rule: str, what: Words, cure: Words | None = None, which: str = "", got: str = "") -> None:
        found.append(Problem(f"layout.adopt.{rule}", what, which=which, got=got, cure=cure))

    if adopted := standing_adoption(plan):
        tell("adopted", Words("这个方案已有采纳的版本。", "A version of this plan is adopted already."),
             Words("先撤回那一次采纳。", "Withdraw that adoption first."), got=str(adopted.version.number))  # fmt: skip
    if version.fault_count:
        tell("faults", Words("这个版本没有通过独立检验。", "This version does not pass the independent check."),
             Words("看版本页上列出的问题，改好或重新求解。", "See what its page lists; mend it or solve again."))  # fmt: skip
    if not events:
        tell(
            "nothing",
            Words("这个版本没有要写入登记册的撤并。", "This version merges no school: there is nothing to adopt."),
        )
        return found
    consultation = standing_consultation(version)
    if consultation is None or consultation.opened_on > today:
        tell("announced", Words("这个版本还没有向社会公示。", "This version has not been put before the public."),
             Words("先公示，并给出征求意见的期限。", "Publish it with a period for comments first."))  # fmt: skip
    else:
        if consultation.ends_on >= today:
            tell("period", Words("公示期还没有结束。", "The period for comments is not over."), got=consultation.ends_on.isoformat(),
                 cure=Words("期满以后再采纳。", "Adopt it when the period is over."))  # fmt: skip
        first = first_closing_year(consultation.opened_on, here.made.asked.notice_years)
        early = [e for e in events if e.asked.on.year < first]
        if early:
            tell(
                "notice", Words(f"撤并须提前{here.made.asked.notice_years:g}年公告。", f"A merger is announced {here.made.asked.notice_years:g} year(s) ahead."),
                Words(f"{first}年9月1日起才可撤并：另立方案，从那一年起。", f"The first possible day is 1 September {first}: make a plan from that year on."),
                "、".join(names[c] for e in early for c in e.codes[:3]), str(early[0].asked.on),
            )  # fmt: skip
    hearings = heard(plan)
    missing = [c for e in events for c in e.codes if c not in hearings or hearings[c].held_on > today]
    if missing:
        tell("heard", Words(f"{len(missing)} 所学校还没有听证记录。", f"{len(missing)} schools have no hearing on record."),
             Words("撤并须先听取家长、教师和村民的意见，记录在案。", "Parents, teachers and villagers are heard first, and it is recorded."),
             "、".join(names[c] for c in missing[:12]))  # fmt: skip
    return found + moved_on(here, events, today)


def moved_on(here: Shown, events: list[Event], today: date) -> list[Problem]:
    """What the register has recorded since of the schools concerned: what, by whom, when."""
    concerned = dict.fromkeys(c for e in events for c in (*e.codes, e.into))
    sites = {s["site_code"]: s for s in here.made.sites.iter_rows(named=True)}
    known = {
        k["institution_code"]: k
        for k in institutions_known(here.plan.county_code[:4] + "00", today).iter_rows(named=True)
    }
    cure = Words("按现在的登记册另立方案，重新求解。", "Make the plan anew from the register as it is now.")
    found: list[Problem] = []
    for code in concerned:
        site, now = sites[code], known.get(code)
        entry = last_change(code, here.plan)
        who = f"{entry.account_name or '—'}，{entry.at[:10]}，{entry.verb}" if entry else ""
        told: list[tuple[str, str]] = []
        if now is None or not now["is_open"]:
            told.append(("已不在登记", "is no longer open"))
        else:
            if now["closed_on"] is not None:
                told.append((f"登记于{now['closed_on']}终止", f"is registered to end on {now['closed_on']}"))
            if now["school_type"] != site["school_type"]:
                told.append(("办学类型已改", "has another type"))
            if now["town_code"] != site["town_code"]:
                told.append(("所属乡镇已改", "belongs to another township"))
            if not told and entry is not None:
                told.append(("立项以后有新的登记事项", "has had an event registered since"))
        for zh, en in told:
            name = site["site_name"]
            found.append(
                Problem("layout.adopt.moved_on", Words(f"{name}{zh}", f"{name} {en}"), which=code, got=who, cure=cure)
            )
    return found


def last_change(code: str, plan: LayoutPlan) -> AuditEntry | None:
    """The last entry of the audit chain on an event of a school since the plan was made."""
    since = plan.made_at.isoformat(timespec="milliseconds")
    entries = AuditEntry.objects.filter(at__gte=since, subject__contains=code).order_by("-number")
    return next((e for e in entries if e.verb.startswith(CHANGES)), None)


def previews(here: Shown) -> tuple[list[tuple[Words, ...]], list[Problem]]:
    """What the events would do to the register, as letters, and what refuses them; tried one on top of the other and taken back."""
    letters: list[tuple[Words, ...]] = []
    problems: list[Problem] = []
    with transaction.atomic():
        for event in events_of(here):
            try:
                letters.append(letter_of(do_register(event.asked)))
            except Refused as refused:
                problems += refused.problems
        transaction.set_rollback(True)
    return letters, problems


def do_adopt(account: Any, instance: Instance, version: LayoutVersion, reason: str, document: str = "") -> Adoption:
    """Write a version's mergers into the register as events on their days. Raises Refused, and then nothing is written."""
    plan = version.plan
    require(account, "plan.adopt", plan.county_code)
    if not reason.strip():
        what = Words("请写明采纳的理由。", "Give the reason for adopting it.")
        raise Refused([Problem("layout.adopt.reason", what)])
    here, today = shown(instance, version), timezone.localdate()
    with transaction.atomic():
        LayoutPlan.objects.select_for_update().get(pk=plan.pk)
        if found := check_adopt(here, today):
            raise Refused(found)
        stated = Stated(account, reason.strip()[:200], document.strip()[:80])
        written = [
            {"event": do_register(event.asked, stated).pk, "kind": "merged", "on": event.asked.on.isoformat(), "codes": list(event.codes), "into": event.into}
            for event in events_of(here)
        ]  # fmt: skip
        adoption = Adoption.objects.create(
            version=version, reason=reason.strip()[:200], document=document.strip()[:80], events=written, adopted_at=timezone.now(), adopted_by=account,
        )  # fmt: skip
        record(
            "layout.plan.adopted", account=account, area_code=plan.county_code, subject=f"plan {plan.pk} version {version.number}",
            reason=reason.strip()[:200], detail={"id": adoption.pk, "events": written, "answer_hash": version.answer_hash, "document": document.strip()[:80]},
        )  # fmt: skip
    return adoption


def do_withdraw(account: Any, adoption: Adoption, reason: str) -> int:
    """Take back the events of an adoption whose day has not come; gives how many. Raises Refused where none is left to take back."""
    plan = adoption.version.plan
    require(account, "plan.adopt", plan.county_code)
    if not reason.strip() or adoption.withdrawn_at is not None:
        what = Words(
            "请写明撤回的理由；已撤回的不能再撤。",
            "Give the reason; what is withdrawn already cannot be withdrawn again.",
        )
        raise Refused([Problem("layout.withdraw.reason", what)])
    today = timezone.localdate()
    coming = [e for e in adoption.events if date.fromisoformat(e["on"]) > today]
    if not coming:
        what = Words("这些事项都已生效，不能撤回。", "All of its events are in force and cannot be withdrawn.")
        cure = Words("登记相反的事项。", "Register events that undo them.")
        raise Refused([Problem("layout.withdraw.in_force", what, cure=cure)])
    with transaction.atomic():
        events = events_ahead([e["event"] for e in coming])
        for event in events:
            do_withdraw_event(event, Stated(account, reason.strip()[:200]))
        adoption.withdrawn_at, adoption.withdrawn_by, adoption.withdrawn_reason = (
            timezone.now(),
            account,
            reason.strip()[:200],
        )
        adoption.save()
        record(
            "layout.plan.withdrawn", account=account, area_code=plan.county_code, subject=f"plan {plan.pk} version {adoption.version.number}",
            reason=reason.strip()[:200], detail={"id": adoption.pk, "events": [e["event"] for e in coming], "in_force": len(adoption.events) - len(coming)},
        )  # fmt: skip
    return len(events)


def do_hear(
    account: Any,
    plan: LayoutPlan,
    code: str,
    held_on: date | None,
    summary: str,
    counts: dict[str, int],
    place: str = "",
    document: str = "",
) -> Hearing:
    """Put a hearing on record. Raises Refused where it says too little, or lies ahead."""
    require(account, "plan.make", plan.county_code)
    school, today = institution_by_code(code), timezone.localdate()
    found: list[Problem] = []
    if school is None or school.county_code != plan.county_code:
        found.append(
            Problem("layout.hearing.school", Words("本县没有这所学校。", "This county has no such school."), got=code)
        )
    if held_on is None or held_on > today:
        what = Words("听证日期须是今天或以前。", "A hearing is put on record once it was held.")
        found.append(Problem("layout.hearing.day", what, got=str(held_on or "")))
    if len(summary.strip()) < 4:
        found.append(Problem("layout.hearing.summary", Words("请写明听到的主要意见。", "Say what was heard.")))
    if counts.get("parent_count", 0) < 1 or any(not 0 <= n < 30_000 for n in counts.values()):
        what = Words("到会人数不对：至少要有家长。", "The numbers are wrong: parents at least must have been there.")
        found.append(Problem("layout.hearing.counts", what, got=str(counts)))
    if found or school is None or held_on is None:
        raise Refused(found)
    with transaction.atomic():
        made = Hearing.objects.create(
            plan=plan, institution=school, held_on=held_on, place=place[:80], summary=summary.strip()[:1000], document=document[:80], recorded_at=timezone.now(),
            recorded_by=account, **counts,
        )  # fmt: skip
        record(
            "layout.hearing.recorded", account=account, area_code=plan.county_code, subject=f"plan {plan.pk} {code}", reason=summary.strip()[:200],
            detail={"id": made.pk, "held_on": held_on.isoformat(), **counts},
        )  # fmt: skip
    return made
