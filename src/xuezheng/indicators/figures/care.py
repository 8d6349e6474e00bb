"""What schools report of their care for pupils and teachers: admission, after-school service, health, lessons, aid, training.

Schools that did not report an item are left out on both sides.
"""

from typing import Any

from xuezheng.engine.figures import Expression, Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import SCHOOL_FILTERS, both, in_stage, pupils, ratio, schools, share
from xuezheng.indicators.figures.sources import BALANCED, NATIONAL, OWN, VOCATIONAL
from xuezheng.registers.tables import SERVICES
from xuezheng.vocational.tables import TRAINING_BASES

POLICY = Source(Words("国家政策文件", "National policy documents"), verification="memory")
LOCAL = Source(OWN.document, verification="memory")
HIRED = Source(VOCATIONAL.document, verification="single_source")


def _sum(column: str, where: Expression | None = None) -> Measure:
    return Measure(SERVICES, lambda t: t[column].sum(), where, of_none="nothing")


def _is_basic(t: Any) -> Any:
    return t.has_primary | t.has_junior | t.has_senior


def _is_compulsory(t: Any) -> Any:
    return t.has_primary | t.has_junior


def _part(id: str, term: Words, part: Words, whole: Words, columns: tuple[str, str], **more: Any) -> Indicator:
    """One count over another, of the schools that report both."""
    where: Expression | None = more.pop("where", None)
    return share(
        id, term, Words(f"{part.zh} ÷ {whole.zh}。", f"{part.en} ÷ {whole.en}."), _sum(columns[0], where), _sum(columns[1], where),
        filters=SCHOOL_FILTERS, **{"source": NATIONAL, "direction": "higher_better", **more},
    )  # fmt: skip


def _schools(id: str, term: Words, which: Words, column: str, **more: Any) -> Indicator:
    """Primary and secondary schools with something, of those that said whether they have it."""
    return share(
        id, term, Words(f"{which.zh} ÷ 报告了这一项的中小学校数。", f"{which.en} ÷ primary and secondary schools that told."),
        Measure(SERVICES, lambda t: t.count(), both(_is_basic, lambda t: t[column])),
        Measure(SERVICES, lambda t: t.count(), both(_is_basic, lambda t: t[column].notnull())), source=NATIONAL,
        direction="higher_better", filters=SCHOOL_FILTERS, **more,
    )  # fmt: skip


