"""One work: what was found, the draw, its results; its files, sheets and letters; made public, or annulled."""

from typing import Any

import polars as pl
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.exams.actions.keeping import result, results
from xuezheng.exams.actions.letters import do_ask_letters, do_read_letter, do_school_letters, is_done, job_on
from xuezheng.exams.actions.printing import do_print
from xuezheng.exams.actions.works import do_annul, do_finish, do_open, do_publish
from xuezheng.exams.models import ExamWork
from xuezheng.exams.pages.blocks import Ask, Block, Input, findings_block, shown
from xuezheng.exams.pages.figures import facts, figures, shown_rows
from xuezheng.exams.pages.looking import ask_reason, where_of
from xuezheng.exams.pages.works import crumbs
from xuezheng.exams.rules.works import WORKS
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    Link,
    Notice,
    Row,
    Step,
    Table,
    TableQuery,
    arrange,
    problem_notice,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.jobs import job_progress, stopped

SHEETS = {
    "seating": (
        ("door", Words("门贴", "Door lists")), ("tickets", Words("准考证", "Tickets")), ("slips", Words("座位条", "Seat slips")),
        ("pack", Words("资料袋", "Room packs")), ("statistics", Words("统计表", "Statistics")),
    ),
    "duties": (("duties", Words("监考安排表", "Duty lists")), ("people", Words("监考通知", "Duty slips"))),
}  # fmt: skip
PUBLIC = ("seating", "duties", "grading", "admission", "classes")


def find(request: HttpRequest, pk: int) -> ExamWork:
    """The work, if it lies within the person's area."""
    work = ExamWork.objects.filter(pk=pk).select_related("made_by", "exam").first()
    if work is None:
        raise Http404
    if not may(request.user, "exam.view", Place(work.area_code)):
        raise PermissionDenied
    return work


def may_manage(request: HttpRequest, work: ExamWork) -> bool:
    return may(request.user, "exam.manage", Place(work.area_code))


def work_link(work: ExamWork) -> Link:
    return Link(work.title, reverse("exam-work", args=[work.pk]))


def exam_crumbs(work: ExamWork, *links: Link) -> tuple[Link, ...]:
    """The way to a work: over its examination, where it belongs to one."""
    exam = work.exam
    return crumbs(*((Link(exam.title, reverse("exam", args=[exam.pk])),) if exam else ()), *links)


@signed_in("exam.view")
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """The work; POST draws it, annuls it, publishes it, or asks for its letters."""
    one = find(request, pk)
    can, notices = may_manage(request, one), tuple[Notice, ...]()
    if request.method == "POST":
        if not can:
            raise PermissionDenied
        try:
            decide(request, one)
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    query = TableQuery.read(request.GET, page_size=30)
    columns, rows = shown_rows(one) if one.state == "done" else ((), [])
    if rows and (wanted := asked_format(request.GET)):
        return download_of(one, wanted, query)
    blocks = [
        Block(Words("进程", "Course"), course(request, one, can), 7),
        Block(Words("依据", "What it stands on"), stands_on(one), 5),
    ]
    if can:
        blocks.append(findings_block(one.findings))
    else:
        blocks.append(
            Block(
                Words("发现的问题", "Findings"),
                (
                    (
                        "text",
                        Words(f"{len(one.findings)}项，由考试部门处理。", f"{len(one.findings)}, for the exam office."),
                    ),
                ),
            )
        )
    if rows:
        blocks.append(Block(Words("结果", "Results"), (("table", arrange(rows, columns, query, language.current())),)))
    job = job_on(one) if one.kind == "admission" else None
    if can and one.state == "done":
        blocks += [*doing(one), *letter_blocks(one, job)]
    if can and one.state != "annulled":
        blocks += closing(one)
    title = Link(one.title)
    page = page_for(
        request,
        one.title,
        lead=words_of(one),
        crumbs=exam_crumbs(one, Link(WORKS[one.kind].title), title),
        notices=(*notices, *(stopped(job) if job else ())),
        aside=area_words(one.area_code),
    )
    return shown(request, page, blocks, figures=figures(one), is_busy=job is not None and job.is_active)


