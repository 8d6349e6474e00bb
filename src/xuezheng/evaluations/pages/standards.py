"""The law as data, on screen: every value with its document, and how far it was verified."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng import standards
from xuezheng.access.guard import signed_in
from xuezheng.evaluations.pages.showing import VERIFICATION_WORDS, digits
from xuezheng.ground.words import Words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Cell, Column, Link, Row, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About

COLUMNS = (
    Column("term", Words("标准", "Standard")),
    Column("value", Words("值", "Value"), is_sortable=False),
    Column("unit", Words("单位", "Unit")),
    Column("from_on", Words("自", "From")),
    Column("area", Words("地区", "Area")),
    Column("document", Words("文件", "Document")),
    Column("article", Words("条款", "Article")),
    Column("verification", Words("核实程度", "Verification")),
    Column("checked_on", Words("核对日", "Checked on")),
    Column("id", Words("编号", "Id")),
)
TITLE = Words("法规标准", "Standards")


@signed_in("figure.view")
def standards_list(request: HttpRequest) -> HttpResponse:
    """Every value there is; those from memory say so."""
    rows: list[Row] = [row_of(one) for one in standards.every()]
    query = TableQuery.read(request.GET, page_size=50, sort="id")
    if wanted := asked_format(request.GET):
        about = About(
            TITLE, Words("全国", "Nation"), today_of(request).isoformat(), Words("各项法规文件", "Documents of the law"),
            as_of=today_of(request), is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download("standards", wanted, COLUMNS, rows, about, query=query)
    unverified = sum(one.verification == "memory" for one in standards.every())
    lead = Words(
        f"共{len(rows)}个值，{unverified}个未核实：可在实例文件夹的standards.yaml里设定本地的值。",
        f"{len(rows)} values, {unverified} of them not verified: a bureau sets its own in standards.yaml of the instance's folder.",
    )
    page = page_for(
        request, TITLE, lead=lead, crumbs=(Link(Words("国家评估", "Evaluations"), reverse("evaluations")), Link(TITLE))
    )
    return render(
        request, "evaluations/schools.html", {"page": page, "table": arrange(rows, COLUMNS, query, language.current())}
    )


def row_of(one: standards.Standard) -> Row:
    unit = "%" if one.unit == "share" else one.unit.replace("fen", "元")
    until = f" … {one.to_on}" if one.to_on else ""
    local = Words("本机构设定", "set by this bureau")
    said = local if one.is_local else VERIFICATION_WORDS[one.verification]
    is_scaled = one.unit.split("/")[0] in ("share", "fen")
    return {
        "term": one.term, "value": digits(one.value, one.unit) if is_scaled else f"{one.value:g}",
        "unit": Words(unit, unit.replace("元", "yuan")), "from_on": f"{one.from_on}{until}", "area": one.area,
        "document": one.document, "article": one.article, "checked_on": str(one.checked_on), "id": one.id,
        "verification": Cell(said, tone="must" if one.verification == "memory" else ""),
    }  # fmt: skip
