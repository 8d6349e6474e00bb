"""Opening a collection, and looking its parts over: what each school lacks, and which rules its rows break."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import Check, Office, ReturnScope, declared
from xuezheng.engine.tables import PLACE_COLUMNS, Table
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import canonical_json
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import area_words, institutions_known, names_of
from xuezheng.registers.tables import CLASSES, INSTITUTIONS
from xuezheng.returns.actions.freezing import last_years_tables
from xuezheng.returns.forms import BASIC, FORMS, Filled, fill, forms_of, stages_taught
from xuezheng.returns.models import Collection, Explanation, Objection, Part, PartStep
from xuezheng.returns.reading import form_offices, frames_live
from xuezheng.returns.rules import Dues, dues_problem
from xuezheng.returns.validation import Finding, Frames, Last, validate, validated

ROWS_KEPT = 5  # of each rule and school
CODE = "institution_code"


def scope_of(collection: Collection) -> ReturnScope:
    return ReturnScope(collection.city_code, SchoolYear(collection.school_year))


def check_open(city_code: str, year: int, dues: Dues) -> list[Problem]:
    """What keeps a collection from being opened."""
    which = f"{city_code} {year}"
    found: list[Problem] = []
    if Collection.objects.filter(city_code=city_code, school_year=year).exists():
        what = Words("这个学年的年报已经在填报。", "The return of this school year is being collected already.")
        found.append(Problem("return.open_already", what, which=which))
    if words := dues_problem(dues, SchoolYear(year).stock_on):
        found.append(Problem("return.dues", words, which=which))
    known = institutions_known(city_code, SchoolYear(year).stock_on).filter("is_open")
    if known.is_empty():
        what = Words("登记册里没有当日在办的学校。", "The register has no institution open on the day.")
        found.append(Problem("return.nobody", what, which=which))
    return found


def do_open(instance: Instance, city_code: str, year: int, dues: Dues, *, account: Any = None) -> Collection:
    """Open the collection of a city and school year: a part for each school that fills a form, each county, the city."""
    if problems := check_open(city_code, year, dues):
        raise Refused(problems)
    scope, now = ReturnScope(city_code, SchoolYear(year)), timezone.now()
    schools = schools_asked(frames_live(scope))
    counties = sorted(set(schools["county_code"]))
    names = names_of(city_code[:4], "county")
    with transaction.atomic():
        collection = Collection.objects.create(
            city_code=city_code, school_year=year, opened_at=now, opened_by=account,
            school_due_on=dues.school_on, county_due_on=dues.county_on, city_due_on=dues.city_on,
        )  # fmt: skip
        parts = [
            Part(
                collection=collection,
                level="city",
                code=city_code,
                county_code=city_code,
                name=area_words(city_code).zh,
            )
        ]
        parts += [
            Part(
                collection=collection,
                level="county",
                code=code,
                county_code=code,
                name=names[code].zh if code in names else code,
            )
            for code in counties
        ]
        parts += [
            Part(collection=collection, level="school", code=code, county_code=county, name=name, stages=stages)
            for code, county, name, stages in schools.select(CODE, "county_code", "name", "stages").iter_rows()
        ]
        Part.objects.bulk_create(parts, batch_size=500)
        city = Part.objects.get(collection=collection, level="city")
        PartStep.objects.create(part=city, step="opened", at=now, by=account)
        detail = {
            "schools": schools.height,
            "due": [d.isoformat() for d in (dues.school_on, dues.county_on, dues.city_on)],
        }
        record(
            "returns.collection.opened",
            account=account,
            area_code=city_code,
            subject=f"{city_code} {year}",
            detail=detail,
        )
    do_look_over_city(instance, collection)
    return collection


def schools_asked(frames: Frames) -> pl.DataFrame:
    """institution_code, county_code, name, stages (sorted, by space) of the institutions that fill any base form."""
    attached = frames[CLASSES.name].group_by(CODE).agg(taught=pl.col("stage").unique())
    rows = frames[INSTITUTIONS.name].join(attached, on=CODE, how="left")
    found: list[tuple[str, str, str, str]] = []
    for code, county, name, kind, taught in rows.select(
        CODE, "county_code", "name", "school_type", "taught"
    ).iter_rows():
        stages = stages_taught(kind, frozenset(taught or ())) & BASIC
        if stages:
            found.append((code, county, name, " ".join(sorted(stages))))
    schema: dict[str, Any] = dict.fromkeys((CODE, "county_code", "name", "stages"), pl.String)
    return pl.DataFrame(found, schema=schema, orient="row")


@dataclass(frozen=True)
class Lacking:
    """What a school still has to fill in, by form."""

    asked: int
    by_form: dict[str, int]

    @classmethod
    def of(cls, part: Part, filled: Filled) -> "Lacking":
        values = filled.schools.get(part.code, {})
        asked, by_form = 0, dict[str, int]()
        for form in forms_of(frozenset(part.stages.split())):
            cells = form.asked
            asked += len(cells)
            empty = sum(values.get(form.key(line.key, head.key)) is None for line, head, _ in cells)
            if empty:
                by_form[form.code] = empty
        return cls(asked, by_form)


def do_look_over_city(instance: Instance, collection: Collection) -> list[Finding]:
    """Ask every rule of the whole city, and note for each school what it lacks and which rules its rows break."""
    scope, offices = scope_of(collection), declared()
    frames, findings = validated(scope, offices, last_years_tables(instance, scope))
    filled = fill(FORMS, frames)
    schools = {part.code: part for part in collection.parts.filter(level="school")}
    with transaction.atomic():
        Objection.objects.filter(part__collection=collection).delete()
        Objection.objects.bulk_create(objections_of(findings, schools), batch_size=500)
        _note(collection, schools.values(), filled)
        Collection.objects.filter(pk=collection.pk).update(checked_at=timezone.now())
    return findings


def do_look_over_school(instance: Instance, part: Part) -> Filled:
    """The same for one school, by its own rows; rules that look beyond them keep what was last found."""
    collection = part.collection
    scope, offices = scope_of(collection), form_offices()
    frames = frames_live(scope, part.code)
    near = near_checks(offices)
    findings = validate(scope, near, frames, of_school(last_years_tables(instance, scope), part.code))
    asked = {check.name for office in near for check in office.checks}
    filled = fill(forms_of(frozenset(part.stages.split())), frames)
    with transaction.atomic():
        own = part.objections.all()
        stale = [one.pk for one in own if one.rule in asked or one.rule.startswith("schema.")]
        own.filter(pk__in=stale).delete()
        Objection.objects.bulk_create(objections_of(findings, {part.code: part}))
        _note(collection, [part], filled)
    part.refresh_from_db()
    return filled


def near_checks(offices: Sequence[Office]) -> tuple[Office, ...]:
    """Offices with those checks alone that can be asked of one school's rows."""
    return tuple(
        Office(o.name, o.title, o.collectors, (), tuple(c for c in o.checks if not c.looks_beyond)) for o in offices
    )


