"""Live community education → rows of the frozen tables."""

import polars as pl

from xuezheng.community.models import CommunityInstitution, CommunitySession
from xuezheng.community.tables import COMMUNITY_INSTITUTIONS, SESSIONS
from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, rows


def collect_institutions(scope: ReturnScope) -> pl.DataFrame:
    """Bodies of the network on 1 September."""
    found = rows(
        in_scope(CommunityInstitution.objects.as_of(scope.year.stock_on), scope, "area_code"),
        ("id", "area_code", "tier", "name", "parent_id", "started_on"),
        ("community_number", "area_code", "tier", "name", "parent_number", "started_on"),
    )
    return placed(found, scope, COMMUNITY_INSTITUTIONS)


def collect_sessions(scope: ReturnScope) -> pl.DataFrame:
    """Sessions of the school year before."""
    held = CommunitySession.objects.filter(held_on__range=scope.year.flow)
    found = rows(
        in_scope(held, scope, "institution__area_code"),
        (
            "id",
            "institution_id",
            "institution__area_code",
            "institution__tier",
            "held_on",
            "theme",
            "lesson_count",
            "participant_count",
            "older_participant_count",
        ),
        (
            "session_number",
            "community_number",
            "area_code",
            "tier",
            "held_on",
            "theme",
            "lesson_count",
            "participant_count",
            "older_participant_count",
        ),
    )
    return placed(found, scope, SESSIONS)


COLLECTORS = collectors(
    (COMMUNITY_INSTITUTIONS, collect_institutions, holds(CommunityInstitution, "area_code")),
    (SESSIONS, collect_sessions, holds(CommunitySession, "institution__area_code")),
)
