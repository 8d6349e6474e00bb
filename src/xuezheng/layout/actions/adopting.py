"""From a version to the register: put before the public, heard, adopted as dated events announced ahead, withdrawn before their day."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.access.models import AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.actions.eventing import Event, code_problems_of, events_of
from xuezheng.layout.actions.planning import Shown, require, shown
from xuezheng.layout.models import Adoption, Consultation, Hearing, LayoutPlan, LayoutVersion
from xuezheng.layout.models.adopting import events_ahead, institution_by_code
from xuezheng.layout.models.villages import seats_of_rooms
from xuezheng.layout.plan.describing import LEAVING, Move, load_of
from xuezheng.layout.rules.planning import first_closing_year, institution_code, stages_of
from xuezheng.registers.actions import Stated, do_register, do_withdraw_event, letter_of
from xuezheng.registers.lookup import institutions_known

CHANGES = ("registers.institution.", "registers.event.withdrawn")


def standing_consultation(version: LayoutVersion) -> Consultation | None:
    return version.consultations.filter(withdrawn_at__isnull=True).order_by("opened_on").first()


def standing_adoption(plan: LayoutPlan) -> Adoption | None:
    return Adoption.objects.filter(version__plan=plan, withdrawn_at__isnull=True).select_related("version").first()


def heard(plan: LayoutPlan) -> dict[str, Hearing]:
    """The last hearing of each school, by its code."""
    return {h.institution.code: h for h in plan.hearings.select_related("institution").order_by("held_on", "pk")}


def to_hear(here: Shown) -> list[Move]:
    """The moves on which people are heard: those by which children leave a school."""
    return [move for move in here.moves if move.action in LEAVING and move.action != "closed"]


def school_of(here: Shown, move: Move) -> str:
    """The code of the school that a move is of."""
    return institution_code(str(here.made.sites["site_code"][move.site]))


def check_adopt(here: Shown, today: date, codes: dict[str, str] | None = None) -> list[Problem]:
    """All that stands in the way of adopting a version; `codes` are those given to schools that open or change category."""
    plan, version = here.plan, here.version
    events = events_of(here, codes)
    names = {
        institution_code(code): name for code, name in here.made.sites.select("site_code", "site_name").iter_rows()
    }
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
            Words("这个版本没有要写入登记册的事项。", "Nothing changes in this version: there is nothing to adopt."),
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
        early = [m for m in here.moves if m.action in LEAVING and m.year < first]
        if early:
            tell(
                "notice", Words(f"撤并须提前{here.made.asked.notice_years:g}年公告。", f"A merger is announced {here.made.asked.notice_years:g} year(s) ahead."),
                Words(f"{first}年9月1日起才可撤并：另立方案，从那一年起。", f"The first possible day is 1 September {first}: make a plan from that year on."),
                "、".join(names[school_of(here, m)] for m in early[:3]), f"{early[0].year}-09-01",
            )  # fmt: skip
    hearings = heard(plan)
    leaving = [school_of(here, m) for m in to_hear(here)]
    missing = [c for c in leaving if c not in hearings or hearings[c].held_on > today]
    if missing:
        tell("heard", Words(f"{len(missing)} 所学校还没有听证记录。", f"{len(missing)} schools have no hearing on record."),
             Words("撤并须先听取家长、教师和村民的意见，记录在案。", "Parents, teachers and villagers are heard first, and it is recorded."),
             "、".join(names[c] for c in missing[:12]))  # fmt: skip
    if codes is not None:
        found += code_problems_of(here, codes)
    return found + without_rooms(here, today) + moved_on(here, events, today)


def without_rooms(here: Shown, today: date) -> list[Problem]:
    """No merger while the receiving school lacks rooms: seats of the register then, with those that the plan adds itself."""
    made, found = here.made, list[Problem]()
    sites = made.sites
    taking = {(m.into, m.year) for m in here.moves if m.action in LEAVING and m.into >= 0}
    known: dict[str, int] = {}
    for stage in stages_of(here.plan.stage):
        for code, seats in seats_of_rooms(here.plan.county_code, stage, today).items():
            known[code] = known.get(code, 0) + seats
    for base, year in sorted(taking):
        if not sites["is_there"][base]:
            continue
        t = year - made.asked.first_year
        form = made.form_at(here.answer.is_open[t], base)
        more = int(sites["seats"][form]) - int(sites["seats"][base]) if form >= 0 else 0
        pupils = int(sites["pupils"][base]) if made.asked.counts_crowding else 0
        room = max(known.get(institution_code(str(sites["site_code"][base])), 0), pupils) + more
        load = int(load_of(made, here.answer, t)[base])
        if load > room and room < int(sites["seats"][base]) + more:
            what = Words(f"{sites['site_name'][base]}现在的学位不够接收：{year}年要{load}个，只有{room}个",
                         f"{sites['site_name'][base]} has too few seats now to receive them: {load} are needed in {year}, there are {room}")  # fmt: skip
            cure = Words(
                "落实教室以前不撤并；登记用房，或另立方案。",
                "Nothing merges before the rooms are there: register them, or make the plan anew.",
            )
            found.append(
                Problem("layout.adopt.rooms", what, which=institution_code(str(sites["site_code"][base])), cure=cure)
            )
    return found


def moved_on(here: Shown, events: list[Event], today: date) -> list[Problem]:
    """What the register has recorded since of the schools concerned: what, by whom, when."""
    bases = here.made.sites.head(here.made.base_count)
    sites = {institution_code(s["site_code"]): s for s in bases.filter(bases["is_there"]).iter_rows(named=True)}
    concerned = [c for c in dict.fromkeys(c for e in events for c in (*e.codes, e.into)) if c in sites]
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


def previews(here: Shown, codes: dict[str, str] | None = None) -> tuple[list[tuple[Words, ...]], list[Problem]]:
    """What the events would do to the register, as letters, and what refuses them; tried one on top of the other and taken back."""
    letters: list[tuple[Words, ...]] = []
    problems: list[Problem] = []
    with transaction.atomic():
        for event in events_of(here, codes):
            try:
                letters.append(letter_of(do_register(event.asked)))
            except Refused as refused:
                problems += refused.problems
        transaction.set_rollback(True)
    return letters, problems


def do_adopt(
    account: Any, instance: Instance, version: LayoutVersion, reason: str, document: str = "", codes: dict[str, str] | None = None
) -> Adoption:  # fmt: skip
    """Write what a version changes into the register as events on their days. Raises Refused, and then nothing is written.

    `codes`: those of schools that open or change category, by their code in the plan.
    """
    plan = version.plan
    require(account, "plan.adopt", plan.county_code)
    if not reason.strip():
        what = Words("请写明采纳的理由。", "Give the reason for adopting it.")
        raise Refused([Problem("layout.adopt.reason", what)])
    here, today = shown(instance, version), timezone.localdate()
    if to_hear(here) and not document.strip():
        what = Words(
            "撤并须报县级政府批准：写明批准文号。",
            "A merger is approved by the county government: give the document's number.",
        )
        raise Refused([Problem("layout.adopt.approval", what)])
    with transaction.atomic():
        LayoutPlan.objects.select_for_update().get(pk=plan.pk)
        if found := check_adopt(here, today, codes or {}):
            raise Refused(found)
        stated = Stated(account, reason.strip()[:200], document.strip()[:80])
        written = [
            {"event": do_register(event.asked, stated).pk, "kind": event.asked.kind, "on": event.asked.on.isoformat(), "codes": list(event.codes), "into": event.into}
            for event in events_of(here, codes)
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
