"""A county's scorecard: item by item what is met, what is missing, since when, on what evidence."""

from typing import Any

import polars as pl
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.evaluations.evidence import given_for
from xuezheng.evaluations.law import BASIC, INDICATORS, PARTS, is_of_2017, law_of
from xuezheng.evaluations.pages.matrix import distance_words, nothing_yet
from xuezheng.evaluations.pages.showing import PART_WORDS, limit_words, shown, verdict_cell
from xuezheng.evaluations.pages.where import county_standing, evaluation_crumbs
from xuezheng.evaluations.rules.variation import composite_variation
from xuezheng.evaluations.rules.verdicts import compared
from xuezheng.evaluations.schemes import BY_ID, SCHEMES, Group, Scheme, schemes_of
from xuezheng.evaluations.schemes.balanced import INDICATOR_WORDS
from xuezheng.evaluations.schemes.basic import BASIC_WORDS
from xuezheng.evaluations.scorecard import Evaluated, Outcome, Scorecard, scorecard
from xuezheng.evaluations.standing import evaluated_here
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.indicators.pages.standing import Standing, provenance, year_choices
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Action, Cell, Column, Link, Notice, Row, Table, TableQuery
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.screens.numbers import Missing

COLUMNS = (
    Column("number", Words("序号", "No."), is_sortable=False),
    Column("term", Words("项目", "Item"), is_sortable=False),
    Column("verdict", Words("结论", "Verdict"), is_sortable=False),
    Column("value", Words("数值", "Value"), is_sortable=False),
    Column("limit", Words("要求", "Required"), is_sortable=False),
    Column("shortfall", Words("差", "Short by"), is_sortable=False),
    Column("since", Words("自何学年", "Since"), is_sortable=False),
    Column("evidence", Words("佐证", "Evidence"), is_sortable=False),
)


@signed_in("figure.view")
def county(request: HttpRequest, code: str) -> HttpResponse:
    """The scorecard, one evaluation at a time."""
    here = county_standing(request, code)
    found = evaluated_here(settings.INSTANCE)
    judging = schemes_of(here.year) or SCHEMES
    asked = BY_ID.get(request.GET.get("scheme", ""), judging[0])
    scheme = asked if asked in judging else judging[0]
    title = Words(f"{here.words.zh}：{scheme.title.zh}", f"{here.words.en}: {scheme.title.en}")
    if found is None or here.year not in found.years:
        page = page_for(request, title, crumbs=evaluation_crumbs(here), years=year_choices(request, here))
        return render(request, "evaluations/county.html", {"page": page, "empty": nothing_yet()})
    card = scorecard(found, scheme, here.area.code, here.year, given_for(here.area.code))
    rows = [item_row(here, o) for o in card.outcomes]
    if wanted := asked_format(request.GET):
        about = About(
            title, here.words, str(SchoolYear(here.year)), Words("冻结的年报与佐证", "Frozen returns and evidence"),
            as_of=SchoolYear(here.year).stock_on, definition=scheme.document, is_synthetic=settings.INSTANCE.is_synthetic,
        )  # fmt: skip
        return download(f"{scheme.id}-{code}-{here.year}", wanted, COLUMNS, rows, about)
    page = page_for(
        request, title, lead=lead(card), crumbs=evaluation_crumbs(here, Link(here.words)), years=year_choices(request, here),
        provenance=provenance(here), actions=county_actions(request, here),
        notices=() if asked is scheme else (not_judged(asked, here.year, scheme),),
    )  # fmt: skip
    grouped = [
        (
            g.term,
            Table(
                COLUMNS,
                tuple(r for r, o in zip(rows, card.outcomes, strict=True) if o.item.group == g.id),
                caption=counted(scheme, g),
            ),
        )
        for g in scheme.groups
    ]
    links = [Link(s.title, f"?year={here.year}&scheme={s.id}", is_current=s is scheme) for s in judging]
    context: dict[str, Any] = {
        "page": page, "schemes": links, "groups": grouped, "downloads": TableQuery.read(request.GET).downloads(),
    }  # fmt: skip
    if scheme.id == "quality_balanced":
        context["variation"] = variation_table(found, here)
    elif scheme.id == "basic_balanced":
        context["variation"] = basic_table(found, here)
    return render(request, "evaluations/county.html", context)


