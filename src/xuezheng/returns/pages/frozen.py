"""Frozen returns: which there are, what each holds and proves, and what a revision changed."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.guard import signed_in
from xuezheng.access.rules import POLICY, Place
from xuezheng.engine.offices import declared
from xuezheng.engine.snapshots import FrozenReturn, damaged, frozen_returns
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words, names_of
from xuezheng.returns.difference import difference
from xuezheng.returns.models import Collection, ReturnRevision
from xuezheng.returns.pages.finding import address, sees_schools_of_area
from xuezheng.returns.pages.overview import HowFar, any_collections
from xuezheng.returns.pages.steps import cities_to_open
from xuezheng.returns.validation import all_tables
from xuezheng.screens import numbers
from xuezheng.screens.asking import page_for
from xuezheng.screens.components import (
    Cell,
    Column,
    Definition,
    EmptyState,
    Link,
    Notice,
    ProvenanceStep,
    Row,
    State,
    Table,
)
from xuezheng.screens.kept import kept

LIST_COLUMNS = (
    Column("city", Words("市", "City"), is_sortable=False),
    Column("year", Words("学年", "School year"), is_sortable=False),
    Column("revision", Words("版次", "Revision"), is_sortable=False),
    Column("state", Words("状态", "State"), is_sortable=False),
    Column("table_count", Words("表", "Tables"), "count", is_sortable=False),
    Column("row_count", Words("行", "Rows"), "count", is_sortable=False),
    Column("warning_count", Words("提示", "Warnings"), "count", is_sortable=False),
    Column("hash", Words("校验码", "Hash"), is_sortable=False),
    Column("reason", Words("更正原因", "Reason of the correction"), is_sortable=False),
)
COLLECTION_COLUMNS = (
    Column("city", Words("填报单位", "Reported by"), is_sortable=False),
    Column("year", Words("学年", "School year"), is_sortable=False),
    Column("due", Words("学校截止", "Schools due"), "date", is_sortable=False),
    Column("schools", Words("应报学校", "Schools"), "count", is_sortable=False),
    Column("signed", Words("已签字", "Signed"), "count", is_sortable=False),
    Column("late", Words("迟报", "Late"), "count", is_sortable=False),
)
TABLE_COLUMNS = (
    Column("title", Words("表", "Table"), is_sortable=False),
    Column("row_count", Words("行", "Rows"), "count", is_sortable=False),
    Column("schema_version", Words("结构版本", "Schema version"), is_sortable=False),
    Column("name", Words("表名", "Name"), is_sortable=False),
    Column("sha256", Words("SHA-256", "SHA-256"), is_sortable=False),
)
DIFFERENCE_COLUMNS = (
    Column("title", Words("表", "Table"), is_sortable=False),
    Column("added", Words("增", "Added"), "count", is_sortable=False),
    Column("removed", Words("减", "Removed"), "count", is_sortable=False),
    Column("changed", Words("改动的值", "Changed values"), "count", is_sortable=False),
)


def sees_city(request: HttpRequest, city_code: str) -> bool:
    """Whether some role of the person lies in the city: its returns hold no persons, so its counties may see them."""
    held = held_by(request.user)
    return any(one.role in POLICY["return.view"] and one.area_code[:4] == city_code[:4] for one in held) or may(
        request.user, "return.view", Place(city_code)
    )


@signed_in("return.view")
def returns(request: HttpRequest) -> HttpResponse:
    """Every frozen return of the person's cities, the newest school year first."""
    found = [r for r in frozen_returns(settings.INSTANCE, latest_only=False) if sees_city(request, r.city_code)]
    cities = kept(request, "cities", lambda: names_of("", "city"))
    named = {code: cities.get(code, Words(code, code)) for code in (r.city_code for r in found)}
    page = page_for(request, Words("年报", "Annual returns"))
    empty = EmptyState(
        Words("还没有冻结的年报", "No return is frozen yet"),
        Words(
            "两条路：在上面开始填报，学校、区县签字后由市级核定，核定即冻结；或登记册齐全后运行 xuezheng freeze。",
            "Two ways: open a collection above, which freezes once schools and counties have signed and the city certifies; or, with the registers complete, run xuezheng freeze.",
        ),
    )
    collections = tuple(collection_row(request, one, seen, cities) for one, seen in any_collections(request))
    context = {
        "page": page, "empty": None if found else empty, "labels": " ".join(f"{r.city_code}/{r.year}/{r.label}" for r in found),
        "table": cache(lambda: Table(LIST_COLUMNS, list_rows(found, named), Words("已冻结的年报", "Frozen returns"))),
        "collections": Table(COLLECTION_COLUMNS, collections, Words("正在填报和已报的年报", "Collections")),
        "cities_to_open": [(code, cities.get(code, Words(code, code))) for code in cities_to_open(request)],
    }  # fmt: skip
    return render(request, "returns/returns.html", context)


