"""Calibrations: the list, and one with its progress, anchors and drift, items, fit, options, pairs."""

from typing import Any

import polars as pl
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.assessment.actions.calibrating import do_calibration, job_of, scale_of
from xuezheng.assessment.actions.reports import calibrated_table
from xuezheng.assessment.models import Calibration, Programme
from xuezheng.assessment.pages.differences import differences_block
from xuezheng.assessment.pages.where import (
    Block,
    areas_of,
    crumbs,
    local,
    may_manage,
    reached,
    say_findings,
    subject_words,
)
from xuezheng.assessment.pages.working import act_on, under_way
from xuezheng.assessment.rules.monitoring import METHODS, MODELS, STATES, points
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    Definition,
    EmptyState,
    Figure,
    Link,
    Notice,
    Row,
    Table,
    TableQuery,
    arrange,
    problem_notice,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.jobs import stopped
from xuezheng.screens.numbers import Missing

TITLE = Words("量尺与标定", "Scales")
LISTED = (
    Column("title", Words("标定", "Calibration")), Column("subject", Words("学科", "Subject")), Column("area", Words("地区", "Area")),
    Column("method", Words("方法", "Way")), Column("scale", Words("量尺", "Scale")), Column("persons", Words("学生", "Pupils"), "count"),
    Column("items", Words("题", "Items"), "count"), Column("state", Words("状态", "State")), Column("at", Words("时间", "When"), "instant"),
)  # fmt: skip
FIT = Words("拟合", "Fit")
GIRLS = Words("性别差异", "Girls and boys")
ITEMS = (
    Column("item", Words("题", "Item")), Column("model", Words("模型", "Model")), Column("count", Words("作答", "Answers"), "count"),
    Column("share", Words("得分率", "Share"), "share", decimals=0), Column("rest", Words("与余题相关", "With the rest"), "number", decimals=2),
    Column("a", Words("斜率", "Slope"), "number", decimals=2), Column("b", Words("难度", "Difficulty"), "number", decimals=2),
    Column("b_se", Words("误差", "Error"), "number", decimals=2), Column("g", Words("猜测", "Guessing"), "number", decimals=2),
    Column("fit", Words("S-X²", "S-X²"), "number", decimals=1, group=FIT), Column("freedom", Words("自由度", "df"), "count", group=FIT),
    Column("p", Words("p", "p"), "number", decimals=3, group=FIT), Column("dif", Words("Δ", "Δ"), "number", decimals=2, group=GIRLS),
    Column("dif_class", Words("级", "Class"), group=GIRLS),
)  # fmt: skip
ANCHORS = (
    Column("item", Words("锚题", "Anchor")), Column("left", Words("链接后难度差", "Left after linking"), "number", decimals=3, is_signed=True),
    Column("drift", Words("稳健单位", "Robust units"), "number", decimals=1, is_signed=True), Column("used", Words("是否用于链接", "Used for the link")),
)  # fmt: skip
OPTIONS = (
    Column("item", Words("题", "Item")), Column("option", Words("选项", "Option")), Column("share", Words("选择率", "Chosen"), "share", decimals=1),
    Column("rest", Words("与得分率相关", "With the share of points"), "number", decimals=2), Column("weakest", Words("低分组", "Weakest 27 %"), "share", decimals=0),
    Column("best", Words("高分组", "Best 27 %"), "share", decimals=0), Column("look", Words("须看", "Look at it")),
)  # fmt: skip
WANTING_P = 0.001  # an item of thousands of answers misfits at 0.05 for next to nothing


def listed_row(c: Calibration) -> Row:
    return {
        "title": Cell(c.title, href=reverse("assessment-calibration", args=[c.pk])), "subject": subject_words(c.subject), "area": area_words(c.area_code),
        "method": METHODS[c.method], "scale": f"#{scale_of(c)}", "persons": c.told.get("persons", Missing.UNKNOWN), "items": c.told.get("items", Missing.UNKNOWN),
        "state": STATES[c.state], "at": local(c.done_at or c.made_at),
    }  # fmt: skip


