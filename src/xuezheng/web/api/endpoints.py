"""What can be read: areas, institutions, classes, staff counts, returns, figures, the catalogue, releases."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest
from ninja import Query
from pydantic import Field

from xuezheng.access.actions import may
from xuezheng.access.rules import Place
from xuezheng.access.scope import scoped
from xuezheng.engine.figure_sets import figure_set
from xuezheng.engine.offices import declared
from xuezheng.engine.snapshots import frozen_returns
from xuezheng.ground.codes import area_prefix
from xuezheng.publication.release import releases
from xuezheng.registers import models
from xuezheng.returns.pages.frozen import sees_city
from xuezheng.screens.asking import today_of
from xuezheng.web.api import schemas as s
from xuezheng.web.api.frame import Browser, Interface, Problem, Token, bind_errors, demand, kept_answer

ERRORS: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)

api = Interface(
    title="学政 Xuezheng", version="1", urls_namespace="api", docs_url=None, auth=[Token(), Browser()],
    description="What the register, the returns and the figures hold, within one's roles. Amounts in fen, shares from 0 to 1.",
)  # fmt: skip
bind_errors(api)


def answers(schema: Any) -> dict[int, Any]:
    return {200: schema, **ERRORS}


def paged(rows: Any, asked: s.Asked, count: int | None = None) -> dict[str, Any]:
    """A page of a query or a list."""
    start = (asked.page - 1) * asked.size
    total = count if count is not None else (len(rows) if isinstance(rows, Sequence) else rows.count())
    return {"items": list(rows[start : start + asked.size]), "count": total, "page": asked.page, "size": asked.size}


@api.get("/areas", response=answers(s.Areas), url_name="areas", summary="地区 Areas")
@kept_answer("register.view", s.Areas)
def areas(request: HttpRequest, paging: s.Paging, within: s.AreaCode | None = None) -> Any:
    found = models.Area.objects.order_by("code").filter(code__startswith=area_prefix(within) if within else "")
    columns = {"code": "code", "level": "level", "parent": "parent_id", "name": "name", "name_en": "name_en"}
    page = paged(found.values(*columns.values()), paging)
    page["items"] = [{key: row[column] for key, column in columns.items()} for row in page["items"]]
    return page


def institution(version: Any) -> dict[str, Any]:
    school = version.institution
    return {
        "code": school.code, "name": version.name, "school_type": version.school_type, "organiser": version.organiser,
        "county_code": school.county_code, "town_code": version.town_id, "opened_on": school.opened_on, "closed_on": school.closed_on,
    }  # fmt: skip


@api.get("/institutions", response=answers(s.Institutions), url_name="institutions", summary="学校 Institutions")
@kept_answer("register.view", s.Institutions)
def institutions(
    request: HttpRequest, paging: s.Paging, on: s.Day | None = None, area: s.AreaCode | None = None
) -> Any:
    found = scoped(models.InstitutionVersion.objects.as_of(on or today_of(request)), request.user, "register.view")
    if area:
        found = found.filter(town__code__startswith=area_prefix(area))
    page = paged(found.select_related("institution").order_by("institution__code"), paging)
    page["items"] = [institution(version) for version in page["items"]]
    return page


@api.get(
    "/institutions/{code}", response=answers(s.Institution), url_name="institution", summary="一所学校 One institution"
)
def one_institution(request: HttpRequest, code: s.SchoolCode, on: s.Day | None = None) -> Any:
    demand(request, "register.view")
    found = scoped(models.InstitutionVersion.objects.as_of(on or today_of(request)), request.user, "register.view")
    version = found.filter(institution__code=code).select_related("institution").first()
    if version is None:
        raise Http404
    return institution(version)


@api.get("/classes", response=answers(s.SchoolClasses), url_name="classes", summary="班级 Classes")
@kept_answer("register.view", s.SchoolClasses)
def classes(request: HttpRequest, paging: s.Paging, year: s.Year, institution: s.SchoolCode | None = None) -> Any:
    found = scoped(models.SchoolClass.objects.filter(school_year=year), request.user, "register.view")
    if institution:
        found = found.filter(institution__code=institution)
    page = paged(found.select_related("institution").order_by("institution__code", "stage", "grade", "number"), paging)
    page["items"] = [
        {
            "institution_code": c.institution.code, "school_year": c.school_year, "stage": c.stage, "grade": c.grade,
            "number": c.number, "pupil_count": c.pupil_count, "girl_count": c.girl_count,
        }
        for c in page["items"]
    ]  # fmt: skip
    return page


@api.get("/staff-counts", response=answers(s.StaffCounts), url_name="staff-counts", summary="教职工数 Staff counts")
@kept_answer("staff.view", s.StaffCounts)
def staff_counts(request: HttpRequest, paging: s.Paging, on: s.Day | None = None) -> Any:
    posts = scoped(models.StaffPost.objects.as_of(on or today_of(request)), request.user, "staff.view")
    counted = posts.values("institution__code", "post").annotate(people=Count("staff", distinct=True))
    page = paged(counted.order_by("institution__code", "post"), paging)
    page["items"] = [
        {"institution_code": r["institution__code"], "post": r["post"], "person_count": r["people"]}
        for r in page["items"]
    ]
    return page


@api.get("/returns", response=answers(s.Returns), url_name="returns", summary="年报清单 Manifests of returns")
def returns(request: HttpRequest, paging: s.Paging) -> Any:
    demand(request, "return.view")
    found = [r for r in frozen_returns(settings.INSTANCE, latest_only=False) if sees_city(request, r.city_code)]
    page = paged(sorted(found, key=lambda r: (r.city_code, r.year, r.revision)), paging)
    page["items"] = [
        {
            "city_code": r.city_code, "school_year": r.year, "revision": r.revision, "manifest_hash": r.manifest.hash,
            "tables": dict(r.manifest.tables),
        }
        for r in page["items"]
    ]  # fmt: skip
    return page


@api.get("/figures", response=answers(s.Figures), url_name="figures", summary="指标值 Values of figures")
def figures(
    request: HttpRequest,
    paging: s.Paging,
    area: s.AreaCode,
    year: s.Year | None = None,
    indicator: Annotated[str | None, Query(), Field(pattern=r"^[a-z][a-z0-9_.]{0,80}$")] = None,  # pyright: ignore[reportCallIssue]  ninja says Annotated for types only
) -> Any:
    demand(request, "figure.view")
    if not may(request.user, "figure.view", Place(area)):
        raise PermissionDenied
    stored = figure_set(settings.INSTANCE)
    if stored is None:
        raise Http404
    found = stored.at(area, year)
    if indicator:
        found = found.filter(found["indicator_id"].cast(str) == indicator)
    found = found.sort(found["indicator_id"].cast(str).alias("id"), "school_year")
    start = (paging.page - 1) * paging.size
    columns = list(s.Figure.model_fields)
    rows = found.slice(start, paging.size).select(columns).to_dicts()
    return {"items": rows, "count": found.height, "page": paging.page, "size": paging.size}


@api.get("/catalogue", response=answers(s.Indicators), url_name="catalogue", summary="指标目录 The catalogue")
@kept_answer("figure.view", s.Indicators)
def catalogue(request: HttpRequest, paging: s.Paging) -> Any:
    known = sorted((i for office in declared() for i in office.indicators), key=lambda i: i.id)
    page = paged(known, paging)
    page["items"] = [
        {
            "id": i.id, "term_zh": i.term.zh, "term_en": i.term.en, "definition_zh": i.definition.zh,
            "definition_en": i.definition.en, "unit": i.unit, "office": i.office, "version": i.version, "levels": list(i.levels),
        }
        for i in page["items"]
    ]  # fmt: skip
    return page


@api.get(
    "/releases",
    response={200: s.Releases, 422: Problem},
    url_name="releases",
    summary="发布 Releases (public)",
    auth=None,
)
def public_releases(request: HttpRequest, paging: s.Paging) -> Any:
    page = paged(releases(settings.INSTANCE), paging)
    page["items"] = [
        {"number": r.number, "released_on": r.released_on, "hash": r.hash, "is_synthetic": r.is_synthetic}
        for r in page["items"]
    ]
    return page
