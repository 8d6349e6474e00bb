"""Live exam sites → rows of the frozen table."""

import polars as pl

from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.exams.models import ExamRoom, ExamSite
from xuezheng.exams.tables import EXAM_SITES
from xuezheng.registers.lookup import holds, in_scope, placed, rows


def collect_exam_sites(scope: ReturnScope) -> pl.DataFrame:
    """Sites on 1 September, at institutions that have not closed; a site without rooms shows as one with none."""
    day = scope.year.stock_on
    sites = rows(
        in_scope(ExamSite.objects.as_of(day).exclude(institution__closed_on__lte=day), scope),
        ("id", "institution__code", "code", "exam", "standardised_on", "started_on"),
        ("site_number", "institution_code", "site_code", "exam", "standardised_on", "started_on"),
    )
    rooms = rows(
        in_scope(ExamRoom.objects.as_of(day), scope, "site__institution__county_code"),
        ("site_id", "seat_count"),
        ("site_number", "seat_count"),
    )
    if sites.is_empty():
        return placed(sites, scope, EXAM_SITES)
    standardised_on = pl.col("standardised_on").cast(pl.Date)
    counted = (
        rooms.cast({"site_number": pl.Int64, "seat_count": pl.Int64})
        .group_by("site_number")
        .agg(room_count=pl.len(), seat_count=pl.col("seat_count").sum())
    )
    found = sites.join(counted, on="site_number", how="left").with_columns(
        pl.col("room_count", "seat_count").fill_null(0),
        is_standardised=standardised_on.is_not_null() & (standardised_on <= day),
    )
    return placed(found, scope, EXAM_SITES)


COLLECTORS = collectors((EXAM_SITES, collect_exam_sites, holds(ExamSite)))