@signed_in("assessment.view")
def calibrations(request: HttpRequest) -> HttpResponse:
    """All within reach; POST begins one of several tests at once."""
    areas, managed = areas_of(request, "assessment.view"), areas_of(request, "assessment.manage")
    if not areas:
        raise PermissionDenied
    notices: tuple[Notice, ...] = ()
    tests = [p for p in Programme.objects.exclude(kind="fitness").order_by("-held_on") if reached(p.area_code, managed)]
    if request.method == "POST":
        chosen = [p for p in tests if str(p.pk) in request.POST.getlist("programmes")]
        if not managed or any(not may_manage(request, p.area_code) for p in chosen):
            raise PermissionDenied
        try:
            area = min((p.area_code for p in chosen), default=managed[0])
            base = Calibration.objects.filter(pk=int(request.POST.get("base") or 0)).first()
            made = do_calibration(
                request.user,
                area,
                request.POST.get("title", ""),
                chosen,
                request.POST.get("model", ""),
                request.POST.get("method", ""),
                base,
            )
            return HttpResponseRedirect(reverse("assessment-calibration", args=[made.pk]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems)
    found = [c for c in Calibration.objects.select_related("base").order_by("-pk")[:200] if reached(c.area_code, areas)]
    empty = EmptyState(
        Words("还没有标定", "No calibrations yet"),
        Words("收下一次测验的作答，从它的页面标定。", "Take the answers of a test and calibrate it from its page."),
    )
    query = TableQuery.read(request.GET, page_size=40)
    blocks = [
        Block(
            TITLE,
            (
                ("table", arrange([listed_row(c) for c in found], LISTED, query, language.current()))
                if found
                else ("empty", empty),
            ),
        )
    ]
    if managed and tests:
        blocks.append(
            Block(Words("几次测验同时标定", "Several tests at once"), (("assessment/concurrent.html", None),))
        )
    lead = Words(
        "年级和年份靠共同的锚题连到一个量尺上；漂移的锚题不用，链接误差记入每个趋势。",
        "Grades and years stand on one scale by anchors they share; an anchor that drifts is set aside, and the linking error is in every trend.",
    )
    context = {
        "page": page_for(request, TITLE, lead=lead, crumbs=crumbs(Link(TITLE)), notices=notices), "blocks": blocks, "tests": tests,
        "models": list(MODELS.items()), "methods": list(METHODS.items()), "bases": [c for c in found if c.state == "done"], "asked": request.POST,
    }  # fmt: skip
    return render(request, "assessment/page.html", context)


def find(request: HttpRequest, pk: int) -> Calibration:
    found = Calibration.objects.filter(pk=pk).select_related("base").first()
    if found is None:
        raise Http404
    if not reached(found.area_code, areas_of(request, "assessment.view")):
        raise PermissionDenied
    return found


@signed_in("assessment.view")
def calibration(request: HttpRequest, pk: int) -> HttpResponse:
    """One calibration; POST cancels its job, or tries it again."""
    one = find(request, pk)
    job, can = job_of(one), may_manage(request, one.area_code)
    if request.method == "POST":
        act_on(request, job, can)
        return HttpResponseRedirect(request.path)
    rows = item_rows(calibrated_table(settings.INSTANCE, one, "items"))
    query = TableQuery.read(request.GET, page_size=60)
    if wanted := asked_format(request.GET):
        about = About(one.title, area_words(one.area_code), local(one.made_at).date().isoformat(), METHODS[one.method],
                      local(one.made_at).date(), one.hash, is_synthetic=settings.INSTANCE.is_synthetic)  # fmt: skip
        return download(f"items-{one.pk}", wanted, ITEMS, rows, about, query=query)
    notices = stopped(job) if job else ()
    page = page_for(
        request,
        one.title,
        lead=METHODS[one.method],
        crumbs=crumbs(Link(TITLE, reverse("assessment-calibrations")), Link(one.title)),
        notices=notices,
    )
    blocks = under_way(job, can, Words("标定", "Calibration")) if one.state != "done" else [*results(one), Block(Words("题目", "Items"), (
        ("table", arrange(rows, ITEMS, query, language.current(), note=Words(
            "难度以基准组均值为 0、标准差为 1；Δ 为女生相对男生，B、C 级须审题。", "Difficulties in spreads of the reference group; Δ is girls against boys; items of class B or C want a look."))),
    )), *differences_block(one), *choices(one), *pairs(one), say_findings(one.findings)]  # fmt: skip
    is_busy = job is not None and job.is_active
    return render(
        request,
        "assessment/page.html",
        {"page": page, "blocks": blocks, "figures": figures_of(one), "job": job, "is_busy": is_busy},
    )


def figures_of(one: Calibration) -> tuple[Figure, ...]:
    if one.state != "done":
        return ()
    when, area, told = local(one.made_at).date().isoformat(), area_words(one.area_code), one.told
    values = [v["eap"] for v in told["reliability"].values()]
    return (
        Figure(Words("学生", "Pupils"), told["persons"], Words("人", "pupils"), when, area, None),
        Figure(Words("题", "Items"), told["items"], Words("道", "items"), when, area, None),
        Figure(Words("信度（EAP）", "Reliability (EAP)"), sum(values) / len(values), "", when, area, None, kind="number", decimals=2),
        Figure(Words("锚题", "Anchors"), told["anchors"] - told["set_aside"], Words("道", "items"), when, area, None),
        Figure(Words("链接误差", "Linking error"), round(points(told["linking_error"]) - points(0), 2), Words("分", "points"), when, area, None, kind="number", decimals=2),
    )  # fmt: skip


def results(one: Calibration) -> list[Block]:
    """The tests on the scale, the anchors, and the facts."""
    groups = calibrated_table(settings.INSTANCE, one, "groups")
    titles = {str(p.pk): p.title for p in one.programmes.all()}
    rows = tuple(
        {"title": titles.get(g["group"], g["group"]), "mean": points(g["mean"]), "error": 100 * g["mean_se"] if g["mean_se"] is not None else Missing.NOT_APPLICABLE, "sd": 100 * g["sd"]}
        for g in groups.iter_rows(named=True)
    )  # fmt: skip
    columns = (
        Column("title", Words("测验", "Test"), is_sortable=False), Column("mean", Words("均值", "Mean"), "number", decimals=1, is_sortable=False),
        Column("error", Words("误差", "Error"), "number", decimals=1, is_sortable=False), Column("sd", Words("标准差", "Spread"), "number", decimals=1, is_sortable=False),
    )  # fmt: skip
    facts = [
        Definition(Words("模型", "Model"), MODELS[one.model]), Definition(Words("方法", "Way"), METHODS[one.method]),
        Definition(Words("量尺", "Scale"), f"#{scale_of(one)}"), Definition(Words("对数似然", "Log-likelihood"), f"{one.told['loglik']:,.3f}"),
        Definition(Words("是否收敛", "Converged"), Words("是", "yes") if one.told["is_converged"] else Words("否", "no")),
        Definition(Words("随机种子", "Seed"), str(one.seed)), Definition(Words("结果指纹", "Hash"), one.hash[:16]),
    ]  # fmt: skip
    blocks = [
        Block(Words("在量尺上", "On the scale"), (("table", Table(columns, rows)),), 7),
        Block(Words("依据", "What it stands on"), (("definitions", facts),), 5),
    ]
    links = calibrated_table(settings.INSTANCE, one, "links")
    if links.height:
        anchors = tuple(
            {"item": r["item"], "left": r["left"], "drift": Cell(r["drift"], tone="must" if r["is_set_aside"] else ""),
             "used": Words("漂移，不用", "drifted, set aside") if r["is_set_aside"] else Words("用", "used")}
            for r in links.sort("item").iter_rows(named=True)
        )  # fmt: skip
        blocks.append(Block(Words("锚题与漂移", "Anchors and drift"), (("table", Table(ANCHORS, anchors)),)))
    return blocks


def item_rows(items: pl.DataFrame) -> list[Row]:
    rows: list[Row] = []
    for r in items.iter_rows(named=True):
        p = r.get("fit_p")
        rows.append({
            "item": r["item"], "model": r["model"], "count": r["answered_count"], "share": r["mean_share"], "rest": r["with_rest"], "a": r["a"], "b": r["b"],
            "b_se": r["b_se"] if r["b_se"] is not None else Missing.NOT_APPLICABLE, "g": r["g"] if r["model"] == "3pl" else Missing.NOT_APPLICABLE,
            "fit": r["fit"] if r["fit"] is not None else Missing.NOT_APPLICABLE, "freedom": r["fit_freedom"] if r["fit_freedom"] is not None else Missing.NOT_APPLICABLE,
            "p": Missing.NOT_APPLICABLE if p is None else Cell(p, tone="must" if p < WANTING_P else ""),
            "dif": r["dif"] if r["dif"] is not None else Missing.NOT_APPLICABLE, "dif_class": Cell(r["dif_class"] or "—", tone="must" if r["dif_class"] in ("B", "C") else ""),
        })  # fmt: skip
    return rows


def choices(one: Calibration) -> list[Block]:
    """Options that want a look: a wrong one that draws the better pupils, or a key that does not."""
    found = calibrated_table(settings.INSTANCE, one, "options")
    if found.is_empty():
        return []
    wanting = found.filter(pl.col("is_wanting"))
    rows = tuple(
        {"item": r["item"], "option": Words(f"{r['option']}（答案）", f"{r['option']} (key)") if r["is_key"] else r["option"], "share": r["share"], "rest": r["with_rest"],
         "weakest": r["share_weakest"], "best": r["share_best"],
         "look": Words("答案不吸引好学生", "the key draws no better pupils") if r["is_key"] else Words("误选吸引好学生", "a wrong option draws the better")}
        for r in wanting.head(60).iter_rows(named=True)
    )  # fmt: skip
    said = Words(
        f"{found['item'].n_unique()} 道选择题的 {found.height} 个选项，{wanting.height} 个须看。",
        f"{found.height} options of {found['item'].n_unique()} items; {wanting.height} want a look.",
    )
    parts: tuple[tuple[str, Any], ...] = (
        (("text", said), ("table", Table(OPTIONS, rows))) if rows else (("text", said),)
    )
    return [Block(Words("选项", "Options"), parts)]


def pairs(one: Calibration) -> list[Block]:
    """Pairs that hang together more than the scale says."""
    found = one.told.get("pairs", [])
    text = Words(
        "没有题对的残差相关（Q3）高出均值 0.2。",
        "No pair of items has a residual correlation (Q3) of 0.2 above the mean.",
    )
    if not found:
        return [Block(Words("局部相依", "Local dependence"), (("text", text),))]
    columns = (
        Column("one", Words("题", "Item"), is_sortable=False),
        Column("other", Words("题", "Item"), is_sortable=False),
        Column("q3", Words("Q3", "Q3"), "number", decimals=2, is_sortable=False),
    )
    return [Block(Words("局部相依", "Local dependence"), (("table", Table(columns, tuple(found))),), 6)]
