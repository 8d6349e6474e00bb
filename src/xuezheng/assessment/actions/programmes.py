"""Programmes and the sheets of answers sent in: tried, taken, taken back. Persons go under pseudonyms before anything is kept."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.assessment.actions.where import folder, refuse, require
from xuezheng.assessment.models import Form, Programme, Sheet
from xuezheng.assessment.plan.fitness import read_measures
from xuezheng.assessment.plan.intake import ItemSpec, read_answers
from xuezheng.assessment.plan.tables import text_table
from xuezheng.assessment.rules.bank import SUBJECTS
from xuezheng.assessment.rules.monitoring import KINDS
from xuezheng.engine.instance import Instance
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.provenance import sha256_of_file
from xuezheng.registers.lookup import institutions_known, pseudonyms
from xuezheng.registers.words import GRADE_WORDS
from xuezheng.standards.score_tables import score_table

MOST_BYTES = 80_000_000
SUFFIXES = (".csv", ".xlsx")


def do_programme(
    account: Any, area_code: str, kind: str, title: str, subject: str, grade: str, school_year: int, held_on: date, forms: Sequence[int]
) -> Programme:  # fmt: skip
    """Begin a programme. Raises Refused for what is missing."""
    require(account, "assessment.manage", area_code)
    if kind not in KINDS or subject not in SUBJECTS or grade not in GRADE_WORDS or not title.strip():
        raise refuse(
            "assessment.programme",
            "请填写名称、类别、学科、年级。",
            "Name, kind, subject and grade are needed.",
            got=title,
        )
    if not 2000 <= school_year <= 2100 or not date(school_year, 9, 1) <= held_on < date(school_year + 1, 9, 1):
        raise refuse(
            "assessment.programme_day",
            "测试日须在所填学年内。",
            "The day must lie in the school year.",
            got=held_on.isoformat(),
        )
    chosen = list(Form.objects.filter(pk__in=list(forms), area_code=area_code))
    if kind != "fitness" and not chosen:
        raise refuse(
            "assessment.programme_forms",
            "请选至少一份卷；没有就先在题库里组卷。",
            "Choose a form at least; make one of the bank's items first.",
        )
    with transaction.atomic():
        made = Programme.objects.create(
            kind=kind, title=title.strip()[:120], area_code=area_code, subject=subject, grade=grade, school_year=school_year, held_on=held_on,
            made_at=timezone.now(),
        )  # fmt: skip
        made.forms.set(chosen)
        record(
            "assessment.programme.begun",
            account=account,
            area_code=area_code,
            subject=made.title,
            detail={"id": made.pk, "forms": [f.code for f in chosen]},
        )
    return made


def forms_of(programme: Programme) -> dict[str, list[str]]:
    """The names of the items of each of its forms, in order."""
    found: dict[str, list[str]] = {}
    for form in programme.forms.order_by("code").prefetch_related("places__version__item"):
        found[form.code] = [place.version.name for place in form.places.all()]  # type: ignore[attr-defined]
    return found


def specs_of(programme: Programme) -> dict[str, ItemSpec]:
    return {
        place.version.name: ItemSpec(place.version.points, place.version.key if place.version.item.kind == "choice" else "", tuple(str(o[0]) for o in place.version.options))
        for form in programme.forms.prefetch_related("places__version__item")
        for place in form.places.all()  # type: ignore[attr-defined]
    }  # fmt: skip


def domains_of(programme: Programme) -> dict[str, str]:
    return {
        place.version.name: place.version.item.domain
        for form in programme.forms.prefetch_related("places__version__item")
        for place in form.places.all()  # type: ignore[attr-defined]
    }


def schools_of(programme: Programme) -> list[str]:
    """Codes of the institutions ever registered in its area."""
    known = institutions_known(city_of(programme.area_code), programme.held_on)
    return known.filter(pl.col("county_code").str.starts_with(area_prefix(programme.area_code)))[
        "institution_code"
    ].to_list()


def city_of(area_code: str) -> str:
    return area_code[:4] + "00"


def under_pseudonyms(frame: pl.DataFrame) -> pl.DataFrame:
    """`person` in the place of `number`; rows are put in its order, so that the file's order tells nothing."""
    return frame.with_columns(person=pl.Series(pseudonyms(frame["number"].to_list()))).drop("number").sort("person")


