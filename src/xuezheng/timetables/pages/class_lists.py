"""Lists of the students of each class, for their school: on screen, one class a page in print, and as a file."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import record
from xuezheng.access.guard import signed_in
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_institution
from xuezheng.screens import language
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Column, Link, Row, TableQuery, arrange
from xuezheng.screens.downloads import asked_format, download
from xuezheng.screens.formats.about import About
from xuezheng.timetables.actions.classes import Kept, kept_of
from xuezheng.timetables.models import Chooser, ClassVersion
from xuezheng.timetables.pages.classes import plan_of, version_of
from xuezheng.timetables.pages.rounds import round_crumbs, whole

TITLE = Words("名单", "Lists")
COLUMNS = (
    Column("class", Words("班", "Class")), Column("kind", Words("种类", "Kind")), Column("number", Words("学籍号", "Student number")), Column("name", Words("姓名", "Name")),
    Column("sex", Words("性别", "Sex")), Column("chosen", Words("选科", "Choice")), Column("home", Words("行政班", "Administrative class")),
    Column("old", Words("原班", "Former class"), "count"),
)  # fmt: skip
SEX = {"1": Words("男", "male"), "2": Words("女", "female")}
KINDS = (Words("行政班", "administrative"), Words("教学班", "teaching"))


@signed_in("choice.view")
def lists(request: HttpRequest, pk: int) -> HttpResponse:
    """All classes, or one (`class=h0`, `class=t3`); `?format=` gives the file."""
    plan = plan_of(request, pk, "choice.view")
    version = version_of(request, plan)
    if version is None:
        raise Http404
    kept = kept_of(version)
    known = [
        *((f"h{at}", name) for at, name in enumerate(kept.names)),
        *((f"t{at}", name) for at, name in enumerate(kept.teaching_names)),
    ]
    asked = request.GET.get("class", "")
    wanted = [key for key, _ in known if not asked or key == asked]
    if asked and not wanted:
        raise Http404
    people = {c.pk: c for c in Chooser.objects.filter(pk__in=kept.people).select_related("student")}
    rows = [row for key in wanted for row in rows_of(kept, people, key)]
    school = plan.round.institution
    is_file = asked_format(request.GET)
    verb = "exported" if is_file else "seen"
    record(
        f"timetables.classes.lists.{verb}",
        account=request.user,
        area_code=school.county_code,
        subject=f"{school.code} classes {plan.pk}",
        detail={"version": version.number, "rows": len(rows)},
    )
    query = TableQuery.read(request.GET, page_size=120)
    if is_file:
        found = find_institution(school.code)
        source = Words(f"{plan.title}第{version.number}版", f"{plan.title}, version {version.number}")
        about = About(
            Words("班级名单", "Class lists"),
            found.name if found else school.code,
            str(plan.round.school_year),
            source,
            as_of=today_of(request),
            is_synthetic=settings.INSTANCE.is_synthetic,
        )
        return download(f"classes-{plan.pk}-{version.number}", is_file, COLUMNS, rows, about, query=query)
    crumbs = round_crumbs(
        request, plan.round, Link(plan.title, reverse("timetables-classes", args=[plan.pk])), Link(TITLE)
    )
    page = page_for(
        request, Words(f"{plan.title}：{TITLE.zh}", f"{plan.title}: {TITLE.en}"), crumbs=crumbs, lead=told(version)
    )
    context: dict[str, Any] = {
        "page": page, "plan": plan, "version": version, "known": known, "asked": asked,
        "table": arrange(rows, COLUMNS, query, language.current(), caption=TITLE),
        "sheets": [(name, list(rows_of(kept, people, key))) for key, name in known if key in wanted] if request.GET.get("print") else [],
    }  # fmt: skip
    return render(request, "timetables/class_lists.html", context)


def told(version: ClassVersion) -> Words:
    words = Words(version.what.get("zh", ""), version.what.get("en", ""))
    return Words(f"第{version.number}版：{words.zh}", f"Version {version.number}: {words.en}")


def rows_of(kept: Kept, people: dict[int, Chooser], key: str) -> list[Row]:
    """The students of one class, by number."""
    at, c = whole(key[1:]), kept.classes
    is_home = key[0] == "h"
    members = [i for i, home in enumerate(c.home) if home == at] if is_home else list(c.teaching[at].students)
    name = kept.names[at] if is_home else kept.teaching_names[at]
    found = [(people[kept.people[i]], i) for i in members if kept.people[i] in people]
    found.sort(key=lambda one: one[0].student.student_number)
    return [
        {
            "class": name, "kind": KINDS[0] if is_home else KINDS[1], "number": one.student.student_number, "name": one.student.name, "sex": SEX.get(one.student.sex, ""),
            "chosen": one.chosen, "home": kept.names[c.home[i]], "old": one.class_number,
        }
        for one, i in found
    ]  # fmt: skip
