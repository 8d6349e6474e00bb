"""One row of a list as fields: changed, taken out, or a new one."""

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
    do_edit_row,
)
from xuezheng.exams.actions.seeing import do_see_list
from xuezheng.exams.pages.blocks import Ask, Block, Input, shown
from xuezheng.exams.pages.fields import HIDDEN, fields_of, find_list, input_of, list_link, way
from xuezheng.exams.pages.looking import ask_reason, where_of
from xuezheng.exams.rules.lists import LISTS
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Link,
    Notice,
    problem_notice,
)


@signed_in("exam.manage")
def row_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One row of a list as fields: changed, taken out, or a new one."""
    exam = find_list(request, pk, kind)
    if not may(request.user, "exam.manage", Place(exam.area_code)):
        raise PermissionDenied
    about, title = LISTS[kind], Words("修改一行", "Change a row")
    reason = ""
    if about.names_persons:
        asked = ask_reason(request, where_of(exam), about.title, way(exam, list_link(exam, kind)))
        if not isinstance(asked, str):
            return asked
        reason = asked
    now = version_of(exam, kind)
    rows = rows_of(settings.INSTANCE, now)
    key = {k: request.GET.get(k, "") for k in about.key} if any(k in request.GET for k in about.key) else {}
    held = (
        rows.filter(pl.all_horizontal(pl.col(k) == v for k, v in key.items()))
        if key and not rows.is_empty()
        else rows.clear()
    )
    if key and held.height != 1:
        raise Http404
    fields = fields_of(kind, rows)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        form = request.POST
        cells = (
            None
            if form.get("do") == "remove"
            else {f.name: form.get(f.name, "").strip() for f in fields}
            | ({c: held[c][0] for c in HIDDEN if c in held.columns and held.height})
        )
        based = int(form["based_on"]) if form.get("based_on", "").isdigit() else -1
        try:
            do_edit_row(
                request.user, settings.INSTANCE, exam, kind, key, cells, based, form.get("why", "").strip() or reason
            )
            return HttpResponseRedirect(reverse("exam-list", args=[pk, kind]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    if about.names_persons and key and now is not None:
        do_see_list(request.user, exam, kind, now, reason, " ".join(key.values()))
    before = held.row(0, named=True) if held.height else {}
    based_on = Input("based_on", kind="hidden", value=str(now.version if now else 0))
    inputs = tuple(input_of(kind, f, request.POST.get(f.name, before.get(f.name, ""))) for f in fields)
    why = Input("why", Words("理由", "Why"))
    blocks = [
        Block(
            title if key else Words("添加一行", "Add a row"),
            (("form", Ask("save", (*inputs, why, based_on), Words("保存", "Save"))),),
            7,
        )
    ]
    if key:
        blocks.append(
            Block(
                Words("删去", "Take out"),
                (
                    (
                        "form",
                        Ask("remove", (why, based_on), Words("删去这一行……", "Take this row out…"), is_binding=True),
                    ),
                ),
                5,
            )
        )
    note = Words("保存即成为新版本，可以退回。", "Saving makes a new version; one can go back.")
    page = page_for(
        request,
        title if key else Words("添加一行", "Add a row"),
        lead=note,
        crumbs=way(exam, list_link(exam, kind), Link(title)),
        notices=notices,
    )
    return shown(request, page, blocks)
