"""The item bank: items with their history, files in and out, forms, booklets and what ties them."""

import io
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.assessment.actions.bank import MOST_BYTES, do_booklets, do_export, do_form, do_picture, do_take_items
from xuezheng.assessment.actions.where import folder
from xuezheng.assessment.models import Form, Item, ItemStatistic, ItemVersion
from xuezheng.assessment.pages.where import Block, areas_of, crumbs, grade_words, may_manage, reached, subject_words
from xuezheng.assessment.rules.bank import ANCHORS_WANTED, KINDS, SUBJECTS, anchor_counts, islands
from xuezheng.assessment.rules.booklets import DIFFERENCES, balance
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.registers.words import GRADE_WORDS
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    Definition,
    EmptyState,
    Link,
    Notice,
    Row,
    Table,
    TableQuery,
    arrange,
    problem_notice,
)
from xuezheng.screens.numbers import Missing

BANK = Words("题库", "The item bank")
FORMS = Words("卷与题册", "Forms and booklets")
ITEMS = (
    Column("code", Words("题号", "Code")), Column("subject", Words("学科", "Subject")), Column("grade", Words("年级", "Grade")),
    Column("domain", Words("领域", "Domain")), Column("standard", Words("课标", "Curriculum")), Column("kind", Words("题型", "Kind")),
    Column("points", Words("满分", "Points"), "count"), Column("versions", Words("版本", "Versions"), "count"),
    Column("used", Words("用过", "Times used"), "count"), Column("share", Words("得分率", "Share of points"), "share", decimals=0),
    Column("difficulty", Words("难度", "Difficulty"), "number", decimals=2, is_signed=True),
)  # fmt: skip
HISTORY = (
    Column("when", Words("标定", "Calibration"), is_sortable=False), Column("version", Words("版本", "Version"), "count", is_sortable=False),
    Column("count", Words("作答", "Answers"), "count", is_sortable=False), Column("share", Words("得分率", "Share"), "share", decimals=0, is_sortable=False),
    Column("rest", Words("区分", "With the rest"), "number", decimals=2, is_sortable=False), Column("slope", Words("斜率", "Slope"), "number", decimals=2, is_sortable=False),
    Column("difficulty", Words("难度", "Difficulty"), "number", decimals=2, is_sortable=False), Column("error", Words("误差", "Error"), "number", decimals=2, is_sortable=False),
    Column("fit", Words("拟合 p", "Fit p"), "number", decimals=3, is_sortable=False), Column("drift", Words("漂移", "Drift"), "number", decimals=1, is_sortable=False),
)  # fmt: skip


def own_areas(request: HttpRequest) -> list[str]:
    return areas_of(request, "assessment.view")


@signed_in("assessment.view")
def items(request: HttpRequest) -> HttpResponse:
    """Items of banks within reach; POST tries or takes a file."""
    areas, managed = own_areas(request), areas_of(request, "assessment.manage")
    if not areas:
        raise PermissionDenied
    notices = taken(request) if request.method == "POST" else ()
    rows = [
        item_row(item)
        for item in Item.objects.order_by("code").prefetch_related("versions__statistics")
        if reached(item.area_code, areas)
    ]
    query = TableQuery.read(request.GET, page_size=50)
    blocks: list[Block] = []
    if managed:
        links = tuple(
            Link(
                Words(f"导出 {fmt.upper()}", f"Export as {fmt.upper()}"),
                f"{reverse('assessment-items-export')}?area={area}&as={fmt}",
            )
            for area in managed
            for fmt in ("csv", "xlsx")
        )
        blocks.append(Block(Words("收题", "Take items"), (("assessment/take_items.html", None), ("links", links)), 12))
    empty = EmptyState(
        Words("题库还是空的", "The bank is empty"),
        Words(
            "收一个 CSV、XLSX 或 QTI 文件：先试读，有一行不对就全都不收。",
            "Take a CSV, XLSX or QTI file: it is tried first, and one wrong row stops it all.",
        ),
    )
    blocks.append(
        Block(
            Words("全部题目", "Items"),
            (("table", arrange(rows, ITEMS, query, language.current())) if rows else ("empty", empty),),
        )
    )
    lead = Words(
        "每道题的每个版本都留着，每次标定的统计都记在它的历史里。",
        "Every version of an item is kept, and what each calibration found of it.",
    )
    context = {
        "page": page_for(request, BANK, lead=lead, crumbs=crumbs(Link(BANK)), notices=notices), "blocks": blocks, "areas": [(a, area_words(a)) for a in managed],
        "subjects": list(SUBJECTS.items()), "grades": list(GRADE_WORDS.items()), "asked": request.POST,
    }  # fmt: skip
    return render(request, "assessment/page.html", context)


