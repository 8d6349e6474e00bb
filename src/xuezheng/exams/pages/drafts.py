"""A draft of a list compared with what holds: taken, or thrown away."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.exams.actions.lists import (
    do_discard,
    do_take,
    drafted,
)
from xuezheng.exams.actions.seeing import do_see_list
from xuezheng.exams.models import Exam, ExamList
from xuezheng.exams.pages.blocks import Ask, Block, Input, findings_block, shown
from xuezheng.exams.pages.fields import cell_of, columns_of, fields_of, find_list, list_link, way
from xuezheng.exams.pages.looking import ask_reason, where_of
from xuezheng.exams.rules.lists import LISTS
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Column,
    Link,
    Notice,
    Table,
    problem_notice,
)

SHOWN_CHANGES = 60


CHANGES = (
    Column("key", Words("哪一行", "Which row"), is_sortable=False), Column("field", Words("列", "Field"), is_sortable=False),
    Column("before", Words("原来", "Before"), is_sortable=False), Column("after", Words("改为", "After"), is_sortable=False),
)  # fmt: skip


SITES = (
    Column("site", Words("考点", "Site"), is_sortable=False), Column("candidates", Words("考生", "Candidates"), "count", is_sortable=False),
    Column("seats", Words("座位", "Seats"), "count", is_sortable=False), Column("spare_seats", Words("备用", "Spare"), "count", is_sortable=False),
    Column("schools", Words("学校", "Schools"), "count", is_sortable=False), Column("largest_share", Words("一校最多占", "Largest part of a school"), "share", decimals=0, is_sortable=False),
)  # fmt: skip


FLOWS = (
    Column("school", Words("学校", "School"), is_sortable=False), Column("site", Words("考点", "Site"), is_sortable=False),
    Column("candidates", Words("考生", "Candidates"), "count", is_sortable=False), Column("km", Words("公里", "km"), "number", decimals=1, is_sortable=False),
)  # fmt: skip


@signed_in("exam.manage")
def draft(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A draft compared with what holds; POST takes it or throws it away."""
    one = ExamList.objects.filter(exam_id=pk, pk=number).select_related("exam").first()
    if one is None:
        raise Http404
    exam = find_list(request, pk, one.kind)
    if not may(request.user, "exam.manage", Place(exam.area_code)):
        raise PermissionDenied
    back = reverse("exam-list", args=[pk, one.kind])
    if one.version is not None:
        return HttpResponseRedirect(f"{back}?version={one.version}")
    about, reason = LISTS[one.kind], ""
    if about.names_persons:
        asked = ask_reason(request, where_of(exam), about.title, way(exam, list_link(exam, one.kind)))
        if not isinstance(asked, str):
            return asked
        reason = asked
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        try:
            if request.POST.get("do") == "take":
                do_take(request.user, one, request.POST.get("reason", "").strip() or one.reason)
            else:
                do_discard(request.user, settings.INSTANCE, one)
            return HttpResponseRedirect(back)
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    if about.names_persons:
        do_see_list(request.user, exam, one.kind, one, reason, "")
    return draft_page(request, exam, one, notices)


def draft_page(request: HttpRequest, exam: Exam, one: ExamList, notices: tuple[Notice, ...]) -> HttpResponse:
    found, kind = drafted(settings.INSTANCE, one), one.kind
    if found.is_stale:
        text = Words(
            "试读之后名单有了新版本，请重新试读。", "Another version holds since this was read: read it again."
        )
        notices = (*notices, Notice(Words("已过时", "Out of date"), text, tone="must"))
    told = found.change.told
    summary = Words(
        f"共{one.row_count}行；与现行版本相比，新增{told['added']}行，减少{told['removed']}行，改动{told['changed']}行。",
        f"{one.row_count} rows. Compared with what holds: {told['added']} added, {told['removed']} removed, {told['changed']} changed.",
    )
    take = Ask(
        "take", (Input("reason", Words("说明", "Note"), value=one.reason),), Words("采用", "Take"), is_binding=True
    )
    parts: list[tuple[str, Any]] = [("text", summary)]
    if not found.is_stale:
        parts.append(("form", take))
    parts.append(("form", Ask("discard", (), Words("放弃", "Throw away"), is_main=False)))
    blocks = [Block(Words("差异", "Differences"), parts, 5), *extra_blocks(one)]
    blocks.append(findings_block(one.findings))
    fields = {f.name: f.words for f in fields_of(kind, found.rows)}
    if found.change.changed.height:
        rows = tuple(
            {**r, "field": fields.get(r["field"], r["field"]), "before": r["before"] or "—", "after": r["after"] or "—"}
            for r in found.change.changed.head(SHOWN_CHANGES).iter_rows(named=True)
        )
        blocks.append(
            Block(
                Words("改动的格", "Cells that change"),
                (("table", Table(CHANGES, rows)), *rest_note(found.change.changed.height)),
            )
        )
    for words, table in (
        (Words("减少的行", "Rows that go"), found.change.removed),
        (Words("新增的行", "Rows that come"), found.change.added),
    ):
        if table.height:
            columns = columns_of(kind, table)
            rows = tuple(
                {f.name: cell_of(kind, f, r.get(f.name, "")) for f in columns}
                for r in table.head(SHOWN_CHANGES).iter_rows(named=True)
            )
            heads = tuple(Column(f.name, f.words, is_sortable=False) for f in columns)
            blocks.append(Block(words, (("table", Table(heads, rows)), *rest_note(table.height))))
    title = Words(f"{LISTS[kind].title.zh}：试读", f"{LISTS[kind].title.en}: tried")
    page = page_for(request, title, crumbs=way(exam, list_link(exam, kind), Link(title)), notices=notices)
    return shown(request, page, blocks)


def rest_note(count: int) -> tuple[tuple[str, Any], ...]:
    more = count - SHOWN_CHANGES
    return (("note", Words(f"另有{more}行。", f"{more} more.")),) if more > 0 else ()


def extra_blocks(one: ExamList) -> list[Block]:
    """What came of a siting: each site, and who goes where."""
    told = one.told
    if "sites" not in told:
        return []
    text = Words(
        f"人均{told['km']}公里（直线）；与可证明的最好结果相差不超过{told['gap']:.2%}。",
        f"{told['km']} km for a candidate on average, as the crow flies; at most {told['gap']:.2%} from what is proven best.",
    )
    return [
        Block(Words("各考点", "Sites"), (("text", text), ("table", Table(SITES, tuple(told["sites"])))), 7),
        Block(Words("各校去向", "Where schools go"), (("table", Table(FLOWS, tuple(told["flows"][:200]))),)),
    ]
