"""From a queryset to a frame, fast: the queryset's own SQL, read by column, without making a Python object a row."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import F
from django.db.models.functions import Cast

from xuezheng.engine.offices import Held, ReturnScope
from xuezheng.ground.codes import area_prefix
from xuezheng.registers.lookup.kept import narrowed_to

TYPES: tuple[tuple[type[Any], Any], ...] = (  # the first that fits; subclasses before their parents
    (models.BooleanField, pl.Boolean),
    (models.IntegerField, pl.Int64),
    (models.AutoField, pl.Int64),
    (models.FloatField, pl.Float64),
    (models.DateTimeField, pl.Datetime("us")),
    (models.DateField, pl.Date),
    (models.BinaryField, pl.Binary),
    (models.CharField, pl.String),
    (models.TextField, pl.String),
)


def _field(queryset: Any, lookup: str) -> Any:
    """The model field (or the output field of an annotation) that a lookup such as institution__code ends in."""
    if lookup in queryset.query.annotations:
        return queryset.query.annotations[lookup].output_field
    model, field = queryset.model, None
    for part in lookup.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    return field


def _type(queryset: Any, lookup: str) -> Any:
    field = _field(queryset, lookup)
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    for kind, dtype in TYPES:
        if isinstance(field, kind):
            return dtype
    raise TypeError(
        f"Column {lookup} of {queryset.model.__name__} has a field type that frames do not know: {field!r}."
    )


def _asked(queryset: Any, lookup: str, dtype: Any) -> Any:
    """What to select for a column: dates as text and booleans as numbers, which no driver converts one by one."""
    if lookup in queryset.query.annotations:
        return lookup
    if dtype == pl.Date:
        return Cast(F(lookup), models.CharField())
    # PostgreSQL turns a boolean into an integer, but into no smaller number.
    return Cast(F(lookup), models.IntegerField()) if dtype == pl.Boolean else lookup


def _series(name: str, values: Sequence[Any], dtype: Any) -> pl.Series:
    """A column in its type, whether the driver gives it so, as text or as a number."""
    sample = next((value for value in values if value is not None), None)
    if isinstance(sample, str) and dtype in (pl.Date, pl.Datetime):
        text = pl.Series(name, values, dtype=pl.String)
        return text.str.to_date("%Y-%m-%d") if dtype == pl.Date else text.str.to_datetime(time_unit="us")
    if dtype == pl.Boolean and type(sample) is int:
        return pl.Series(name, values, dtype=pl.Int8).cast(pl.Boolean)
    if dtype == pl.Datetime:
        return pl.Series(name, values).cast(dtype)
    return pl.Series(name, values, dtype=dtype)


def rows(queryset: Any, columns: Sequence[str], names: Sequence[str] | None = None) -> pl.DataFrame:
    """The given columns (lookups allowed) of a queryset as a frame, in no order; `names` renames them, in order.

    Types follow the model's fields, so that an empty answer and a column without values have them too: whole numbers
    are Int64, dates Date.
    """
    names = list(names or columns)
    types = [_type(queryset, column) for column in columns]
    selected = [_asked(queryset, column, dtype) for column, dtype in zip(columns, types, strict=True)]
    asked = queryset.order_by().values_list(*selected)
    try:
        sql, parameters = asked.query.get_compiler(using=asked.db).as_sql()
    except EmptyResultSet:
        return pl.DataFrame(schema=dict(zip(names, types, strict=True)))
    with connections[asked.db].cursor() as cursor, _no_collecting():
        cursor.execute(sql, parameters)
        found = cursor.fetchall()
        by_column: Sequence[Sequence[Any]] = list(zip(*found, strict=True)) if found else [()] * len(names)
        return pl.DataFrame(
            [_series(name, values, dtype) for name, values, dtype in zip(names, by_column, types, strict=True)]
        )


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Hundreds of thousands of row tuples hold no cycle: looking for one among them takes as long as reading them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def in_area(queryset: Any, area_code: str, column: str = "institution__county_code") -> Any:
    """Narrow a queryset to an area by the prefix of an area code column, as a range so that an index serves."""
    if (code := narrowed_to()) and column.endswith("county_code"):
        queryset = queryset.filter(**{column.removesuffix("county_code") + "code": code})
    prefix = area_prefix(area_code)
    if not prefix:
        return queryset
    following = str(int(prefix) + 1).zfill(len(prefix))
    return queryset.filter(**{f"{column}__gte": prefix, f"{column}__lt": following})


def holds(model: Any, column: str = "institution__county_code") -> Held:
    """Whether the city of a scope ever held a record of the kind."""
    return lambda scope: in_scope(model.objects.all(), scope, column).exists()


def in_scope(queryset: Any, scope: ReturnScope, column: str = "institution__county_code") -> Any:
    """Narrow a queryset to the city of the scope."""
    return in_area(queryset, scope.city_code, column)
