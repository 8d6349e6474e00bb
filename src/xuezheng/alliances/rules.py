"""Kinds of groups and partnerships, roles in them. Pure."""

from collections.abc import Mapping
from typing import Final

from xuezheng.ground.words import Words

ALLIANCE_KINDS: Final[Mapping[str, Words]] = {
    "school_alliance": Words("学校联盟", "School alliance"),
    "community": Words("城乡学校共同体", "Urban–rural school community"),
    "kindergarten_alliance": Words("校际幼儿园联盟", "Kindergarten alliance"),
    "group": Words("集团化办学（领办）", "Group led by a strong school"),
}
PAIRINGS: Final[Mapping[str, Words]] = {
    "strong_weak": Words("强校与薄弱校", "Strong with weak"),
    "urban_town": Words("城区与乡镇", "Urban with town"),
    "town_village": Words("乡镇与村", "Town with village"),
    "same_level": Words("校际互助", "Among equals"),
}
ROLES: Final[Mapping[str, Words]] = {
    "lead": Words("牵头校", "Lead"),
    "member": Words("成员校", "Member"),
}
LEVELS: Final[Mapping[str, Words]] = {
    "provincial": Words("省级", "Provincial"),
    "city": Words("市级", "City"),
}
PARTNERSHIP_KINDS: Final[Mapping[str, Words]] = {
    "university_kindergarten": Words("高校与幼儿园合作", "University with kindergarten"),
    "shared_curriculum": Words("与名校共享师资与课程", "Teachers and courses shared with a strong school"),
    "paired_vocational": Words("东西部职业院校结对", "Vocational schools of two regions in pairs"),
}
MODES: Final[Mapping[str, Words]] = {
    "dual_teacher": Words("双师课堂", "Dual-teacher classes"),
    "shared_courses": Words("共享师资与课程", "Shared teachers and courses"),
    "practice": Words("实习实践与教研", "Practice and research"),
    "order_classes": Words("订单培养与师资互派", "Order classes and exchange of teachers"),
}
PARTNER_KINDS: Final[Mapping[str, Words]] = {
    "university": Words("高等学校", "University or college"),
    "school": Words("中小学", "School"),
    "vocational_school": Words("职业院校", "Vocational school"),
    "organisation": Words("其他单位", "Other organisation"),
}
