"""Indicators of layout."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.layout.tables import DISTRICT_MEMBERS, DISTRICTS, PARTY_CHANGES

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")

SCHOOL_DISTRICTS = Indicator(
    id="school_districts",
    term=Words("学区数", "School districts"),
    unit="district",
    definition=Words("9月1日存续的学区数。", "School districts that stand on 1 September."),
    numerator=Measure(DISTRICTS, lambda t: t.count()),
    office="layout",
    source=OWN,
    levels=("city", "county", "town"),
)
SCHOOLS_PER_DISTRICT = Indicator(
    id="schools_per_district",
    term=Words("每学区学校数", "Schools a district"),
    unit="school",
    definition=Words("9月1日学区成员校数与学区数之比。", "Member schools for each school district on 1 September."),
    numerator=Measure(DISTRICT_MEMBERS, lambda t: t.count()),
    denominator=Measure(DISTRICTS, lambda t: t.count()),
    office="layout",
    source=OWN,
    levels=("city", "county"),
)
PARTY_ORGANISATIONS_REORDERED = Indicator(
    id="party_organisations_reordered",
    term=Words("调整、撤并、规范的学校党组织数", "School party organisations reordered or merged"),
    unit="organisation",
    definition=Words(
        "期内调整、撤并或规范的中小学校党组织数，一校一事计一次。",
        "Party organisations of schools reordered, merged or brought into line in the period; one event counts once.",
    ),
    numerator=Measure(PARTY_CHANGES, lambda t: t.count()),
    office="layout",
    source=OWN,
    filters=("kind",),
)
INDICATORS = (SCHOOL_DISTRICTS, SCHOOLS_PER_DISTRICT, PARTY_ORGANISATIONS_REORDERED)
