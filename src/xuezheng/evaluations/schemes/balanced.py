"""县域义务教育优质均衡发展督导评估, 教督〔2017〕6号: preconditions, seven resources, fifteen, nine, recognition."""

from xuezheng.evaluations.law import INDICATORS
from xuezheng.evaluations.schemes.item import Group, Item, Scheme, number_by_hand, statement
from xuezheng.ground.words import Words

Q = "quality_balanced"
INDICATOR_WORDS = {
    "high_degree_teachers_per_100": Words("每百名学生拥有高于规定学历教师数", "Teachers above the required degree per 100 students"),
    "backbone_teachers_per_100": Words("每百名学生拥有县级以上骨干教师数", "Backbone teachers per 100 students"),
    "pe_arts_teachers_per_100": Words("每百名学生拥有体育、艺术专任教师数", "Teachers of sport and arts per 100 students"),
    "teaching_room_area_per_pupil": Words("生均教学及辅助用房面积", "Teaching room area per student"),
    "sports_area_per_pupil": Words("生均体育运动场馆面积", "Sports area per student"),
    "equipment_value_per_pupil": Words("生均教学仪器设备值", "Value of teaching equipment per student"),
    "multimedia_classrooms_per_100": Words("每百名学生拥有网络多媒体教室数", "Networked multimedia classrooms per 100 students"),
}  # fmt: skip
RESOURCES = tuple(
    Item(
        f"{Q}.resource.{indicator}",
        str(n),
        "resource",
        INDICATOR_WORDS[indicator],
        "register",
        comparison="=0",
        unit="finding",
    )
    for n, indicator in enumerate(INDICATORS, start=1)
)
SCHOOLS = Item(
    f"{Q}.resource.schools", "1", "rule", Words("每校至少6项达标，余项不低于85%", "Every school: six met, none under 85 %"), "register",
    comparison="=0", unit="school",
)  # fmt: skip


def _government() -> tuple[Item, ...]:
    g = "government"

    def id(tail: str) -> str:
        return f"{Q}.government.{tail}"

    def register(tail: str, zh: str, en: str, unit: str) -> Item:
        return Item(id(tail), tail, g, Words(zh, en), "register", comparison="=0", unit=unit)

    def hand(tail: str, zh: str, en: str, standard: str, figure: str = "") -> Item:
        return number_by_hand(id(tail), tail.rstrip("ab"), g, zh, en, f"{Q}.{standard}", figure=figure)

    def told(tail: str, zh: str, en: str) -> Item:
        return statement(id(tail), tail.rstrip("ab"), g, zh, en)

    return (
        told("1", "学校规划布局合理", "The layout of schools is reasonable"),
        told("2", "城乡学校建设、编制、公用经费、装备标准统一", "One standard of building, staffing, funds and equipment in town and country"),
        register("3", "每12个班音乐、美术专用教室各1间以上（不足的学校）", "A music and an art room for every 12 classes (schools short)", "school"),
        register("4", "学校规模不超限（超限的学校）", "No school over the size limit (schools over)", "school"),
        register("5", "班额：小学45、初中50人以下（超限的班）", "No class over 45 and 50 (classes over)", "class"),
        told("6", "不足100人的村小、教学点按100人核定公用经费", "Village schools under 100 students are funded as 100"),
        hand("7", "特殊教育学校生均公用经费", "Operating funds per special-school student", "special_funds", "special_school_operating_fund"),
        hand("8", "教师平均工资与公务员之比", "Pay of teachers over that of civil servants", "pay_ratio", "teacher_salary_ratio"),
        hand("9", "教师五年360学时培训完成率", "Completion of 360 training hours in five years", "training_completion", "training_360_completion_rate"),
        told("10", "县级统筹教职工编制与岗位", "The county allots posts across schools"),
        hand("11a", "交流轮岗教师占应交流比例", "Rotated teachers among those eligible", "rotation", "teacher_rotation_rate"),
        hand("11b", "骨干教师占交流轮岗比例", "Backbone teachers among those rotated", "rotation_backbone", "backbone_rotation_share"),
        Item(id("12"), "12", g, Words("专任教师持证上岗率", "Full-time teachers with a certificate"), "register", f"{Q}.certificate"),
        hand("13a", "城镇公办小学就近划片入学比例", "Zoned enrolment, primary", "zoned.primary", "nearby_enrolment_rate_primary"),
        hand("13b", "城镇公办初中就近划片入学比例", "Zoned enrolment, junior", "zoned.junior", "nearby_enrolment_rate_junior"),
        hand("14", "优质高中招生名额分配比例", "Places of good senior schools allotted to junior schools", "quota", "quota_allocation_rate"),
        Item(
            id("15a"), "15", g, Words("随迁子女在公办或政府购买学位就读比例", "Migrant children in public or purchased places"), "figure",
            f"{Q}.migrant_public", figure="migrant_children_public_rate",
        ),
        told("15b", "留守儿童关爱体系健全", "Care for left-behind children"),
    )  # fmt: skip


