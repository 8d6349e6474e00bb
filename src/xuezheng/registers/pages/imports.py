"""Imports: send files in, see what they would change, mend, write, take back; and the history."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.jobs.actions import do_cancel
from xuezheng.jobs.models import Job
from xuezheng.registers.intake import pending, uploads
from xuezheng.registers.intake.senders import remember
from xuezheng.registers.intake.template import write_template
from xuezheng.registers.intake.workbook import SHEETS
from xuezheng.registers.jobs import KINDS
from xuezheng.registers.models import ImportRun
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, Link, Notice, Row, State, Table, problem_notice
from xuezheng.screens.jobs import is_stopping, job_progress, stopped

MOST_UPLOAD_BYTES = 200_000_000
MOST_LISTED = 100
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTION = "register.import"
TITLES = {sheet.key: sheet.title for sheet in SHEETS}
STATES = {
    "checking": Words("还没有试读", "Not checked yet"), "checked": Words("试读完成，未写入", "Checked, not written"),
    "applied": Words("已写入", "Written"), "undone": Words("已撤销", "Undone"), "discarded": Words("已放弃", "Thrown away"),
}  # fmt: skip
LIST_COLUMNS = (
    Column("number", Words("次", "No."), is_sortable=False), Column("state", Words("状态", "State"), is_sortable=False),
    Column("files", Words("文件", "Files"), is_sortable=False), Column("sender", Words("来文单位", "Sender"), is_sortable=False),
    Column("who", Words("经手人", "By"), is_sortable=False), Column("at", Words("时间", "When"), "instant", is_sortable=False),
    Column("added", Words("新增", "Added"), "count", is_sortable=False), Column("changed", Words("改动", "Changed"), "count", is_sortable=False),
    Column("unchanged", Words("不变", "Unchanged"), "count", is_sortable=False),
)  # fmt: skip
SHEET_COLUMNS = (
    Column("title", Words("登记册", "Register"), is_sortable=False), Column("read", Words("可写入", "Good rows"), "count", is_sortable=False),
    Column("added", Words("新增", "Added"), "count", is_sortable=False), Column("changed", Words("改动", "Changed"), "count", is_sortable=False),
    Column("unchanged", Words("不变", "Unchanged"), "count", is_sortable=False), Column("refused", Words("不对", "Wrong"), "count", is_sortable=False),
)  # fmt: skip


def find(request: HttpRequest, number: int) -> ImportRun:
    """The import, if the person may see it: their own, or of a place within theirs."""
    run = ImportRun.objects.filter(pk=number).first()
    if run is None:
        raise Http404
    if run.account_name != request.user.get_username() and not may(request.user, ACTION, place_of(run)):
        raise PermissionDenied
    return run


def place_of(run: ImportRun) -> Place:
    return Place(run.area_code or "000000", run.institution_code)


def address(run: ImportRun) -> str:
    return reverse("import", args=[run.pk])


def here(run: ImportRun) -> HttpResponseRedirect:
    return HttpResponseRedirect(address(run))


@signed_in(ACTION)
def imports(request: HttpRequest) -> HttpResponse:
    """The history of imports, and the form to send files in."""
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        files = request.FILES.getlist("files")
        if files and sum(file.size or 0 for file in files) <= MOST_UPLOAD_BYTES:
            try:
                run = pending.receive(files, request.user, request.POST.get("sender", "").strip())
            except Refused as refused:
                notices = tuple(problem_notice(problem) for problem in refused.problems)
            else:
                pending.ask(pending.CHECK, run, request.user, address(run))
                return here(run)
        else:
            notices = (_no_files() if not files else _too_large(sum(file.size or 0 for file in files)),)
    pending.discard_old(today_of(request))
    shown = ImportRun.objects.filter(Q(account_name=request.user.get_username()) | ~Q(area_code=""))[: MOST_LISTED * 5]
    mine = [
        r for r in shown if r.account_name == request.user.get_username() or may(request.user, ACTION, place_of(r))
    ][:MOST_LISTED]
    page = page_for(
        request, Words("导入", "Imports"), notices=notices,
        lead=Words("先试读，再写入；写入后可整批撤销。", "First checked, then written; what is written can be taken back."),
        crumbs=(Link(Words("登记册", "Registers"), reverse("institutions")), Link(Words("导入", "Imports"))),
    )  # fmt: skip
    table = Table(LIST_COLUMNS, tuple(list_row(run) for run in mine))
    senders = sorted({run.sender for run in mine if run.sender})
    context = {
        "page": page,
        "table": table if mine else None,
        "senders": senders,
        "most_mb": MOST_UPLOAD_BYTES // 10**6,
    }
    return render(request, "registers/imports.html", context)


def _no_files() -> Notice:
    return Notice(Words("没有选文件。", "No file was chosen."), tone="must")


def _too_large(size: int) -> Notice:
    return Notice(
        Words("文件太大。", "The files are too large."),
        Words(
            f"共 {size / 1e6:.0f} MB，每次最多 {MOST_UPLOAD_BYTES // 10**6} MB：请分县或分表，或用命令 xuezheng import。",
            f"{size / 1e6:.0f} MB; at most {MOST_UPLOAD_BYTES // 10**6} MB at a time: split them, or use the command xuezheng import.",
        ),
        tone="must",
    )


def list_row(run: ImportRun) -> Row:
    sums = [sum(counts[n] for counts in run.counts.values()) for n in range(3)] if run.counts else [None] * 3
    files = "、".join(file["name"] for file in run.files)
    return {
        "number": Cell(f"#{run.pk}", href=reverse("import", args=[run.pk])), "state": STATES[run.state], "files": files or "…",
        "sender": run.sender or "—", "who": run.account_name or "—", "at": run.applied_at or run.begun_at,
        "added": sums[0], "changed": sums[1], "unchanged": sums[2],
    }  # fmt: skip


@signed_in(ACTION)
def import_run(request: HttpRequest, number: int) -> HttpResponse:
    """One import: being checked, what was found, written, or taken back."""
    return show(request, find(request, number))


def show(request: HttpRequest, run: ImportRun, notices: tuple[Notice, ...] = ()) -> HttpResponse:
    report = told(run.report)
    job = pending.job_on(run)
    is_busy = job is not None and job.is_active
    if job is not None and not is_busy:
        notices += stopped(job)
    page = page_for(
        request, title_of(run, job), notices=notices, state=State.DRAFT if run.state == "checked" else None,
        aside=Words("、".join(f["name"] for f in run.files), ", ".join(f["name"] for f in run.files)),
        crumbs=(Link(Words("登记册", "Registers"), reverse("institutions")), Link(Words("导入", "Imports"), reverse("imports")), Link(f"#{run.pk}")),
    )  # fmt: skip
    rows = [{**one, "title": TITLES[one["key"]]} for one in report.get("sheets", ())]
    if not rows:
        rows = [
            {"title": TITLES[key], "added": a, "changed": c, "unchanged": u, "read": a + c + u, "refused": 0}
            for key, (a, c, u) in run.counts.items()
        ]
    unknown = [f for f in report.get("faults", ()) if f["rule"].startswith("heading.") and f["sheet_key"] and f["got"]]
    lacking = {f["which"] for f in report.get("faults", ()) if f["rule"] == "heading.missing"}
    context = {
        "page": page, "run": run, "report": report, "is_busy": is_busy, "is_stopping": job is not None and is_stopping(job), "job": job, "jobs_href": "/jobs/",
        "progress": job_progress(job, KINDS[job.kind].title) if job else None, "may_undo": run.state == "applied" and not is_busy,
        "may_decide": run.state == "checked" and not is_busy, "is_stopped": run.state == "checking" and not is_busy,
        "sheets": Table(SHEET_COLUMNS, tuple(rows)) if rows else None, "rules": rules_of(report),
        "has_bad_rows": uploads.folder(run.pk).joinpath("bad_rows").exists(),
        "parts": [(one["key"], TITLES[one["key"]]) for one in report.get("sheets", ()) if one["read"]],
        "unknown": [(f, fields_of(f["sheet_key"], lacking)) for f in unknown],
    }  # fmt: skip
    return render(request, "registers/import.html", context)


def told(report: dict[str, Any]) -> dict[str, Any]:
    """The report with its pairs of texts as words of two languages."""

    def worded(fault: dict[str, Any]) -> dict[str, Any]:
        return {
            **fault,
            **{name: Words(*fault[name]) if any(fault[name]) else None for name in ("what", "cure", "fix")},
        }

    return {**report, **{name: [worded(f) for f in report.get(name, ())] for name in ("faults", "notes", "accepted")}}


def title_of(run: ImportRun, job: Job | None) -> Words:
    found = int(run.report.get("fault_count", 0))
    if job is not None and job.is_active:
        doing = KINDS[job.kind].title
        return Words(f"第 {run.pk} 次导入：{doing.zh}", f"Import {run.pk}: {doing.en}")
    if run.state == "checked" and found:
        return Words(f"试读完成，{found:,} 处要改，还没有写入", f"Checked: {found:,} to mend, nothing written")
    if run.state == "checked":
        return Words("试读完成，还没有写入任何数据", "Checked; nothing is written yet")
    return Words(f"第 {run.pk} 次导入：{STATES[run.state].zh}", f"Import {run.pk}: {STATES[run.state].en}")


def fields_of(sheet_key: str, lacking: set[str]) -> list[tuple[str, Words]]:
    """The columns that an unknown heading may mean, those that are lacking first."""
    fields = next(sheet for sheet in SHEETS if sheet.key == sheet_key).fields
    return [(f.key, f.heading) for f in sorted(fields, key=lambda f: f.heading.zh not in lacking)]


def rules_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Rules with certain readings, for the ticks."""
    return [
        {"rule": rule, "what": Words(*one["what"]), "count": one["fix_count"]}
        for rule, one in report.get("rules", {}).items()
        if one["fix_count"]
    ]


