"""Who is at school: gross enrolment ratios and the make-up of enrolment."""

from typing import Any

from xuezheng.engine.figures import Indicator, Measure
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import (
    AREAS,
    COMPULSORY_STAGES,
    SENIOR_STAGES,
    in_stage,
    pupils,
    residents,
    share,
)
from xuezheng.indicators.figures.sources import NATIONAL, NATIONAL_DERIVED, NATIONAL_SEEN, PRESCHOOL
from xuezheng.registers.tables import CLASSES


def _gross_ratio(
    id: str, term: Words, definition: Words, stages: tuple[str, ...], ages: tuple[int, int], **more: Any
) -> Indicator:
    return share(id, term, definition, pupils(in_stage(*stages)), residents(*ages), levels=AREAS, **more)


PRESCHOOL_GROSS_ENROLMENT_RATIO = _gross_ratio(
    "preschool_gross_enrolment_ratio",
    Words("学前三年毛入园率", "Gross enrolment ratio, pre-primary (three years)"),
    Words(
        "在园（班）幼儿数（不论年龄）÷ 3—5 岁常住人口数。",
        "Children in kindergartens and attached classes, of any age ÷ residents aged 3 to 5.",
    ),
    ("preschool",),
    (3, 5),
    uis_code="GER.02",
    source=PRESCHOOL,
    direction="higher_better",
    sdg4="4.2.4",
)
PRIMARY_GROSS_ENROLMENT_RATIO = _gross_ratio(
    "primary_gross_enrolment_ratio",
    Words("小学毛入学率", "Gross enrolment ratio, primary"),
    Words("小学在校生数（不论年龄）÷ 6—11 岁常住人口数。", "Primary pupils of any age ÷ residents aged 6 to 11."),
    ("primary",),
    (6, 11),
    uis_code="GER.1",
    source=NATIONAL,
)
JUNIOR_GROSS_ENROLMENT_RATIO = _gross_ratio(
    "junior_gross_enrolment_ratio",
    Words("初中阶段毛入学率", "Gross enrolment ratio, junior secondary"),
    Words("初中在校生数（不论年龄）÷ 12—14 岁常住人口数。", "Junior pupils of any age ÷ residents aged 12 to 14."),
    ("junior",),
    (12, 14),
    uis_code="GER.2",
    source=NATIONAL,
)
SENIOR_GROSS_ENROLMENT_RATIO = _gross_ratio(
    "senior_gross_enrolment_ratio",
    Words("高中阶段毛入学率", "Gross enrolment ratio, senior secondary stage"),
    Words(
        "普通高中与中等职业学校在校生数 ÷ 15—17 岁常住人口数。",
        "Pupils of general senior and secondary vocational schools ÷ residents aged 15 to 17.",
    ),
    SENIOR_STAGES,
    (15, 17),
    uis_code="GER.3",
    source=NATIONAL_SEEN,
    direction="higher_better",
    sdg4="4.1",
)
PRESCHOOL_ONE_YEAR_BEFORE = share(
    "preschool_one_year_before_primary_rate",
    Words("学前一年毛入园率", "Participation one year before primary entry"),
    Words("大班在园幼儿数 ÷ 5 岁常住人口数。", "Children in the last kindergarten year ÷ residents aged 5."),
    pupils(lambda t: (t.stage == "preschool") & (t.grade == "04")),
    residents(5, 5),
    source=NATIONAL,
    levels=AREAS,
    direction="higher_better",
    uis_code="NERA.AGM1.CP",
    sdg4="4.2.2",
)
PUBLIC_KINDERGARTEN_ENROLMENT_SHARE = share(
    "public_kindergarten_enrolment_share",
    Words("公办园在园幼儿占比", "Share of children in public kindergartens"),
    Words("公办园在园幼儿数 ÷ 全部在园幼儿数。", "Children in public kindergartens ÷ all children in kindergartens."),
    numerator=pupils(lambda t: (t.stage == "preschool") & ~t.is_private),
    denominator=pupils(in_stage("preschool")),
    source=PRESCHOOL,
    direction="higher_better",
)
INCLUSIVE_KINDERGARTEN_COVERAGE = share(
    "inclusive_kindergarten_coverage",
    Words("普惠性幼儿园覆盖率", "Inclusive kindergarten coverage"),
    Words(
        "公办园与普惠性民办园在园幼儿数 ÷ 全部在园幼儿数。",
        "Children in public and in recognised inclusive private kindergartens ÷ all children in kindergartens.",
    ),
    numerator=pupils(lambda t: (t.stage == "preschool") & (~t.is_private | t.is_inclusive)),
    denominator=pupils(in_stage("preschool")),
    source=PRESCHOOL,
    direction="higher_better",
)
VOCATIONAL_SHARE_OF_SENIOR = share(
    "vocational_share_of_senior",
    Words("中等职业教育占高中阶段在校生比例", "Vocational share of senior secondary enrolment"),
    Words(
        "中职在校生数 ÷ 高中阶段在校生数。",
        "Secondary vocational pupils ÷ all pupils of the senior secondary stage.",
    ),
    numerator=pupils(in_stage("vocational")),
    denominator=pupils(in_stage(*SENIOR_STAGES)),
    source=NATIONAL,
    sdg4="4.3.3",
)
PRIVATE_ENROLMENT_SHARE = share(
    "private_enrolment_share",
    Words("民办学校在校生占比", "Share of enrolment in private schools"),
    Words("民办学校在校生数 ÷ 全部在校生数。", "Pupils of private schools ÷ all pupils."),
    numerator=pupils(lambda t: t.is_private),
    denominator=pupils(),
    source=NATIONAL,
    uis_code="PRP.1",
    filters=("stage", "area_group"),
)
COMPULSORY_PRIVATE_ENROLMENT_SHARE = share(
    "compulsory_private_enrolment_share",
    Words("义务教育阶段民办在校生占比", "Private share of compulsory enrolment"),
    Words(
        "义务教育阶段民办学校在校生数（未扣除政府购买学位）÷ 义务教育阶段在校生数。",
        "Compulsory pupils of private schools (places bought by government not deducted) ÷ all compulsory pupils.",
    ),
    numerator=pupils(lambda t: t.is_private & t.stage.isin(COMPULSORY_STAGES)),
    denominator=pupils(in_stage(*COMPULSORY_STAGES)),
    source=NATIONAL,
)
PRIMARY_ENTRY_WITH_PRESCHOOL_SHARE = share(
    "primary_entry_with_preschool_share",
    Words("小学新生接受过学前教育的比例", "New primary entrants with pre-primary experience"),
    Words(
        "受过学前教育的一年级新生数 ÷ 一年级新生数。",
        "Grade-one entrants with a year or more of preschool ÷ grade-one entrants.",
    ),
    numerator=Measure(CLASSES, lambda t: t.entrant_with_preschool_count.sum(), in_stage("primary")),
    denominator=Measure(CLASSES, lambda t: t.entrant_count.sum(), in_stage("primary")),
    source=NATIONAL_DERIVED,
    direction="higher_better",
)


