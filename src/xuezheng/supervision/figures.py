"""Indicators of supervision."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.registers.tables import INSTITUTIONS
from xuezheng.supervision.tables import INSPECTORS, RESPONSIBLE_INSPECTORS

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")
SIGNBOARD = Source(
    Words("中小学校责任督学挂牌督导办法（2013）", "Measures for responsible inspectors of schools (2013)"),
    verification="two_sources",
)

INSPECTORS_APPOINTED = Indicator(
    id="inspectors",
    term=Words("督学人数", "Inspectors"),
    unit="inspector",
    definition=Words(
        "9月1日在聘的市、县两级督学人数，一人计一次。",
        "Inspectors appointed by the city and its counties and in office on 1 September; one person counts once.",
    ),
    numerator=Measure(INSPECTORS, lambda t: t.inspector_number.nunique()),
    office="supervision",
    source=OWN,
    levels=("city", "county"),
    filters=("tier",),
)
SUPERVISED_SCHOOLS = Indicator(
    id="supervised_schools_share",
    term=Words("责任督学挂牌督导覆盖率", "Schools and kindergartens with a responsible inspector"),
    unit="share",
    definition=Words(
        "9月1日有责任督学的学校和幼儿园占全部学校和幼儿园的比例（含教学点，不含高校）。",
        "Schools and kindergartens with a named responsible inspector on 1 September as a share of all (teaching points "
        "included, higher education not).",
    ),
    numerator=Measure(RESPONSIBLE_INSPECTORS, lambda t: t.institution_code.nunique()),
    denominator=Measure(INSTITUTIONS, lambda t: t.count(), lambda t: ~t.has_higher),
    office="supervision",
    source=SIGNBOARD,
    direction="higher_better",
    levels=("city", "county", "town"),
)
SCHOOLS_PER_INSPECTOR = Indicator(
    id="schools_per_inspector",
    term=Words("每名督学对应学校数", "Schools an inspector"),
    unit="school",
    definition=Words(
        "9月1日学校和幼儿园数（含教学点，不含高校）与在聘督学人数之比。",
        "Schools and kindergartens (teaching points included, higher education not) for each inspector in office.",
    ),
    numerator=Measure(INSTITUTIONS, lambda t: t.count(), lambda t: ~t.has_higher),
    denominator=Measure(INSPECTORS, lambda t: t.inspector_number.nunique()),
    office="supervision",
    source=SIGNBOARD,
    direction="lower_better",
    levels=("city", "county"),
)
INDICATORS = (INSPECTORS_APPOINTED, SUPERVISED_SCHOOLS, SCHOOLS_PER_INSPECTOR)
