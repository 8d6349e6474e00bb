"""Indicators of alliances and partnerships."""

from typing import Any

from xuezheng.alliances.tables import ALLIANCES, MEMBERS, PARTNERSHIPS
from xuezheng.engine.figures import Expression, Indicator, Measure, Source
from xuezheng.ground.words import Words

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")


def alliances(id: str, kind: str, unit: str, term: Words, definition: Words) -> Indicator:
    """How many alliances of a kind stand on 1 September. A school has a share in one, not one of its own: no school level."""
    return Indicator(
        id=id,
        term=term,
        unit=unit,
        definition=definition,
        numerator=Measure(ALLIANCES, lambda t: t.count(), lambda t: t.kind == kind),
        office="alliances",
        source=OWN,
        levels=("city", "county"),
        filters=("pairing",),
    )


def schools(t: Any) -> Any:
    return t.institution_code.nunique()


def both_sides(t: Any) -> Any:
    """Institutions of the register and their partners outside it."""
    return t.institution_code.nunique() + t.partner_number.nunique()


def partnered(id: str, kind: str, term: Words, definition: Words, count: Expression = schools) -> Indicator:
    """How many schools are in a partnership of a kind on 1 September."""
    return Indicator(
        id=id,
        term=term,
        unit="school",
        definition=definition,
        numerator=Measure(PARTNERSHIPS, count, lambda t: t.kind == kind),
        office="alliances",
        source=OWN,
        filters=("mode", "partner_area_code"),
    )


SCHOOL_ALLIANCES = alliances(
    "school_alliances",
    "school_alliance",
    "pair",
    Words("学校联盟", "School alliances"),
    Words("当年9月1日有两个以上成员的学校联盟数。", "School alliances with at least two members on 1 September."),
)
COMMUNITIES = alliances(
    "school_communities",
    "community",
    "group",
    Words("城乡学校共同体", "Urban–rural school communities"),
    Words(
        "当年9月1日有两个以上成员的城乡学校共同体数。",
        "Communities of urban and rural schools with at least two members on 1 September.",
    ),
)
KINDERGARTEN_ALLIANCES = alliances(
    "kindergarten_alliances",
    "kindergarten_alliance",
    "pair",
    Words("校际幼儿园联盟", "Kindergarten alliances"),
    Words(
        "当年9月1日有两个以上成员的幼儿园联盟数。", "Kindergarten alliances with at least two members on 1 September."
    ),
)
LEADING_COMMUNITIES = Indicator(
    id="leading_communities",
    term=Words("义务教育优质发展共同体领航学校", "Leading schools of quality communities"),
    unit="school",
    definition=Words(
        "当年9月1日经认定、仍牵头共同体的领航学校数，按认定级别可分。",
        "Schools that lead a community on 1 September and are recognised as leading schools; by level of recognition.",
    ),
    numerator=Measure(MEMBERS, schools, lambda t: (t.kind == "community") & (t.recognised_level != "")),
    office="alliances",
    source=OWN,
    direction="higher_better",
    filters=("recognised_level",),
)
SCHOOLS_LED = Indicator(
    id="schools_led",
    term=Words("领办学校", "Schools led by a strong school"),
    unit="school",
    definition=Words(
        "当年9月1日由优质学校领办（集团化办学）的成员校数，不含牵头校。",
        "Member schools, leads left out, of groups that a strong school runs on 1 September.",
    ),
    numerator=Measure(MEMBERS, schools, lambda t: (t.kind == "group") & (t.role == "member")),
    office="alliances",
    source=OWN,
)
UNIVERSITY_PARTNER_KINDERGARTENS = partnered(
    "university_partner_kindergartens",
    "university_kindergarten",
    Words("与高校合作的幼儿园", "Kindergartens working with universities"),
    Words(
        "当年9月1日与高等学校有合作协议的幼儿园数。",
        "Kindergartens with an agreement with a university on 1 September.",
    ),
)
SHARED_CURRICULUM_SCHOOLS = partnered(
    "shared_curriculum_schools",
    "shared_curriculum",
    Words("引进名校师资与课程的普通高中", "Senior schools sharing teachers and courses with strong outside schools"),
    Words(
        "当年9月1日与市外名校开设双师课堂或共享师资课程的普通高中数。",
        "Senior schools that share teachers or courses, dual-teacher classes included, with a strong school on 1 September.",
    ),
)
PAIRED_VOCATIONAL_SCHOOLS = partnered(
    "paired_vocational_schools",
    "paired_vocational",
    Words("两地结对职业院校", "Vocational schools of two regions working in pairs"),
    Words(
        "当年9月1日结对合作的职业院校数，两地学校都计，一校计一次。",
        "Vocational schools working in pairs on 1 September, those of both regions, each counted once.",
    ),
    both_sides,
)
INDICATORS = (
    SCHOOL_ALLIANCES,
    COMMUNITIES,
    KINDERGARTEN_ALLIANCES,
    LEADING_COMMUNITIES,
    SCHOOLS_LED,
    UNIVERSITY_PARTNER_KINDERGARTENS,
    SHARED_CURRICULUM_SCHOOLS,
    PAIRED_VOCATIONAL_SCHOOLS,
)
