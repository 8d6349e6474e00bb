"""Live alliances and partnerships → rows of the frozen tables.

An institution that has closed is in no alliance and no partnership, whether or not somebody ended its record; an
alliance left with fewer than two members is none.
"""

from datetime import date

import polars as pl
from django.db.models import Q
from django.db.models.functions import Coalesce

from xuezheng.alliances.models import AllianceMember, Partnership
from xuezheng.alliances.tables import ALLIANCES, MEMBERS, PARTNERSHIPS
from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.ground.codes import area_prefix
from xuezheng.registers.lookup import holds, in_scope, placed, rows


def still_open(day: date) -> Q:
    """No institution, or one not closed by the day."""
    return Q(institution__closed_on__isnull=True) | Q(institution__closed_on__gt=day)


def members_on(day: date) -> pl.DataFrame:
    """Every member, anywhere, of the alliances that have at least two on the day."""
    alive = Q(alliance__ended_on__isnull=True) | Q(alliance__ended_on__gt=day)
    found = rows(
        AllianceMember.objects.as_of(day)
        .filter(alive, still_open(day), alliance__started_on__lte=day)
        .annotate(place_code=Coalesce("institution__county_code", "alliance__area_code")),
        (
            "alliance_id",
            "alliance__kind",
            "alliance__pairing",
            "alliance__area_code",
            "alliance__started_on",
            "institution__code",
            "partner_id",
            "role",
            "recognised_level",
            "recognised_on",
            "started_on",
            "place_code",
        ),
        (
            "alliance_number",
            "kind",
            "pairing",
            "area_code",
            "alliance_started_on",
            "institution_code",
            "partner_number",
            "role",
            "recognised_level",
            "recognised_on",
            "started_on",
            "place_code",
        ),
    )
    return found.filter(pl.len().over("alliance_number") >= 2)


def collect_alliances(scope: ReturnScope) -> pl.DataFrame:
    """Alliances registered with the city or one of its counties, as they stood on 1 September."""
    members = members_on(scope.year.stock_on).filter(pl.col("area_code").str.starts_with(area_prefix(scope.city_code)))
    own_lead = pl.col("role").eq("lead") & pl.col("place_code").str.starts_with(area_prefix(scope.city_code))
    found = members.group_by("alliance_number").agg(
        pl.col("kind", "pairing", "area_code").first(),
        institution_code=pl.col("institution_code").filter(own_lead).first(),
        member_count=pl.len(),
        county_count=pl.col("place_code").filter(pl.col("institution_code").is_not_null()).n_unique(),
        started_on=pl.col("alliance_started_on").first(),
    )
    return placed(found, scope, ALLIANCES)


def collect_members(scope: ReturnScope) -> pl.DataFrame:
    """Members that stand in the city; partners outside the register stand where the alliance is registered."""
    day = scope.year.stock_on
    members = members_on(day).filter(pl.col("place_code").str.starts_with(area_prefix(scope.city_code)))
    recognised = pl.col("recognised_on").is_not_null() & (pl.col("recognised_on") <= day)
    found = members.with_columns(
        recognised_level=pl.when(recognised).then("recognised_level").otherwise(pl.lit("")),
        area_code=pl.col("place_code"),
    )
    return placed(found, scope, MEMBERS)


def collect_partnerships(scope: ReturnScope) -> pl.DataFrame:
    """Partnerships in force on 1 September."""
    day = scope.year.stock_on
    found = rows(
        in_scope(Partnership.objects.as_of(day).filter(still_open(day)), scope),
        ("id", "institution__code", "kind", "mode", "partner_id", "partner__kind", "partner__area_code", "started_on"),
        (
            "partnership_number",
            "institution_code",
            "kind",
            "mode",
            "partner_number",
            "partner_kind",
            "partner_area_code",
            "started_on",
        ),
    )
    local = pl.col("partner_area_code").cast(pl.String).str.starts_with(area_prefix(scope.city_code))
    return placed(found.with_columns(is_partner_local=local), scope, PARTNERSHIPS)


COLLECTORS = collectors(
    (ALLIANCES, collect_alliances, holds(AllianceMember, "alliance__area_code")),
    (MEMBERS, collect_members, holds(AllianceMember, "alliance__area_code")),
    (PARTNERSHIPS, collect_partnerships, holds(Partnership)),
)
