"""Reports of a test to its readers: city and county, school, class, pupil; each says what may be said of it."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.assessment.actions import reports
from xuezheng.assessment.actions.reports import Results
from xuezheng.assessment.models import Programme
from xuezheng.assessment.pages.differences import group_words
from xuezheng.assessment.pages.fitness import fitness_area, fitness_school
from xuezheng.assessment.pages.looking import state_reason, stated_reason
from xuezheng.assessment.pages.where import Block, about_programme, crumbs, find_programme, find_school, known, sayings
from xuezheng.assessment.rules.monitoring import GROUPING
from xuezheng.assessment.rules.reporting import BANDS, LEAST_GROUP
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words, find_area, names_of
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Bars,
    Cell,
    Column,
    EmptyState,
    Figure,
    Link,
    Page,
    Point,
    ProvenanceStep,
    Row,
    Series,
    Table,
    TableQuery,
    Trend,
    arrange,
)
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Missing

POINTS = Words("分", "points")
INTERVAL = Words("95% 区间", "95 % interval")
LEVELS = Words("各水平学生", "Pupils by level")
VALUES = (
    Column("count", Words("学生", "Pupils"), "count"), Column("mean", Words("均值", "Mean"), "number", decimals=0, is_sortable=False),
    Column("low", Words("低", "low"), "number", decimals=0, is_sortable=False, group=INTERVAL), Column("high", Words("高", "high"), "number", decimals=0, is_sortable=False, group=INTERVAL),
    Column("sd", Words("标准差", "Spread"), "number", decimals=0, is_sortable=False),
    *(Column(f"band{name}", words, "share", decimals=0, group=LEVELS, is_sortable=False) for name, _, words in BANDS),
)  # fmt: skip
WITHHELD = Words(
    f"少于{LEAST_GROUP}人的不列（*）；少于{2 * LEAST_GROUP}人的不列水平。",
    f"Groups of fewer than {LEAST_GROUP} are withheld (*), levels of fewer than {2 * LEAST_GROUP} as well.",
)


def value_row(name: Any, row: dict[str, Any]) -> Row:
    keys = ("mean", "low", "high", "sd", *(f"band{b}" for b, *_ in BANDS))
    return {"name": name, "count": row["count"], **{key: known(row[key]) for key in keys}}


def group_table(rows: Sequence[Row], title: Words, first: Words) -> Table:
    columns = (Column("name", first, is_sortable=False), *VALUES)
    return Table(columns, tuple(rows), caption=title, note=WITHHELD)


def empty_report(request: HttpRequest, one: Programme, **parts: Any) -> HttpResponse:
    empty = EmptyState(
        Words("还没有结果", "No results yet"),
        Words("标定之后，这里就是报告。", "Once it is calibrated the report stands here."),
    )
    page = page_for(request, one.title, lead=about_programme(one), **parts)
    return render(request, "assessment/page.html", {"page": page, "empty": empty, "blocks": []})


def provenance(results: Results) -> tuple[ProvenanceStep, ...]:
    c = results.calibration
    return (
        ProvenanceStep(Words("作答", "Answers"), results.programme.title),
        ProvenanceStep(
            Words("标定", "Calibration"), c.title, hash=c.hash, href=reverse("assessment-calibration", args=[c.pk])
        ),
    )


def mean_figures(persons: pl.DataFrame, area: Words, when: str) -> tuple[Figure, ...]:
    found = reports.groups(persons, ()).row(0, named=True)
    if found["mean"] is None:
        return (
            Figure(Words("学生", "Pupils"), found["count"], Words("人", "pupils"), when, area, None, note=WITHHELD),
        )
    interval = Words(
        f"95% 区间 {found['low']:.0f}—{found['high']:.0f}", f"95 % interval {found['low']:.0f}–{found['high']:.0f}"
    )
    return (
        Figure(Words("均值", "Mean"), found["mean"], POINTS, when, area, None, kind="number", decimals=0, note=interval),
        Figure(Words("学生", "Pupils"), found["count"], Words("人", "pupils"), when, area, None),
        Figure(Words("标准差", "Spread"), found["sd"], POINTS, when, area, None, kind="number", decimals=0),
        Figure(Words("水平一", "Level 1"), known(found["band1"]), "", when, area, None, kind="share", decimals=0),
    )  # fmt: skip


def levels_chart(persons: pl.DataFrame, columns: int = 5) -> Block:
    found = reports.groups(persons, ()).row(0, named=True)
    title = Words("各水平学生占比", "Pupils by level")
    if found["band1"] is None:
        return Block(title, (("text", WITHHELD),), columns)
    points = tuple(Point(at, found[f"band{name}"], label=words) for at, (name, _, words) in enumerate(BANDS, start=1))
    text = Words(
        "界线在 400、500、600 分：基准组均值 500、标准差 100。",
        "Bounds at 400, 500 and 600 points; the reference group has mean 500 and spread 100.",
    )
    return Block(title, (("bars", Bars(title, points, "", kind="share", decimals=0)), ("note", text)), columns)


def trend_block(results: Results, area_code: str, school_code: str = "") -> Block:
    """Tests of the grade over the years, and what changed; the linking error is in the interval."""
    stood = reports.trend(settings.INSTANCE, results, area_code, school_code)
    title = Words("历年变化", "Over the years")
    if len(stood) < 2:
        return Block(
            title,
            (("text", Words("同一量尺上还没有另一年的测验。", "No other year's test stands on this scale yet.")),),
            7,
        )
    chart = Trend(title, (Series(Words("均值", "mean"), tuple(Point(s.programme.school_year, s.mean.mean, low=s.low, high=s.high) for s in stood)),), POINTS,
                  kind="number", decimals=0, interval_label=INTERVAL, starts_at_zero=False, has_table=False)  # fmt: skip
    rows: list[Row] = []
    for s in stood:
        c = s.change
        clear = c is not None and (c.low > 0 or c.high < 0)
        said: Any = (
            Missing.NOT_APPLICABLE
            if c is None
            else (Words("有变化", "changed") if clear else Words("误差之内", "within error"))
        )
        rows.append({
            "year": s.programme.school_year, "mean": s.mean.mean, "low": s.low, "high": s.high,
            "change": c.difference if c else Missing.NOT_APPLICABLE, "error": c.error if c else Missing.NOT_APPLICABLE, "said": said,
        })  # fmt: skip
    columns = (
        Column("year", Words("学年", "School year"), "year", is_sortable=False), Column("mean", Words("均值", "Mean"), "number", decimals=1, is_sortable=False),
        Column("low", Words("低", "low"), "number", decimals=1, group=INTERVAL, is_sortable=False), Column("high", Words("高", "high"), "number", decimals=1, group=INTERVAL, is_sortable=False),
        Column("change", Words("比上次", "Since the last"), "number", decimals=1, is_signed=True, is_sortable=False),
        Column("error", Words("误差（含链接）", "Error (with linking)"), "number", decimals=1, is_sortable=False), Column("said", Words("能说什么", "What it says"), is_sortable=False),
    )  # fmt: skip
    note = Words(
        "竖线和区间：抽样误差，加上与首次测验之间的链接误差。",
        "Whiskers and intervals: the error of sampling, with that of linking since the first test.",
    )
    return Block(title, (("trend", chart), ("table", Table(columns, tuple(rows), note=note))), 7)


def gaps_block(persons: pl.DataFrame, columns: int = 8) -> Block:
    """Groups beside each other: by sex, town and village, boarding, and what else was told of the pupils."""
    rows: list[Row] = []
    given = [name for name in persons.columns if name.startswith(GROUPING) and name.removeprefix(GROUPING) != "county"]
    for column in ("sex", *given):
        grouping = column.removeprefix(GROUPING)
        known = persons.filter(pl.col(column).is_not_null() & (pl.col(column) != ""))
        if known[column].n_unique() > 1:
            rows += [
                value_row(group_words(grouping, r[column]), r)
                for r in reports.groups(known, (column,)).iter_rows(named=True)
            ]
    caption = Words("按性别、城乡与所报分组", "By sex, town and village, and groups told")
    parts: tuple[tuple[str, Any], ...] = (
        (("table", group_table(rows, caption, Words("群体", "Group"))),)
        if rows
        else (("text", Words("没有可比的群体。", "There are no groups to compare.")),)
    )
    return Block(Words("群体之间", "Between groups"), parts, columns)


def domains_block(results: Results, persons: pl.DataFrame, columns: int = 12) -> Block:
    title = Words("各领域", "Domains")
    if persons.height < LEAST_GROUP:
        return Block(title, (("text", WITHHELD),), columns)
    found = reports.domains_of_persons(settings.INSTANCE, results, persons)
    rows: list[Row] = [
        {"domain": r["domain"], "share": r["share"], "expected": r["expected"], "gap": r["share"] - r["expected"]}
        for r in found.iter_rows(named=True)
    ]
    columns_of = (
        Column("domain", Words("领域", "Domain"), is_sortable=False), Column("share", Words("得分率", "Share of points"), "share", decimals=1, is_sortable=False),
        Column("expected", Words("同水平学生应得", "Expected at that level"), "share", decimals=1, is_sortable=False),
        Column("gap", Words("差", "Gap"), "points", decimals=1, is_signed=True, is_sortable=False),
    )  # fmt: skip
    return Block(title, (("table", Table(columns_of, tuple(rows))),), columns)


@signed_in("assessment.view")
def area(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The report to a city or county: levels, trend, gaps, counties or schools side by side without ranks."""
    one = find_programme(request, pk)
    found = find_area(code)
    if found is None or not (
        code.startswith(area_prefix(one.area_code)) or one.area_code.startswith(area_prefix(code))
    ):
        raise Http404
    has_schools = may(request.user, "assessment.view", Place(code))
    if not has_schools and not may(request.user, "figure.view", Place(code)):
        raise PermissionDenied
    words = area_words(code)
    title = Words(f"{one.title}：{words.zh}报告", f"{one.title}: report of {words.en}")
    way = crumbs(Link(one.title, reverse("assessment-programme", args=[one.pk])), Link(words))
    if one.kind == "fitness":
        return fitness_area(request, one, code, title, way, has_schools)
    results = reports.results_of(settings.INSTANCE, one)
    if results is None:
        return empty_report(request, one, crumbs=way)
    persons = results.within(code)
    level = "city" if code.endswith("00") else "county"
    blocks = [
        levels_chart(persons, 5),
        trend_block(results, code),
        gaps_block(persons),
        sayings(level),
        domains_block(results, persons, 12),
    ]
    query = TableQuery.read(request.GET, page_size=60)
    if level == "city":
        names = names_of(code[:4], "county")
        rows = [value_row(Cell(names.get(r["county_code"], Words(str(r["county_code"]), str(r["county_code"]))), href=reverse("assessment-area", args=[one.pk, r["county_code"]])), r)
                for r in reports.groups(persons, ("county_code",)).iter_rows(named=True)]  # fmt: skip
        blocks.append(
            Block(
                Words("各县（市、区）", "Counties"),
                (
                    (
                        "table",
                        group_table(
                            rows, Words("按代码次序，不排名", "In the order of codes, no ranks"), Words("地区", "Area")
                        ),
                    ),
                ),
            )
        )
    if has_schools:
        rows = school_rows(one, persons)
        columns = (Column("name", Words("学校", "School")), *VALUES)
        if wanted := asked_format(request.GET):
            return download(
                f"test-{one.pk}-{code}", wanted, columns, rows, about_file(one, title, words, results), query=query
            )
        table = arrange(
            rows,
            columns,
            query,
            language.current(),
            caption=Words("按学校代码次序，不排名", "In the order of codes, no ranks"),
            note=WITHHELD,
        )
        blocks.append(Block(Words("各校", "Schools"), (("table", table),)))
    page = page_for(request, title, lead=about_programme(one), crumbs=way, provenance=provenance(results))
    return shown(request, page, blocks, mean_figures(persons, words, one.held_on.isoformat()))