@require_POST
@signed_in(ACTION)
def import_decide(request: HttpRequest, number: int) -> HttpResponse:
    """What the person decides about an import: accept readings, send mended rows, name a heading, write, throw away, take back."""
    run = find(request, number)
    decision = request.POST.get("decision", "")
    job = pending.job_on(run)
    if job is not None and job.is_active:  # somebody works on it: it can be told to stop, no more
        if decision == "cancel":
            do_cancel(job, request.user)
        return here(run)
    if decision == "undo" and run.state == "applied":
        pending.ask(pending.UNDO, run, request.user, address(run))
    elif run.state in pending.UNDECIDED:
        if decision == "discard":
            pending.discard(run, request.user)
            return HttpResponseRedirect(reverse("imports"))
        if decision == "write" and run.state == "checked":
            only = [key for key in request.POST.getlist("only") if key in TITLES]
            pending.ask(pending.WRITE, run, request.user, address(run), only=only)
        elif decision in ("alias", "accept", "mended", "check"):
            try:
                change(request, run, decision)
            except Refused as refused:
                return show(request, run, tuple(problem_notice(problem) for problem in refused.problems))
            pending.ask(pending.CHECK, run, request.user, address(run))
    return here(run)


def change(request: HttpRequest, run: ImportRun, decision: str) -> None:
    """What is changed about an import before it is checked again. Raises Refused."""
    if decision == "alias":
        sheet_key, heading = request.POST.get("sheet", ""), request.POST.get("heading", "")
        remember(run.sender, sheet_key, heading, request.POST.get("field", ""), account=request.user)
    elif decision == "accept":
        run.accepted = sorted({*run.accepted, *request.POST.getlist("rule")})
        run.save(update_fields=["accepted"])
    elif decision == "mended":
        files = request.FILES.getlist("files")
        if sum(file.size or 0 for file in files) <= MOST_UPLOAD_BYTES:
            pending.keep(run, "mended", files)


@signed_in(ACTION)
def import_template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill."""
    with TemporaryDirectory(prefix="xuezheng-") as folder:
        write_template(path := Path(folder) / "template.xlsx")
        answer = HttpResponse(path.read_bytes(), content_type=WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="xuezheng-template.xlsx"'
    return answer


@signed_in(ACTION)
def import_bad_rows(request: HttpRequest, number: int) -> HttpResponse:
    """The workbook of rows to mend."""
    run = find(request, number)
    content = uploads.bad_rows(run.pk)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type=WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="import-{run.pk}-to-mend.xlsx"'
    return answer
