"""From records to rows of a table, and what a form may offer."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.urls import reverse

from xuezheng.ground.words import Words
from xuezheng.registers.models import InstitutionVersion
from xuezheng.screens.components import Cell, Column, Row
from xuezheng.screens.numbers import Kind as CellKind
from xuezheng.web.records.kinds import Kind
from xuezheng.web.records.words import code_words, column_words

HIDDEN = {"id", "is_synthetic"}


def fields_of(kind: Kind) -> list[Any]:
    """The columns of a kind, as the model has them."""
    return [field for field in kind.model._meta.fields if field.name not in HIDDEN]


def cell_kind(field: Any) -> CellKind:
    if isinstance(field, models.DateField):
        return "date"
    if isinstance(field, models.BooleanField):
        return "flag"
    if field.name.endswith("_fen"):
        return "amount"
    if field.name in ("school_year", "budget_year", "year", "entry_year"):
        return "year"
    if isinstance(field, (models.IntegerField, models.FloatField)):
        return "number"
    return "text"


def columns_of(kind: Kind) -> tuple[Column, ...]:
    columns = [
        Column(f.name, column_words(f.name), cell_kind(f), decimals=0 if cell_kind(f) == "number" else None)
        for f in fields_of(kind)
    ]
    return (*columns, Column("open", Words("打开", "Open"), is_sortable=False))


def choices_of(kind: Kind) -> dict[str, tuple[str, ...]]:
    """The codes each column may hold, as the model's constraints say (`column IN (…)`)."""
    found: dict[str, tuple[str, ...]] = {}
    for constraint in kind.model._meta.constraints:
        condition = getattr(constraint, "condition", None)
        if not isinstance(constraint, models.CheckConstraint) or not isinstance(condition, models.Q):
            continue
        for child in condition.children:
            if isinstance(child, tuple) and str(child[0]).endswith("__in"):
                found[str(child[0]).removesuffix("__in")] = tuple(str(value) for value in child[1])
    return found


def names_of(records: Iterable[Any]) -> dict[int, tuple[str, str]]:
    """institution id → code and present name, for the records shown."""
    ids = {record.institution_id for record in records if getattr(record, "institution_id", None) and is_school(record)}
    found: dict[int, tuple[str, str]] = {}
    versions = InstitutionVersion.objects.filter(institution_id__in=ids).order_by("started_on")
    for pk, code, name in versions.values_list("institution_id", "institution__code", "name"):
        found[pk] = (code, name)
    return found


def is_school(record: Any) -> bool:
    field = record._meta.get_field("institution")
    return field.related_model.__name__ == "Institution"


def rows_of(kind: Kind, records: list[Any]) -> list[Row]:
    """Rows to show, each leading to its record."""
    coded = set(choices_of(kind)) | {"kind", "level", "stage", "field", "tier", "mode", "prize", "title"}
    has_school = any(f.name == "institution" and f.related_model.__name__ == "Institution" for f in fields_of(kind))
    names = names_of(records) if has_school else {}
    rows: list[Row] = []
    for record in records:
        row: dict[str, Any] = {"open": Cell("›", href=reverse("record", args=[kind.office, kind.key, record.pk]))}
        for field in fields_of(kind):
            value = getattr(record, field.attname)
            if field.name == "institution" and has_school:
                code, name = names.get(value, ("", ""))
                row[field.name] = Cell(name or "—", href=reverse("institution", args=[code]) if code else "")
            elif field.is_relation:
                related = getattr(record, field.name)
                row[field.name] = label_of(related)
            elif field.name in coded and value not in (None, ""):
                row[field.name] = code_words(value)
            else:
                row[field.name] = "" if value is None and cell_kind(field) == "text" else value
        rows.append(row)
    return rows


def label_of(related: Any) -> str:
    """What a record is called in another's row: its name, title or number."""
    if related is None:
        return ""
    for name in ("name", "title", "code", "number"):
        if getattr(related, name, None) not in (None, ""):
            return str(getattr(related, name))
    return f"#{related.pk}"