def counted(scheme: Scheme, group: Group) -> Words:
    """The caption of a group: how many items it counts."""
    many = scheme.count_of(group.id)
    return Words(f"{group.term.zh}，{many}项", f"{group.term.en}, {many} {'items' if many > 1 else 'item'}")


def not_judged(asked: Scheme, year: int, instead: Scheme) -> Notice:
    """Said where an evaluation is asked of a year in which its law did not hold yet."""
    return Notice(
        Words(f"{SchoolYear(year)}学年不按“{asked.title.zh}”评", f"{SchoolYear(year)} is not judged by “{asked.title.en}”"),
        Words(
            f"{asked.document.zh}自{asked.from_year}学年起适用；这一学年按当年的规定评：{instead.document.zh}。",
            f"{asked.document.en} holds from the school year {asked.from_year}; this year is judged by the law of its own time: {instead.document.en}.",
        ), "info",
    )  # fmt: skip


def county_actions(request: HttpRequest, here: Standing) -> tuple[Action, ...]:
    """What follows from a scorecard: its schools, and what it would take to pass, for those who may plan."""
    code, query = here.area.code, f"?year={here.year}"
    if not is_of_2017(here.year):
        return ()
    actions = [Action(Words("逐校指标", "School by school"), reverse("evaluation-schools", args=[code]) + query)]
    if may(request.user, "plan.make", Place(code)):
        actions.append(
            Action(Words("要做什么才能通过", "What it would take"), reverse("evaluation-plans", args=[code]) + query)
        )
    return tuple(actions)


def lead(card: Scorecard) -> Words:
    met, unmet, unknown = (card.count(v) for v in ("met", "unmet", "unknown"))
    far = distance_words(card)
    ends = (f"：{far.zh}", f": {far.en}") if card.scheme.id == "quality_balanced" else ("", "")
    return Words(
        f"{card.scheme.document.zh}。达到{met}项，未达到{unmet}项，待证{unknown}项{ends[0]}。",
        f"{card.scheme.document.en}. {met} met, {unmet} not met, {unknown} not known{ends[1]}.",
    )


def item_row(here: Standing, one: Outcome) -> Row:
    href = reverse("evaluation-item", args=[here.area.code, one.item.id]) + f"?year={here.year}"
    files = len([g for g in one.given if g.file_name])
    evidence: Any = Cell(Words("未交", "none yet"), tone="muted")
    if one.item.source != "hand":
        evidence = Cell(Words("年报", "return"), tone="muted")
    elif not one.given and one.value is not None:
        evidence = Cell(Words("指标，佐证未交", "figure; none handed in"), tone="muted")
    elif one.given:
        evidence = Words(f"{len(one.given)}条，{files}个文件", f"{len(one.given)} entries, {files} files")
    short = shown(one.shortfall, one.unit) if one.shortfall else ""
    return {
        "number": one.item.number, "term": Cell(one.item.term, href=href),
        "verdict": verdict_cell(one.verdict), "value": value_words(one), "limit": limit_words(one), "shortfall": short,
        "since": str(SchoolYear(one.since)) if one.since and one.verdict in ("met", "unmet") else "", "evidence": evidence,
    }  # fmt: skip


def value_words(one: Outcome) -> Words:
    """The value of an item; where only a statement answers it, nothing stands here."""
    return Words("", "") if one.limit is None else shown(one.value, one.unit)


