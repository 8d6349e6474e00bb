"""Narrowing queries and frames to what somebody may see: the one place where area and institution are enforced."""

from typing import Any

import polars as pl
from django.db.models import Q

from xuezheng.access.actions import held_by
from xuezheng.access.rules import Action, reaches


def scoped(
    queryset: Any,
    account: Any,
    action: Action,
    *,
    area: str = "institution__county_code",
    institution: str = "institution__code",
) -> Any:
    """The rows of a queryset that an account may reach; `area` and `institution` name its columns."""
    areas, institutions = reaches(held_by(account), action)
    allowed = Q(pk__in=[])
    for prefix in areas:
        allowed |= Q(**{f"{area}__startswith": prefix})
    if institutions:
        allowed |= Q(**{f"{institution}__in": institutions})
    return queryset.filter(allowed)


def scoped_frame(
    frame: pl.DataFrame,
    account: Any,
    action: Action,
    *,
    area: str = "county_code",
    institution: str = "institution_code",
) -> pl.DataFrame:
    """The rows of a frame that an account may reach, by the same rule as `scoped`."""
    areas, institutions = reaches(held_by(account), action)
    allowed = pl.lit(False)
    for prefix in areas:
        allowed = allowed | pl.col(area).str.starts_with(prefix)
    if institutions and institution in frame.columns:
        allowed = allowed | pl.col(institution).is_in(list(institutions))
    return frame.filter(allowed.fill_null(False))
