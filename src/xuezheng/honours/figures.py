"""Indicators of honours: how many hold a title, what was won, lessons, study trips."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.honours.tables import AWARDS, DESIGNATIONS, LESSONS, NEW_DESIGNATIONS, SENT_ATHLETES, STUDY_TRIPS

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")


def holders(id: str, title: str, term: Words, unit: str = "school", *, filters: tuple[str, ...] = ()) -> Indicator:
    """How many institutions hold a title on 1 September (one that holds it for two specialities counts once)."""
    return Indicator(
        id=id,
        term=term,
        unit=unit,
        definition=Words(
            f"当年9月1日持有“{term.zh}”称号且未过期的学校（机构）数，按级别可分。",
            f"Institutions that hold the title “{term.en}” on 1 September, lapsed titles left out; by level where given.",
        ),
        numerator=Measure(DESIGNATIONS, lambda t: t.institution_code.nunique(), lambda t: t.title == title),
        office="honours",
        source=OWN,
        direction="higher_better",
        filters=("level", *filters),
    )


def titles(id: str, title: str, term: Words, unit: str, *, filters: tuple[str, ...] = ()) -> Indicator:
    """How many of a title are held on 1 September, by whomever: sites and programmes are no institutions."""
    return Indicator(
        id=id,
        term=term,
        unit=unit,
        definition=Words(
            f"当年9月1日有效的“{term.zh}”个数，一个称号计一次，含校外场所与专业。",
            f"Titles “{term.en}” in force on 1 September, each counted once, sites outside schools and programmes included.",
        ),
        numerator=Measure(DESIGNATIONS, lambda t: t.count(), lambda t: t.title == title),
        office="honours",
        source=OWN,
        direction="higher_better",
        filters=("level", *filters),
    )


MODEL_KINDERGARTENS = holders("model_kindergartens", "model_kindergarten", Words("示范性幼儿园", "Model kindergartens"))
MODEL_SENIOR_SCHOOLS = holders(
    "model_senior_schools", "model_senior", Words("示范性普通高中", "Model senior schools"), filters=("grade",)
)
SPORTS_FEATURE_SCHOOLS = holders(
    "sports_feature_schools",
    "sports_feature",
    Words("体育运动特色学校", "Sports-feature schools"),
    filters=("speciality",),
)
HERITAGE_CULTURE_SCHOOLS = holders(
    "heritage_culture_schools", "heritage_culture", Words("中华优秀传统文化传承学校", "Heritage-culture schools")
)
ART_FEATURE_SCHOOLS = holders(
    "art_feature_schools", "art_feature", Words("艺术教育特色学校", "Art-feature schools"), filters=("speciality",)
)
LABOUR_PILOT_SCHOOLS = holders(
    "labour_pilot_schools", "labour_pilot", Words("劳动教育实验学校", "Labour-education pilot schools")
)
SCIENCE_PILOT_SCHOOLS = holders(
    "science_pilot_schools", "science_pilot", Words("科学教育实验学校", "Science-education pilot schools")
)
MODEL_VOCATIONAL_SCHOOLS = holders(
    "model_vocational_schools", "model_vocational", Words("示范中等职业学校", "Model vocational schools")
)
THREE_NAMES_SCHOOLS = holders(
    "three_names_schools", "three_names", Words("“三名工程”建设学校", "Schools of the three-names project")
)
MODEL_PROGRAMMES = titles("model_programmes", "model_programme", Words("示范专业", "Model programmes"), "programme")
STUDY_BASES = titles(
    "study_bases",
    "study_base",
    Words("研学实践教育基地（营地）", "Study-trip bases and camps"),
    "base",
    filters=("grade",),
)
UNITY_BASES = titles(
    "unity_bases", "unity_base", Words("铸牢中华民族共同体意识教育实践基地", "Ethnic-unity education bases"), "base"
)
PARTY_MODEL_SITES = Indicator(
    id="party_model_sites",
    term=Words("新建、巩固提升基层党建示范点", "Party-building model sites built or consolidated"),
    unit="unit",
    definition=Words(
        "时段内新授予或复评通过的基层党建示范点个数。",
        "Party-building model sites recognised or confirmed anew in the period.",
    ),
    numerator=Measure(NEW_DESIGNATIONS, lambda t: t.count(), lambda t: t.title == "party_model_site"),
    office="honours",
    source=OWN,
    direction="higher_better",
    filters=("level",),
)
AWARDS_WON = Indicator(
    id="awards_won",
    term=Words("获奖数", "Awards won"),
    unit="award",
    definition=Words(
        "时段内师生和学校所获奖项数，一奖计一次。",
        "Prizes won in the period by pupils, staff and schools; one prize counts once.",
    ),
    numerator=Measure(AWARDS, lambda t: t.count()),
    office="honours",
    source=OWN,
    direction="higher_better",
    filters=("field", "level", "contest", "prize", "winner"),
)
ATHLETES_SENT_UP = Indicator(
    id="athletes_sent_up",
    term=Words("输送运动员获奖人数", "Athletes sent up who won"),
    unit="person",
    definition=Words(
        "时段内由本地学校输送、在赛事中获奖的运动员数，同一赛事一人计一次。",
        "Athletes sent up by schools of the area who won in the period; one athlete counts once a contest.",
    ),
    numerator=Measure(SENT_ATHLETES, lambda t: t.count()),
    office="honours",
    source=OWN,
    direction="higher_better",
    filters=("contest", "prize"),
)
CIVICS_LESSONS = Indicator(
    id="civics_lessons",
    term=Words("思政精品课", "Civics lessons in the library"),
    unit="lesson",
    definition=Words(
        "当年9月1日课程库中经评审入库、未下架的思政课数。",
        "Civics lessons accepted into the library and not withdrawn by 1 September.",
    ),
    numerator=Measure(LESSONS, lambda t: t.count(), lambda t: t.subject == "civics"),
    office="honours",
    source=OWN,
    direction="higher_better",
    filters=("stage",),
)
STUDY_TRIPS_HELD = Indicator(
    id="study_trips",
    term=Words("研学实践活动", "Study trips"),
    unit="activity",
    definition=Words("时段内学校组织的研学实践活动次数。", "Study trips held by schools in the period."),
    numerator=Measure(STUDY_TRIPS, lambda t: t.count()),
    office="honours",
    source=OWN,
    direction="higher_better",
)
STUDY_TRIP_STUDENTS = Indicator(
    id="study_trip_students",
    term=Words("研学实践活动学生人次", "Students on study trips"),
    unit="student",
    definition=Words(
        "时段内参加研学实践活动的学生人次，一人参加两次计两次。",
        "Pupils on study trips in the period; one who goes twice counts twice.",
    ),
    numerator=Measure(STUDY_TRIPS, lambda t: t.student_count.sum()),
    office="honours",
    source=OWN,
    direction="higher_better",
)
INDICATORS = (
    MODEL_KINDERGARTENS,
    MODEL_SENIOR_SCHOOLS,
    SPORTS_FEATURE_SCHOOLS,
    HERITAGE_CULTURE_SCHOOLS,
    ART_FEATURE_SCHOOLS,
    LABOUR_PILOT_SCHOOLS,
    SCIENCE_PILOT_SCHOOLS,
    MODEL_VOCATIONAL_SCHOOLS,
    THREE_NAMES_SCHOOLS,
    MODEL_PROGRAMMES,
    STUDY_BASES,
    UNITY_BASES,
    PARTY_MODEL_SITES,
    AWARDS_WON,
    ATHLETES_SENT_UP,
    CIVICS_LESSONS,
    STUDY_TRIPS_HELD,
    STUDY_TRIP_STUDENTS,
)