def taken(request: HttpRequest) -> tuple[Notice, ...]:
    area, sent = request.POST.get("area", ""), request.FILES.get("file")
    if not area or not may_manage(request, area):
        raise PermissionDenied
    defaults = {name: request.POST.get(name, "") for name in ("subject", "grade", "domain")}
    is_apply = request.POST.get("do") == "apply"
    try:
        content = sent.read() if sent is not None and (sent.size or 0) <= MOST_BYTES else b""
        found = do_take_items(request.user, area, sent.name or "" if sent else "", content, defaults, apply=is_apply)
    except Refused as refused:
        return tuple(problem_notice(p) for p in refused.problems[:30])
    what = Words(
        f"新题 {found.added}，新版本 {found.changed}，未变 {found.unchanged}",
        f"{found.added} new, {found.changed} new versions, {found.unchanged} as they were",
    )
    title = Words("已收入题库", "Taken") if is_apply else Words("试读：没有写入", "Tried: nothing was written")
    return (Notice(title, what, tone="info"),)


def item_row(item: Item) -> Row:
    versions = sorted(item.versions.all(), key=lambda v: v.number)  # type: ignore[attr-defined]
    found = sorted((s for v in versions for s in v.statistics.all()), key=lambda s: s.pk)
    last = found[-1] if found else None
    return {
        "code": Cell(item.code, href=reverse("assessment-item", args=[item.code])), "subject": subject_words(item.subject), "grade": grade_words(item.grade),
        "domain": item.domain, "standard": item.curriculum_code or "—", "kind": KINDS[item.kind], "points": versions[-1].points if versions else 0,
        "versions": len(versions), "used": len(found), "share": last.mean_share if last else Missing.UNKNOWN, "difficulty": last.difficulty if last else Missing.UNKNOWN,
    }  # fmt: skip


def find_item(request: HttpRequest, code: str) -> Item:
    found = Item.objects.filter(code=code).first()
    if found is None:
        raise Http404
    if not reached(found.area_code, own_areas(request)):
        raise PermissionDenied
    return found