INDICATORS: tuple[Indicator, ...] = (
    _part(
        "nearby_enrolment_rate", Words("就近划片入学比例", "Zoned (nearby) enrolment rate"),
        Words("城区、镇区公办义务教育学校走读生中居住在划片区内的", "Day pupils of public compulsory schools in cities and towns who live in the zone"),
        Words("这些学校的走读生", "day pupils of these schools"), ("zoned_pupil_count", "day_pupil_count"), source=BALANCED,
        where=lambda t: _is_compulsory(t) & ~t.is_private & t.area_group.isin(("urban", "town")),
    ),
    *(
        _part(
            f"nearby_enrolment_rate_{name}", Words(f"就近划片入学比例（{words.zh}）", f"Zoned (nearby) enrolment rate, {words.en}"),
            Words(f"城区、镇区公办{words.zh}走读生中居住在划片区内的", f"Day pupils of public {words.en} schools in cities and towns who live in the zone"),
            Words("这些学校的走读生", "day pupils of these schools"), ("zoned_pupil_count", "day_pupil_count"), source=BALANCED,
            where=both(which, lambda t: ~t.is_private & t.area_group.isin(("urban", "town"))),
        )
        for name, words, which in (
            ("primary", Words("小学和一贯制学校", "primary and through-train"), lambda t: t.has_primary),
            ("junior", Words("初中", "junior secondary"), lambda t: t.has_junior & ~t.has_primary),
        )
    ),
    _part(
        "quota_allocation_rate", Words("优质普通高中招生名额分配比例", "Share of good senior-school places allotted to junior schools"),
        Words("分配到初中的名额", "Places allotted to junior schools by quota"), Words("优质普通高中招生计划", "planned places of good senior schools"),
        ("quota_place_count", "place_count"), source=BALANCED,
    ),
    _part(
        "afterschool_service_coverage", Words("课后服务参与率", "After-school service take-up"),
        Words("参加课后服务的学生", "Pupils who joined the after-school service"), Words("义务教育学校在校生", "pupils of compulsory schools"),
        ("after_school_count", "pupil_count"), source=POLICY, where=_is_compulsory,
    ),
    _part(
        "student_fitness_pass_rate", Words("学生体质健康合格率", "Student physical-fitness pass rate"),
        Words("体质健康测试 60 分及以上的学生", "Pupils with 60 points or more"), Words("参加测试的学生", "pupils tested"),
        ("fitness_passed_count", "fitness_tested_count"),
    ),
    _part(
        "student_fitness_good_rate", Words("学生体质健康优良率", "Student fitness excellent-or-good rate"),
        Words("体质健康测试 80 分及以上的学生", "Pupils with 80 points or more"), Words("参加测试的学生", "pupils tested"),
        ("fitness_good_count", "fitness_tested_count"),
    ),
    _part(
        "myopia_rate", Words("儿童青少年近视率", "Myopia rate"), Words("筛查为近视的学生", "Pupils found myopic"), Words("参加视力筛查的学生", "pupils screened"),
        ("myopic_count", "vision_screened_count"), direction="lower_better",
    ),
    _schools(
        "labour_education_compliance", Words("劳动教育课时达标学校比例", "Schools meeting labour-education hours"),
        Words("每周劳动课不少于 1 课时的中小学校数", "Schools with a labour lesson a week or more"), "has_labour_lessons", since_edition="2020",
    ),
    _schools(
        "arts_education_compliance", Words("开齐开足美育课程学校比例", "Schools offering all arts lessons"),
        Words("开齐开足美育课程的中小学校数", "Schools with the whole arts curriculum"), "has_arts_lessons",
    ),
    _schools(
        "family_education_guidance_coverage", Words("家庭教育指导服务覆盖率", "Coverage of family-education guidance"),
        Words("设有家长学校或家庭教育指导服务的中小学校数", "Schools with a parents' school or family guidance"), "has_family_guidance", since_edition="2020",
    ),
    _part(
        "vocational_certificate_rate", Words("中职毕业生获取职业资格（技能等级）证书比例", "Vocational graduates with a skill certificate"),
        Words("取得证书的毕业生", "Graduates with a certificate"), Words("中职学校毕业生", "graduates of secondary vocational schools"),
        ("certified_graduate_count", "graduate_count"), where=lambda t: t.has_vocational,
    ),
    _part(
        "training_360_completion_rate", Words("教师5年360学时培训完成率", "Completion of 360 hours of training in five years"),
        Words("五年内培训满 360 学时的专任教师", "Full-time teachers with 360 hours or more in five years"), Words("专任教师", "full-time teachers"),
        ("trained_count", "full_time_teacher_count"), source=BALANCED, sdg4="4.c.7",
    ),
    _part(
        "digital_resource_use_rate", Words("国家智慧教育平台教师使用率", "Teachers using the national smart-education platform"),
        Words("当月在平台活跃的专任教师", "Full-time teachers active in the month"), Words("中小学专任教师", "full-time teachers of primary and secondary schools"),
        ("platform_teacher_count", "full_time_teacher_count"), source=POLICY, where=_is_basic, sdg4="4.4.1",
    ),
    _part(
        "part_time_teacher_share", Words("兼职（企业）教师比例", "Part-time (enterprise) teachers"),
        Words("从企业聘请的兼职教师", "Part-time teachers hired from enterprises"), Words("中职学校专任教师", "full-time teachers of secondary vocational schools"),
        ("enterprise_teacher_count", "full_time_teacher_count"), source=HIRED, direction="neutral", where=lambda t: t.has_vocational,
    ),
    _part(
        "internship_match_rate", Words("实习专业对口率", "Internship match rate"), Words("岗位与专业对口的实习学生", "Interns in a post of their programme"),
        Words("实习学生", "interns"), ("matched_intern_count", "intern_count"), source=LOCAL,
    ),
    _part(
        "aid_coverage_rate", Words("学生资助覆盖率", "Student-aid coverage"), Words("受助学生", "Pupils with any aid"), Words("在校生", "pupils"),
        ("aided_count", "pupil_count"), direction="neutral",
    ),
    _part(
        "aid_target_coverage", Words("应助尽助率", "Coverage of eligible pupils by aid"), Words("已受助的符合条件学生", "Eligible pupils with aid"),
        Words("符合资助条件的学生", "eligible pupils"), ("eligible_aided_count", "eligible_count"), source=POLICY,
    ),
    ratio(
        "training_stations_per_pupil", Words("生均实训工位数", "Training stations per pupil"),
        Words("中职学校实训基地工位数 ÷ 中职在校生数。", "Stations of training bases ÷ secondary vocational pupils."),
        Measure(TRAINING_BASES, lambda t: t.station_count.sum()), pupils(in_stage("vocational")), unit="station/pupil",
        source=NATIONAL, direction="higher_better",
    ),
    share(
        "music_art_room_compliance", Words("音乐、美术专用教室达标率", "Schools meeting the music and fine-art room norm"),
        Words(
            "每 12 个班各有音乐、美术专用教室 1 间以上且面积达标的义务教育学校数 ÷ 登记了用房的义务教育学校数。",
            "Compulsory schools with a music and an art room, large enough, for every twelve classes ÷ those that register rooms.",
        ),
        schools(lambda t: t.meets_special_rooms), schools(lambda t: t.meets_special_rooms.notnull()), source=BALANCED,
        direction="higher_better", filters=SCHOOL_FILTERS,
    ),
)  # fmt: skip
