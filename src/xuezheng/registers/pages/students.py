"""The students of a school: by role, at the school, for a stated reason; each look is an entry of the audit chain."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xuezheng.access.actions import may, record
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.words import Words
from xuezheng.registers.models import Enrolment
from xuezheng.registers.pages.institution import find, latest_name
from xuezheng.registers.words import GRADE_WORDS, named
from xuezheng.screens.asking import language_of, page_for, today_of
from xuezheng.screens.components import Column, TableQuery, arrange

COLUMNS = (
    Column("name", Words("姓名", "Name")),
    Column("student_number", Words("全国学籍号", "National student number")),
    Column("sex", Words("性别", "Sex")),
    Column("grade", Words("入学年级", "Entry grade")),
    Column("class_number", Words("班号", "Class"), "count"),
    Column("started_on", Words("入学", "Since"), "date"),
)
SEX_WORDS = {"1": Words("男", "male"), "2": Words("女", "female")}
LEAST_REASON = 4


@signed_in("student.view")
def students(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the reason, then show the pupils enrolled today. Nothing is kept in the address."""
    school = find(request, code)
    if not may(request.user, "student.view", Place(school.county_code, code)):
        raise PermissionDenied
    title = Words(f"{latest_name(school)}学生名册", f"Students of {latest_name(school)}")
    page = page_for(request, title)
    reason = request.POST.get("reason", "").strip()
    if len(reason) < LEAST_REASON:
        context = {"page": page, "table": None, "is_short": request.method == "POST", "reason": reason}
        return render(request, "registers/students.html", context)
    today = today_of(request)
    found = Enrolment.objects.as_of(today).filter(institution=school).select_related("student")
    record(
        "registers.students.seen", account=request.user, area_code=school.county_code, subject=code, reason=reason[:200],
        detail={"count": found.count(), "as_of": today.isoformat()},
    )  # fmt: skip
    rows = [
        {
            "name": e.student.name, "student_number": e.student.student_number[:7] + "…" + e.student.student_number[-4:],
            "sex": SEX_WORDS.get(e.student.sex, "…"), "grade": named(GRADE_WORDS, e.entry_grade),
            "class_number": e.class_number, "started_on": e.started_on,
        }
        for e in found.order_by("entry_grade", "class_number", "id")
    ]  # fmt: skip
    query = TableQuery.read({}, page_size=5000)
    table = arrange(rows, COLUMNS, query, language_of(request), has_filter=False, has_downloads=False)
    return render(request, "registers/students.html", {"page": page, "table": table, "reason": reason})
