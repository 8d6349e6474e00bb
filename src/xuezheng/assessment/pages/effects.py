"""What schools add: computed from pairs of tests, shown to the county as a spread without ranks, to a school as its own."""

import polars as pl
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.assessment.actions.adding import do_effects, job_of
from xuezheng.assessment.actions.reports import coefficients_of, effects_of, standing
from xuezheng.assessment.models import Effects, Programme
from xuezheng.assessment.pages.where import (
    Block,
    areas_of,
    crumbs,
    find_school,
    known,
    local,
    may_manage,
    own_schools,
    reached,
    say_findings,
    sayings,
    touched,
)
from xuezheng.assessment.pages.working import act_on, under_way
from xuezheng.assessment.rules.monitoring import STATES
from xuezheng.assessment.rules.reporting import LEAST_SCHOOL
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Bars,
    Cell,
    Column,
    Definition,
    EmptyState,
    Figure,
    Link,
    Notice,
    Point,
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

TITLE = Words("学校增值", "What schools add")
INTERVAL = Words("95% 区间", "95 % interval")
COLUMNS = (
    Column("school", Words("学校", "School")), Column("pupils", Words("学生", "Pupils"), "count"),
    Column("effect", Words("增值", "Adds"), "number", decimals=1, is_signed=True, is_sortable=False),
    Column("low", Words("低", "low"), "number", decimals=1, is_signed=True, group=INTERVAL, is_sortable=False),
    Column("high", Words("高", "high"), "number", decimals=1, is_signed=True, group=INTERVAL, is_sortable=False),
    Column("said", Words("能说什么", "What it says"), is_sortable=False),
)  # fmt: skip
TERMS = {
    "constant": Words("常数", "constant"), "earlier score": Words("学生前测成绩", "the pupil's earlier score"),
    "school's earlier mean": Words("同校学生前测均值", "the school's earlier mean"), "girl": Words("女生", "girl"),
}  # fmt: skip
NOT_YET = EmptyState(
    Words("还没有结果", "No answer yet"), Words("算完之后就在这里。", "It stands here once it is computed.")
)
WITHHELD = Words(
    f"少于{LEAST_SCHOOL}人的学校不列（*）。", f"Schools with fewer than {LEAST_SCHOOL} pupils are withheld (*)."
)


def term_words(term: str) -> Words:
    """What a coefficient goes with."""
    if term.startswith("year "):
        return Words(f"{term[5:]} 学年", f"school year {term[5:]}")
    name = term.removeprefix("bg_")
    if name.endswith(" unknown"):
        return Words(f"{name.removesuffix(' unknown')}未知", name)
    return TERMS.get(term, Words(name, name))


def years_of(one: Effects) -> Words:
    years = [str(year) for year in one.told["years"]]
    return Words("、".join(years), ", ".join(years))


def verdict(low: float | None, high: float | None) -> Words:
    if low is None or high is None:
        return Words("人数太少，不说", "too few pupils to say")
    if low > 0:
        return Words("高于生源相近的学校", "above schools of like intake")
    if high < 0:
        return Words("低于生源相近的学校", "below schools of like intake")
    return Words("与生源相近的学校分不出高下", "not to be told from schools of like intake")


@signed_in("assessment.view")
def effects(request: HttpRequest) -> HttpResponse:
    """All within reach; POST computes one from pairs of tests."""
    managed, schools = areas_of(request, "assessment.manage"), own_schools(request)
    notices: tuple[Notice, ...] = ()
    if request.method == "POST":
        if not managed:
            raise PermissionDenied
        try:
            return HttpResponseRedirect(reverse("assessment-effect", args=[made(request, managed).pk]))
        except Refused as refused:
            notices = tuple(problem_notice(p) for p in refused.problems[:20])
    found = [e for e in Effects.objects.order_by("-pk")[:100] if reached(e.area_code, touched(request))]
    rows: list[Row] = []
    for e in found:
        name = (
            "assessment-effect-school" if schools and not areas_of(request, "assessment.view") else "assessment-effect"
        )
        args = [e.pk, schools[0]] if name.endswith("school") else [e.pk]
        rows.append({"title": Cell(e.title, href=reverse(name, args=args)), "area": area_words(e.area_code),
                     "years": years_of(e) if e.told.get("years") else Missing.UNKNOWN, "schools": e.told.get("schools", Missing.UNKNOWN),
                     "pupils": e.told.get("pupils", Missing.UNKNOWN), "state": STATES[e.state], "at": local(e.done_at or e.made_at)})  # fmt: skip
    columns = (
        Column("title", Words("名称", "Name"), is_sortable=False), Column("area", Words("地区", "Area"), is_sortable=False), Column("years", Words("学年", "Years"), is_sortable=False),
        Column("schools", Words("学校", "Schools"), "count", is_sortable=False), Column("pupils", Words("学生", "Pupils"), "count", is_sortable=False),
        Column("state", Words("状态", "State"), is_sortable=False), Column("at", Words("时间", "When"), "instant", is_sortable=False),
    )  # fmt: skip
    empty = EmptyState(
        Words("还没有算过", "None yet"),
        Words(
            "需要同一量尺上的前后两次测验，且学生编号一致。",
            "It takes an earlier and a later test on one scale, with the same numbers of pupils.",
        ),
    )
    blocks = [Block(TITLE, (("table", Table(columns, tuple(rows))) if rows else ("empty", empty),))]
    tests = [
        p
        for p in Programme.objects.exclude(kind="fitness").order_by("-held_on")
        if reached(p.area_code, managed) and standing(p)
    ]
    if managed and tests:
        blocks.append(Block(Words("计算", "Compute"), (("assessment/effects_form.html", None),)))
    lead = Words("同一批学生前后两次的成绩在同一量尺上比：与前测、生源相近的学校相比，多了还是少了多少。收缩估计，带区间，不排名。",
                 "The same pupils' two scores on one scale: how much more or less than schools of like intake. Shrunken, with intervals, without ranks.")  # fmt: skip
    context = {
        "page": page_for(request, TITLE, lead=lead, crumbs=crumbs(Link(TITLE)), notices=notices),
        "blocks": blocks,
        "tests": tests,
        "asked": request.POST,
        "least": LEAST_SCHOOL,
        "rows": range(1, 4),
    }
    return render(request, "assessment/page.html", context)