def of_school(last: Last, code: str) -> Last:
    """Last year's tables, narrowed to one institution."""

    def read(table: Table) -> pl.DataFrame | None:
        frame = last(table)
        return frame.filter(pl.col(CODE) == code) if frame is not None and CODE in frame.columns else frame

    return read


def objections_of(findings: Iterable[Finding], schools: dict[str, Part]) -> list[Objection]:
    """What the findings hold against each of the schools."""
    made: list[Objection] = []
    for finding in findings:
        if CODE not in finding.rows.columns:
            continue
        columns = [name for name in finding.rows.columns if name not in PLACE_COLUMNS]
        for (code,), rows in finding.rows.group_by(CODE, maintain_order=True):
            part = schools.get(str(code))
            if part is None:
                continue
            kept = [{name: _plain(row[name]) for name in columns} for row in rows.iter_rows(named=True)]
            digest = hashlib.sha256(canonical_json([finding.rule, kept]).encode()).hexdigest()
            made.append(
                Objection(
                    part=part, rule=finding.rule, severity=finding.severity, row_count=rows.height, columns=columns,
                    rows=kept[:ROWS_KEPT], rows_hash=digest,
                )
            )  # fmt: skip
    return made


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _note(collection: Collection, schools: Iterable[Part], filled: Filled) -> None:
    """Write the counts of schools: fields lacking, errors, warnings, warnings without a reason."""
    parts = list(schools)
    explained = {
        (part, rule): digest
        for part, rule, digest in Explanation.objects.filter(
            part__in=parts if len(parts) == 1 else collection.parts.all()
        ).values_list("part_id", "rule", "rows_hash")
    }
    found: dict[int, list[Any]] = {}
    objections = (
        Objection.objects.filter(part__in=parts)
        if len(parts) == 1
        else Objection.objects.filter(part__collection=collection)
    )
    for one in objections:
        found.setdefault(one.part_id, []).append(one)
    for part in parts:
        lacking, own = Lacking.of(part, filled), found.get(part.pk, [])
        warnings = [one for one in own if one.severity != "error"]
        part.asked_count, part.lacking_by_form = lacking.asked, lacking.by_form
        part.lacking_count = sum(lacking.by_form.values())
        part.error_count, part.warning_count = len(own) - len(warnings), len(warnings)
        part.unexplained_count = sum(explained.get((part.pk, one.rule)) != one.rows_hash for one in warnings)
    names = ("asked_count", "lacking_by_form", "lacking_count", "error_count", "warning_count", "unexplained_count")
    Part.objects.bulk_update(parts, names, batch_size=200)


def all_checks() -> dict[str, Check]:
    """Every rule by name."""
    return {check.name: check for office in declared() for check in office.checks}