def list_rows(found: list[FrozenReturn], cities: Mapping[str, Words]) -> tuple[Row, ...]:
    """A row a return, the newest school year first, with what the register remembers of it."""
    known = {(r.city_code, r.school_year, r.revision): r for r in ReturnRevision.objects.all()}
    last = {(r.city_code, r.year): r.revision for r in sorted(found, key=lambda r: r.revision)}
    return tuple(
        list_row(
            r,
            cities[r.city_code],
            known.get((r.city_code, r.year, r.revision)),
            last[r.city_code, r.year] == r.revision,
        )
        for r in sorted(found, key=lambda r: (-r.year, r.city_code, -r.revision))
    )


def collection_row(request: HttpRequest, one: Collection, seen: HowFar, cities: Mapping[str, Words]) -> Row:
    """A collection as the person sees it: of one school, or of all within reach."""
    is_area = sees_schools_of_area(request)
    href = address(one) if is_area else address(one, "school-return", seen.code)
    return {
        "city": cities.get(one.city_code, one.city_code) if is_area else seen.name, "year": Cell(str(SchoolYear(one.school_year)), href=href),
        "due": one.school_due_on, "schools": seen.schools, "signed": seen.signed,
        "late": Cell(seen.late, tone="must" if seen.late else ""),
    }  # fmt: skip


def list_row(one: FrozenReturn, city: Words, kept: Any, is_last: bool) -> Row:
    href = reverse("return", args=[one.city_code, one.year, one.revision])
    tables = one.manifest.tables
    return {
        "city": city, "year": str(SchoolYear(one.year)),
        "revision": Cell(Words(f"第{one.revision}版", f"Revision {one.revision}"), href=href),
        "state": Words("现行", "In force") if is_last else Words("已更正", "Replaced"),
        "table_count": len(tables), "row_count": sum(int(t["row_count"]) for t in tables.values()),
        "warning_count": kept.warning_count if kept else None, "hash": one.label, "reason": kept.reason if kept else "",
    }  # fmt: skip