def course(request: HttpRequest, one: ExamWork, can: bool) -> list[tuple[str, Any]]:
    parts: list[tuple[str, Any]] = [("steps", steps(one))]
    if one.state == "checked" and can:
        seed = Input(
            "seed", Words("当众产生的种子", "Seed thrown in public"), value=request.POST.get("seed", ""), is_needed=True,
            note=Words("如六枚骰子的点数，或约定日期的彩票号码", "such as six dice, or a lottery's numbers of a day named before"),
        )  # fmt: skip
        parts.append(
            (
                "form",
                Ask("draw", (seed,), Words("抽定……", "Draw…"), is_binding=True, note=Words("只能抽一次", "once only")),
            )
        )
    elif one.state == "checked":
        parts.append(("text", Words("等待考试部门抽签。", "It awaits the exam office's draw.")))
    if one.state == "done":
        for c in one.told.get("claims", []):
            lead = f"{c['batch']}：" if c["batch"] else ""
            parts.append(("text", Words(f"{lead}{c['zh']}", f"{lead.replace('：', ': ')}{c['en']}")))
    return parts


def stands_on(one: ExamWork) -> list[tuple[str, Any]]:
    parts: list[tuple[str, Any]] = [("definitions", facts(one))]
    if one.kind in ("seating", "classes") and one.state == "done":
        script = "remake_seats.py" if one.kind == "seating" else "remake_classes.py"
        rest = (Words("种子", "SEED"), Words("种子 班数", "SEED CLASSES"))[one.kind == "classes"]
        parts.append(
            (
                "note",
                Words(
                    f"复核：下载全部文件到一个文件夹，运行 python3 {script} {rest.zh}。",
                    f"To check: download all files into one folder and run python3 {script} {rest.en}.",
                ),
            )
        )
    return parts


def decide(request: HttpRequest, one: ExamWork) -> None:
    form, doing = request.POST, request.POST.get("do")
    if doing == "draw":
        do_finish(request.user, settings.INSTANCE, one, form.get("seed", ""))
    elif doing == "annul":
        do_annul(request.user, one, form.get("reason", ""))
    elif doing in ("publish", "unpublish"):
        do_publish(request.user, one, doing == "publish")
    elif doing == "letters":
        do_ask_letters(request.user, one, language.current(), form.get("reason", ""))
    else:
        raise Http404


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


def download_of(one: ExamWork, wanted: str, query: TableQuery) -> HttpResponse:
    columns, rows = shown_rows(one)
    about = About(
        Words(one.title, one.title), area_words(one.area_code), str(one.made_at.date()), WORKS[one.kind].title, as_of=one.made_at.date(),
        manifest_hash=one.roster_hash, is_synthetic=settings.INSTANCE.is_synthetic,
    )  # fmt: skip
    return download(f"{one.kind}-{one.pk}", wanted, columns, rows, about, query=query)


def doing(one: ExamWork) -> list[Block]:
    """Files, sheets, and the pages of the day."""
    files = [
        Link(f"{name}  {size / 1000:,.0f} kB", reverse("exam-file", args=[one.pk, name]))
        for name, size in results(settings.INSTANCE, one)
    ]
    note = Words(
        "含个人信息：先写事由，每次下载都留痕。", "They name persons: a reason first, and every download is on record."
    )
    blocks = [Block(Words("下载", "Downloads"), (("links", files), ("note", note)), 5)]
    if one.kind in SHEETS and (sites := site_rows(one)):
        heads = (
            Column("site", Words("考点", "Site"), is_sortable=False), Column("count", Words("人", "People"), "count", is_sortable=False),
            *(Column(sheet, words, is_sortable=False) for sheet, words in SHEETS[one.kind]),
        )  # fmt: skip
        parts: list[tuple[str, Any]] = [("table", Table(heads, tuple(sites)))]
        if one.kind == "seating":
            parts.insert(
                0,
                (
                    "links",
                    [
                        Link(
                            Words("考试当天：缺考、违规、更换考场", "The day: absences, violations, changed rooms"),
                            reverse("exam-day", args=[one.pk]),
                        )
                    ],
                ),
            )
        blocks.append(Block(Words("打印（PDF）与当天", "In print (PDF), and the day"), parts, 7))
    return blocks


def site_rows(one: ExamWork) -> list[Row]:
    """Each site with its people and the addresses of its sheets."""
    table = result(settings.INSTANCE, one, "duties.csv" if one.kind == "duties" else "seats.csv")
    who = "staff" if one.kind == "duties" else "number"
    if table.is_empty():
        return []
    made: list[Row] = []
    for site, count in table.group_by("site").agg(pl.col(who).n_unique()).sort("site").iter_rows():
        cells: dict[str, Any] = {"site": site or "—", "count": count}
        for sheet, _ in SHEETS[one.kind]:
            cells[sheet] = Cell("PDF", href=f"{reverse('exam-print', args=[one.pk, sheet])}?site={site or ''}")
        made.append(cells)
    return made


