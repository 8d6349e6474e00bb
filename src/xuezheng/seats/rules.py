"""What kinds of building projects there are, and which programmes pay for them. Pure."""

from typing import Final

PROJECT_KINDS: Final = ("new", "rebuilt", "extended", "new_campus")  # 新建 改建 扩建 新校区
NEW_CAMPUS: Final = "new_campus"

# 项目来源: "" stands for a project outside any programme
PROGRAMMES: Final = (
    "",
    "preschool_plan_13",  # 第三期学前教育行动计划
    "preschool_plan_14",  # “十四五”学前教育发展提升行动计划
    "compulsory_weak_schools",  # 义务教育薄弱环节改善与能力提升
    "county_senior_plan_14",  # “十四五”县域普通高中发展提升行动计划
    "vocational_conditions",  # 职业学校办学条件达标工程
)
