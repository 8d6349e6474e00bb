"""Frozen tables of community education. Its bodies are no institutions of the register: an area places them."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyInstitutions(Placed):
    """Bodies of the network on 1 September."""

    community_number = dy.Int64()
    tier = dy.String()
    name = dy.String()
    parent_number = dy.Int64(nullable=True)
    started_on = dy.Date()


class DatedSessions(Placed):
    """Sessions of the school year before."""

    session_number = dy.Int64()
    community_number = dy.Int64()
    tier = dy.String()
    held_on = dy.Date()
    theme = dy.String()
    lesson_count = dy.Int16(min=1)
    participant_count = dy.Int32(min=1)
    older_participant_count = dy.Int32(min=0)


COMMUNITY_INSTITUTIONS = Table(
    "return_community__yearly_institutions",
    YearlyInstitutions,
    1,
    "stock",
    ("community_number",),
    Words("社区教育机构", "Community education institutions"),
)
SESSIONS = Table(
    "return_community__dated_sessions",
    DatedSessions,
    1,
    "flow",
    ("held_on", "session_number"),
    Words("社区教育培训", "Community education sessions"),
    dated_by="held_on",
)
TABLES = (COMMUNITY_INSTITUTIONS, SESSIONS)
