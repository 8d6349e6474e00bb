"""What schools have: network, multimedia rooms, water, toilets, clinic, guards, ramps, equipment up to the norm.

Schools that did not report the item are left out on both sides; where none reported it, the figure is unknown.
"""

from typing import Any

from xuezheng.engine.figures import Expression, Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import (
    COMPULSORY_STAGES,
    SCHOOL_FILTERS,
    both,
    in_stage,
    pupils,
    ratio,
    schools,
    share,
)
from xuezheng.indicators.figures.sources import BALANCED, NATIONAL, OWN, WELLBEING
from xuezheng.registers.tables import ROOMS

BROADBAND_MBPS = 100


def _classrooms(where: Expression | None = None) -> Measure:
    return Measure(ROOMS, lambda t: t.count(), both(lambda t: t.kind == "classroom", where))


def _school_share(
    id: str,
    term: Words,
    which: Words,
    where: Expression,
    *,
    source: Source = NATIONAL,
    among: Expression | None = None,
    **more: Any,
) -> Indicator:
    return share(
        id,
        term,
        Words(f"{which.zh} ÷ 学校数。", f"{which.en} ÷ schools."),
        schools(both(among, where)),
        schools(among),
        source=source,
        direction="higher_better",
        filters=SCHOOL_FILTERS,
        **more,
    )


def _is_basic(t: Any) -> Any:
    return t.has_primary | t.has_junior | t.has_senior


def _equipped(id: str, what: Words, where: Expression) -> Indicator:
    """The share of primary and secondary schools that meet the norm of some equipment."""
    return _school_share(
        id,
        Words(f"{what.zh}达标学校比例", f"Schools meeting the {what.en} norm"),
        Words(f"{what.zh}达标的中小学校数", "Primary and secondary schools meeting the norm"),
        where,
        among=_is_basic,
    )


