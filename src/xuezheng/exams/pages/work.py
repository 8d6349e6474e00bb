"""One work: what was found, the draw, its results, and the day; its files, sheets and letters."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.exams.actions import do_annul, do_finish, do_note, do_open, do_print, do_read_letter, result, results
from xuezheng.exams.models import DayEvent, ExamWork
from xuezheng.exams.pages.works import crumbs, local, people_of
from xuezheng.exams.rules.graded_variants import VARIANTS
from xuezheng.exams.rules.works import EVENTS, STATES, WORKS
from xuezheng.ground.errors import Refused
from xuezheng.ground.packages import node_modules
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    Definition,
    Figure,
    Link,
    Notice,
    Row,
    State,
    Step,
    Table,
    TableQuery,
    arrange,
    problem_notice,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Missing

SHEETS = (
    ("door", Words("门贴", "Door lists")), ("tickets", Words("准考证", "Tickets")), ("slips", Words("座位条", "Seat slips")),
    ("pack", Words("资料袋", "Room packs")),
)  # fmt: skip
# result file → its columns (key, Chinese, English, kind)
SHOWN: dict[str, tuple[str, tuple[tuple[str, str, str, str], ...]]] = {
    "seating": ("statistics.csv", (
        ("room", "考场", "Room", "text"), ("candidates", "考生", "Candidates", "count"), ("schools", "学校", "Schools", "count"),
        ("most_of_one_school", "同校最多", "Most of one school", "count"), ("apart", "可错开", "Could sit apart", "count"),
        ("clash", "同校相邻", "Neighbours of one school", "count"),
    )),
    "duties": ("spread.csv", (("duties", "场次", "Duties", "count"), ("people", "人数", "People", "count"))),
    "scores": ("papers.csv", (
        ("paper", "科目", "Paper", "text"), ("candidates", "有分者", "With a score", "count"), ("mean", "平均分", "Mean", "number"),
        ("sd", "标准差", "Spread", "number"), ("highest", "最高分", "Highest", "number"),
    )),
    "grading": ("map.csv", (
        ("subject", "科目", "Subject", "text"), ("raw", "原始分", "Raw", "number"), ("count", "人数", "Candidates", "count"),
        ("down_to", "累计", "Down to", "count"), ("grade", "等级", "Grade", "text"), ("graded", "赋分", "Graded", "count"),
        ("exact", "精确值", "Exact", "text"),
    )),
    "admission": ("lines.csv", (
        ("programme", "代码", "Code", "text"), ("school", "学校", "School", "text"), ("batch", "批次", "Batch", "text"),
        ("kind", "类别", "Kind", "word"), ("seats", "计划", "Seats", "count"), ("wanted", "报考", "Wanted", "count"),
        ("admitted", "录取", "Admitted", "count"), ("last_total", "最低分", "Lowest total", "number"),
        ("last_place", "最低位次", "Last place", "count"),
    )),
    "classes": ("classes.csv", (("class", "班", "Class", "text"), ("pupils", "人数", "Pupils", "count"))),
}  # fmt: skip
KIND_WORDS = {
    "open": Words("统招", "Open"), "quota": Words("指标到校", "Quota"), "directed": Words("定向", "Directed"),
    "special": Words("特色", "Special"), "supplement": Words("补录", "Supplement"),
}  # fmt: skip
FINDING_COLUMNS = (
    Column("what", Words("问题", "What"), is_sortable=False), Column("which", Words("对象", "Which"), is_sortable=False),
    Column("where", Words("位置", "Where"), is_sortable=False), Column("got", Words("读到", "Got"), is_sortable=False),
    Column("cure", Words("怎么办", "To do"), is_sortable=False),
)  # fmt: skip
MOST_FINDINGS = 30


def find(request: HttpRequest, pk: int) -> ExamWork:
    """The work, if it lies within the person's area."""
    work = ExamWork.objects.filter(pk=pk).select_related("made_by").first()
    if work is None:
        raise Http404
    if not may(request.user, "exam.view", Place(work.area_code)):
        raise PermissionDenied
    return work


def may_manage(request: HttpRequest, work: ExamWork) -> bool:
    return may(request.user, "exam.manage", Place(work.area_code))


@signed_in("exam.view")
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """The work; POST draws it, annuls it, or notes what happened on the day."""
    one = find(request, pk)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not may_manage(request, one):
            raise PermissionDenied
        try:
            decide(request, one)
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    kind = WORKS[one.kind]
    page = page_for(
        request, one.title, lead=words_of(one), crumbs=crumbs(Link(kind.title), Link(one.title)), notices=notices, aside=area_words(one.area_code)
    )  # fmt: skip
    can, query = may_manage(request, one), TableQuery.read(request.GET, page_size=30)
    columns, rows = shown(one) if one.state == "done" else ((), [])
    if rows and (wanted := asked_format(request.GET)):
        return download_of(one, wanted, query)
    context: dict[str, Any] = {
        "page": page, "work": one, "kind": kind, "can": can, "figures": figures(one), "steps": steps(one), "facts": facts(one),
        "findings": finding_table(one),
        "table": arrange(rows, columns, query, language.current()) if rows else None,
        "files": [(name, size, reverse("exam-file", args=[pk, name])) for name, size in results(settings.INSTANCE, one)] if can and one.state == "done" else [],
        "claims": [Words(f"{c['batch']}：{c['zh']}" if c["batch"] else c["zh"], f"{c['batch']}: {c['en']}" if c["batch"] else c["en"]) for c in one.told.get("claims", [])],
        "asked": request.POST,
    }  # fmt: skip
    if one.kind == "seating" and one.state == "done" and can:
        context |= {"sites": site_links(one), "events": event_table(one), "event_kinds": list(EVENTS.items())}
    return render(request, "exams/work.html", context)


