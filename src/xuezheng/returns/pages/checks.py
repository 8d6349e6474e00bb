"""Every rule that a return is judged by: what it says, why it is asked, what it reads."""

from datetime import date

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.engine.offices import declared
from xuezheng.ground.words import Words
from xuezheng.returns.models import Collection, Objection
from xuezheng.returns.pages.finding import schools_seen
from xuezheng.returns.words import KIND_WORDS, SEVERITY_WORDS, why
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Column, Link, Row, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About

COLUMNS = (
    Column("sentence", Words("规则", "Rule")),
    Column("severity", Words("轻重", "Severity")),
    Column("kind", Words("怎样比", "Set beside")),
    Column("why", Words("为什么问", "Why it is asked"), is_sortable=False),
    Column("cure", Words("怎么办", "What to do"), is_sortable=False),
    Column("tables", Words("读哪些表", "Reads"), is_sortable=False),
    Column("schools", Words("现有多少校不合", "Schools that break it now"), "count"),
    Column("name", Words("名称", "Name")),
)
SINCE = date(2021, 9, 1)  # the series of forms whose rules these are


@signed_in("return.view")
def checks(request: HttpRequest) -> HttpResponse:
    """The list of rules, with how many of the person's schools break each in the newest collection."""
    newest = Collection.objects.first()
    broken: dict[str, int] = {}
    if newest is not None:
        own = Objection.objects.filter(part__in=schools_seen(request, newest))
        broken = {
            row["rule"]: row["schools"] for row in own.values("rule").annotate(schools=Count("part", distinct=True))
        }
    rows: list[Row] = [
        {
            "sentence": check.sentence, "severity": SEVERITY_WORDS[check.severity], "kind": KIND_WORDS[check.kind], "why": why(check),
            "cure": check.cure or "", "tables": Words("、".join(t.title.zh for t in check.tables), ", ".join(t.title.en for t in check.tables)),
            "schools": broken.get(check.name, 0), "name": check.name,
        }
        for office in declared() for check in office.checks
    ]  # fmt: skip
    title = Words("校验规则", "Rules of the return")
    query = TableQuery.read(request.GET, page_size=200)
    if format := asked_format(request.GET):
        about = About(
            title,
            "",
            "",
            Words("年报校验规则", "Rules of the return"),
            SINCE,
            is_synthetic=settings.INSTANCE.is_synthetic,
        )
        return download("校验规则", format, COLUMNS, rows, about, query=query)
    lead = Words(
        f"共{len(rows)}条。错误不改不能签字；提示写明原因可以通过，原因随年报留存，下一级看得到。",
        f"{len(rows)} rules. An error must be mended before signing; a warning may stand with a reason, kept with the return and seen by the next level.",
    )
    page = page_for(request, title, lead=lead, crumbs=(Link(Words("年报", "Returns"), reverse("returns")), Link(title)))
    return render(
        request,
        "returns/checks.html",
        {"page": page, "table": arrange(rows, COLUMNS, query, language.current(), caption=title)},
    )
