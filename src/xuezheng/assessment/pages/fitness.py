"""Reports of a fitness test: levels by the national tables, measures, schools and classes; a score and no scale."""

from typing import Any

import polars as pl
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.assessment.actions import reports
from xuezheng.assessment.actions.programmes import sheet_in_use
from xuezheng.assessment.models import Programme
from xuezheng.assessment.pages.where import Block, about_programme, known
from xuezheng.assessment.rules.fitness import LEVELS, MEASURES
from xuezheng.assessment.rules.reporting import LEAST_GROUP
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words
from xuezheng.registers.lookup.one import Found
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
    Point,
    Row,
    Table,
    TableQuery,
    arrange,
)
from xuezheng.standards.score_tables import score_table

SHARES = Words("等级", "Levels")
COLUMNS = (
    Column("count", Words("学生", "Pupils"), "count"), Column("mean", Words("平均总分", "Mean total"), "number", decimals=1, is_sortable=False),
    *(Column(name, words, "share", decimals=1, is_sortable=False, group=SHARES) for name, words in LEVELS.items()),
)  # fmt: skip
SEX = {"1": Words("男生", "Boys"), "2": Words("女生", "Girls")}
VERIFIED = {
    "single_source": Words("据一处公开转载，未与原件逐格核对", "from one public transcription, not compared cell by cell with the original"),
    "memory": Words("凭记忆，待核", "from memory, to be checked"), "two_sources": Words("两处核对", "two sources agree"), "derived": Words("推算", "derived"),
}  # fmt: skip
WITHHELD = Words(
    f"少于{LEAST_GROUP}人的不列（*）；缺测项目的学生没有总分。",
    f"Groups of fewer than {LEAST_GROUP} are withheld (*); a pupil who lacks a measure has no total.",
)


def group_row(name: Any, row: dict[str, Any]) -> Row:
    return {"name": name, "count": row["count"], **{key: known(row[key]) for key in ("mean", *LEVELS)}}


def table_of(rows: list[Row], first: Words) -> Table:
    return Table((Column("name", first, is_sortable=False), *COLUMNS), tuple(rows), note=WITHHELD)


def blocks_of(one: Programme, scored: pl.DataFrame) -> list[Block]:
    """Levels, girls and boys, each measure, and what the scores stand on."""
    whole = reports.fitness_groups(scored, ()).row(0, named=True)
    title = Words("等级", "Levels")
    if whole["mean"] is None:
        return [Block(title, (("text", WITHHELD),))]
    points = tuple(Point(at, whole[name], label=words) for at, (name, words) in enumerate(LEVELS.items(), start=1))
    sexes = [group_row(SEX[r["sex"]], r) for r in reports.fitness_groups(scored, ("sex",)).iter_rows(named=True)]
    measures: list[Row] = [
        {"measure": MEASURES[name.removeprefix("score_")], "score": float(scored[name].mean() or 0.0), "count": int(scored[name].count())}  # type: ignore[arg-type]
        for name in scored.columns if name.startswith("score_") and scored[name].count()
    ]  # fmt: skip
    columns = (
        Column("measure", Words("项目", "Measure"), is_sortable=False), Column("score", Words("平均单项分", "Mean score"), "number", decimals=1, is_sortable=False),
        Column("count", Words("已测", "Measured"), "count", is_sortable=False),
    )  # fmt: skip
    tables = score_table("fitness", one.held_on)
    facts = [
        Definition(Words("评分表", "Tables"), tables.document), Definition(Words("核对", "Verified"), VERIFIED[tables.verification]),
        Definition(Words("自", "From"), tables.from_on.isoformat()),
        Definition(Words("是分数，不是量尺", "A score, no scale"), Words(
            "各档由专家议定，一分之差在两端意义不同；不同评分表的年份不能直接比较。",
            "Steps were settled by experts: a point at one end is not a point at the other, and years of other tables cannot be compared.")),
    ]  # fmt: skip
    return [
        Block(title, (("bars", Bars(title, points, "", kind="share", decimals=1)), ("table", table_of(sexes, Words("性别", "Sex")))), 7),
        Block(Words("依据", "What it stands on"), (("definitions", facts),), 5),
        Block(Words("单项", "Measures"), (("table", Table(columns, tuple(measures))),), 12),
    ]  # fmt: skip


