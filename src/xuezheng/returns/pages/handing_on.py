"""Out come the statutory forms: a workbook of a school, or summed over a county or the city; and a page to print."""

from functools import cache
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xuezheng.access.guard import signed_in
from xuezheng.access.rules import Place
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.jobs import beside
from xuezheng.jobs.actions import do_cancel, enqueue, latest_about
from xuezheng.jobs.models import Job
from xuezheng.registers.lookup import area_words
from xuezheng.returns import jobs
from xuezheng.returns.issuing import filled_of, school_forms
from xuezheng.returns.models import Collection, Part
from xuezheng.returns.pages.finding import (
    address,
    crumbs_of,
    find_collection,
    find_part,
    schools_seen,
    sees_schools_of_area,
)
from xuezheng.returns.pages.form import full_table, inferred_words, is_matrix
from xuezheng.returns.pages.overview import state_of
from xuezheng.returns.pages.school import forms_due
from xuezheng.returns.shown import shown
from xuezheng.screens import language
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import Definition, Link
from xuezheng.screens.jobs import is_stopping, job_progress, stopped

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(name: str, made: bytes) -> HttpResponse:
    response = HttpResponse(made, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename=\"forms.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return response


@signed_in("return.view")
def school_workbook(request: HttpRequest, city_code: str, year: int, code: str) -> HttpResponse:
    """All forms of a school, a sheet each."""
    part = find_part(request, city_code, year, "school", code)
    made = school_forms(settings.INSTANCE, part, language.current())
    return workbook_answer(f"基层表-{part.name}-{year}", made)


@signed_in("return.view")
def sums_workbook(request: HttpRequest, city_code: str, year: int) -> HttpResponse:
    """All forms summed over the city, or over a county (`?county=`), within the person's reach: made by a job, then kept."""
    found = find_collection(city_code, year)
    county = request.GET.get("county", "")
    if not sees_schools_of_area(request):
        raise PermissionDenied
    schools = [p for p in schools_seen(request, found) if county in ("", p.county_code)]
    everyone = found.parts.filter(level="school", **({"county_code": county} if county else {})).count()
    if not schools or len(schools) != everyone:
        raise PermissionDenied
    here, key = request.get_full_path(), jobs.about(found, county, language.current())
    job = latest_about(key)
    if request.method == "POST":
        if job is not None and job.is_active and request.POST.get("decision") == "cancel":
            do_cancel(job, request.user)
        elif job is None or not job.is_active:
            args = {"collection": found.pk, "county": county, "language": language.current()}
            place = Place(county or city_code)
            enqueue(
                jobs.FORMS,
                args,
                request.user,
                action="return.view",
                place=place,
                about=key,
                href=here,
                subject=area_words(county or city_code).zh,
            )
        return HttpResponseRedirect(here)
    return _show_sums(request, found, county, len(schools), job)


def _show_sums(request: HttpRequest, found: Collection, county: str, count: int, job: Job | None) -> HttpResponse:
    area, year = area_words(county or found.city_code), SchoolYear(found.school_year)
    title = Words("基层表汇总", "Forms, summed up")
    is_busy = job is not None and job.is_active
    is_there = job is not None and job.state == "done" and beside.result(job.pk) is not None
    lead = Words(
        f"{year}学年{count}所学校的各表相加，每表一页，可直接上报。", f"Every form of {year}, added up over {count} schools, a sheet a form."
    )  # fmt: skip
    page = page_for(
        request, title, crumbs=crumbs_of(request, found, Link(title)), aside=area, lead=lead,
        notices=stopped(job) if job is not None and not is_busy else (),
    )  # fmt: skip
    made = job.ended_at if job is not None and is_there else None
    context = {
        "page": page, "job": job, "is_busy": is_busy, "made_at": made, "is_stopping": job is not None and is_stopping(job),
        "progress": job_progress(job, jobs.KINDS[jobs.FORMS].title) if job is not None and is_busy else None,
    }  # fmt: skip
    return render(request, "returns/sums.html", context)


@signed_in("return.view")
def school_print(request: HttpRequest, city_code: str, year: int, code: str) -> HttpResponse:
    """All forms of a school on one page, to print."""
    part = find_part(request, city_code, year, "school", code)
    title = Words(f"{part.name}：基层表", f"{part.name}: base forms")
    school = Link(part.name, address(part.collection, "school-return", code))
    page = page_for(
        request, title, crumbs=crumbs_of(request, part.collection, school, Link(title)), state=state_of(part),
        aside=Words(f"{SchoolYear(year)}学年", str(SchoolYear(year))),
    )  # fmt: skip
    context = {"page": page, "forms": cache(lambda: printed_forms(part)), "part": part}
    return render(request, "returns/print.html", context)


def printed_forms(part: Part) -> list[dict[str, object]]:
    """Each form of a school as the page prints it: facts line by line, or a table."""
    due = forms_due(part)
    filled = filled_of(settings.INSTANCE, part.collection, part.code, due)
    forms: list[dict[str, object]] = []
    for form in due:
        table = filled.table(form, part.code)
        facts = [] if is_matrix(form) else [
            Definition(line.title, with_unit(shown(form.kind(line, form.heads[0]), table[line.key, "value"]), line.unit)) for line in form.lines
        ]  # fmt: skip
        forms.append(
            {
                "form": form,
                "facts": facts,
                "table": full_table(form, filled, part.code) if is_matrix(form) else None,
                "inferred": inferred_words(form),
                "unkept": form.unkept,
            }
        )
    return forms


def with_unit(value: Words, unit: Words | None) -> Words:
    return Words(f"{value.zh} {unit.zh}", f"{value.en} {unit.en}") if unit and value.zh != "…" else value
