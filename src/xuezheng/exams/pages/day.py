"""The day of an examination: absences, violations and changed rooms, noted, undone, counted."""

from collections import Counter

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from xuezheng.access.guard import signed_in
from xuezheng.exams.actions.day import do_note, do_undo_note, free_rooms
from xuezheng.exams.actions.gathering import sessions
from xuezheng.exams.actions.keeping import result
from xuezheng.exams.actions.seeing import do_see
from xuezheng.exams.models import DayEvent, ExamWork
from xuezheng.exams.pages.blocks import Ask, Block, Input, shown
from xuezheng.exams.pages.exams import exam_link
from xuezheng.exams.pages.fields import table_of
from xuezheng.exams.pages.looking import ask_reason, where_of
from xuezheng.exams.pages.work import find, may_manage, work_link
from xuezheng.exams.pages.works import crumbs
from xuezheng.exams.rules.works import EVENTS
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, Link, Notice, Row, Table, problem_notice

TITLE = Words("考试当天", "On the day")
EVENT_COLUMNS = (
    Column("pk", Words("号", "No."), "count"), Column("kind", Words("事件", "Event")), Column("session", Words("场次", "Session")), Column("candidate", Words("报名号", "Number")),
    Column("room", Words("考场", "Room")), Column("to_room", Words("改到", "Moved to"), is_sortable=False), Column("note", Words("说明", "Note"), is_sortable=False),
    Column("state", Words("状态", "State")), Column("by", Words("经手", "By"), is_sortable=False), Column("at", Words("时间", "When"), "instant"),
)  # fmt: skip


@signed_in("exam.manage")
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """The day of drawn seats; POST notes an event or takes one back."""
    one = find(request, pk)
    if not may_manage(request, one):
        raise PermissionDenied
    if one.kind != "seating" or one.state != "done":
        raise Http404
    way = crumbs(*((exam_link(one.exam),) if one.exam else ()), work_link(one), Link(TITLE))
    asked = ask_reason(request, where_of(one), TITLE, way)
    if not isinstance(asked, str):
        return asked
    form, notices = request.POST, tuple[Notice, ...]()
    if request.method == "POST":
        try:
            decide(request, one)
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    found = list(DayEvent.objects.filter(work=one).select_related("noted_by", "undone_by"))
    if one.exam is not None:
        do_see(request.user, one.exam, "day", asked, events=len(found))
    names = [s.paper for s in sessions(settings.INSTANCE, one.exam)] if one.exam else []
    rooms = sorted(set(result(settings.INSTANCE, one, "seats.csv")["room"]))
    session = Input(
        "session",
        Words("场次", "Session"),
        "select" if names else "text",
        form.get("session", ""),
        choices=[(n, n) for n in names],
    )
    who = Input("who", Words("报名号或准考证号", "Number or ticket"), value=form.get("who", ""), is_needed=True)
    note = Input("note", Words("说明", "Note"), value=form.get("note", ""))
    people = Ask(
        "note",
        (
            Input(
                "kind",
                Words("事件", "Event"),
                "select",
                form.get("kind", ""),
                choices=[(k, w) for k, w in EVENTS.items() if k != "room"],
            ),
            session,
            who,
            note,
        ),
        Words("登记", "Note"),
    )
    change = Ask(
        "room",
        (
            Input("who", Words("原考场", "Room that is left"), choices=[(r, r) for r in rooms], is_needed=True),
            session,
            Input(
                "to_room",
                Words("改到", "New room"),
                choices=[(r, r) for r in free_rooms(settings.INSTANCE, one)],
                is_needed=True,
                note=Words("可选备用考场，也可写别的空房间", "a spare room, or any other that is free"),
            ),
            note,
        ),
        Words("登记换考场", "Note the change"),
    )
    blocks = [
        Block(Words("各场", "Sessions"), (("table", counts(found, names)),), 12),
        Block(Words("登记缺考、违规", "Note an absence or a violation"), (("form", people),), 6),
        Block(Words("更换考场", "Change a room"), (("form", change),), 6),
        Block(
            Words("全部登记", "All that is noted"),
            (("table", table_of([event_row(e) for e in found], EVENT_COLUMNS, request)),)
            if found
            else (("text", Words("还没有登记。", "Nothing noted yet.")),),
        ),
    ]
    standing = [e for e in found if e.undone_at is None]
    if standing:
        choices = [(str(e.pk), f"#{e.pk} {e.session} {e.candidate or e.room}") for e in standing]
        undo = Ask(
            "undo",
            (
                Input("pk", Words("哪一条", "Which"), "select", choices=choices),
                Input("why", Words("理由", "Reason"), is_needed=True),
            ),
            Words("撤销……", "Undo…"),
            is_binding=True,
        )
        blocks.append(Block(Words("撤销", "Undo"), (("form", undo),), 6))
    lead = Words(
        "登记即生效：换过的考场以后打印用新名；撤销须写理由，记录仍在。",
        "It takes effect at once: sheets printed later carry the new room; undoing needs a reason, and stays on record.",
    )
    page = page_for(
        request,
        Words(f"{one.title}：{TITLE.zh}", f"{one.title}: {TITLE.en.lower()}"),
        lead=lead,
        crumbs=way,
        notices=notices,
    )
    return shown(request, page, blocks)


def decide(request: HttpRequest, one: ExamWork) -> None:
    form = request.POST
    if form.get("do") == "undo":
        do_undo_note(request.user, one, int(form["pk"]) if form.get("pk", "").isdigit() else 0, form.get("why", ""))
    elif form.get("do") in ("note", "room"):
        kind = "room" if form["do"] == "room" else form.get("kind", "")
        do_note(request.user, settings.INSTANCE, one, kind, form.get("who", "").strip(), form.get("to_room", "").strip(), form.get("session", "").strip(), form.get("note", ""))  # fmt: skip
    else:
        raise Http404


def counts(found: list[DayEvent], names: list[str]) -> Table:
    """How many of each kind in each session."""
    standing = Counter((e.session, e.kind) for e in found if e.undone_at is None)
    heads = (
        Column("session", Words("场次", "Session"), is_sortable=False),
        *(Column(k, w, "count", is_sortable=False) for k, w in EVENTS.items()),
    )
    listed = [*names, *sorted({session for session, _ in standing} - set(names))] or [""]
    return Table(heads, tuple({"session": s or "—", **{k: standing[s, k] for k in EVENTS}} for s in listed))


def event_row(e: DayEvent) -> Row:
    undone = Words(f"已撤销：{e.undone_why}", f"Undone: {e.undone_why}")
    return {
        "pk": e.pk, "kind": EVENTS[e.kind], "session": e.session or "—", "candidate": e.candidate or "—", "room": e.room, "to_room": e.to_room or "—",
        "note": Cell(e.note or "—"), "state": undone if e.undone_at else Words("有效", "Holds"), "by": e.noted_by.display_name if e.noted_by else "—", "at": e.noted_at,
    }  # fmt: skip