def letter_blocks(one: ExamWork, job: Any) -> list[Block]:
    """One candidate's letter; all letters, set beside the pages."""
    if not is_done(one):
        return []
    find = Ask(
        "number",
        (Input("number", Words("报名号", "Number"), is_needed=True),),
        Words("查看", "Show"),
        action=reverse("exam-letter", args=[one.pk]),
    )
    schools = sorted(set(result(settings.INSTANCE, one, "results.csv")["from_school"].fill_null("")) - {""})
    school = Ask(
        "school",
        (Input("school", Words("学校", "School"), "select", choices=[(s, s) for s in schools]),),
        Words("打印本校（PDF）", "Print a school's (PDF)"),
        is_main=False,
        action=reverse("exam-letter", args=[one.pk]),
    )
    parts: list[tuple[str, Any]] = [("form", find), ("form", school)]
    if job is not None and (job.is_active or job.state == "failed"):
        parts.append(("progress", job_progress(job, Words("排印录取说明", "Letters"))))
    if job is None or not job.is_active:
        every = Ask(
            "letters",
            (Input("reason", Words("事由", "Reason"), is_needed=True),),
            Words("排印全部说明（ZIP）", "Set all letters (ZIP)"),
            is_main=False,
            note=Words("一校一个PDF；排好后在“下载”中。", "One PDF a school; found under Downloads when set."),
        )
        parts.append(("form", every))
    return [Block(Words("录取说明", "Letters"), parts, 7)]


def closing(one: ExamWork) -> list[Block]:
    """Made public or taken back; annulled."""
    blocks: list[Block] = []
    if one.kind in PUBLIC:
        text = Words(
            "公开页有名册指纹、种子、程序、对照表和各校线，没有任何人的姓名。",
            "The public page has the hash, the seed, the script, the map and the lines; nobody's name.",
        )
        ask = (
            Ask("unpublish", (), Words("撤下", "Take back"), is_main=False)
            if one.published_at
            else Ask("publish", (), Words("公布", "Publish"))
        )
        parts: list[tuple[str, Any]] = [("text", text), ("form", ask)]
        if one.published_at:
            parts.insert(1, ("links", [Link(Words("公开页", "The public page"), reverse("exam-proof", args=[one.pk]))]))
        blocks.append(Block(Words("公开", "In public"), parts, 6))
    annul = Ask(
        "annul", (Input("reason", Words("理由", "Reason"), is_needed=True),), Words("作废……", "Annul…"), is_binding=True
    )
    blocks.append(Block(Words("作废", "Annul"), (("form", annul),), 6))
    return blocks


def looking(request: HttpRequest, one: ExamWork, title: Words | str) -> HttpResponse | str:
    """The reason that stands for looking at the persons of a work; or the page that asks for it."""
    if not may_manage(request, one):
        raise PermissionDenied
    return ask_reason(request, where_of(one), title, exam_crumbs(one, work_link(one), Link(title)))


@signed_in("exam.manage")
def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A result's file; that it was opened is recorded."""
    one = find(request, pk)
    asked = looking(request, one, name)
    if not isinstance(asked, str):
        return asked
    path = do_open(request.user, settings.INSTANCE, one, name, asked)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{one.kind}-{one.pk}-{name}")


@signed_in("exam.manage")
def sheets(request: HttpRequest, pk: int, sheet: str) -> HttpResponse:
    """The sheets of a site as PDF."""
    one = find(request, pk)
    title = dict(SHEETS.get(one.kind, ())).get(sheet)
    if not may_manage(request, one):
        raise PermissionDenied
    if title is None or one.state != "done":
        raise Http404
    asked = looking(request, one, title)
    if not isinstance(asked, str):
        return asked
    made = do_print(
        request.user, settings.INSTANCE, one, sheet, request.GET.get("site", ""), language.current() == "en", asked
    )
    if made is None:
        raise Http404
    return pdf(made, f"{sheet}-{pk}")


def pdf(made: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )


@signed_in("exam.manage")
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a candidate got what he got, by number; or the letters of a school as PDF."""
    one = find(request, pk)
    title = Words("录取说明", "Why this result")
    asked = looking(request, one, title)
    if not isinstance(asked, str):
        return asked
    if school := request.POST.get("school", ""):
        made = do_school_letters(request.user, settings.INSTANCE, one, school, "", language.current(), asked)
        if made is None:
            raise Http404
        return pdf(made, f"letters-{pk}")
    number = (request.POST.get("number") or request.GET.get("number", "")).strip()
    found = do_read_letter(request.user, settings.INSTANCE, one, number, asked) if number else None
    page = page_for(request, title, crumbs=exam_crumbs(one, work_link(one), Link(title)))
    return render(request, "exams/letter.html", {"page": page, "work": one, "number": number, "letter": found})
