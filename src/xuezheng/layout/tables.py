"""Frozen tables of layout."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyDistricts(Placed):
    """School districts on 1 September."""

    district_number = dy.Int64()
    name = dy.String()
    started_on = dy.Date()


class YearlyDistrictMembers(Placed):
    """Schools by the district they belong to on 1 September."""

    district_number = dy.Int64()
    is_leading = dy.Bool()


class DatedPartyChanges(Placed):
    """Party organisations of schools reordered in the school year before."""

    change_number = dy.Int64()
    kind = dy.String()
    occurred_on = dy.Date()


DISTRICTS = Table(
    "return_layout__yearly_districts",
    YearlyDistricts,
    1,
    "stock",
    ("district_number",),
    Words("学区", "School districts"),
)
DISTRICT_MEMBERS = Table(
    "return_layout__yearly_district_members",
    YearlyDistrictMembers,
    1,
    "stock",
    ("district_number", "institution_code"),
    Words("学区成员校", "Members of school districts"),
)
PARTY_CHANGES = Table(
    "return_layout__dated_party_changes",
    DatedPartyChanges,
    1,
    "flow",
    ("occurred_on", "change_number"),
    Words("党组织调整", "Party organisations reordered"),
    dated_by="occurred_on",
)
TABLES = (DISTRICTS, DISTRICT_MEMBERS, PARTY_CHANGES)
