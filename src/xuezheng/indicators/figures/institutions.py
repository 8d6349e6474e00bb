"""How many institutions, students and programmes there are, and how they change."""

from xuezheng.engine.figures import Expression, Measure
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import SCHOOL_FILTERS, count, pupils, share
from xuezheng.indicators.figures.sources import OWN
from xuezheng.registers.tables import INSTITUTIONS, PROGRAMMES, SUCCESSIONS

INSTITUTION_FILTERS = (*SCHOOL_FILTERS, "is_teaching_point", "is_inclusive", "has_higher_vocational", "has_higher")
SUCCESSION_FILTERS = ("stage", "school_type", "is_teaching_point", "kind")


def _institutions(where: Expression | None = None) -> Measure:
    return Measure(INSTITUTIONS, lambda t: t.count(), where)


INSTITUTION_COUNT = count(
    "institutions",
    Words("学校（机构）数", "Institutions"),
    "school",
    Words(
        "9 月 1 日开办的学校（机构）数，含教学点、幼儿园和高校，可按类别筛选。",
        "Institutions open on 1 September, teaching points, kindergartens and colleges included; narrow it by kind.",
    ),
    _institutions(),
    source=OWN,
    filters=INSTITUTION_FILTERS,
)
COLLEGES = count(
    "colleges",
    Words("高等学校数", "Universities and colleges"),
    "college",
    Words(
        "9 月 1 日开办的普通高校（含高职院校及其校区）数。",
        "Universities and colleges open on 1 September, higher vocational ones and their campuses included.",
    ),
    _institutions(lambda t: t.has_higher),
    source=OWN,
    filters=("school_type", "has_higher_vocational", "is_private"),
)
COLLEGES_APPROVED = count(
    "colleges_approved",
    Words("获批设立的高校数", "Colleges approved"),
    "college",
    Words(
        "时段内获批设立、其后 9 月 1 日已开办的高校数。",
        "Colleges approved in the period and open on the 1 September after it.",
    ),
    Measure(INSTITUTIONS, lambda t: t.count(), lambda t: t.has_higher, dated_by="approved_on"),
    source=OWN,
    filters=("school_type", "has_higher_vocational", "is_private"),
)
SCHOOLS_ENDED = count(
    "schools_ended",
    Words("撤并的学校（教学点）数", "Schools and teaching points closed or merged"),
    "school",
    Words(
        "时段内因撤销或合并而终止的学校和教学点数，一校计一次。",
        "Schools and teaching points that ended in the period by closure or merger; each counts once.",
    ),
    Measure(SUCCESSIONS, lambda t: t.count(), lambda t: t.ended & t.kind.isin(("closed", "merged"))),
    source=OWN,
    filters=SUCCESSION_FILTERS,
)
SCHOOLS_OPENED = count(
    "schools_opened",
    Words("新设的学校数", "Schools opened"),
    "school",
    Words("时段内新设的学校（机构）数。", "Institutions opened in the period."),
    Measure(SUCCESSIONS, lambda t: t.count(), lambda t: (t.kind == "opened") & (t.side == "after")),
    source=OWN,
    filters=("stage", "school_type", "is_teaching_point"),
)
STUDENTS_ENROLLED = count(
    "students_enrolled",
    Words("在校生数", "Students"),
    "student",
    Words("9 月 1 日各班在校生数之和。", "Pupils and students in all classes on 1 September."),
    pupils(),
    source=OWN,
    filters=("stage", "grade", "area_group", "is_private", "school_type"),
)
PROGRAMME_COUNT = count(
    "programmes",
    Words("专业点数", "Programmes"),
    "programme",
    Words(
        "9 月 1 日开设的专业点数，一校一专业计一个。",
        "Programmes offered on 1 September, one for each school and programme.",
    ),
    Measure(PROGRAMMES, lambda t: t.count()),
    source=OWN,
    filters=("stage", "industry"),
)
PROGRAMMES_ADDED = count(
    "programmes_added",
    Words("新增专业点数", "Programmes added"),
    "programme",
    Words(
        "时段内开设、其后 9 月 1 日仍开设的专业点数。",
        "Programmes begun in the period and still offered on the 1 September after it.",
    ),
    Measure(PROGRAMMES, lambda t: t.count(), dated_by="started_on"),
    source=OWN,
    filters=("stage", "industry"),
)
PROGRAMME_INDUSTRY_FIT_SHARE = share(
    "programme_industry_fit_share",
    Words("专业与地方产业关联度", "Programmes that match a local industry"),
    Words("对应一个地方产业的专业点数 ÷ 专业点数。", "Programmes that serve a local industry ÷ programmes."),
    Measure(PROGRAMMES, lambda t: t.count(), lambda t: t.industry != ""),
    Measure(PROGRAMMES, lambda t: t.count()),
    source=OWN,
    direction="higher_better",
    filters=("stage",),
)

INDICATORS = (
    INSTITUTION_COUNT,
    COLLEGES,
    COLLEGES_APPROVED,
    SCHOOLS_ENDED,
    SCHOOLS_OPENED,
    STUDENTS_ENROLLED,
    PROGRAMME_COUNT,
    PROGRAMMES_ADDED,
    PROGRAMME_INDUSTRY_FIT_SHARE,
)