def variation_rows(found: Evaluated, county_code: str, year: int) -> list[Row]:
    """The weighted variations of the seven indicators, both parts, beside their limits."""
    law = law_of(year, county_code)
    own = found.variations.filter((pl.col("county_code") == county_code) & (pl.col("school_year") == year))
    values = {(r["part"], r["column"]): r["variation"] for r in own.iter_rows(named=True)}
    lines = found.lines.filter((pl.col("county_code") == county_code) & (pl.col("school_year") == year))
    rows: list[Row] = []
    for indicator, (column, _) in INDICATORS.items():
        row: dict[str, Any] = {"term": INDICATOR_WORDS[indicator]}
        for part in PARTS:
            value = values.get((part, column))
            mark = verdict_cell(compared(value, "<=", law.variation_max[part])).mark
            row[f"{part}.variation"] = Cell(f"{value:.4f}", mark=mark) if value is not None else "…"
            these = lines.filter((pl.col("indicator") == indicator) & (pl.col("part") == part))
            row[f"{part}.unmet"] = these.filter(~pl.col("is_met")).height
            row[f"{part}.under"] = these.filter(~pl.col("reaches_floor")).height
        rows.append(row)
    return rows


def basic_table(found: Evaluated, here: Standing) -> Table:
    """The eight variations of 2012 and their mean, both parts, beside the limit of the mean."""
    law = law_of(here.year, here.area.code)
    own = found.basic_variations.filter(
        (pl.col("county_code") == here.area.code) & (pl.col("school_year") == here.year)
    )
    by_part = {(r["part"], r["column"]): r for r in own.iter_rows(named=True)}
    columns = [Column("term", Words("指标", "Indicator"), is_sortable=False)]
    for part in PARTS:
        columns += [
            Column(f"{part}.variation", Words("差异系数", "Variation"), group=PART_WORDS[part], is_sortable=False),
            Column(
                f"{part}.missing",
                Words("缺数的学校", "Schools not known"),
                "count",
                group=PART_WORDS[part],
                is_sortable=False,
            ),
        ]
    rows: list[Row] = []
    means: dict[str, Any] = {"term": Words("八项的平均（综合差异系数）", "Mean of the eight (composite variation)")}
    for column in BASIC:
        row: dict[str, Any] = {"term": BASIC_WORDS[column]}
        for part in PARTS:
            one = by_part.get((part, column))
            row[f"{part}.variation"] = Missing.NOT_APPLICABLE if one is None else variation_text(one["variation"])
            row[f"{part}.missing"] = one["missing_count"] if one else 0
        rows.append(row)
    for part in PARTS:
        mean = composite_variation([by_part[part, c]["variation"] for c in BASIC if (part, c) in by_part])
        limit = law.basic_max[part]
        mark = verdict_cell(compared(mean, "<=", limit)).mark
        means[f"{part}.variation"] = Cell(variation_text(mean), mark=mark, note=f"≤{limit:.2f}")
        means[f"{part}.missing"] = ""
    note = Words(
        "按2012年的算法：各校按学生数加权，一贯制学校和完全中学拆分，教学点不计；八项中有一项不详，平均也不详。",
        "As the document of 2012 has it: weighted by students, through-train schools split, teaching points left out; where one "
        "of the eight is not known, nor is the mean.",
    )
    return Table(
        tuple(columns),
        tuple(rows),
        caption=Words("八项指标的校际差异", "Variation of the eight indicators"),
        total=means,
        note=note,
    )


def variation_text(value: float | None) -> str:
    return Missing.UNKNOWN.value if value is None else f"{value:.4f}"


def variation_table(found: Evaluated, here: Standing) -> Table:
    law = law_of(here.year, here.area.code)
    columns = [Column("term", Words("资源指标", "Resource indicator"), is_sortable=False)]
    for part in PARTS:
        limit, group = f"{law.variation_max[part]:.2f}", PART_WORDS[part]
        columns += [
            Column(
                f"{part}.variation", Words(f"差异系数≤{limit}", f"Variation ≤ {limit}"), group=group, is_sortable=False
            ),
            Column(f"{part}.unmet", Words("未达标校", "Schools short"), "count", group=group, is_sortable=False),
            Column(f"{part}.under", Words("低于85%", "Under 85%"), "count", group=group, is_sortable=False),
        ]
    note = Words(
        "差异系数按学生数加权（教督〔2012〕3号的算法）。",
        "Variations are weighted by students, as the document of 2012 has it.",
    )
    caption = Words("七项资源指标", "Seven resource indicators")
    return Table(tuple(columns), tuple(variation_rows(found, here.area.code, here.year)), caption=caption, note=note)