@signed_in("assessment.view")
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: its versions and its history; POST adds a picture."""
    one = find_item(request, code)
    versions = list(one.versions.order_by("-number"))  # type: ignore[attr-defined]
    notices: tuple[Notice, ...] = ()
    can = may_manage(request, one.area_code)
    if request.method == "POST":
        if not can:
            raise PermissionDenied
        sent = request.FILES.get("file")
        try:
            do_picture(
                request.user,
                settings.INSTANCE,
                versions[0],
                sent.name or "" if sent else "",
                sent.read() if sent else b"",
            )
            return HttpResponseRedirect(reverse("assessment-item", args=[code]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    statistics = (
        ItemStatistic.objects.filter(version__item=one)
        .select_related("version", "calibration")
        .order_by("-calibration_id")
    )
    history = [history_row(s) for s in statistics]
    facts = [
        Definition(Words("学科", "Subject"), subject_words(one.subject)), Definition(Words("年级", "Grade"), grade_words(one.grade)),
        Definition(Words("领域", "Domain"), one.domain), Definition(Words("课标编码", "Curriculum code"), one.curriculum_code or "—"),
        Definition(Words("题型", "Kind"), KINDS[one.kind]),
    ]  # fmt: skip
    blocks = [
        *(version_block(v) for v in versions[:3]),
        Block(Words("这道题", "The item"), (("definitions", facts),), 5),
    ]
    if can:
        blocks.append(Block(Words("配图", "A picture"), (("assessment/picture.html", None),), 7))
    none = EmptyState(
        Words("还没有用过", "Not used yet"),
        Words("第一次标定之后，这里有它的统计。", "After its first calibration its statistics stand here."),
    )
    blocks.append(
        Block(
            Words("统计历史", "History"), (("table", Table(HISTORY, tuple(history))) if history else ("empty", none),)
        )
    )
    page = page_for(
        request,
        Words(f"题 {one.code}", f"Item {one.code}"),
        crumbs=crumbs(Link(BANK, reverse("assessment-items")), Link(one.code)),
        notices=notices,
    )
    return render(request, "assessment/page.html", {"page": page, "blocks": blocks})


def version_block(version: ItemVersion) -> Block:
    parts: list[tuple[str, Any]] = [
        ("text", version.stem or Words("（题面不在库里）", "(the text is not in the bank)"))
    ]
    if version.picture_hash:
        parts.append(("picture", (reverse("assessment-picture", args=[version.pk]), Words("配图", "Picture"))))
    if version.options:
        parts.append(("list", [f"{letter}．{text}" for letter, text in version.options]))
    key = version.key or "—"
    parts.append(
        (
            "note",
            Words(
                f"答案 {key}；满分 {version.points}。{version.note}",
                f"Key {key}; points {version.points}. {version.note}",
            ),
        )
    )
    return Block(Words(f"第 {version.number} 版", f"Version {version.number}"), tuple(parts), 7)


def history_row(s: ItemStatistic) -> Row:
    def number(value: float | None) -> Any:
        return Missing.UNKNOWN if value is None else value

    title = Cell(s.calibration.title, href=reverse("assessment-calibration", args=[s.calibration.pk]))
    drift: Any = Missing.NOT_APPLICABLE if s.drift is None else Cell(s.drift, tone="must" if s.is_set_aside else "")
    return {
        "when": title, "version": s.version.number, "count": s.answered_count, "share": number(s.mean_share), "rest": number(s.with_rest),
        "slope": number(s.slope), "difficulty": number(s.difficulty),
        "error": Missing.NOT_APPLICABLE if s.difficulty_error is None else s.difficulty_error, "fit": number(s.fit_p), "drift": drift,
    }  # fmt: skip


@signed_in("assessment.view")
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    version = ItemVersion.objects.filter(pk=pk).exclude(picture_hash="").select_related("item").first()
    if version is None:
        raise Http404
    find_item(request, version.item.code)
    place = folder(settings.INSTANCE, "files", version.picture_hash)
    if not place.is_file():
        raise Http404
    kind = "image/png" if place.read_bytes()[:4] == b"\x89PNG" else "image/jpeg"
    return FileResponse(place.open("rb"), content_type=kind)


@signed_in("assessment.manage")
def export(request: HttpRequest) -> HttpResponse:
    """The bank of an area as CSV or XLSX, as it is taken back."""
    area = request.GET.get("area", "")
    try:
        frame = do_export(request.user, area)
    except Refused as refused:
        raise PermissionDenied from refused
    if request.GET.get("as") == "xlsx":
        held = io.BytesIO()
        frame.write_excel(held)
        response = HttpResponse(
            held.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
    else:
        response = HttpResponse(b"\xef\xbb\xbf" + frame.write_csv().encode(), content_type="text/csv; charset=utf-8")
    suffix = "xlsx" if request.GET.get("as") == "xlsx" else "csv"
    response["Content-Disposition"] = f'attachment; filename="items-{area}.{suffix}"'
    return response


@signed_in("assessment.view")
def forms(request: HttpRequest) -> HttpResponse:
    """Forms and booklets, what ties them; POST makes a form, or balanced booklets."""
    areas, managed = own_areas(request), areas_of(request, "assessment.manage")
    if not areas:
        raise PermissionDenied
    notices = made(request) if request.method == "POST" else ()
    found = [
        f
        for f in Form.objects.order_by("-pk").prefetch_related("places__version__item")[:400]
        if reached(f.area_code, areas)
    ]
    rows: list[Row] = []
    for form in found:
        versions = [place.version for place in form.places.all()]  # type: ignore[attr-defined]
        rows.append(
            {
                "code": form.code,
                "title": form.title or "—",
                "area": area_words(form.area_code),
                "items": len(versions),
                "points": sum(v.points for v in versions),
            }
        )
    columns = (
        Column("code", Words("卷号", "Code")), Column("title", Words("名称", "Title")), Column("area", Words("地区", "Area")),
        Column("items", Words("题数", "Items"), "count"), Column("points", Words("总分", "Points"), "count"),
    )  # fmt: skip
    blocks: list[Block] = []
    if managed:
        blocks += [
            Block(Words("组卷", "Make a form"), (("assessment/make_form.html", None),), 6),
            Block(Words("平衡题册", "Balanced booklets"), (("assessment/make_booklets.html", None),), 6),
        ]
    empty = EmptyState(
        Words("还没有卷", "No forms yet"),
        Words(
            "从题库选题组卷；题多时用平衡题册，每生只答一部分。",
            "Make one of items of the bank; where there are many, balanced booklets give each pupil a part.",
        ),
    )
    query = TableQuery.read(request.GET, page_size=40)
    blocks.append(
        Block(
            Words("全部卷", "Forms"),
            (("table", arrange(rows, columns, query, language.current())) if rows else ("empty", empty),),
            7,
        )
    )
    if found:
        blocks.append(ties(found))
    page = page_for(request, FORMS, crumbs=crumbs(Link(FORMS)), notices=notices)
    context = {
        "page": page,
        "blocks": blocks,
        "areas": [(a, area_words(a)) for a in managed],
        "asked": request.POST,
        "designs": sorted(DIFFERENCES),
    }
    return render(request, "assessment/page.html", context)


def ties(found: list[Form]) -> Block:
    """Which forms common items tie together, and which two share too few."""
    sets = {form.code: [place.version.name for place in form.places.all()] for form in found}  # type: ignore[attr-defined]
    parts = islands(sets)
    lines = [
        Words(
            f"第 {at} 组（{len(names)} 卷）：{'、'.join(names[:12])}",
            f"Group {at} ({len(names)} form{'' if len(names) == 1 else 's'}): {', '.join(names[:12])}",
        )
        for at, names in enumerate(parts[:12], start=1)
    ]
    weak = [
        (pair, n)
        for pair, n in anchor_counts(sets).items()
        if 0 < n < ANCHORS_WANTED * min(len(sets[pair[0]]), len(sets[pair[1]]))
    ]
    said = Words(
        f"{len(weak)} 对卷的共同题不足五分之一。", f"{len(weak)} pairs of forms share less than a fifth of their items."
    )
    text = Words(
        "同组的卷可放到同一量尺；不同组之间没有共同题。",
        "Forms of a group can stand on one scale; groups share no item.",
    )
    return Block(
        Words("由共同题连成的组", "Tied by common items"), (("text", text), ("list", lines), ("note", said)), 5
    )


def made(request: HttpRequest) -> tuple[Notice, ...]:
    area = request.POST.get("area", "")
    if not area or not may_manage(request, area):
        raise PermissionDenied
    codes = request.POST.get("codes", "").replace(",", " ").replace("，", " ").replace("、", " ").split()
    code, title = request.POST.get("code", ""), request.POST.get("title", "")
    try:
        if request.POST.get("do") == "booklets":
            blocks, _, each = request.POST.get("design", "").partition("/")
            found = do_booklets(request.user, area, code, title, codes, int(blocks or 0), int(each or 0))
            design = [
                [place.version.item.code for place in form.places.select_related("version__item")] for form in found
            ]  # type: ignore[attr-defined]
            names = sorted(set(codes))
            held = balance([[names.index(one) for one in form] for form in design], len(names))
            text = Words(
                f"{len(found)} 册；每两题同册 {held.least_meetings}—{held.most_meetings} 次。",
                f"{len(found)} booklets; two items meet {held.least_meetings} to {held.most_meetings} times.",
            )
            return (Notice(Words("题册已组成", "The booklets are made"), text, tone="info"),)
        form = do_form(request.user, area, code, title, codes)
    except Refused as refused:
        return tuple(problem_notice(p) for p in refused.problems)
    except ValueError:
        return (Notice(Words("请选一种设计。", "Choose a design."), tone="must"),)
    return (Notice(Words(f"卷 {form.code} 已组成", f"Form {form.code} is made"), tone="info"),)
