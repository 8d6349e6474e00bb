"""Indicators of the national list that nothing here computes yet: what they are, and who would give the records."""

from dataclasses import dataclass

from xuezheng.ground.words import Words


@dataclass(frozen=True, slots=True)
class Awaited:
    """An indicator without input. `giver` is the survey or office whose records would give it."""

    id: str
    term: Words
    giver: Words
    formula: str  # in plain words, in English as the international lists write it
    uis_code: str = ""
    sdg4: str = ""
    page: str = ""  # the name of the page of this system that gives it, county by county


LABOUR = Words("劳动力调查（统计局）", "labour force survey (statistics office)")
MONITOR = Words("国家义务教育质量监测", "national monitoring of compulsory education quality")
SURVEY = Words("学生问卷调查与住户调查", "surveys of students and of households")
EVALUATION = Words(
    "县域评估（本系统“评估”一栏给出）", "evaluation of counties (given by the evaluations of this system)"
)
COMMUNITY = Words("社区教育学员名册（社区学院）", "lists of community learners (community college)")

AWAITED = (
    Awaited("mean_years_of_schooling_new_labour", Words("新增劳动力平均受教育年限", "Mean years of schooling of new labour-force entrants"), LABOUR,
            "Schooling years of persons entering the labour force in the year ÷ persons entering the labour force in the year.", "", ""),
    Awaited("new_labour_senior_secondary_share", Words("新增劳动力中受过高中阶段及以上教育的比例", "Share of new labour entrants with senior secondary or above"), LABOUR,
            "New entrants with senior secondary or higher ÷ all new labour entrants.", "", ""),
    Awaited("continuing_education_participation", Words("从业人员继续教育年参与率", "Annual participation in continuing education of employed persons"), LABOUR,
            "Employed persons who joined training in the year ÷ employed persons.", "", "4.3.1"),
    Awaited("community_education_participation", Words("社区教育参与率", "Participation in community education"), COMMUNITY,
            "Distinct residents who joined community education in the year ÷ resident population of the area.", "", "4.3.1"),
    Awaited("daily_physical_activity_rate", Words("每天综合体育活动达到2小时的学生比例", "Pupils with 2 h of daily physical activity"), SURVEY,
            "Pupils meeting the daily time ÷ all pupils.", "", ""),
    Awaited("academic_monitoring_level", Words("学业水平达到Ⅲ级以上", "Students at level III or above in national monitoring"), MONITOR,
            "County mean band in each monitored subject.", "", "4.1.1"),
    Awaited("between_school_variance_ratio", Words("校际差异率", "Between-school variance ratio of achievement"), MONITOR,
            "Between-school variance of scores ÷ total variance of scores.", "", "4.5.1 related"),
    Awaited("bullying_rate", Words("学生欺凌发生率", "Students experiencing bullying"), SURVEY,
            "Students reporting bullying in the last 12 months ÷ students surveyed.", "", "4.a.2"),
    Awaited("cv_resource_indicator", Words("校际差异系数", "Between-school coefficient of variation of a resource indicator"), EVALUATION,
            "Weighted standard deviation across schools ÷ county mean.", "", "4.5.1", "evaluations"),
    Awaited("standard_school_rate", Words("办学条件达标学校比例", "Schools meeting all condition norms"), EVALUATION,
            "Schools meeting the provincial norm ÷ schools.", "", "", "evaluations"),
    Awaited("household_expenditure_share", Words("家庭教育支出占比", "Household share of education expenditure"), SURVEY,
            "Household education spending ÷ total education spending.", "", "4.5 (finance)"),
)  # fmt: skip
