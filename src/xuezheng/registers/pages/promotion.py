"""The end of the school year: what each class becomes, shown before it is done; and undoing it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.actions import Stated, life
from xuezheng.registers.actions.promotion import Promotion, do_promote, preview_promotion
from xuezheng.registers.models import LifeEvent, SchoolClass
from xuezheng.registers.pages.events import problem_notices
from xuezheng.registers.pages.institution import find
from xuezheng.registers.pages.life_forms import Part, Promoting, Reasoned
from xuezheng.registers.pages.looking import demand
from xuezheng.registers.pages.students import bound, roll, school_crumbs
from xuezheng.registers.words import GRADE_WORDS, named
from xuezheng.screens.asking import page_for, today_of
from xuezheng.screens.components import Column, Notice, Row, Table

COLUMNS = (
    Column("grade", Words("现在", "Now"), is_sortable=False),
    Column("number", Words("班号", "Class"), "count", is_sortable=False),
    Column("pupil_count", Words("9月1日学生", "Pupils on 1 Sept"), "count", is_sortable=False),
    Column("becomes", Words("成为", "Becomes"), is_sortable=False),
    Column("next_count", Words("升级后人数", "Pupils then"), "count", is_sortable=False),
    Column("graduate_count", Words("毕业", "Graduate"), "count", is_sortable=False),
    Column("repeat_count", Words("留级", "Repeat"), "count", is_sortable=False),
    Column("dropout_count", Words("本学年退学", "Left this year"), "count", is_sortable=False),
)


def ahead_rows(found: Promotion) -> tuple[Row, ...]:
    """A line a class: what it becomes, or who graduates."""
    return tuple(
        {
            "grade": named(GRADE_WORDS, c.grade), "number": c.number, "pupil_count": c.pupil_count,
            "becomes": named(GRADE_WORDS, c.next_grade) if c.next_grade else Words("毕业", "graduates"),
            "next_count": c.next_count if c.next_grade else 0, "graduate_count": 0 if c.next_grade else c.next_count,
            "repeat_count": c.repeat_count, "dropout_count": c.dropout_count,
        }
        for c in found.classes
    )  # fmt: skip


def total_row(found: Promotion) -> Row:
    rows = ahead_rows(found)
    names = ("pupil_count", "next_count", "graduate_count", "repeat_count")
    return {
        "grade": Words("全校", "School"),
        "number": "",
        "becomes": "",
        "dropout_count": "",
        **{n: sum(int(str(r[n])) for r in rows) for n in names},
    }


@signed_in("student.edit")
def promotion(request: HttpRequest, code: str) -> HttpResponse:
    """Preview, confirm, undo."""
    school = find(request, code)
    demand(request, "student.edit", school)
    last = (
        SchoolClass.objects.filter(institution=school)
        .order_by("-school_year")
        .values_list("school_year", flat=True)
        .first()
    )
    year = last if last is not None else SchoolYear.of(today_of(request)).start_year
    done = LifeEvent.objects.filter(institution=school, kind="promoted", undone_on=None).order_by("-pk").first()
    can_undo = done is not None and not life.check_undo(done)
    form = Promoting(bound(request, "preview") or bound(request, "confirm"), year=year)
    found, notices = None, ()
    undo = Reasoned(bound(request, "undo"), prefix="undo")
    if request.method == "POST":
        try:
            if request.POST.get("act") == "undo" and done is not None and undo.is_valid():
                life.do_undo(done, Stated(request.user, undo.cleaned_data["reason"]))
                return HttpResponseRedirect(request.path)
            if form.is_valid():
                told = Stated(request.user, form.cleaned_data["reason"])
                if request.POST.get("act") == "confirm":
                    do_promote(school, year, form.cleaned_data["graduates_on"], told)
                    return HttpResponseRedirect(request.path)
                found = preview_promotion(school, year, form.cleaned_data["graduates_on"], told)
        except Refused as error:
            notices = problem_notices(error.problems)
    if found is not None and found.problems:
        notices, found = problem_notices(found.problems), None
    parts = [
        Part(
            "preview",
            Words("填写", "Fill in"),
            form,
            Words("先看各班怎么变", "See what each class becomes"),
            Words("留级的学生先在学生页登记。", "Register those who repeat first, on their pages."),
        )
    ]
    if can_undo and done is not None:
        title = Words(f"撤销{done.occurred_on}的升级", f"Undo the promotion of {done.occurred_on}")
        parts.append(
            Part(
                "undo",
                title,
                undo,
                Words("撤销", "Undo"),
                Words("之后没有别的变动时才能撤销。", "Possible until the first change after it."),
                True,
            )
        )
    words = Words(f"{SchoolYear(year)}学年末升级", f"End of {SchoolYear(year)}: promotion")
    page = page_for(request, words, crumbs=school_crumbs(school, roll(school)), notices=_told(done))
    context = {
        "page": page, "parts": parts, "notices": notices, "confirm": form if found else None,
        "ahead": Table(COLUMNS, ahead_rows(found), total=total_row(found)) if found else None,
    }  # fmt: skip
    return render(request, "registers/life.html", context)


def _told(done: LifeEvent | None) -> tuple[Notice, ...]:
    if done is None:
        return ()
    return (
        Notice(
            Words(f"已于{done.registered_on}办过升级。", f"The school went up on {done.registered_on}."), tone="info"
        ),
    )