def decide(request: HttpRequest, one: ExamWork) -> None:
    form, doing = request.POST, request.POST.get("do")
    if doing == "draw":
        do_finish(request.user, settings.INSTANCE, one, form.get("seed", ""))
    elif doing == "annul":
        do_annul(request.user, one, form.get("reason", ""))
    elif doing == "note":
        who = form.get("who", "").strip()
        do_note(
            request.user, settings.INSTANCE, one, form.get("kind", ""), who, form.get("to_room", "").strip(),
            form.get("session", ""), form.get("note", ""),
        )  # fmt: skip
    else:
        raise Http404


def finding_table(one: ExamWork) -> Table | None:
    """What was left out or could not be kept, and why."""
    rows = [finding_row(kept) for kept in one.findings[:MOST_FINDINGS]]
    return Table(FINDING_COLUMNS, tuple(rows)) if rows else None


def finding_row(kept: dict[str, Any]) -> dict[str, Any]:
    where = kept.get("where", "") or "—"
    rows = Words(f"第{where.removeprefix('rows ').removeprefix('row ')}行", where) if where.startswith("row") else where
    cure = kept.get("cure")
    return {
        "what": Words(**kept["what"]), "which": kept.get("which") or "—", "where": rows, "got": kept.get("got") or "—",
        "cure": Words(**cure) if cure else "—",
    }  # fmt: skip


def words_of(one: ExamWork) -> Words:
    if one.state == "annulled":
        return Words("已作废：结果不再有效，档案保留。", "Annulled: its results hold no more; the file stays.")
    if one.state == "checked":
        return Words(
            "名单已读，尚未抽签。请先公布名册指纹，再当众产生种子。",
            "Read, not drawn yet. Publish the roster's hash first, then throw the seed in public.",
        )
    return Words("结果已定。", "Done; its results do not change.")


def steps(one: ExamWork) -> tuple[Step, ...]:
    done = one.state != "checked"
    if not WORKS[one.kind].is_drawn:
        return (Step(Words("试读", "Tried"), status="done"), Step(Words("换算", "Converted"), status="done"))
    return (
        Step(Words("试读名单", "Read the roster"), status="done"),
        Step(Words("公布名册指纹", "Publish its hash"), status="done" if done else "now"),
        Step(Words("当众产生种子", "Throw the seed in public"), status="done" if done else "todo"),
        Step(Words("抽定", "Draw"), status="done" if done else "todo"),
    )


def figures(one: ExamWork) -> tuple[Figure, ...]:
    told, area, when = (
        one.told,
        area_words(one.area_code),
        local(one.done_at or one.made_at).date().isoformat(),
    )
    state = None if one.state == "done" else State.DRAFT
    names = {
        "candidates": Words("考生", "Candidates"), "admitted": Words("录取", "Admitted"), "rooms": Words("考场", "Rooms"), "sites": Words("考点", "Sites"),
        "schools": Words("学校", "Schools"), "clashing": Words("有同校相邻的考场", "Rooms with neighbours of one school"),
        "programmes": Words("招生计划", "Programmes"), "people": Words("监考人员", "People"), "duties": Words("监考人次", "Duties"), "sessions": Words("场次", "Sessions"),
        "awaiting": Words("待评", "Marks awaited"), "corrections": Words("复核更正", "Corrections"),
        "subjects": Words("科目", "Subjects"), "pupils": Words("学生", "Pupils"), "classes": Words("班级", "Classes"),
    }  # fmt: skip
    units = {"candidates": Words("人", "people"), "admitted": Words("人", "people"), "pupils": Words("人", "pupils")}
    return tuple(
        Figure(term, int(told[key]), units.get(key, Words("个", "")), when, area, state)
        for key, term in names.items()
        if key in told
    )


def facts(one: ExamWork) -> tuple[Definition, ...]:
    rows = [Definition(Words("状态", "State"), STATES[one.state])]
    if one.roster_hash:
        rows.append(Definition(Words("名册指纹", "Roster hash"), one.roster_hash))
    if one.seed:
        rows.append(Definition(Words("种子", "Seed"), one.seed))
    if rule := next((r for r in VARIANTS if r.id == one.asked.get("rule")), None):
        rows += [
            Definition(Words("规则", "Rule"), rule.term),
            Definition(Words("出处", "Source"), rule.document),
            Definition(Words("说明", "Note"), rule.note),
        ]
    if "order" in one.asked:
        rows.append(Definition(Words("排序", "Order"), " → ".join(one.asked["order"])))
        equal = Words("签分先后", "by lot") if one.asked["ties"] == "lot" else Words("并列录取", "all admitted")
        rows.append(Definition(Words("各项相同", "Equal in all"), equal))
    rows.append(
        Definition(
            Words("经手", "By"),
            f"{one.made_by.display_name if one.made_by else '—'} {local(one.made_at):%Y-%m-%d %H:%M}",
        )
    )
    return tuple(rows)


