"""The heads of the workbook's sheets, as schools write them."""

from typing import Final

from xuezheng.timetables.problem.week.asking import ASKED
from xuezheng.timetables.problem.week.asking.kind import UNITS, WEIGHT_WORDS
from xuezheng.timetables.problem.week.shape import KIND_OF

# field → heads, the first of which is written
COURSES: Final[dict[str, tuple[str, ...]]] = {
    "subject": ("科目", "学科", "课程", "subject"), "teachers": ("教师", "任课教师", "老师", "任课老师", "teacher", "teachers"),
    "classes": ("班级", "班别", "行政班", "class", "classes"), "pattern": ("课时", "周课时", "节数", "周节数", "periods", "lessons"),
    "weeks": ("单双周", "周次", "weeks"), "kind": ("时段", "kind"), "together": ("同时", "同时上课", "走班段", "together"),
    "name": ("教学班", "教学班名称", "teaching class"), "room": ("教室", "地点", "room"), "room_kind": ("教室类别", "场地", "room kind"),
    "size": ("人数", "size"),
}  # fmt: skip
CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "name": ("班级", "班别", "class"), "grade": ("年级", "grade"), "size": ("人数", "size"), "room": ("教室", "本班教室", "room"),
}  # fmt: skip
ROOMS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("教室", "room"), "kind": ("类别", "教室类别", "kind"), "seats": ("座位", "座位数", "容量", "seats"),
}  # fmt: skip
RULES: Final[dict[str, tuple[str, ...]]] = {
    "name": ("规则", "rule"), "weight": ("权重", "重要", "weight"), "subjects": ("科目", "subjects"), "classes": ("班级", "classes"),
    "teachers": ("教师", "teachers"), "others": ("另一方", "others"), "times": ("节次", "times"), "number": ("数", "number"),
    "unit": ("单位", "unit"), "note": ("备注", "note"),
}  # fmt: skip
FIXED: Final[dict[str, tuple[str, ...]]] = {
    "kind": ("固定", "fixed"), "name": ("名称", "name"), "times": ("节次", "times"), "classes": ("班级", "classes"),
    "teachers": ("教师", "teachers"), "note": ("备注", "note"),
}  # fmt: skip
SHAPE: Final[dict[str, tuple[str, ...]]] = {
    "item": ("作息", "项目", "item"), "name": ("名称", "name"), "kind": ("时段", "类别", "kind"), "hours": ("起止", "时间", "hours"),
}  # fmt: skip

# part → (sheet's name as written, heads, heads that tell it from the others)
SHEETS: Final[dict[str, tuple[str, dict[str, tuple[str, ...]], tuple[str, ...]]]] = {
    "shape": ("作息", SHAPE, ("item", "name")), "rules": ("规则", RULES, ("name", "weight")), "fixed": ("固定", FIXED, ("kind", "times")),
    "courses": ("任课", COURSES, ("subject", "teachers", "classes")), "rooms": ("教室", ROOMS, ("name", "kind")),
    "classes": ("班级", CLASSES, ("name", "size")),
}  # fmt: skip
LISTS: Final = ("teachers", "classes", "subjects", "others")
WHOLE: Final = ("size", "seats", "number")

RULE_NAMES: Final = {
    **{kind.title.zh: name for name, kind in ASKED.items()},
    **{kind.title.en.lower(): name for name, kind in ASKED.items()},
    **{name: name for name in ASKED},
}
WEIGHTS: Final = {
    **{words.zh: weight for weight, words in WEIGHT_WORDS.items()}, **{weight: weight for weight in WEIGHT_WORDS},
    "": "must", "硬": "must",
}  # fmt: skip
UNIT_NAMES: Final = {**{words.zh: unit for unit, words in UNITS.items()}, **{unit: unit for unit in UNITS}, "": ""}
FIXED_NAMES: Final = {
    "课": "lesson", "固定课": "lesson", "教师": "teacher", "班级": "class", "教室": "room",
    **{one: one for one in ("lesson", "teacher", "class", "room")},
}  # fmt: skip
FIXED_WORDS: Final = {"lesson": "课", "teacher": "教师", "class": "班级", "room": "教室"}
KIND_NAMES: Final = {**KIND_OF, "": "", "正课": "", "休息": "break", "午休": "break", "break": "break"}
ITEMS: Final = {"天": "day", "上课日": "day", "day": "day", "节次": "period", "节": "period", "period": "period",
                "周数": "weeks", "weeks": "weeks", "不排": "closed", "closed": "closed"}  # fmt: skip
CLASS_HEADS: Final = ("班级", "班别", "班", "class", "年级班级")
SUBJECT_HEADS: Final = ("科目", "学科", "课程", "subject")
TEACHER_HEADS: Final = ("教师", "任课教师", "老师", "teacher")
PATTERN_HEADS: Final = ("课时", "周课时", "节数", "周节数", "periods")
