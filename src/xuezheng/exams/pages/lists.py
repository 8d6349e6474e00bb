"""One list of an examination: its rows, what may be done with it, its versions."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import polars as pl
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.exams.actions.keeping import rows_of, version_of
from xuezheng.exams.actions.lists import (
    SUFFIXES,
    do_draft_file,
    do_go_back,
)
from xuezheng.exams.actions.seeing import do_see_list
from xuezheng.exams.models import Exam, ExamList
from xuezheng.exams.pages.blocks import Ask, Block, Input, shown
from xuezheng.exams.pages.fields import cell_of, columns_of, find_list, way
from xuezheng.exams.pages.looking import ask_reason, where_of
from xuezheng.exams.rules.lists import LISTS, ORIGINS, Field
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    EmptyState,
    Link,
    Notice,
    Row,
    Table,
    TableQuery,
    problem_notice,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About

VERSIONS = (
    Column("version", Words("版本", "Version"), is_sortable=False), Column("origin", Words("来源", "From"), is_sortable=False),
    Column("rows", Words("行", "Rows"), "count", is_sortable=False), Column("changes", Words("增／减／改", "Added, removed, changed"), is_sortable=False),
    Column("reason", Words("理由", "Reason"), is_sortable=False), Column("by", Words("经手", "By"), is_sortable=False),
    Column("at", Words("时间", "When"), "instant", is_sortable=False), Column("hash", Words("指纹", "Hash"), is_sortable=False),
)  # fmt: skip


REGISTERED = {
    "candidates": Words("从学籍登记册抽取…", "Draw from the register of students…"),
    "rooms": Words("取登记册的考点与考场…", "Take the register's sites and rooms…"),
    "staff": Words("从教职工登记册抽取…", "Draw from the register of staff…"),
}


@signed_in("exam.view")
def list_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The list as it holds, or an older version (`?version=`); POST imports a file, or goes back to a version."""
    exam = find_list(request, pk, kind)
    about, can = LISTS[kind], may(request.user, "exam.manage", Place(exam.area_code))
    notices: tuple[Notice, ...] = ()
    reason = ""
    if about.names_persons:
        asked = ask_reason(request, where_of(exam), about.title, way(exam, Link(about.title)))
        if not isinstance(asked, str):
            return asked
        reason = asked
    if request.method == "POST":
        if not can:
            raise PermissionDenied
        try:
            return HttpResponseRedirect(decided(request, exam, kind))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    now = version_of(exam, kind)
    one = chosen_version(request, exam, kind) or now
    rows = rows_of(settings.INSTANCE, one)
    if about.names_persons and one is not None:
        do_see_list(request.user, exam, kind, one, reason, request.GET.get("q", ""))
    columns = columns_of(kind, rows) if not rows.is_empty() else list(about.fields)
    if rows.height and (wanted := asked_format(request.GET)):
        return file_of(request, exam, kind, rows, columns, wanted)
    blocks = [Block(about.title, ((("table", row_table(request, exam, kind, rows, columns, can and one == now)),) if rows.height else (("empty", nothing(exam, kind)),)))]  # fmt: skip
    if can:
        blocks += [
            Block(Words("导入", "Import"), (("form", import_form(kind)),), 6),
            Block(Words("增加与来源", "Add, and where from"), (("links", sources(exam, kind)),), 6),
        ]
    blocks += versions_blocks(exam, kind, now, can)
    page = page_for(
        request, about.title, lead=about.lead, aside=Words(f"第{one.version}版", f"version {one.version}") if one else "",
        crumbs=way(exam, Link(about.title)), notices=notices,
    )  # fmt: skip
    return shown(request, page, blocks)


def chosen_version(request: HttpRequest, exam: Exam, kind: str) -> ExamList | None:
    text = request.GET.get("version", "")
    return (
        ExamList.objects.filter(exam=exam, kind=kind, version=int(text)).first()
        if text.isdigit() and len(text) < 9
        else None
    )


def decided(request: HttpRequest, exam: Exam, kind: str) -> str:
    """What a form of the list asks for; gives where to go on. Raises Refused."""
    form = request.POST
    if form.get("do") == "import":
        file = request.FILES.get("file")
        name, content = (file.name or "", file.read()) if file else ("", b"")
        draft = do_draft_file(request.user, settings.INSTANCE, exam, kind, name, content, form.get("how") == "add")
        return reverse("exam-draft", args=[exam.pk, draft.pk])
    if form.get("do") == "back":
        version = (
            ExamList.objects.filter(exam=exam, kind=kind, version=int(form["version"])).first()
            if form.get("version", "").isdigit()
            else None
        )
        if version is None:
            raise Http404
        do_go_back(request.user, settings.INSTANCE, version, form.get("reason", ""))
        return request.path
    raise Http404


