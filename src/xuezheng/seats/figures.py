"""Indicators of seats."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.seats.rules import NEW_CAMPUS
from xuezheng.seats.tables import BUILT_ROOMS, PROJECTS

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")
FILTERS = ("stage", "programme", "project_kind")

SCHOOLS_BUILT = Indicator(
    id="schools_built",
    term=Words("新（改、扩）建学校数", "Schools built, rebuilt or extended"),
    unit="school",
    definition=Words(
        "期内有新建、改建或扩建项目竣工的学校（含幼儿园）数，一校计一次。",
        "Schools and kindergartens with a building project completed in the period; one school counts once.",
    ),
    numerator=Measure(PROJECTS, lambda t: t.institution_code.nunique()),
    office="seats",
    source=OWN,
    filters=FILTERS,
)
SEATS_ADDED = Indicator(
    id="seats_added",
    term=Words("新增学位", "Seats added"),
    unit="seat",
    definition=Words(
        "期内竣工项目所建教室的座位数之和。",
        "Seats of the rooms made by building projects completed in the period.",
    ),
    numerator=Measure(BUILT_ROOMS, lambda t: t.seat_count.sum()),
    office="seats",
    source=OWN,
    direction="higher_better",
    filters=FILTERS,
)
CAMPUSES_BUILT = Indicator(
    id="campuses_built",
    term=Words("新校区数", "New campuses"),
    unit="campus",
    definition=Words("期内竣工的新校区项目数。", "Projects for a new campus completed in the period."),
    numerator=Measure(PROJECTS, lambda t: t.count(), lambda t: t.project_kind == NEW_CAMPUS),
    office="seats",
    source=OWN,
    filters=("stage", "programme"),
)
INDICATORS = (SCHOOLS_BUILT, SEATS_ADDED, CAMPUSES_BUILT)
