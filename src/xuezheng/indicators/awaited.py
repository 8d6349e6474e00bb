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


CENSUS = Words("人口普查和1%抽样调查（统计局）", "population census and one-percent survey (statistics office)")
LABOUR = Words("劳动力调查（统计局）", "labour force survey (statistics office)")
FINANCE = Words(
    "教育经费统计年报（财政局、教育局财务科）",
    "annual statistics of education funds (finance office, and the finance section of education)",
)
BUDGET = Words(
    "财政决算与统计公报（财政局、统计局）", "final accounts and statistical communiqué (finance and statistics offices)"
)
FITNESS = Words(
    "学生体质健康测试与视力筛查（体卫艺科、卫健委）",
    "student fitness tests and vision screening (health section, health commission)",
)
MONITOR = Words("国家义务教育质量监测", "national monitoring of compulsory education quality")
DISABLED = Words(
    "残疾儿童登记（残联）与特教在籍（基教科）",
    "register of children with disabilities (disabled persons federation) and special education",
)
ADMISSION = Words("招生入学管理（基教科）", "admissions (basic education section)")
EXAMS = Words("高中阶段招生计划（招考办）", "admission plans of senior schools (examination office)")
SERVICE = Words("课后服务参加学生名册（学校）", "lists of pupils in after-school service (schools)")
AID = Words("资助到人的台账（资助中心）", "aid by person (student aid centre)")
LESSONS = Words("课程表与开课核查（教研室）", "timetables and checks of lessons (teaching research office)")
FAMILY = Words("家校共育台账（学校）", "records of family guidance (schools)")
CERT = Words(
    "技能等级证书名册（人社局、中职学校）", "lists of skill certificates (human resources office, vocational schools)"
)
STAFF = Words(
    "教师交流、培训与离岗名册（人事科）", "lists of rotation, training and leaving of teachers (personnel section)"
)
PAY = Words(
    "教师与公务员工资（财政局、人社局）", "pay of teachers and civil servants (finance and human resources offices)"
)
HIRED = Words("企业兼职教师聘用（中职学校）", "contracts of part-time teachers from enterprises (vocational schools)")
ROOMS = Words("专用教室用房核查（装备中心）", "survey of music and art rooms (equipment centre)")
PLATFORM = Words(
    "国家智慧教育平台使用数据（电教馆）", "use data of the national platform (education technology centre)"
)
SURVEY = Words("学生问卷调查", "survey of students")
TRAINING = Words("实训基地与实习管理（中职学校）", "training bases and internships (vocational schools)")
EVALUATION = Words(
    "县域评估（本系统“评估”一栏给出）", "evaluation of counties (given by the evaluations of this system)"
)
COMMUNITY = Words("社区教育学员名册（社区学院）", "lists of community learners (community college)")
PERSONS = Words("学生按人登记与分年龄人口在全部县建成后", "students as persons and population by age in every county")

