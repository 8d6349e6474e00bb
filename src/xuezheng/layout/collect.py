"""Live districts and party organisations → rows of the frozen tables."""

import polars as pl

from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.layout.models import District, DistrictMember, PartyChange
from xuezheng.layout.tables import DISTRICT_MEMBERS, DISTRICTS, PARTY_CHANGES
from xuezheng.registers.lookup import holds, in_scope, placed, rows


def collect_districts(scope: ReturnScope) -> pl.DataFrame:
    """Districts as they stood on 1 September."""
    found = rows(
        in_scope(District.objects.as_of(scope.year.stock_on), scope, "area_code"),
        ("id", "area_code", "name", "started_on"),
        ("district_number", "area_code", "name", "started_on"),
    )
    return placed(found, scope, DISTRICTS)


def collect_members(scope: ReturnScope) -> pl.DataFrame:
    """Members as they stood on 1 September, of districts that still stood."""
    day = scope.year.stock_on
    found = rows(
        in_scope(DistrictMember.objects.as_of(day).filter(district__in=District.objects.as_of(day)), scope),
        ("district_id", "institution__code", "is_leading"),
        ("district_number", "institution_code", "is_leading"),
    )
    return placed(found, scope, DISTRICT_MEMBERS)


def collect_party_changes(scope: ReturnScope) -> pl.DataFrame:
    """Changes of the school year before, by the school whose organisation changed."""
    found = rows(
        in_scope(PartyChange.objects.filter(occurred_on__range=scope.year.flow), scope),
        ("id", "institution__code", "kind", "occurred_on"),
        ("change_number", "institution_code", "kind", "occurred_on"),
    )
    return placed(found, scope, PARTY_CHANGES)


COLLECTORS = collectors(
    (DISTRICTS, collect_districts, holds(District, "area_code")),
    (DISTRICT_MEMBERS, collect_members, holds(DistrictMember)),
    (PARTY_CHANGES, collect_party_changes, holds(PartyChange)),
)
