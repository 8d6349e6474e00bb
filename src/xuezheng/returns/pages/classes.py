"""The classes of a school, and the counts of one: corrected in the register, from which the forms are filled."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.actions import may
from xuezheng.access.guard import signed_in
from xuezheng.ground.errors import Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import class_counts
from xuezheng.registers.rules import CLASS_COUNTS
from xuezheng.registers.words import GRADE_WORDS, named
from xuezheng.returns.actions import do_count
from xuezheng.returns.actions.entering import locked
from xuezheng.returns.forms.entry import Value, read
from xuezheng.returns.pages.finding import address, crumbs_of, find_part, place_of
from xuezheng.returns.words import COLUMN_WORDS
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Cell, Column, Link, Notice, Row, Table

COLUMNS = (
    Column("name", Words("班", "Class"), is_sortable=False),
    *(Column(name, COLUMN_WORDS[name], "count", is_sortable=False) for name in CLASS_COUNTS),
)


def class_words(one: dict[str, object]) -> Words:
    grade = named(GRADE_WORDS, str(one["grade"]))
    return Words(f"{grade.zh}{one['number']}班", f"{grade.en}, class {one['number']}")


@signed_in("return.view")
def classes(request: HttpRequest, city_code: str, year: int, code: str) -> HttpResponse:
    """The classes of the year with their counts."""
    part = find_part(request, city_code, year, "school", code)
    title = Words("各班人数", "Counts of classes")
    found = class_counts(code, year)
    may_fill = locked(part) is None and may(request.user, "return.fill", place_of(part))
    rows: list[Row] = []
    for one in found:
        own = dict(one)
        href = address(part.collection, "return-class", code, own["id"]) if may_fill and not own["has_persons"] else ""
        rows.append({"name": Cell(class_words(own), href=href), **{name: own[name] for name in CLASS_COUNTS}})  # type: ignore[dict-item]
    notices = ()
    if any(one["has_persons"] for one in found):
        notices = (
            Notice(
                Words(
                    "学生已登记到人的班，人数从名册来",
                    "Where pupils are registered as persons, counts follow from the list",
                ),
                Words("要改，先改学生名册。", "Change the register of students first."),
                tone="info",
            ),
        )
    school = Link(part.name, address(part.collection, "school-return", code))
    page = page_for(
        request,
        title,
        crumbs=crumbs_of(request, part.collection, school, Link(title)),
        aside=part.name,
        notices=notices,
    )
    return render(request, "returns/classes.html", {"page": page, "table": Table(COLUMNS, tuple(rows), caption=title)})


@signed_in("return.view")
def class_of_return(request: HttpRequest, city_code: str, year: int, code: str, class_id: int) -> HttpResponse:
    """The counts of one class, to be corrected."""
    part = find_part(request, city_code, year, "school", code, "return.fill")
    one = next((dict(c) for c in class_counts(code, year) if c["id"] == class_id), None)
    if one is None:
        raise Http404
    if one["has_persons"] and request.method == "POST":
        raise PermissionDenied
    problems: dict[str, Words] = {}
    if request.method == "POST":
        values: dict[str, Value] = {}
        for name in CLASS_COUNTS:
            if name in request.POST:
                value, wrong = read("count", request.POST[name])
                if wrong:
                    problems[name] = wrong
                else:
                    values[name] = value
        if not problems:
            try:
                do_count(settings.INSTANCE, part, class_id, values, account=request.user)
                return HttpResponseRedirect(address(part.collection, "return-classes", code))
            except Refused as refusal:
                problems = {str(p.where): p.what for p in refusal.problems}
    title = class_words(one)
    links = (
        Link(part.name, address(part.collection, "school-return", code)),
        Link(Words("各班人数", "Counts of classes"), address(part.collection, "return-classes", code)), Link(title),
    )  # fmt: skip
    lock = locked(part)
    notices = (Notice(Words("已锁定", "Locked"), lock, tone="info"),) if lock else ()
    if "" in problems:
        notices = (*notices, Notice(problems[""], tone="must"))
    page = page_for(
        request, title, crumbs=crumbs_of(request, part.collection, *links), aside=part.name, notices=notices
    )
    fields = [
        {
            "name": name,
            "title": COLUMN_WORDS[name],
            "text": request.POST.get(name, one[name]),
            "problem": problems.get(name),
        }
        for name in CLASS_COUNTS
    ]
    return render(
        request,
        "returns/class.html",
        {"page": page, "fields": fields, "can_fill": lock is None and not one["has_persons"]},
        status=409 if problems else 200,
    )