def shown(one: ExamWork) -> tuple[tuple[Column, ...], list[Row]]:
    """The result that names nobody: rooms, the map, lines, classes."""
    file, heads = SHOWN[one.kind]
    found = result(settings.INSTANCE, one, file)
    extra = [(n, n, n, "count") for n in found.columns if one.kind == "classes" and n not in ("class", "pupils")]
    wanted = [head for head in (*heads, *extra) if head[0] in found.columns]
    columns = tuple(Column(key, Words(zh, en), "text" if kind == "word" else kind) for key, zh, en, kind in wanted)  # type: ignore[arg-type]
    return columns, [
        {key: shown_cell(row[key], kind) for key, _, _, kind in wanted} for row in found.iter_rows(named=True)
    ]


def shown_cell(text: str | None, kind: str) -> Any:
    if kind == "word":
        return KIND_WORDS.get(text or "", text or "—")
    if kind == "text":
        return text or "—"
    return Missing.NOT_APPLICABLE if not text else float(text) if "." in text else int(text)


def download_of(one: ExamWork, wanted: str, query: TableQuery) -> HttpResponse:
    columns, rows = shown(one)
    about = About(
        Words(one.title, one.title), area_words(one.area_code), str(one.made_at.date()), WORKS[one.kind].title, as_of=one.made_at.date(),
        manifest_hash=one.roster_hash, is_synthetic=settings.INSTANCE.is_synthetic,
    )  # fmt: skip
    return download(f"{one.kind}-{one.pk}", wanted, columns, rows, about, query=query)


def site_links(one: ExamWork) -> Sequence[tuple[str, int, list[tuple[str, Words]]]]:
    """Each site with its candidates and the addresses of its sheets."""
    seats = result(settings.INSTANCE, one, "seats.csv")
    counted = seats.group_by("site").len().sort("site").rows()
    return [
        (site or "", count, [(reverse("exam-print", args=[one.pk, sheet]) + f"?site={site or ''}", words) for sheet, words in SHEETS])
        for site, count in counted
    ]  # fmt: skip


def event_table(one: ExamWork) -> Table | None:
    columns = (
        Column("kind", Words("事件", "Event"), is_sortable=False), Column("candidate", Words("报名号", "Number"), is_sortable=False),
        Column("room", Words("考场", "Room"), is_sortable=False), Column("to_room", Words("改到", "Moved to"), is_sortable=False),
        Column("session", Words("场次", "Session"), is_sortable=False), Column("note", Words("说明", "Note"), is_sortable=False),
        Column("at", Words("时间", "When"), "instant", is_sortable=False),
    )  # fmt: skip
    rows = [
        {
            "kind": EVENTS[e.kind], "candidate": e.candidate or "—", "room": e.room, "to_room": e.to_room or "—", "session": e.session or "—",
            "note": Cell(e.note or "—"), "at": local(e.noted_at),
        }
        for e in DayEvent.objects.filter(work=one)[:200]
    ]  # fmt: skip
    return Table(columns, tuple(rows)) if rows else None


@signed_in("exam.manage")
def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A result's file; that it was opened is recorded."""
    one = find(request, pk)
    if not may_manage(request, one):
        raise PermissionDenied
    path = do_open(request.user, settings.INSTANCE, one, name)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{one.kind}-{one.pk}-{name}")


@signed_in("exam.manage")
def sheets(request: HttpRequest, pk: int, sheet: str) -> HttpResponse:
    """The sheets of a site as PDF."""
    one = find(request, pk)
    if not may_manage(request, one):
        raise PermissionDenied
    if sheet not in dict(SHEETS) or one.state != "done":
        raise Http404
    site, english = request.GET.get("site", ""), language.current() == "en"
    made = do_print(request.user, settings.INSTANCE, one, sheet, site, node_modules(), english)
    if made is None:
        raise Http404
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{sheet}-{pk}.pdf"'}
    )


@signed_in("exam.manage")
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a candidate got what he got; by number."""
    one = find(request, pk)
    if not may_manage(request, one):
        raise PermissionDenied
    number = request.GET.get("number", "").strip()
    found = do_read_letter(request.user, settings.INSTANCE, one, number) if number else None
    title = Words("录取说明", "Why this result")
    page = page_for(request, title, crumbs=crumbs(Link(one.title, reverse("exam-work", args=[pk])), Link(title)))
    context = {"page": page, "work": one, "number": number, "letter": found, "people": people_of(one)}
    return render(request, "exams/letter.html", context)
