"""The front of monitoring: programmes within one's reach, and the ways to the bank, scales, effects and portfolios."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.assessment.actions.programmes import sheet_in_use
from xuezheng.assessment.actions.reports import standing
from xuezheng.assessment.models import Effects, Item, Programme
from xuezheng.assessment.pages.where import (
    TITLE,
    Block,
    areas_of,
    grade_words,
    own_schools,
    reached,
    subject_words,
    touched,
)
from xuezheng.assessment.rules.monitoring import KINDS
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Action, Cell, Column, EmptyState, Link, Row, TableQuery, arrange

COLUMNS = (
    Column("title", Words("名称", "Name")), Column("kind", Words("类别", "Kind")), Column("area", Words("地区", "Area")),
    Column("subject", Words("学科", "Subject")), Column("grade", Words("年级", "Grade")), Column("held", Words("测试日", "Held"), "date"),
    Column("pupils", Words("学生", "Pupils"), "count"), Column("state", Words("进度", "State")),
)  # fmt: skip


def state_of(programme: Programme) -> Words:
    if sheet_in_use(programme) is None:
        return Words("等作答", "Awaits answers")
    if programme.kind == "fitness":
        return Words("已计分", "Scored")
    return Words("已上量尺", "On the scale") if standing(programme) else Words("待标定", "Awaits calibration")


def row_of(programme: Programme, school: str) -> Row:
    sheet = sheet_in_use(programme)
    href = reverse("assessment-programme", args=[programme.pk])
    if school:
        href = reverse("assessment-school", args=[programme.pk, school])
    return {
        "title": Cell(programme.title, href=href), "kind": KINDS[programme.kind], "area": area_words(programme.area_code),
        "subject": subject_words(programme.subject), "grade": grade_words(programme.grade), "held": programme.held_on,
        "pupils": sheet.told.get("taken", 0) if sheet else 0, "state": state_of(programme),
    }  # fmt: skip


@signed_in("assessment.view")
def home(request: HttpRequest) -> HttpResponse:
    """Programmes, the newest first."""
    areas, schools = touched(request), own_schools(request)
    managed = areas_of(request, "assessment.manage")
    found = [p for p in Programme.objects.order_by("-held_on", "-pk")[:300] if reached(p.area_code, areas)]
    lead = Words(
        "题库、测验、量尺、增值、体质、综合素质：一次测验从题到报告，每个数都带误差，不排名。",
        "Items, tests, scales, what schools add, fitness, portfolios: from item to report, every figure with its error, and no ranks.",
    )
    school = schools[0] if schools and not areas_of(request, "assessment.view") else ""
    rows = [row_of(programme, school) for programme in found]
    actions: tuple[Action, ...] = (
        (Action(Words("新建测验", "New programme"), reverse("assessment-begin"), is_main=True),) if managed else ()
    )
    query = TableQuery.read(request.GET, page_size=30)
    text = Words("先在题库里收题、组卷，再新建测验。", "Take items into the bank, make forms, then begin a programme.")
    waits = Words("由市、县监测部门开始。", "The city's or a county's monitoring office begins one.")
    listed = (
        ("table", arrange(rows, COLUMNS, query, language.current()))
        if rows
        else ("empty", EmptyState(Words("还没有测验", "No programmes yet"), text if managed else waits))
    )
    blocks = [*ways(request, schools), Block(Words("全部测验", "Programmes"), (listed,))]
    page = page_for(request, TITLE, lead=lead, actions=actions)
    return render(request, "assessment/page.html", {"page": page, "blocks": blocks})


def ways(request: HttpRequest, schools: list[str]) -> list[Block]:
    """Where else to go, by what the person may do."""
    blocks: list[Block] = []
    if areas_of(request, "assessment.view"):
        items = Item.objects.count()
        links = (
            Link(Words("题库", "The bank"), reverse("assessment-items")),
            Link(Words("卷与题册", "Forms and booklets"), reverse("assessment-forms")),
            Link(Words("量尺与标定", "Scales"), reverse("assessment-calibrations")),
        )
        text = Words(f"题库现有 {items} 道题。", f"The bank holds {items} items.")
        blocks.append(Block(Words("题与量尺", "Items and scales"), (("text", text), ("links", links)), 4))
    effects = Effects.objects.count()
    links = (Link(Words("学校增值", "What schools add"), reverse("assessment-effects")),)
    blocks.append(
        Block(
            Words("增值", "What schools add"),
            (
                (
                    "text",
                    Words(f"已算 {effects} 次；带区间，不排名。", f"Computed so far: {effects}. Intervals, no ranks."),
                ),
                ("links", links),
            ),
            4,
        )
    )
    if schools:
        links = (Link(Words("本校档案", "Portfolios of the school"), reverse("quality-school", args=[schools[0]])),)
        blocks.append(
            Block(
                Words("综合素质", "Comprehensive quality"),
                (
                    ("text", Words("记录、遴选、签字、公示、归档。", "Record, choose, sign, display, lock.")),
                    ("links", links),
                ),
                4,
            )
        )
    if areas_of(request, "quality.review"):
        links = (Link(Words("异议复核", "Objections"), reverse("quality-objections")),)
        blocks.append(
            Block(
                Words("综合素质", "Comprehensive quality"),
                (
                    (
                        "text",
                        Words(
                            "公示中提出的异议，由县级复核。", "What is objected to on display is decided by the county."
                        ),
                    ),
                    ("links", links),
                ),
                4,
            )
        )
    return blocks
