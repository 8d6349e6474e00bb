"""The four “by the numbers” panels: which figures, in which sentences. No number stands here."""

from dataclasses import dataclass

from xuezheng.ground.words import Words


@dataclass(frozen=True, slots=True)
class Item:
    """A number of a panel and its sentence; `unit` where the page counts in other words than the figure's unit."""

    figure_id: str
    sentence: Words
    unit: Words | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A city's panel. `drawings` names its graphics in `sheet.graphics`."""

    city_code: str
    city: Words
    title: Words
    about: Words
    items: tuple[Item, ...]
    drawings: tuple[str, ...]


NEIJIANG = Panel(
    "511000", Words("内江", "Neijiang"), Words("数说内江", "Neijiang in numbers"), Words("学位与学前教育", "Seats and preschool"),
    (
        Item("nj.seats_added", Words("2018年以来新增学位，来自新建、改建、扩建的学校和幼儿园{nj.schools_built}。",
                                     "added since 2018, in {nj.schools_built:n} schools and kindergartens built, rebuilt or extended.")),
        Item("nj.students_aided", Words("2018年以来受助学生：助学金{nj.grants_paid}，免学费{nj.fees_waived}。",
                                        "that students were helped since 2018: {nj.grants_paid} in grants, {nj.fees_waived} in fees waived."),
             Words("人次", "times")),
        Item("nj.inclusive_preschool_coverage_2023", Words("普惠性幼儿园覆盖率，2023年；2018年为{nj.inclusive_preschool_coverage_2018}。",
                                                           "of kindergarten children in inclusive kindergartens, 2023; "
                                                           "{nj.inclusive_preschool_coverage_2018} in 2018.")),
        Item("nj.alliances", Words("学校联盟；另有城乡学校共同体{nj.communities}，省级领航校{nj.leading_communities}。",
                                   "of schools in alliance; {nj.communities:n} urban–rural communities, "
                                   "{nj.leading_communities:n} provincial leading schools.")),
    ),
    ("slope",),
)  # fmt: skip
SUINING = Panel(
    "510900", Words("遂宁", "Suining"), Words("数说遂宁", "Suining in numbers"), Words("职业教育", "Vocational education"),
    (
        Item("sn.higher_vocational_colleges_now", Words("高职院校（校区）；2021年为{sn.higher_vocational_colleges_2021}。",
                                                        "and campuses of higher vocational education; {sn.higher_vocational_colleges_2021:n} in 2021.")),
        Item("sn.secondary_vocational_students", Words("中职在校生；期间建成新校区{sn.vocational_campuses_built:n}处。",
                                                       "in secondary vocational schools; {sn.vocational_campuses_built:n} new campuses were built.")),
        Item("sn.vocational_students", Words("中职、高职在校生合计。", "in vocational schools and colleges together.")),
        Item("sn.training_bases", Words("与企业合建的生产性实训基地；签约企业{sn.partner_enterprises}。",
                                        "for production training, built with enterprises; {sn.partner_enterprises:n} enterprises under agreement.")),
    ),
    ("squares",),
)  # fmt: skip
LESHAN = Panel(
    "511100", Words("乐山", "Leshan"), Words("数说乐山", "Leshan in numbers"), Words("心理健康与远端课堂", "Wellbeing and remote classrooms"),
    (
        Item("ls.civics_lessons", Words("思政精品课，一校一堂，覆盖各学段。", "in the civics library: one school, one lesson, at every stage.")),
        Item("ls.counselling_rooms", Words("学校设心理辅导室；医院派驻副校长{ls.wellbeing_vice_principals:n}名。",
                                           "with a counselling room; {ls.wellbeing_vice_principals:n} vice-principals seconded from hospitals."),
             Words("所", "schools")),
        Item("ls.order_class_students", Words("{ls.order_classes}企业订单班的中职学生。", "in {ls.order_classes:n} classes ordered by enterprises.")),
        Item("ls.remote_schools_2024", Words("云教联盟远端接收学校，2018年为{ls.remote_schools_2018}。",
                                             "receiving cloud lessons; {ls.remote_schools_2018:n} in 2018.")),
    ),
    ("tiers", "remote"),
)  # fmt: skip
NANCHONG = Panel(
    "511300", Words("南充", "Nanchong"), Words("数说南充", "Nanchong in numbers"), Words("督导、队伍与“双减”", "Inspection, staff and lighter burdens"),
    (
        Item("nc.inspectors", Words("市县两级督学；{nc.supervised_schools}的学校、幼儿园有责任督学挂牌。",
                                    "of the city and the counties; {nc.supervised_schools} of schools and kindergartens have theirs by name.")),
        Item("nc.teachers_recruited", Words("三年招引；年培训教师{nc.training_a_year:w}人次。",
                                            "recruited in three years; {nc.training_a_year:w} trained a year."),
             Words("名", "teachers")),
        Item("nc.courses_after_school", Words("课后特色课程；项目{nc.projects_after_school}、社团{nc.clubs_after_school}。",
                                              "of the after-school service; {nc.projects_after_school:n} projects, {nc.clubs_after_school:n} clubs.")),
        Item("nc.counselling_rooms", Words("学校心理辅导室；县级辅导中心{nc.wellbeing_county_centres}。",
                                           "for counselling in schools; {nc.wellbeing_county_centres:n} county centres.")),
    ),
    ("before_after",),
)  # fmt: skip
PANELS = (NEIJIANG, SUINING, LESHAN, NANCHONG)