def row_table(
    request: HttpRequest, exam: Exam, kind: str, rows: pl.DataFrame, columns: list[Field], can: bool
) -> Table:
    """The rows of one page: filtered and cut before a cell is made of them, since there may be a hundred thousand."""
    query = TableQuery.read(request.GET, page_size=50)
    if query.words:
        line = pl.concat_str(
            [pl.col(f.name) for f in columns if f.name in rows.columns], separator="\n"
        ).str.to_lowercase()
        for word in query.words.lower().split():
            rows = rows.filter(line.str.contains(word, literal=True))
    if query.sort in rows.columns:
        number = pl.col(query.sort).cast(pl.Float64, strict=False)
        rows = rows.sort(number, query.sort, descending=query.is_descending, nulls_last=True)
    last = max(1, -(-rows.height // query.page_size))
    at = min(query.page, last)
    part = rows.slice((at - 1) * query.page_size, query.page_size)
    made: list[Row] = []
    for row in part.iter_rows(named=True):
        key = "&".join(f"{k}={quoted(row[k])}" for k in LISTS[kind].key)
        cells: dict[str, Any] = {f.name: cell_of(kind, f, row.get(f.name, "")) for f in columns}
        first = columns[0].name
        if can:
            cells[first] = Cell(cells[first], href=f"{reverse('exam-row', args=[exam.pk, kind])}?{key}")
        made.append(cells)
    query = replace(query, page=at)
    heads = tuple(Column(f.name, f.words) for f in columns)
    return Table(heads, tuple(made), query=query, row_count=rows.height, has_filter=True, downloads=query.downloads())


def quoted(text: str) -> str:
    return quote(text, safe="")


def file_of(
    request: HttpRequest, exam: Exam, kind: str, rows: pl.DataFrame, columns: list[Field], wanted: str
) -> HttpResponse:
    heads = tuple(Column(f.name, f.words) for f in columns)
    made = [{f.name: row.get(f.name, "") for f in columns} for row in rows.iter_rows(named=True)]
    about = About(
        Words(exam.title, exam.title), area_words(exam.area_code), str(exam.made_at.date()), LISTS[kind].title, as_of=exam.made_at.date(),
        manifest_hash=(version_of(exam, kind) or exam.lists.latest("id")).hash, is_synthetic=settings.INSTANCE.is_synthetic,
    )  # fmt: skip
    return download(f"{kind}-{exam.pk}", wanted, heads, made, about, query=TableQuery.read(request.GET))


def nothing(exam: Exam, kind: str) -> EmptyState:
    return EmptyState(
        Words("还没有", "Nothing yet"),
        Words("从登记册抽取、导入文件，或逐行添加。", "Draw it from the register, import a file, or add rows."),
        links=tuple(sources(exam, kind)),
    )


def import_form(kind: str) -> Ask:
    heads = "、".join(f.words.zh for f in LISTS[kind].fields)
    en = ", ".join(f.name for f in LISTS[kind].fields)
    inputs = (
        Input(
            "file",
            Words("文件", "File"),
            "file",
            accept=",".join(SUFFIXES),
            is_needed=True,
            note=Words(f"列：{heads}", f"Columns: {en}"),
        ),
        Input(
            "how",
            Words("方式", "How"),
            "select",
            choices=(
                ("replace", Words("替换整份名单", "Replace the whole list")),
                ("add", Words("追加：同一行覆盖，其余不动", "Add: same rows replaced, others stay")),
            ),
        ),
    )
    return Ask(
        "import",
        inputs,
        Words("试读", "Try"),
        note=Words("先试读，看过差异再采用。", "It is read and compared first; you take it after."),
    )


def sources(exam: Exam, kind: str) -> list[Link]:
    found = [Link(Words("添加一行…", "Add a row…"), reverse("exam-row", args=[exam.pk, kind]))]
    if kind in REGISTERED:
        found.insert(0, Link(REGISTERED[kind], reverse("exam-register", args=[exam.pk, kind])))
    if kind == "candidates":
        found.append(
            Link(Words("就近分派考点…", "Send candidates to near sites…"), reverse("exam-siting", args=[exam.pk]))
        )
    if kind == "programmes":
        found.append(
            Link(Words("下达指标到校…", "Send seats down to junior schools…"), reverse("exam-quotas", args=[exam.pk]))
        )
    if kind == "marks":
        found.append(Link(Words("待评与仲裁…", "Awaited marks, arbitration…"), reverse("exam-marking", args=[exam.pk])))
    return found


def versions_blocks(exam: Exam, kind: str, now: ExamList | None, can: bool) -> list[Block]:
    """The versions, the newest first, with a form to go back; and drafts that wait."""
    found = list(ExamList.objects.filter(exam=exam, kind=kind).select_related("made_by")[:40])
    waiting = [one for one in found if one.version is None]
    taken = [one for one in found if one.version is not None]
    blocks: list[Block] = []
    if waiting and can:
        links = [
            Link(
                Words(f"{ORIGINS[d.origin].zh}，{d.row_count}行", f"{ORIGINS[d.origin].en}, {d.row_count} rows"),
                reverse("exam-draft", args=[exam.pk, d.pk]),
            )
            for d in waiting
        ]
        blocks.append(Block(Words("等待采用的试读", "Drafts that wait"), (("links", links),), 6))
    if taken:
        parts: list[tuple[str, Any]] = [("table", Table(VERSIONS, tuple(version_row(exam, one) for one in taken)))]
        older = [one for one in taken if now is not None and one.version != now.version]
        if older and can:
            inputs = (
                Input(
                    "version",
                    Words("退回到", "Go back to"),
                    "select",
                    choices=[(str(o.version), f"v{o.version}") for o in older],
                ),
                Input("reason", Words("理由", "Reason"), is_needed=True),
            )
            parts.append(("form", Ask("back", inputs, Words("退回……", "Go back…"), is_binding=True)))
        blocks.append(Block(Words("版本", "Versions"), parts))
    return blocks


def version_row(exam: Exam, one: ExamList) -> Row:
    told = one.told
    return {
        "version": Cell(f"v{one.version}", href=f"{reverse('exam-list', args=[exam.pk, one.kind])}?version={one.version}"), "origin": ORIGINS[one.origin],
        "rows": one.row_count, "changes": f"+{told.get('added', 0)} −{told.get('removed', 0)} ~{told.get('changed', 0)}", "reason": one.reason or "—",
        "by": one.made_by.display_name if one.made_by else "—", "at": one.made_at, "hash": one.hash[:12],
    }  # fmt: skip
