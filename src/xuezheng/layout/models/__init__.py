"""Live records of layout: school districts and party organisations; villages; plans, their versions, and what becomes of them."""

from xuezheng.layout.models.adopting import Adoption, Comment, Consultation, Hearing
from xuezheng.layout.models.districts import District, DistrictMember, PartyChange
from xuezheng.layout.models.options import LayoutOption
from xuezheng.layout.models.planning import LayoutPlan, LayoutVersion
from xuezheng.layout.models.villages import Village, VillageChildren, public_schools, seats_of_rooms, sites_of

__all__ = [
    "Adoption",
    "Comment",
    "Consultation",
    "District",
    "DistrictMember",
    "Hearing",
    "LayoutOption",
    "LayoutPlan",
    "LayoutVersion",
    "PartyChange",
    "Village",
    "VillageChildren",
    "public_schools",
    "seats_of_rooms",
    "sites_of",
]
