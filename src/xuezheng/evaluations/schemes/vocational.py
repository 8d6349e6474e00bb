"""中等职业学校办学条件: the nine key conditions of 2022 and more of the standard of 2010, school by school."""

from xuezheng.evaluations.schemes.item import Group, Item, Scheme
from xuezheng.ground.words import Words

V = "vocational"
# condition → (words, key condition of 2022)
CONDITIONS: dict[str, tuple[Words, bool]] = {
    "site_area": (Words("校园占地面积", "Site area"), True),
    "site_area_per_student": (Words("生均用地面积", "Site area per student"), True),
    "building_area": (Words("校舍建筑面积", "Building area"), True),
    "building_area_per_student": (Words("生均校舍建筑面积", "Building area per student"), True),
    "teachers": (Words("专任教师数", "Full-time teachers"), True),
    "students_per_teacher": (Words("师生比（1比）", "Students for each teacher"), True),
    "equipment": (Words("仪器设备总值", "Value of equipment"), True),
    "equipment_per_student": (Words("生均仪器设备值", "Value of equipment per student"), True),
    "books_per_student": (Words("生均图书", "Books per student"), True),
    "enrolment": (Words("在校生数", "Students"), False),
    "senior_titles": (Words("高级职务教师比例", "Teachers with a senior title"), False),
    "double_qualified": (Words("双师型教师占专业教师比例", "Double-qualified among specialised teachers"), False),
    "computers_per_100": (Words("每百生计算机", "Computers per 100 students"), False),
}
SCHEME = Scheme(
    V,
    Words("中职办学条件", "Secondary vocational conditions"),
    Words("教职成〔2022〕5号；教职成〔2010〕12号", "2022 no. 5; standard of 2010 no. 12"),
    2023,  # the target is of November 2022
    (Group("vocational", Words("中等职业学校", "Secondary vocational")),),
    (
        Item(f"{V}.schools_meeting", "1", "vocational", Words("九项重点条件全部达标的学校比例", "Schools that meet all nine key conditions"), "register", "vocational.schools_meeting"),
    ),
)  # fmt: skip