SENIOR_NETWORK_SHARE = _school_share(
    "senior_network_share",
    Words("普通高中接入互联网比例", "Senior schools on the network"),
    Words("接入互联网的普通高中数", "Senior schools on the network"),
    lambda t: t.has_network,
    source=OWN,
    among=lambda t: t.has_senior,
)
NATIONAL_PLATFORM_SHARE = _school_share(
    "national_platform_share",
    Words("使用国家智慧教育平台学校比例", "Schools using the national smart-education platform"),
    Words("使用国家智慧教育平台的学校数", "Schools using the national platform"),
    lambda t: t.uses_national_platform,
    source=OWN,
)
BROADBAND_SCHOOL_SHARE = _school_share(
    "broadband_school_share",
    Words("接入宽带网络学校比例", "Schools with broadband"),
    Words("出口带宽 100 Mbps 及以上的学校数", "Schools with 100 Mbps or more"),
    lambda t: t.bandwidth_mbps >= BROADBAND_MBPS,
    sdg4="4.a.1",
    uis_code="SCHBSP.WINTERN",
)
WIRELESS_CAMPUS_SHARE = _school_share(
    "wireless_campus_share",
    Words("无线校园网覆盖学校比例", "Schools with campus Wi-Fi"),
    Words("有无线校园网的学校数", "Schools with Wi-Fi"),
    lambda t: t.has_wireless,
)
SCIENCE_LAB_COMPLIANCE = _equipped(
    "science_lab_compliance", Words("理科实验仪器", "science-instrument"), lambda t: t.meets_science_equipment
)
PE_EQUIPMENT_COMPLIANCE = _equipped(
    "pe_equipment_compliance", Words("体育器械配备", "PE-equipment"), lambda t: t.meets_sports_equipment
)
MUSIC_EQUIPMENT_COMPLIANCE = _equipped(
    "music_equipment_compliance", Words("音乐器材配备", "music-equipment"), lambda t: t.meets_music_equipment
)
ART_EQUIPMENT_COMPLIANCE = _equipped(
    "art_equipment_compliance", Words("美术器材配备", "fine-art-equipment"), lambda t: t.meets_art_equipment
)
DRINKING_WATER_SHARE = _school_share(
    "drinking_water_share",
    Words("有安全饮用水的学校比例", "Schools with basic drinking water"),
    Words("有安全饮用水的学校数", "Schools with safe water"),
    lambda t: t.has_safe_water,
    sdg4="4.a.1",
    uis_code="SCHBSP.WWATA",
)
SANITATION_SHARE = _school_share(
    "sanitation_share",
    Words("有卫生厕所的学校比例", "Schools with basic sanitation"),
    Words("有卫生厕所的学校数", "Schools with sanitary toilets"),
    lambda t: t.has_sanitary_toilets,
    sdg4="4.a.1",
    uis_code="SCHBSP.WTOILA",
)
SCHOOL_CLINIC_SHARE = _school_share(
    "school_clinic_share",
    Words("设有卫生室的学校比例", "Schools with a clinic or health room"),
    Words("有卫生室或保健室的学校数", "Schools with a clinic or health room"),
    lambda t: t.has_clinic,
)
ACCESSIBLE_SCHOOL_SHARE = _school_share(
    "accessible_school_share",
    Words("有无障碍设施的学校比例", "Schools adapted for pupils with disabilities"),
    Words("有无障碍设施的学校数", "Schools with adapted infrastructure"),
    lambda t: t.has_access_ramps,
    sdg4="4.a.1",
    uis_code="SCHBSP.WINFSTUDIS",
)
SAFETY_STAFF_SHARE = _school_share(
    "safety_staff_share",
    Words("配备专职安保人员的学校比例", "Schools with full-time security staff"),
    Words("配备专职安保人员的学校数", "Schools with full-time guards"),
    lambda t: t.has_guards,
)
MENTAL_HEALTH_TEACHER_COVERAGE = _school_share(
    "mental_health_teacher_coverage",
    Words("配备心理健康教育教师的学校比例", "Schools with a mental-health teacher"),
    Words(
        "配备专（兼）职心理健康教育教师的中小学校数",
        "Primary and secondary schools with a teacher for mental health",
    ),
    lambda t: t.has_mental_health_teacher,
    source=WELLBEING,
    among=_is_basic,
)
MULTIMEDIA_CLASSROOM_SHARE = share(
    "multimedia_classroom_share",
    Words("网络多媒体教室占比", "Multimedia share of classrooms"),
    Words("网络多媒体教室间数 ÷ 教室间数。", "Networked multimedia classrooms ÷ classrooms."),
    _classrooms(lambda t: t.is_multimedia),
    _classrooms(),
    source=NATIONAL,
    direction="higher_better",
    filters=("stage",),
)
MULTIMEDIA_CLASSROOMS_PER_100 = ratio(
    "multimedia_classrooms_per_100",
    Words("每百名学生拥有网络多媒体教室数", "Networked multimedia classrooms per 100 pupils"),
    Words(
        "义务教育阶段网络多媒体教室间数 ÷ 在校生数 × 100。",
        "Multimedia classrooms of compulsory stages ÷ pupils × 100.",
    ),
    _classrooms(lambda t: t.is_multimedia & t.stage.isin(COMPULSORY_STAGES)),
    pupils(in_stage(*COMPULSORY_STAGES)),
    multiplier=100.0,
    unit="per_100",
    source=BALANCED,
    direction="higher_better",
    filters=("stage",),
    sdg4="4.a.1",
    uis_code="SCHBSP.WCOMPUT",
)

INDICATORS = (
    SENIOR_NETWORK_SHARE,
    NATIONAL_PLATFORM_SHARE,
    BROADBAND_SCHOOL_SHARE,
    WIRELESS_CAMPUS_SHARE,
    SCIENCE_LAB_COMPLIANCE,
    PE_EQUIPMENT_COMPLIANCE,
    MUSIC_EQUIPMENT_COMPLIANCE,
    ART_EQUIPMENT_COMPLIANCE,
    DRINKING_WATER_SHARE,
    SANITATION_SHARE,
    SCHOOL_CLINIC_SHARE,
    ACCESSIBLE_SCHOOL_SHARE,
    SAFETY_STAFF_SHARE,
    MENTAL_HEALTH_TEACHER_COVERAGE,
    MULTIMEDIA_CLASSROOM_SHARE,
    MULTIMEDIA_CLASSROOMS_PER_100,
)
