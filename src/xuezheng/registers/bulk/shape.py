"""What a model's table looks like as a frame."""

import json
from typing import Any

import polars as pl
from django.db import models

TYPES: tuple[tuple[type[Any], Any], ...] = (  # the first that fits; subclasses before their parents
    (models.BooleanField, pl.Boolean),
    (models.IntegerField, pl.Int64),
    (models.AutoField, pl.Int64),
    (models.FloatField, pl.Float64),
    (models.DateTimeField, pl.Datetime("us", "UTC")),
    (models.DateField, pl.Date),
    (models.BinaryField, pl.Binary),
)


def columns_of(model: type[Any]) -> list[Any]:
    """The concrete fields of a model, in the order of its table."""
    return list(model._meta.concrete_fields)


def type_of(field: Any) -> Any:
    """The type of a field's column in a frame; text where it is nothing else."""
    while field.is_relation:
        field = field.target_field
    return next((dtype for kind, dtype in TYPES if isinstance(field, kind)), pl.String)


def schema_of(model: type[Any]) -> dict[str, Any]:
    """Column name → type, in the order of the table."""
    return {field.attname: type_of(field) for field in columns_of(model)}


def complete(model: type[Any], frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every column of the model, in order; what is lacking gets the field's default (JSON as text).

    Raises ValueError for a column the model does not have, or a value that must be there and is not.
    """
    fields = columns_of(model)
    names = [f.attname for f in fields]
    stray = sorted(set(frame.columns) - set(names))
    if stray:
        raise ValueError(f"The frame for {model.__name__} must have columns of the model. Got {stray}.")
    chosen: list[pl.Expr] = []
    for f in fields:
        may_lack = f.has_default() or f.blank
        default = f.get_default() if may_lack else None
        if isinstance(f, models.JSONField):
            default = json.dumps(default)
        if f.attname not in frame.columns:
            chosen.append(pl.lit(default, dtype=type_of(f)).alias(f.attname))
        else:
            column = pl.col(f.attname)
            chosen.append(column if f.null or default is None else column.fill_null(default))
    full = frame.select(chosen)
    for f in fields:
        if not f.null and full[f.attname].null_count():
            raise ValueError(
                f"{model.__name__}.{f.attname} must have a value. {full[f.attname].null_count()} of {full.height} rows have none."
            )
    return full


def ordered(found: list[type[Any]]) -> list[type[Any]]:
    """Models so that each comes after those it refers to."""
    done: list[type[Any]] = []
    todo = list(found)
    while todo:
        ready = [
            m for m in todo
            if not any(f.related_model in todo and f.related_model is not m for f in m._meta.concrete_fields if f.is_relation)
        ]  # fmt: skip
        if not ready:
            raise ValueError(f"These models refer to each other in a circle: {[m.__name__ for m in todo]}.")
        done += ready
        todo = [m for m in todo if m not in ready]
    return done