def _quality() -> tuple[Item, ...]:
    def id(tail: str) -> str:
        return f"{Q}.quality.{tail}"

    def told(tail: str, zh: str, en: str) -> Item:
        return statement(id(tail), tail, "quality", zh, en)

    return (
        Item(
            id("1"), "1", "quality", Words("初中三年巩固率", "Three-year consolidation rate, junior"), "figure", f"{Q}.consolidation",
            figure="junior_three_year_consolidation_rate",
        ),
        number_by_hand(id("2"), "2", "quality", "残疾儿童少年入学率", "Enrolment of disabled children", f"{Q}.disabled_enrolment", figure="disabled_children_enrolment_rate"),
        told("3", "所有学校有章程，管理与教学信息化", "Every school has a charter; management and teaching use information technology"),
        number_by_hand(id("4"), "4", "quality", "教师培训经费占公用经费预算比例（最低的学校）", "Training funds in the budget (lowest school)", f"{Q}.training_funds"),
        told("5", "教师熟练运用信息化手段，设施设备利用率高", "Teachers use technology with skill; facilities are well used"),
        told("6", "德育工作、校园文化良好以上", "Moral education and school culture are good or better"),
        told("7", "课程开齐开足，教学秩序规范，综合实践活动有效", "The whole curriculum is taught in good order"),
        told("8", "无过重课业负担", "No excessive burden"),
        number_by_hand(id("9a"), "9", "quality", "国家义务教育质量监测学业水平", "Level in the national monitoring", f"{Q}.monitoring_level"),
        number_by_hand(id("9b"), "9", "quality", "监测学科校际差异率", "Between-school variance ratio", f"{Q}.monitoring_between_schools", "<"),
    )  # fmt: skip


SCHEME = Scheme(
    Q,
    Words("义务教育优质均衡", "Balanced compulsory education"),
    Words("县域义务教育优质均衡发展督导评估办法，教督〔2017〕6号", "National evaluation of high-quality balanced compulsory education (2017 no. 6)"),
    2017,
    (
        Group("precondition", Words("前置条件", "Preconditions")),
        Group("resource", Words("资源配置", "Resources")),
        Group("rule", Words("每校达标", "Every school")),
        Group("government", Words("政府保障", "Government")),
        Group("quality", Words("教育质量", "Quality")),
        Group("recognition", Words("社会认可度", "Recognition")),
    ),
    (
        number_by_hand(f"{Q}.precondition.years", "1", "precondition", "通过基本均衡认定的年数", "Years since recognised as basically balanced", f"{Q}.basic_years"),
        statement(f"{Q}.precondition.veto", "2", "precondition", "无违规招生、重点校班、重大事故与数据造假", "No selective entrance, key schools, major accident or falsified data"),
        *RESOURCES,
        SCHOOLS,
        *_government(),
        *_quality(),
        number_by_hand(f"{Q}.recognition", "1", "recognition", "社会认可度", "Public recognition", f"{Q}.recognition"),
    ),
)  # fmt: skip
