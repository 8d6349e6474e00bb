"""One school: its rounds of choice, its teaching classes, its timetables."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.guard import signed_in
from xuezheng.ground.words import Words
from xuezheng.screens.asking import page_for
from xuezheng.timetables.pages.weeks.listing import weeks_table
from xuezheng.timetables.pages.where import TITLE, crumbs_of, own_school, school_of


@signed_in("timetable.view")
def school(request: HttpRequest, code: str) -> HttpResponse:
    """What stands at one school, and where to go on."""
    here = school_of(request, code)
    title = Words(f"{here.name}：{TITLE.zh}", f"{TITLE.en}: {here.name}")
    page = page_for(request, title, crumbs=crumbs_of(here, is_area_seen=not own_school(request)))
    return render(
        request,
        "timetables/school.html",
        {
            "page": page,
            "school": here,
            "weeks": weeks_table(code),
            "weeks_href": reverse("timetables-weeks", args=[code]),
        },
    )