def _group_share(id: str, term: Words, column: str, who: Words, **more: Any) -> Indicator:
    stages = more.pop("stages", None)
    where = in_stage(*stages) if stages else None
    return share(
        id,
        term,
        Words(f"{who.zh} ÷ 在校生数。", f"{who.en} ÷ all pupils."),
        numerator=Measure(CLASSES, lambda t: t[column].sum(), where),
        denominator=pupils(where),
        source=NATIONAL,
        filters=("stage", "area_group", "is_private"),
        **more,
    )


GROUP_SHARES = (
    _group_share(
        "girls_share", Words("女生占在校生比例", "Female share of enrolment"), "girl_count", Words("女生数", "Girls")
    ),
    _group_share(
        "minority_pupil_share",
        Words("少数民族学生占比", "Ethnic-minority share"),
        "minority_count",
        Words("少数民族学生数", "Minority pupils"),
    ),
    _group_share(
        "boarder_share", Words("寄宿生占比", "Boarder share"), "boarder_count", Words("寄宿生数", "Boarding pupils")
    ),
    _group_share(
        "migrant_children_share",
        Words("进城务工人员随迁子女占比", "Share of migrant workers' children"),
        "migrant_count",
        Words("义务教育阶段随迁子女数", "Migrant workers' children in compulsory classes"),
        stages=COMPULSORY_STAGES,
    ),
    _group_share(
        "left_behind_children_share",
        Words("农村留守儿童占比", "Share of left-behind children"),
        "left_behind_count",
        Words("义务教育阶段留守儿童数", "Left-behind children in compulsory classes"),
        stages=COMPULSORY_STAGES,
    ),
)
MIGRANT_CHILDREN_PUBLIC_RATE = share(
    "migrant_children_public_rate",
    Words("随迁子女在公办学校就读比例", "Migrant workers' children in public schools"),
    Words(
        "公办学校中的义务教育随迁子女数（未含政府购买学位）÷ 义务教育随迁子女数。",
        "Migrant workers' children in public compulsory classes (bought places not counted) ÷ all of them.",
    ),
    numerator=Measure(
        CLASSES, lambda t: t.migrant_count.sum(), lambda t: t.stage.isin(COMPULSORY_STAGES) & ~t.is_private
    ),
    denominator=Measure(CLASSES, lambda t: t.migrant_count.sum(), in_stage(*COMPULSORY_STAGES)),
    source=NATIONAL,
    direction="higher_better",
)

INDICATORS = (
    PRESCHOOL_GROSS_ENROLMENT_RATIO,
    PRIMARY_GROSS_ENROLMENT_RATIO,
    JUNIOR_GROSS_ENROLMENT_RATIO,
    SENIOR_GROSS_ENROLMENT_RATIO,
    PRESCHOOL_ONE_YEAR_BEFORE,
    PUBLIC_KINDERGARTEN_ENROLMENT_SHARE,
    INCLUSIVE_KINDERGARTEN_COVERAGE,
    VOCATIONAL_SHARE_OF_SENIOR,
    PRIVATE_ENROLMENT_SHARE,
    COMPULSORY_PRIVATE_ENROLMENT_SHARE,
    PRIMARY_ENTRY_WITH_PRESCHOOL_SHARE,
    *GROUP_SHARES,
    MIGRANT_CHILDREN_PUBLIC_RATE,
)
