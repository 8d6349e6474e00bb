"""Every kind of record the offices keep, by hand: its model, its title, and where its place stands."""

from dataclasses import dataclass
from typing import Any

from xuezheng.after_school import models as after_school
from xuezheng.aid import models as aid
from xuezheng.alliances import models as alliances
from xuezheng.assessment import models as assessment
from xuezheng.cloud_lessons import models as cloud_lessons
from xuezheng.community import models as community
from xuezheng.exams import models as exams
from xuezheng.funding import models as funding
from xuezheng.ground.words import Words
from xuezheng.honours import models as honours
from xuezheng.layout import models as layout
from xuezheng.registers import models as registers
from xuezheng.seats import models as seats
from xuezheng.supervision import models as supervision
from xuezheng.timetables import models as timetables
from xuezheng.training_market import models as training_market
from xuezheng.vocational import models as vocational
from xuezheng.wellbeing import models as wellbeing
from xuezheng.workforce import models as workforce


@dataclass(frozen=True)
class Kind:
    """A kind of record. `area` and `institution` are the lookups that lead to an area code and a school code."""

    office: str
    key: str
    model: type[Any]
    title: Words
    area: str = "institution__county_code"
    institution: str = "institution__code"
    newest: str = ""  # the date by which the list is ordered, newest first


def at_area(
    office: str, key: str, model: type[Any], zh: str, en: str, newest: str = "", area: str = "area_code"
) -> Kind:
    """A kind that stands in an area, not at a school."""
    return Kind(office, key, model, Words(zh, en), area, "", newest)


def at_school(office: str, key: str, model: type[Any], zh: str, en: str, newest: str = "", through: str = "") -> Kind:
    """A kind that stands at a school, or leads to one through another record."""
    lead = f"{through}__" if through else ""
    return Kind(
        office, key, model, Words(zh, en), f"{lead}institution__county_code", f"{lead}institution__code", newest
    )


KINDS: tuple[Kind, ...] = (
    at_school("registers", "conditions", registers.Conditions, "办学条件", "School conditions", "school_year"),
    at_school("registers", "programmes", registers.Programme, "专业", "Programmes", "started_on"),
    at_school("registers", "services", registers.SchoolServices, "育人与保障", "Care and services", "school_year"),
    at_area("registers", "population", registers.Population, "分年龄人口", "Population by age", "year", "area__code"),
    at_area("registers", "attainment", registers.Attainment, "分学历人口", "Population by attainment", "year", "area__code"),
    at_area("registers", "entrants", registers.EntrantCohort, "历年小学招生", "Grade-one entrants", "entry_year", "area__code"),
    at_area("registers", "disabled", registers.DisabledChildren, "残疾儿童少年", "Children with disabilities", "year", "area__code"),
    at_area("funding", "county-accounts", registers.CountyFinance, "县级财政", "County accounts", "year", "area__code"),
    at_area("funding", "stage-funds", registers.StageFinance, "分学段经费", "Funds by stage", "year", "area__code"),
    at_school("seats", "projects", seats.BuildingProject, "建设项目", "Building projects", "completed_on"),
    at_area("layout", "districts", layout.District, "学区", "School districts", "started_on"),
    at_school("layout", "party-changes", layout.PartyChange, "党组织调整", "Changes of party organisations", "occurred_on"),
    at_area("alliances", "alliances", alliances.Alliance, "联盟与共同体", "Alliances and communities", "started_on"),
    at_school("alliances", "members", alliances.AllianceMember, "联盟成员", "Members of alliances", "started_on"),
    at_school("alliances", "partnerships", alliances.Partnership, "合作办学", "Partnerships", "started_on"),
    at_school("cloud-lessons", "receptions", cloud_lessons.Reception, "远端接收学校", "Schools receiving cloud lessons", "started_on"),
    at_area("workforce", "training", workforce.TrainingEvent, "教师培训", "Teacher training", "held_on"),
    at_school("workforce", "exchanges", workforce.ExchangeActivity, "教研交流", "Joint and visiting lessons", "held_on"),
    at_school("workforce", "studios", workforce.Studio, "名师工作坊与工作室", "Workshops and studios", "started_on"),
    at_area("supervision", "inspectors", supervision.InspectorAppointment, "督学聘任", "Appointments of inspectors", "started_on"),
    at_school("supervision", "responsible", supervision.ResponsibleInspector, "挂牌督导", "Responsible inspectors", "started_on"),
    at_area("timetables", "rounds", timetables.TrainingRound, "平台应用培训", "Rounds of platform training", "held_on"),
    at_school("after-school", "plans", after_school.Plan, "课后服务方案", "After-school plans", "school_year"),
    at_school("after-school", "offerings", after_school.Offering, "课程、项目与社团", "Courses, projects and clubs", "started_on"),
    at_school("exams", "sites", exams.ExamSite, "考点", "Exam sites", "started_on"),
    at_school("assessment", "mandarin", assessment.MandarinAssessment, "幼儿普通话测评", "Mandarin assessments", "assessed_on", "school_class"),
    at_area("wellbeing", "centres", wellbeing.Centre, "心理健康中心", "Wellbeing centres", "started_on"),
    at_school("wellbeing", "secondments", wellbeing.Secondment, "心理健康副校长派驻", "Seconded vice-principals", "started_on"),
    at_school("aid", "batches", aid.AidBatch, "资助发放批次", "Aid payment batches", "paid_on"),
    at_area("training-market", "institutions", training_market.TrainingInstitution, "校外培训机构", "Training institutions"),
    at_school("funding", "allocations", funding.OperatingAllocation, "公用经费拨款", "Operating allocations", "allocated_on"),
    at_school("vocational", "agreements", vocational.Agreement, "校企合作协议", "Agreements with enterprises", "started_on"),
    at_school("vocational", "bases", vocational.TrainingBase, "实训基地", "Training bases", "started_on"),
    at_school("vocational", "order-classes", vocational.OrderClass, "订单班", "Order classes", "started_on"),
    at_school("vocational", "placements", vocational.Placement, "毕业生去向", "Placements of graduates", "placed_on"),
    at_school("vocational", "groups", vocational.ProgrammeGroup, "专业群", "Programme groups", "started_on"),
    at_area("community", "institutions", community.CommunityInstitution, "社区教育机构", "Community education institutions", "started_on"),
    at_area("community", "sessions", community.CommunitySession, "社区教育活动", "Community education sessions", "held_on", "institution__area_code"),
    at_school("honours", "designations", honours.Designation, "称号与命名", "Designations", "started_on"),
    at_school("honours", "awards", honours.Award, "获奖", "Awards", "awarded_on"),
    at_school("honours", "lessons", honours.LibraryLesson, "精品课", "Lessons of the library", "started_on"),
    at_school("honours", "trips", honours.StudyTrip, "研学实践", "Study trips", "held_on"),
)  # fmt: skip


def kind_of(office: str, key: str) -> Kind | None:
    """The kind at an address, or None."""
    return next((kind for kind in KINDS if (kind.office, kind.key) == (office, key)), None)