@signed_in("return.view")
def frozen_return(request: HttpRequest, city_code: str, year: int, revision: int) -> HttpResponse:
    """One frozen return: its tables and hashes, whether the bytes still match, and what it changed."""
    if not sees_city(request, city_code):
        raise PermissionDenied
    all_of_year = [
        r for r in frozen_returns(settings.INSTANCE, latest_only=False) if (r.city_code, r.year) == (city_code, year)
    ]
    one = next((r for r in all_of_year if r.revision == revision), None)
    if one is None:
        raise Http404
    tables = all_tables(declared())
    titles = {name: table.title for name, table in tables.items()}
    rows: list[Row] = [
        {
            "title": titles.get(name, Words(name, name)), "row_count": int(entry["row_count"]),
            "schema_version": f"v{entry['schema_version']}", "name": name, "sha256": str(entry["sha256"])[:16] + "…",
        }
        for name, entry in one.manifest.tables.items()
    ]  # fmt: skip
    bad = damaged(one.folder)
    notice = (
        Notice(Words("字节与清单不符", "Bytes do not match the manifest"), "、".join(bad), tone="must")
        if bad
        else Notice(Words("逐字节核对无误", "Every byte matches the manifest"), tone="info")
    )
    notices = [notice, *lacking_notice(one, titles)]
    remembered = (
        ReturnRevision.objects.filter(city_code=city_code, school_year=year, revision=revision)
        .select_related("frozen_by")
        .first()
    )
    before = next((r for r in all_of_year if r.revision == revision - 1), None)
    city = area_words(city_code)
    title = Words(
        f"{city.zh}{SchoolYear(year)}学年年报第{revision}版",
        f"Return of {city.en}, {SchoolYear(year)}, revision {revision}",
    )
    page = page_for(
        request, title, crumbs=(Link(Words("年报", "Returns"), reverse("returns")), Link(title)), notices=tuple(notices),
        state=None if settings.INSTANCE.is_synthetic else State.SIGNED,
        provenance=(ProvenanceStep(Words("登记册", "Register")), ProvenanceStep(Words("年报", "Return"), hash=one.manifest.hash)),
    )  # fmt: skip
    context = {
        "page": page,
        "facts": facts(one, remembered),
        "table": Table(TABLE_COLUMNS, tuple(rows)),
        "difference": None,
    }
    if before is not None:
        changed = difference(before, one, tables)
        context["difference"] = Table(
            DIFFERENCE_COLUMNS,
            tuple(
                {
                    "title": titles.get(d.table, Words(d.table, d.table)),
                    "added": d.added.height,
                    "removed": d.removed.height,
                    "changed": d.changed.height,
                }
                for d in changed
            ),
        )
    return render(request, "returns/return.html", context)


def lacking_notice(one: FrozenReturn, titles: Mapping[str, Words]) -> list[Notice]:
    """What this return lacks, since nobody reported it: its figures are unknown, not zero."""
    lacking = [titles[name] for name in titles if name not in one.manifest.tables]
    if not lacking:
        return []
    text = Words(
        f"{'、'.join(t.zh for t in lacking)}。有关指标为“未知”，不是零。确实没有的，冻结时申报零报告（--zero）。",
        f"{', '.join(t.en for t in lacking)}. Their figures are unknown, not zero. Where there is truly none, declare so "
        "at the freeze (--zero).",
    )
    return [Notice(Words(f"{len(lacking)} 个表没有填报", f"{len(lacking)} tables were not reported"), text)]


def facts(one: FrozenReturn, kept: Any) -> tuple[Definition, ...]:
    about = one.manifest.about
    rows = [
        Definition(Words("存量时点", "Stocks as of"), str(about["as_of"])),
        Definition(Words("流量时段", "Flows over"), "—".join(about["flow"])),
        Definition(Words("清单校验码", "Manifest hash"), one.manifest.hash),
        Definition(Words("程序版本", "Code version"), str(about["code_version"])),
    ]
    titles = {name: table.title for name, table in all_tables(declared()).items()}
    zero = [titles.get(name, Words(name, name)) for name in about.get("nothing_to_report", [])]
    if zero:
        named = Words("、".join(t.zh for t in zero), ", ".join(t.en for t in zero))
        rows.append(Definition(Words("零报告", "Declared to have none"), named))
    if kept:
        at = Words(numbers.instant(kept.frozen_at, "zh-hans"), numbers.instant(kept.frozen_at, "en"))
        rows.append(Definition(Words("冻结时间", "Frozen at"), at))
        if kept.frozen_by:
            rows.append(
                Definition(Words("冻结人", "Frozen by"), kept.frozen_by.display_name or kept.frozen_by.username)
            )
        if kept.reason:
            rows.append(Definition(Words("更正原因", "Reason of the correction"), kept.reason))
    return tuple(rows)