def figures_of(scored: pl.DataFrame, area: Words, one: Programme) -> tuple[Figure, ...]:
    whole = reports.fitness_groups(scored, ()).row(0, named=True)
    when = one.held_on.isoformat()
    count = Figure(
        Words("有总分的学生", "Pupils with a total"), whole["count"], Words("人", "pupils"), when, area, None
    )
    if whole["mean"] is None:
        return (count,)
    good, fit = whole["excellent"] + whole["good"], 1.0 - whole["fail"]
    return (
        Figure(Words("合格率", "Pass or better"), fit, "", when, area, None, kind="share", decimals=1),
        Figure(Words("优良率", "Good or better"), good, "", when, area, None, kind="share", decimals=1),
        Figure(Words("平均总分", "Mean total"), whole["mean"], Words("分", "points"), when, area, None, kind="number", decimals=1), count,
    )  # fmt: skip


def nothing(request: HttpRequest, title: Words, way: tuple[Link, ...]) -> HttpResponse:
    empty = EmptyState(
        Words("还没有测量值", "No measures yet"),
        Words("收下一份测量值之后，这里就是报告。", "Once measures are taken the report stands here."),
    )
    return render(
        request, "assessment/page.html", {"page": page_for(request, title, crumbs=way), "empty": empty, "blocks": []}
    )


def fitness_area(
    request: HttpRequest, one: Programme, code: str, title: Words, way: tuple[Link, ...], has_schools: bool
) -> HttpResponse:
    """To a city or county."""
    scored = reports.fitness_of(settings.INSTANCE, one)
    if scored.is_empty() or sheet_in_use(one) is None:
        return nothing(request, title, way)
    scored = scored.filter(pl.col("county_code").str.starts_with(area_prefix(code)))
    blocks = blocks_of(one, scored)
    if has_schools:
        names = dict(scored.select("school_code", "school_name").unique().iter_rows())
        rows = [group_row(Cell(names.get(r["school_code"]) or r["school_code"], href=reverse("assessment-school", args=[one.pk, r["school_code"]])), r)
                for r in reports.fitness_groups(scored, ("school_code",)).iter_rows(named=True)]  # fmt: skip
        columns = (Column("name", Words("学校", "School")), *COLUMNS)
        table = arrange(
            rows,
            columns,
            TableQuery.read(request.GET, page_size=60),
            language.current(),
            note=WITHHELD,
            has_downloads=False,
        )
        blocks.append(Block(Words("各校", "Schools"), (("table", table),)))
    page = page_for(request, title, lead=about_programme(one), crumbs=way)
    return render(
        request,
        "assessment/page.html",
        {"page": page, "blocks": blocks, "figures": figures_of(scored, area_words(code), one)},
    )


def fitness_school(
    request: HttpRequest, one: Programme, place: Found, title: Words, way: tuple[Link, ...]
) -> HttpResponse:
    """To a school, with its classes."""
    scored = reports.fitness_of(settings.INSTANCE, one)
    own = scored.filter(pl.col("school_code") == place.code) if not scored.is_empty() else scored
    if own.is_empty():
        return nothing(request, title, way)
    rows = [
        group_row(Words(f"{r['class_number']}班", f"Class {r['class_number']}"), r)
        for r in reports.fitness_groups(own.filter(pl.col("class_number").is_not_null()), ("class_number",)).iter_rows(
            named=True
        )
    ]
    blocks = [*blocks_of(one, own), Block(Words("各班", "Classes"), (("table", table_of(rows, Words("班", "Class"))),))]
    page = page_for(request, title, lead=about_programme(one), crumbs=way)
    return render(
        request,
        "assessment/page.html",
        {"page": page, "blocks": blocks, "figures": figures_of(own, Words(place.name, place.name), one)},
    )