def shown(request: HttpRequest, page: Page, blocks: list[Block], figures: tuple[Figure, ...]) -> HttpResponse:
    return render(request, "assessment/page.html", {"page": page, "blocks": blocks, "figures": figures})


def about_file(one: Programme, title: Words, area: Words, results: Results) -> About:
    return About(
        title,
        area,
        one.held_on.isoformat(),
        results.calibration.title,
        one.held_on,
        results.calibration.hash,
        definition=WITHHELD,
        is_synthetic=settings.INSTANCE.is_synthetic,
    )


def school_rows(one: Programme, persons: pl.DataFrame) -> list[Row]:
    names = dict(persons.select("school_code", "school_name").unique().iter_rows())
    return [
        value_row(Cell(names.get(r["school_code"]) or r["school_code"], href=reverse("assessment-school", args=[one.pk, r["school_code"]])), r)
        for r in reports.groups(persons, ("school_code",)).iter_rows(named=True)
    ]  # fmt: skip


@signed_in("assessment.view")
def school(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The report to a school: its level beside the county's, its trend, its classes."""
    one, place = find_programme(request, pk), find_school(request, code)
    title = Words(f"{one.title}：{place.name}", f"{one.title}: {place.name}")
    way = crumbs(Link(one.title, reverse("assessment-programme", args=[one.pk])), Link(place.name))
    if one.kind == "fitness":
        return fitness_school(request, one, place, title, way)
    results = reports.results_of(settings.INSTANCE, one)
    if results is None:
        return empty_report(request, one, crumbs=way)
    persons = results.of_school(code)
    if persons.is_empty():
        empty = EmptyState(
            Words("本校没有参加这次测验", "The school took no part in this test"),
            Words("监测常按样本进行；看其他各次。", "Monitoring is often by sample; see the other tests."),
        )
        return render(
            request,
            "assessment/page.html",
            {"page": page_for(request, title, crumbs=way), "empty": empty, "blocks": []},
        )
    rows = [value_row(Words("本校", "The school"), reports.groups(persons, ()).row(0, named=True)),
            value_row(area_words(place.county_code), reports.groups(results.within(place.county_code), ()).row(0, named=True))]  # fmt: skip
    classes = [
        value_row(Cell(Words(f"{r['class_number']}班", f"Class {r['class_number']}"), href=reverse("assessment-class", args=[one.pk, code, r["class_number"]])), r)
        for r in reports.groups(persons.filter(pl.col("class_number").is_not_null()), ("class_number",)).iter_rows(named=True)
    ]  # fmt: skip
    blocks = [
        Block(Words("本校与全县", "The school and its county"), (("table", group_table(rows, Words("均值与区间", "Means with intervals"), Words("范围", "Of"))),), 8), sayings("school"),
        trend_block(results, place.county_code, code), levels_chart(persons, 5), domains_block(results, persons, 6), gaps_block(persons, 6),
        Block(Words("各班", "Classes"), (("table", group_table(classes, Words("按班号，不排名", "By number, no ranks"), Words("班", "Class"))),)),
    ]  # fmt: skip
    if may(request.user, "student.view", Place(place.county_code, code)):
        blocks.append(Block(Words("一名学生", "One pupil"), (("assessment/ask_pupil.html", None),)))
    page = page_for(request, title, lead=about_programme(one), crumbs=way, provenance=provenance(results))
    context = {
        "page": page,
        "blocks": blocks,
        "figures": mean_figures(persons, Words(place.name, place.name), one.held_on.isoformat()),
        "programme": one,
        "school": code,
    }
    return render(request, "assessment/page.html", context)


@signed_in("assessment.view")
def school_class(request: HttpRequest, pk: int, code: str, number: int) -> HttpResponse:
    """The report to a class: levels, and each item beside the whole."""
    one, place = find_programme(request, pk), find_school(request, code)
    results = reports.results_of(settings.INSTANCE, one) if one.kind != "fitness" else None
    title = Words(f"{one.title}：{place.name}{number}班", f"{one.title}: {place.name}, class {number}")
    way = crumbs(
        Link(one.title, reverse("assessment-programme", args=[one.pk])),
        Link(place.name, reverse("assessment-school", args=[one.pk, code])),
        Link(Words(f"{number}班", f"Class {number}")),
    )
    if results is None:
        return empty_report(request, one, crumbs=way)
    persons = results.of_school(code).filter(pl.col("class_number") == number)
    if persons.is_empty():
        raise Http404
    blocks = [levels_chart(persons, 8), sayings("class"), domains_block(results, persons, 12)]
    if persons.height >= LEAST_GROUP:
        found = reports.items_of(settings.INSTANCE, results, persons)
        rows: list[Row] = [
            {
                "item": r["item"],
                "count": r["count"],
                "share": known(r["share"] if r["count"] >= LEAST_GROUP else None),
                "whole": r["whole"],
            }
            for r in found.iter_rows(named=True)
        ]
        columns = (
            Column("item", Words("题", "Item")), Column("count", Words("作答", "Answers"), "count"), Column("share", Words("本班得分率", "This class"), "share", decimals=0),
            Column("whole", Words("全体得分率", "All pupils"), "share", decimals=0),
        )  # fmt: skip
        blocks.append(
            Block(
                Words("逐题", "Item by item"),
                (
                    (
                        "table",
                        arrange(
                            rows,
                            columns,
                            TableQuery.read(request.GET, page_size=80),
                            language.current(),
                            has_downloads=False,
                            note=WITHHELD,
                        ),
                    ),
                ),
            )
        )
    page = page_for(request, title, lead=about_programme(one), crumbs=way, provenance=provenance(results))
    return shown(
        request, page, blocks, mean_figures(persons, Words(f"{number}班", f"Class {number}"), one.held_on.isoformat())
    )


@signed_in("student.view")
def pupil(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The report of one pupil, by number and for a stated reason (POST only, so that no number stands in an address)."""
    one, place = find_programme(request, pk), find_school(request, code, "student.view")
    way = crumbs(
        Link(one.title, reverse("assessment-programme", args=[one.pk])),
        Link(place.name, reverse("assessment-school", args=[one.pk, code])),
        Link(Words("一名学生", "One pupil")),
    )
    title = Words("学生报告", "Report of a pupil")
    number, given = request.POST.get("number", "").strip(), request.POST.get("reason", "")
    reason = stated_reason(request, code)
    if given and state_reason(request, code, given):
        reason = stated_reason(request, code)
    results = reports.results_of(settings.INSTANCE, one) if one.kind != "fitness" else None
    ask = Block(Words("哪一名学生，为什么看", "Which pupil, and why"), (("assessment/ask_pupil.html", None),))
    context: dict[str, Any] = {"programme": one, "school": code, "asked": {"reason": given}}
    if not number or not reason or results is None:
        context |= {"page": page_for(request, title, crumbs=way), "blocks": [ask]}
        return render(request, "assessment/page.html", context)
    reports.do_look(request.user, place.county_code, code, reason, one)
    found = reports.pupil_of(settings.INSTANCE, results, code, number)
    if found is None:
        none = Block(
            Words("没有这名学生的结果", "No result of such a pupil"),
            (
                (
                    "text",
                    Words(
                        "号码不对，或不是本校学生，或没有作答。",
                        "The number is wrong, or the pupil is not of this school, or did not answer.",
                    ),
                ),
            ),
        )
        context |= {"page": page_for(request, title, crumbs=way), "blocks": [none, ask]}
        return render(request, "assessment/page.html", context)
    level = next(words for name, _, words in BANDS if name == found.level)
    interval = Words(f"误差范围 {found.low:.0f}—{found.high:.0f}", f"within error {found.low:.0f}–{found.high:.0f}")
    figures = (
        Figure(Words("量尺分", "Scale score"), found.score, POINTS, one.held_on.isoformat(), place.name, None, kind="number", decimals=0, note=interval),
        Figure(Words("水平", "Level"), level, "", one.held_on.isoformat(), place.name, None, kind="text"),
        Figure(Words("作答题数", "Items answered"), found.answered, Words("道", "items"), one.held_on.isoformat(), place.name, None),
    )  # fmt: skip
    rows: list[Row] = [
        {"domain": r["domain"], "share": r["share"], "expected": r["expected"]}
        for r in found.domains.iter_rows(named=True)
    ]
    columns = (
        Column("domain", Words("领域", "Domain"), is_sortable=False), Column("share", Words("得分率", "Share of points"), "share", decimals=0, is_sortable=False),
        Column("expected", Words("这一水平的学生一般", "Usual at this level"), "share", decimals=0, is_sortable=False),
    )  # fmt: skip
    blocks = [Block(Words("各领域", "Domains"), (("table", Table(columns, tuple(rows))),), 8), sayings("pupil"), ask]
    context |= {
        "page": page_for(request, title, lead=about_programme(one), crumbs=way),
        "blocks": blocks,
        "figures": figures,
    }
    return render(request, "assessment/page.html", context)
