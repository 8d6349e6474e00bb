"""The letter for one school: a page that prints, in both languages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.ground.words import Words
from xuezheng.layout.actions.adopting import heard, standing_adoption, standing_consultation
from xuezheng.layout.actions.printing import letter_pdf
from xuezheng.layout.actions.reading import letter_of
from xuezheng.layout.pages.where import address, crumbs_of, here_of, plan_link, plan_words, provenance_of
from xuezheng.registers.lookup import area_words
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Column, Link, Row, Table

WAYS = (
    Column("village", Words("村（社区）", "Village"), is_sortable=False), Column("children", Words("儿童", "Children"), "count", is_sortable=False),
    Column("before", Words("现在", "Now"), is_sortable=False), Column("minutes_before", Words("单程", "One way"), "number", Words("分钟", "min"), 0, is_sortable=False),
    Column("after", Words("方案", "Planned"), is_sortable=False), Column("minutes_after", Words("单程", "One way"), "number", Words("分钟", "min"), 0, is_sortable=False),
    Column("limit", Words("上限", "Limit"), "number", Words("分钟", "min"), 0, is_sortable=False),
)  # fmt: skip
MOST = 60


@signed_in("plan.view")
def letter(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Of a school of a version; `?format=pdf` gives it as PDF."""
    here = here_of(request, pk)
    if code not in here.made.place_of:
        raise Http404
    told = letter_of(here.made, here.answer, code)
    hearing, consultation, adoption = (
        heard(here.plan).get(code),
        standing_consultation(here.version),
        standing_adoption(here.plan),
    )
    progress: list[Words] = []
    if told.move is not None and told.move.action == "merged":
        progress.append(
            Words(
                f"公示：{consultation.opened_on}至{consultation.ends_on}。{consultation.how}",
                f"Before the public: {consultation.opened_on} to {consultation.ends_on}. {consultation.how}",
            )
            if consultation
            else Words("公示：还没有。", "Before the public: not yet.")
        )
        progress.append(
            Words(f"听证：{hearing.held_on}，家长{hearing.parent_count}人、教师{hearing.teacher_count}人、村民{hearing.villager_count}人；赞成{hearing.for_count}，反对{hearing.against_count}。{hearing.summary}",
                  f"Hearing: {hearing.held_on}, {hearing.parent_count} parents, {hearing.teacher_count} teachers, {hearing.villager_count} villagers; "
                  f"{hearing.for_count} for, {hearing.against_count} against. {hearing.summary}")
            if hearing else Words("听证：还没有记录；没有听证不能采纳。", "Hearing: none on record; it cannot be adopted without.")
        )  # fmt: skip
        if adoption and adoption.version.pk == here.version.pk:
            progress.append(
                Words(
                    f"采纳：{adoption.adopted_at:%Y-%m-%d}。{adoption.reason}",
                    f"Adopted: {adoption.adopted_at:%Y-%m-%d}. {adoption.reason}",
                )
            )
    rows: list[Row] = [
        {"village": w.village, "children": w.children, "before": w.before or "—", "minutes_before": w.minutes_before if w.minutes_before == w.minutes_before else None,
         "after": w.after or "—", "minutes_after": w.minutes_after if w.minutes_after == w.minutes_after else None, "limit": w.limit}
        for w in told.ways[:MOST]
    ]  # fmt: skip
    if request.GET.get("format") == "pdf":
        foot = f"{plan_words(here.plan).in_(language.current())}  v{here.version.number}  {here.version.answer_hash}"
        made = letter_pdf(
            told,
            tuple(progress),
            language.current(),
            area_words(here.plan.county_code),
            foot,
            settings.NODE_MODULES,
            settings.INSTANCE.is_synthetic,
        )
        return HttpResponse(
            made,
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="letter-{code}-v{here.version.number}.pdf"'},
        )
    page = page_for(
        request, told.heading, aside=Words(f"第{here.version.number}版", f"version {here.version.number}"),
        crumbs=crumbs_of(here.plan.county_code, plan_link(here.plan), Link(told.name)), provenance=provenance_of(here.plan, here.version),
    )  # fmt: skip
    context = {
        "page": page, "letter": told, "table": Table(WAYS, tuple(rows), is_tight=True) if rows else None, "rest": max(0, len(told.ways) - MOST), "progress": progress,
        "pdf": address(here.plan, "layout-letter", code, version=here.version.number, format="pdf"), "back": address(here.plan, version=here.version.number, school=code),
    }  # fmt: skip
    return render(request, "layout/letter.html", context)