def made(request: HttpRequest, managed: list[str]) -> Effects:
    """From the form's pairs. Raises Refused."""
    pairs = []
    for at in range(1, 4):
        later, earlier = (
            Programme.objects.filter(pk=int(v)).first()
            if (v := request.POST.get(f"{name}{at}", "")).isdigit()
            else None
            for name in ("later", "earlier")
        )
        if later is None or earlier is None:
            continue
        one, other = standing(later), standing(earlier)
        if one is not None and other is not None:
            pairs.append((one, later, other, earlier))
    area = min((p.area_code for _, p, _, _ in pairs), default=managed[0])
    least = request.POST.get("least", "")
    return do_effects(
        request.user,
        area,
        request.POST.get("title", ""),
        pairs,
        max(int(least), 10) if least.isdigit() else LEAST_SCHOOL,
    )


def find(request: HttpRequest, pk: int) -> Effects:
    found = Effects.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    if not reached(found.area_code, touched(request)):
        raise PermissionDenied
    return found


@signed_in("assessment.view")
def effect(request: HttpRequest, pk: int) -> HttpResponse:
    """To the county: the spread of what schools add, each school with its interval, in the order of codes. POST cancels its job, or
    tries it again."""
    one = find(request, pk)
    if not may(request.user, "assessment.view", Place(one.area_code)):
        raise PermissionDenied
    if request.method == "POST":
        act_on(request, job_of(one), may_manage(request, one.area_code))
        return HttpResponseRedirect(request.path)
    if one.state != "done":
        return awaited(request, one)
    found = effects_of(settings.INSTANCE, one)
    lasting = found.filter(pl.col("year") == 0).sort("school_code")
    rows: list[Row] = [
        {"school": Cell(r["school_name"] or r["school_code"], href=reverse("assessment-effect-school", args=[one.pk, r["school_code"]])), "pupils": r["pupils"],
         "effect": known(r["effect"]), "low": known(r["low"]), "high": known(r["high"]), "said": verdict(r["low"], r["high"])}
        for r in lasting.iter_rows(named=True)
    ]  # fmt: skip
    words, query = area_words(one.area_code), TableQuery.read(request.GET, page_size=60)
    if wanted := asked_format(request.GET):
        about = About(
            one.title,
            words,
            years_of(one),
            TITLE,
            local(one.made_at).date(),
            one.hash,
            definition=WITHHELD,
            is_synthetic=settings.INSTANCE.is_synthetic,
        )
        return download(f"effects-{one.pk}", wanted, COLUMNS, rows, about, query=query)
    terms: list[Row] = [
        {"term": term_words(r["term"]), "value": r["value"], "error": r["error"]}
        for r in coefficients_of(settings.INSTANCE, one).iter_rows(named=True)
    ]
    columns = (
        Column("term", Words("项", "Term"), is_sortable=False),
        Column("value", Words("系数", "Coefficient"), "number", decimals=3, is_sortable=False),
        Column("error", Words("误差", "Error"), "number", decimals=3, is_sortable=False),
    )
    blocks = [
        Block(Words("各校增值的分布", "How much schools add"), (("bars", spread_of(lasting)), ("note", WITHHELD)), 8), sayings("county"),
        Block(Words("各校", "Schools"), (("table", arrange(rows, COLUMNS, query, language.current(), caption=Words("按学校代码次序，不排名", "In the order of codes, no ranks"), note=WITHHELD)),)),
        Block(Words("模型", "The model"), (("table", Table(columns, tuple(terms))), ("text", Words(
            "后测 = 常数 + 前测 + 同校前测均值 + 背景 + 学校（持久与当年）+ 学生；限制性极大似然，五组似真值按 Rubin 规则合并。",
            "Later score = constant + earlier score + school's earlier mean + context + school (lasting and of the year) + pupil; restricted maximum "
            "likelihood, five plausible values pooled by Rubin's rules."))), 7),
        Block(Words("口径", "Facts"), (("definitions", facts(one)),), 5), say_findings(one.findings),
    ]  # fmt: skip
    page = page_for(
        request,
        one.title,
        lead=Words(f"{words.zh} · {one.told['pupils']} 名学生", f"{words.en} · {one.told['pupils']} pupils"),
        crumbs=crumbs(Link(TITLE, reverse("assessment-effects")), Link(one.title)),
    )
    return render(request, "assessment/page.html", {"page": page, "blocks": blocks, "figures": figures_of(one, words)})


