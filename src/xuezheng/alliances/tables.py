"""Frozen tables of alliances and partnerships."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyAlliances(Placed):
    """Alliances on 1 September that have at least two members; they stand with their lead, or else with an area."""

    alliance_number = dy.Int64()
    kind = dy.String()
    pairing = dy.String()
    member_count = dy.Int16(min=2)  # partners outside the register included
    county_count = dy.Int16(min=0)  # counties of the members in the register
    started_on = dy.Date()


class YearlyMembers(Placed):
    """Members of those alliances; a partner outside the register has no institution code."""

    alliance_number = dy.Int64()
    kind = dy.String()
    role = dy.String()
    partner_number = dy.Int64(nullable=True)
    recognised_level = dy.String()  # "" unless a leading school by 1 September
    started_on = dy.Date()


class YearlyPartnerships(Placed):
    """Partnerships in force on 1 September, with where the partner stands."""

    partnership_number = dy.Int64()
    kind = dy.String()
    mode = dy.String()
    partner_number = dy.Int64()
    partner_kind = dy.String()
    partner_area_code = dy.String(regex=r"^\d{6}(\d{3})?$")
    is_partner_local = dy.Bool()  # in the same city
    started_on = dy.Date()


ALLIANCES = Table(
    "return_alliances__yearly_alliances",
    YearlyAlliances,
    1,
    "stock",
    ("alliance_number",),
    Words("联盟与共同体", "Alliances and communities"),
)
MEMBERS = Table(
    "return_alliances__yearly_members",
    YearlyMembers,
    1,
    "stock",
    ("alliance_number", "role", "institution_code", "partner_number"),
    Words("联盟成员", "Members of alliances"),
)
PARTNERSHIPS = Table(
    "return_alliances__yearly_partnerships",
    YearlyPartnerships,
    1,
    "stock",
    ("institution_code", "partnership_number"),
    Words("合作关系", "Partnerships"),
)
TABLES = (ALLIANCES, MEMBERS, PARTNERSHIPS)