# Clauses and sentences: one whose numbers are not all known is left out, so a sheet of one city reads as well as one of four.
DECK: tuple[Words, ...] = (
    Words("南充的学校由{nc.schools_2020:n}所到{nc.schools_now:n}所", "Nanchong went from {nc.schools_2020:n} schools to {nc.schools_now:n}"),
    Words("内江公办园的孩子由{nj.public_preschool_share_2018}到{nj.public_preschool_share_2023}",
          "Neijiang’s children in public kindergartens from {nj.public_preschool_share_2018} to {nj.public_preschool_share_2023}"),
    Words("乐山{ls.remote_schools_2024:n}所远端学校同步上课", "{ls.remote_schools_2024:n} remote schools of Leshan share lessons"),
    Words("遂宁的高职校区由{sn.higher_vocational_colleges_2021:n}所到{sn.higher_vocational_colleges_now:n}所",
          "Suining’s college campuses grew from {sn.higher_vocational_colleges_2021:n} to {sn.higher_vocational_colleges_now:n}"),
)  # fmt: skip
STORY: tuple[tuple[Words, ...], ...] = (
    (
        Words("教育部门各报了一份成绩单，这一版不照抄成绩单：每个数都从登记册里重新数出来——一个奖是一条记录，一次撤并是一个事件，一个学位属于一间教室。",
              "Education bureaus hand in reports; this page does not copy them. Every number is counted anew from the register, where a prize "
              "is a record, a merger an event, and a seat belongs to a room. "),
    ),
    (
        Words("[year]年，[place]10至14岁的孩子平均每岁[ten]，不满1岁的[zero]。",
              "In [year] [place] had [ten] children for each year of age from 10 to 14, and [zero] under one. "),
        Words("内江2018年以来撤并学校和教学点{nj.schools_merged:n}个，同时新增学位{nj.seats_added}；",
              "Neijiang merged {nj.schools_merged:n} schools and teaching points since 2018 and added {nj.seats_added}. "),
        Words("南充四年间学校由{nc.schools_2020:n}所到{nc.schools_now:n}所，同期高校由{nc.universities_2020:n}所到{nc.universities_now:n}所。",
              "In four years Nanchong went from {nc.schools_2020:n} schools to {nc.schools_now:n}, and from {nc.universities_2020:n} "
              "universities to {nc.universities_now:n}. "),
    ),
    (
        Words("职业教育走的是另一个方向。遂宁高职在校生四年间由{sn.higher_vocational_students_2020}到{sn.higher_vocational_students_now}，"
              "中职在校生{sn.secondary_vocational_students}；不足{sn.small_school_threshold:n}人的中职学校，合并了{sn.vocational_schools_merged:n}所。",
              "Vocational education goes the other way. Suining’s college students went from {sn.higher_vocational_students_2020:n} to "
              "{sn.higher_vocational_students_now:n} in four years, beside {sn.secondary_vocational_students:n} in secondary vocational "
              "schools, of which {sn.vocational_schools_merged:n} with under {sn.small_school_threshold:n} students were merged."),
    ),
    (
        Words("见报的[all]个数里，[computed]个能从登记册算出，其中[agreeing]个与见报相符，其余[stated]个是规定或目标。", "Of [all] printed figures, [computed] are computed from "
              "the register, [agreeing] of these agree with print, and [stated] are rules or targets. "),
        Words("数字之间不能都相加，也不能都相比：起止各异，有的是累计，有的是时点；有疑的列在版末。",
              "Not all can be added or compared: some are sums, some counts on a day. The doubtful ones stand below."),
    ),
)  # fmt: skip
# For a city without a page of its own: the first of these that have a value.
COMMON = (
    "students_enrolled", "institutions", "full_time_teachers", "public_kindergarten_enrolment_share", "inclusive_kindergarten_coverage",
    "preschool_gross_enrolment_ratio", "compulsory_consolidation_rate",
)  # fmt: skip
# Figures whose definitions stand at the foot of the sheet, in this order.
DEFINED = (
    "nc.schools_now", "nc.supervised_schools", "nj.public_preschool_share_2023", "nj.compulsory_retention", "nj.seats_added",
    "ls.order_class_students", "nj.students_aided", "nj.inclusive_preschool_coverage_2023",
)  # fmt: skip

# What each drawing is made from: without it there is nothing to draw.
DRAWN_FROM: dict[str, tuple[str, ...]] = {
    "slope": ("nj.public_preschool_share_2018", "nj.public_preschool_share_2023"),
    "squares": (
        "sn.higher_vocational_students_2020",
        "sn.higher_vocational_students_now",
        "sn.secondary_vocational_students",
    ),
    "tiers": ("ls.wellbeing_city_centres", "ls.wellbeing_county_centres", "ls.counselling_rooms"),
    "remote": ("ls.remote_schools_2018", "ls.remote_schools_2024"),
    "before_after": ("nc.schools_2020", "nc.schools_now"),
}