AWAITED = (
    Awaited("mean_years_of_schooling_15plus", Words("15岁及以上人口平均受教育年限", "Mean years of schooling, population 15+"), CENSUS,
            "Sum over attainment levels of (persons aged 15+ x years for the level) ÷ population aged 15+.", "MYS.1T8.AG25T99 (25+ variant)", "4.4.3 family"),
    Awaited("mean_years_of_schooling_working_age", Words("劳动年龄人口平均受教育年限", "Mean years of schooling, working-age population"), CENSUS,
            "Sum of schooling years of persons aged 16-59 ÷ population aged 16-59.", "", "4.4.3 family"),
    Awaited("mean_years_of_schooling_new_labour", Words("新增劳动力平均受教育年限", "Mean years of schooling of new labour-force entrants"), LABOUR,
            "Schooling years of persons entering the labour force in the year ÷ persons entering the labour force in the year.", "", ""),
    Awaited("new_labour_senior_secondary_share", Words("新增劳动力中受过高中阶段及以上教育的比例", "Share of new labour entrants with senior secondary or above"), LABOUR,
            "New entrants with senior secondary or higher ÷ all new labour entrants.", "", ""),
    Awaited("adult_literacy_rate", Words("15岁及以上人口识字率", "Adult literacy rate 15+"), CENSUS,
            "Persons 15+ able to read ÷ persons 15+.", "LR.AG15T99", "4.6.2"),
    Awaited("expected_years_of_schooling", Words("平均预期受教育年限", "School life expectancy"), PERSONS,
            "Sum over ages of age-specific enrolment rates.", "SLE.1T8", "related to 4.1/4.3"),
    Awaited("continuing_education_participation", Words("从业人员继续教育年参与率", "Annual participation in continuing education of employed persons"), LABOUR,
            "Employed persons who joined training in the year ÷ employed persons.", "", "4.3.1"),
    Awaited("community_education_participation", Words("社区教育参与率", "Participation in community education"), COMMUNITY,
            "Distinct residents who joined community education in the year ÷ resident population of the area.", "", "4.3.1"),
    Awaited("out_of_school_rate", Words("失学率", "Out-of-school rate"), PERSONS,
            "Official-age persons not enrolled ÷ official-age population.", "ROFST.1.CP / ROFST.2.CP / ROFST.3.CP", "4.1.4"),
    Awaited("completion_rate", Words("完成率", "Completion rate"), CENSUS,
            "Persons 3-5 years above last-grade age who completed the level ÷ population of that age band.", "CR.1 / CR.2 / CR.3", "4.1.2"),
    Awaited("disabled_children_enrolment_rate", Words("适龄残疾儿童少年义务教育入学率", "Compulsory enrolment rate of children with disabilities"), DISABLED,
            "Disabled school-age children placed (special school, regular class, home teaching) ÷ disabled school-age children on the register.", "", "4.5.1"),
    Awaited("inclusive_placement_share", Words("残疾学生在普通学校就读比例", "Share of pupils with disabilities in regular schools"), DISABLED,
            "Disabled pupils in regular schools (attending regular or attached special classes) ÷ all disabled pupils enrolled.", "", "4.a.1 / 4.5.1"),
    Awaited("nearby_enrolment_rate", Words("就近划片入学比例", "Zoned (nearby) enrolment rate"), ADMISSION,
            "Non-boarding pupils living inside the school zone ÷ non-boarding pupils of public urban/town schools.", "", ""),
    Awaited("quota_allocation_rate", Words("优质普通高中招生名额分配比例", "Share of good senior-school places allotted to junior schools"), EXAMS,
            "Places allotted by quota ÷ planned places of those senior schools.", "", ""),
    Awaited("afterschool_service_coverage", Words("课后服务参与率", "After-school service take-up"), SERVICE,
            "Pupils who joined after-school service in the term ÷ all pupils.", "", ""),
    Awaited("student_fitness_pass_rate", Words("学生体质健康合格率", "Student physical-fitness pass rate"), FITNESS,
            "Pupils tested >= 60 points on the national fitness standard ÷ pupils tested.", "", ""),
    Awaited("student_fitness_good_rate", Words("学生体质健康优良率", "Student fitness excellent-or-good rate"), FITNESS,
            "Pupils with >= 80 points ÷ pupils tested.", "", ""),
    Awaited("myopia_rate", Words("儿童青少年近视率(视力不良率)", "Myopia (poor vision) rate"), FITNESS,
            "Pupils with screening myopia ÷ pupils screened.", "", ""),
    Awaited("daily_physical_activity_rate", Words("每天综合体育活动达到2小时的学生比例", "Pupils with 2 h of daily physical activity"), SURVEY,
            "Pupils meeting the daily time ÷ all pupils.", "", ""),
    Awaited("academic_monitoring_level", Words("学业水平达到Ⅲ级以上", "Students at level III or above in national monitoring"), MONITOR,
            "County mean band in each monitored subject.", "", "4.1.1"),
    Awaited("between_school_variance_ratio", Words("校际差异率", "Between-school variance ratio of achievement"), MONITOR,
            "Between-school variance of scores ÷ total variance of scores.", "", "4.5.1 related"),
    Awaited("labour_education_compliance", Words("劳动教育课时达标学校比例", "Schools meeting labour-education hours"), LESSONS,
            "Schools with >= 1 labour lesson a week ÷ all schools.", "", ""),
    Awaited("arts_education_compliance", Words("开齐开足美育课程学校比例", "Schools offering all arts lessons"), LESSONS,
            "Schools meeting the arts lesson norm ÷ all schools.", "", ""),
    Awaited("family_education_guidance_coverage", Words("家庭教育指导服务覆盖率", "Coverage of family-education guidance"), FAMILY,
            "Schools with a parents' school or guidance service ÷ all schools.", "", ""),
    Awaited("vocational_certificate_rate", Words("中职毕业生获取职业资格(技能等级)证书比例", "Vocational graduates with a skill certificate"), CERT,
            "Graduates with certificate ÷ graduates.", "", ""),
    Awaited("teacher_attrition_rate", Words("教师流失率", "Teacher attrition rate"), STAFF,
            "Teachers who left the profession between t-1 and t ÷ teachers in t-1.", "TATTRR.1", "4.c.6"),
    Awaited("teacher_rotation_rate", Words("教师交流轮岗比例", "Teacher rotation rate"), STAFF,
            "Teachers actually rotated ÷ teachers who meet the rotation condition.", "", ""),
    Awaited("backbone_rotation_share", Words("交流轮岗教师中骨干教师比例", "Backbone share of rotated teachers"), STAFF,
            "Backbone teachers rotated ÷ teachers rotated.", "", ""),
    Awaited("training_360_completion_rate", Words("教师5年360学时培训完成率", "Completion of 360 hours of training in five years"), STAFF,
            "Full-time teachers with >=360 hours in the last 5 years ÷ full-time teachers.", "", "4.c.7"),
    Awaited("teacher_salary_ratio", Words("教师与公务员平均工资收入比", "Teacher to civil-servant pay ratio"), PAY,
            "Mean annual pay of compulsory teachers ÷ mean annual pay of local civil servants.", "", "4.c.5 related"),
    Awaited("part_time_teacher_share", Words("兼职(企业)教师比例", "Part-time teacher share"), HIRED,
            "Part-time teachers hired from enterprises ÷ full-time teachers.", "", ""),
    Awaited("music_art_room_compliance", Words("音乐、美术专用教室达标率", "Schools meeting the music and fine-art room norm"), ROOMS,
            "Schools with ceil(classes/12) music rooms >=96 m2 and ceil(classes/12) art rooms >=90 m2 ÷ schools.", "", ""),
    Awaited("digital_resource_use_rate", Words("国家智慧教育平台教师使用率", "Teachers using the national smart-education platform"), PLATFORM,
            "Teachers active at least once in the month ÷ teachers.", "", "4.4.1 related"),
    Awaited("bullying_rate", Words("学生欺凌发生率", "Students experiencing bullying"), SURVEY,
            "Students reporting bullying in the last 12 months ÷ students surveyed.", "", "4.a.2"),
    Awaited("training_stations_per_pupil", Words("生均实训工位数", "Training stations per pupil"), TRAINING,
            "On-campus training stations ÷ pupils.", "", ""),
    Awaited("internship_match_rate", Words("实习专业对口率", "Internship match rate"), TRAINING,
            "Interns in a post of their major ÷ interns.", "", ""),
    Awaited("cv_resource_indicator", Words("校际差异系数", "Between-school coefficient of variation of a resource indicator"), EVALUATION,
            "Weighted standard deviation across schools ÷ county mean.", "", "4.5.1"),
    Awaited("standard_school_rate", Words("办学条件达标学校比例", "Schools meeting all condition norms"), EVALUATION,
            "Schools meeting the provincial norm ÷ schools.", "", ""),
    Awaited("public_education_gdp_share", Words("国家财政性教育经费占GDP比例", "Public education expenditure as % of GDP"), BUDGET,
            "Fiscal education funds ÷ GDP.", "XGDP.FSGOV", "1.a.2 / Education 2030 FFA"),
    Awaited("education_budget_share", Words("一般公共预算教育支出占一般公共预算支出比例", "Education share of general public budget"), BUDGET,
            "General public budget education expenditure ÷ general public budget expenditure.", "XGOVEXP.IMF", "1.a.2"),
    Awaited("per_pupil_budget_expenditure", Words("生均一般公共预算教育经费", "General public budget education funds per pupil"), FINANCE,
            "General public budget education funds of the level ÷ mean enrolment of the level (weighted for the calendar year).", "XUNIT family", "4.5.4"),
    Awaited("per_pupil_expenditure_gdp_ratio", Words("生均教育经费指数", "Per-pupil expenditure as share of per-capita GDP"), FINANCE,
            "Expenditure per pupil ÷ GDP per head.", "XUNIT.GDPCAP.1.FSGOV.FFNTR", "4.5.4"),
    Awaited("operating_fund_compliance", Words("生均公用经费达标学校比例", "Schools at or above the operating-fund norm"), FINANCE,
            "Schools whose operating budget per pupil >= the norm ÷ schools.", "", ""),
    Awaited("training_fund_share", Words("教师培训经费占公用经费比例", "Training share of operating budget"), FINANCE,
            "Teacher training budget ÷ annual operating budget.", "", "4.c.7 related"),
    Awaited("two_no_decrease_budget", Words("一般公共预算教育支出只增不减", "General public budget education expenditure does not fall"), BUDGET,
            "Current-year education expenditure ÷ previous-year education expenditure.", "", ""),
    Awaited("two_no_decrease_per_pupil", Words("按在校生人数平均的一般公共预算教育支出只增不减", "Per-pupil general public budget education expenditure does not fall"), FINANCE,
            "Current-year per-pupil expenditure ÷ previous-year per-pupil expenditure.", "", ""),
    Awaited("household_expenditure_share", Words("家庭教育支出占比", "Household share of education expenditure"), SURVEY,
            "Household education spending ÷ total education spending.", "", "4.5 (finance)"),
    Awaited("aid_coverage_rate", Words("学生资助覆盖率", "Student-aid coverage"), AID,
            "Pupils receiving any aid ÷ pupils.", "", ""),
    Awaited("aid_target_coverage", Words("应助尽助率", "Coverage of eligible pupils by aid"), AID,
            "Eligible pupils who received aid ÷ eligible pupils.", "", ""),
    Awaited("special_school_operating_fund", Words("特殊教育生均公用经费", "Special education operating funds per pupil"), FINANCE,
            "Operating funds of special education ÷ special-education pupils.", "", ""),
)  # fmt: skip
