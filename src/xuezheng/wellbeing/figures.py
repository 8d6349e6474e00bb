"""Indicators of the wellbeing office."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.registers.tables import INSTITUTIONS, ROOMS
from xuezheng.wellbeing.rules import COUNSELLING
from xuezheng.wellbeing.tables import CENTRES, SECONDMENTS

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")

WELLBEING_CENTRES = Indicator(
    id="wellbeing_centres",
    term=Words("心理健康（辅导）中心数", "Wellbeing centres"),
    unit="centre",
    definition=Words(
        "9月1日运行的市级、县级未成年人心理健康中心数。", "City and county wellbeing centres that stand on 1 September."
    ),
    numerator=Measure(CENTRES, lambda t: t.count()),
    office="wellbeing",
    source=OWN,
    levels=("city", "county"),
    filters=("tier",),
)
COUNSELLING_ROOMS = Indicator(
    id="counselling_rooms",
    term=Words("学校心理辅导室数", "School counselling rooms"),
    unit="room",
    definition=Words("9月1日在用的学校心理辅导室间数。", "Counselling rooms of schools in use on 1 September."),
    numerator=Measure(ROOMS, lambda t: t.count(), lambda t: t.kind == COUNSELLING),
    office="wellbeing",
    source=OWN,
    direction="higher_better",
)
COUNSELLING_ROOM_COVERAGE = Indicator(
    id="counselling_room_coverage",
    term=Words("有心理辅导室的学校比例", "Schools with a counselling room"),
    unit="share",
    definition=Words(
        "9月1日有心理辅导室的中小学、中职学校和幼儿园占全部学校的比例（含教学点，不含高校）。",
        "Schools and kindergartens with a counselling room as a share of all (teaching points included, higher education not).",
    ),
    numerator=Measure(ROOMS, lambda t: t.institution_code.nunique(), lambda t: t.kind == COUNSELLING),
    denominator=Measure(INSTITUTIONS, lambda t: t.count(), lambda t: ~t.has_higher),
    office="wellbeing",
    source=OWN,
    direction="higher_better",
    levels=("city", "county", "town"),
)
WELLBEING_VICE_PRINCIPALS = Indicator(
    id="wellbeing_vice_principals",
    term=Words("公立医院派驻心理健康副校长人数", "Wellbeing vice-principals seconded from public hospitals"),
    unit="person",
    definition=Words(
        "9月1日在任的公立医院派驻专业心理健康副校长人数。",
        "Specialists of public hospitals who serve a school as vice-principal for wellbeing on 1 September.",
    ),
    numerator=Measure(SECONDMENTS, lambda t: t.count()),
    office="wellbeing",
    source=OWN,
    direction="higher_better",
)
INDICATORS = (WELLBEING_CENTRES, COUNSELLING_ROOMS, COUNSELLING_ROOM_COVERAGE, WELLBEING_VICE_PRINCIPALS)