def by_version(table: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Columns headed by an item's code under the name of the version that the programme has of it."""
    newer = {name.partition("@")[0]: name for name in names if "@" in name}
    return table.rename(
        {
            code: name
            for code, name in newer.items()
            if code in table.columns and code not in names and name not in table.columns
        }
    )


def do_try_sheet(account: Any, instance: Instance, programme: Programme, name: str, content: bytes) -> Sheet:
    """Read a file of answers (or measures) and keep what was found, not yet in use. Raises Refused where nothing can be taken."""
    require(account, "assessment.manage", programme.area_code)
    if not name.lower().endswith(SUFFIXES) or not content or len(content) > MOST_BYTES:
        raise refuse(
            "assessment.file", "请选不超过80兆的 CSV 或 XLSX。", "Choose a CSV or XLSX of at most 80 MB.", which=name
        )
    table, schools = text_table(name, content), schools_of(programme)
    if programme.kind == "fitness":
        tables = score_table("fitness", programme.held_on)
        answers, bad, told, findings = read_measures(table, tables, programme.grade, schools, name)
        choices = None
    else:
        specs = specs_of(programme)
        table = by_version(table, list(specs))
        found = read_answers(table, forms_of(programme), specs, schools, name)
        answers, bad, told, findings, choices = found.answers, found.bad, found.told, found.findings, found.choices
    draft = folder(instance, "sheets", f".{programme.pk}-{timezone.now().timestamp()}")
    draft.mkdir(parents=True)
    try:
        under_pseudonyms(answers).write_parquet(draft / "answers.parquet")
        if choices is not None:
            under_pseudonyms(choices).write_parquet(draft / "choices.parquet")
        is_person = bad["column"] == "number"  # a number is nobody's business but the file's
        bad.with_columns(got=pl.when(is_person).then(pl.lit("")).otherwise("got")).write_parquet(draft / "bad.parquet")
        with transaction.atomic():
            made = Sheet.objects.create(
                programme=programme, file_name=Path(name).name[:120], hash=sha256_of_file(draft / "answers.parquet"), told=told,
                findings=[p.as_dict() for p in findings[:200]], made_at=timezone.now(), made_by=account,
            )  # fmt: skip
            record("assessment.sheet.tried", account=account, area_code=programme.area_code, subject=programme.title,
                   detail={"id": made.pk, "hash": made.hash, "taken": told["taken"], "bad": told["bad_cells"]})  # fmt: skip
            draft.rename(folder(instance, "sheets", made.pk))
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return made


def do_take_sheet(account: Any, sheet: Sheet) -> None:
    """Put a tried (or taken back) sheet into use; the one in use before is kept as replaced."""
    programme = sheet.programme
    require(account, "assessment.manage", programme.area_code)
    with transaction.atomic():
        Sheet.objects.filter(programme=programme, state="taken").exclude(pk=sheet.pk).update(state="replaced")
        Sheet.objects.filter(pk=sheet.pk).update(state="taken")
        record(
            "assessment.sheet.taken",
            account=account,
            area_code=programme.area_code,
            subject=programme.title,
            detail={"id": sheet.pk, "hash": sheet.hash},
        )


def do_undo_sheet(account: Any, sheet: Sheet) -> None:
    """Take a sheet out of use; the one before it stands again."""
    programme = sheet.programme
    require(account, "assessment.manage", programme.area_code)
    with transaction.atomic():
        was_in_use = sheet.state == "taken"
        Sheet.objects.filter(pk=sheet.pk).update(state="undone")
        before = (
            Sheet.objects.filter(programme=programme, state="replaced").order_by("-pk").first() if was_in_use else None
        )
        if before is not None:
            Sheet.objects.filter(pk=before.pk).update(state="taken")
        record("assessment.sheet.undone", account=account, area_code=programme.area_code, subject=programme.title, detail={"id": sheet.pk, "stands": before.pk if before else None})  # fmt: skip


def sheet_in_use(programme: Programme) -> Sheet | None:
    return Sheet.objects.filter(programme=programme, state="taken").first()