def awaited(request: HttpRequest, one: Effects) -> HttpResponse:
    """One whose answer is not there yet: how far it is, or why it stopped."""
    job, can = job_of(one), may_manage(request, one.area_code)
    page = page_for(
        request,
        one.title,
        crumbs=crumbs(Link(TITLE, reverse("assessment-effects")), Link(one.title)),
        notices=stopped(job) if job else (),
    )
    blocks = [*under_way(job, can, TITLE), Block(Words("口径", "Facts"), (("definitions", facts(one)),))]
    is_busy = job is not None and job.is_active
    return render(request, "assessment/page.html", {"page": page, "blocks": blocks, "job": job, "is_busy": is_busy})


def figures_of(one: Effects, words: Words) -> tuple[Figure, ...]:
    when, told, points = years_of(one), one.told, Words("分", "points")
    return (
        Figure(Words("学校间（持久）", "Between schools, lasting"), told["sd_lasting"], points, when, words, None, kind="number", decimals=1),
        Figure(Words("学校间（当年）", "Between schools, of a year"), told["sd_yearly"], points, when, words, None, kind="number", decimals=1),
        Figure(Words("学校内学生间", "Between pupils of a school"), told["sd_within"], points, when, words, None, kind="number", decimals=1),
        Figure(Words("不列的校次", "Withheld"), told["withheld"], Words("校次", "schools × years"), when, words, None),
    )  # fmt: skip


def facts(one: Effects) -> list[Definition]:
    titles = dict(
        Programme.objects.filter(
            pk__in=[x for p in one.asked["pairs"] for x in (p["later"][1], p["earlier"][1])]
        ).values_list("pk", "title")
    )
    lines = [f"{titles.get(p['earlier'][1], '—')} → {titles.get(p['later'][1], '—')}" for p in one.asked["pairs"]]
    return [Definition(Words(f"第 {at} 对", f"Pair {at}"), line) for at, line in enumerate(lines, start=1)] + [
        Definition(Words("指纹", "Hash"), one.hash[:16] or "—")
    ]


def spread_of(lasting: pl.DataFrame) -> Bars:
    """How many schools add how much, in steps of ten points: nobody can be ranked by it."""
    values = [int(v // 10 * 10) for v in lasting["effect"].drop_nulls()]
    first, last = min(values, default=0), max(values, default=0)
    points = tuple(Point(at, values.count(at), label=f"{at:+d}") for at in range(first, last + 1, 10))
    return Bars(
        Words("学校数，按增值（分）", "Schools by what they add (points)"), points, Words("所", "schools"), width=520
    )


@signed_in("assessment.view")
def effect_school(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """To a school: its own, year by year and over all years."""
    one, place = find(request, pk), find_school(request, code)
    own = effects_of(settings.INSTANCE, one).filter(pl.col("school_code") == code).sort("year")
    title = Words(f"{place.name}：{one.title}", f"{place.name}: {one.title}")
    way = crumbs(Link(TITLE, reverse("assessment-effects")), Link(place.name))
    if one.state != "done":
        return render(
            request,
            "assessment/page.html",
            {"page": page_for(request, title, crumbs=way), "empty": NOT_YET, "blocks": []},
        )
    if own.is_empty():
        empty = EmptyState(
            Words("本校没有参加", "The school took no part"),
            Words("需要本校学生前后两次都有成绩。", "Its pupils must have taken both tests."),
        )
        return render(
            request,
            "assessment/page.html",
            {"page": page_for(request, title, crumbs=way), "empty": empty, "blocks": []},
        )
    rows: list[Row] = [
        {"school": Words("历年持久", "Lasting, over all years") if r["year"] == 0 else Words(f"{r['year']} 学年", f"School year {r['year']}"),
         "pupils": r["pupils"], "effect": known(r["effect"]), "low": known(r["low"]),
         "high": known(r["high"]), "said": verdict(r["low"], r["high"])}
        for r in own.iter_rows(named=True)
    ]  # fmt: skip
    columns = (Column("school", Words("时段", "Years"), is_sortable=False), *COLUMNS[1:])
    text = Words(
        "0 分表示与前测、生源相近的学校一样；学校越小，估计越向 0 收缩，区间越宽。",
        "0 is what schools of like intake reach; the smaller a school, the more it is shrunk toward 0, and the wider its interval.",
    )
    blocks = [
        Block(
            Words("本校增值", "What the school adds"),
            (("table", Table(columns, tuple(rows), note=WITHHELD)), ("text", text)),
            8,
        ),
        sayings("school"),
    ]
    return render(request, "assessment/page.html", {"page": page_for(request, title, crumbs=way), "blocks": blocks})
