"""The words of the registers' codes in both languages (GB/T 33782 table 4; our own for the rest)."""

from typing import Final

from xuezheng.ground.words import Words

TYPE_WORDS: Final[dict[str, Words]] = {
    "111": Words("幼儿园", "Kindergarten"),
    "119": Words("附设幼儿班", "Attached kindergarten class"),
    "211": Words("小学", "Primary school"),
    "218": Words("小学教学点", "Primary teaching point"),
    "219": Words("附设小学班", "Attached primary class"),
    "311": Words("初级中学", "Junior secondary school"),
    "312": Words("九年一贯制学校", "Nine-year school"),
    "319": Words("附设普通初中班", "Attached junior secondary class"),
    "341": Words("完全中学", "Complete secondary school"),
    "342": Words("高级中学", "Senior secondary school"),
    "345": Words("十二年一贯制学校", "Twelve-year school"),
    "361": Words("中等职业学校", "Secondary vocational school"),
    "362": Words("中等技术学校", "Secondary technical school"),
    "365": Words("职业高中", "Vocational senior school"),
    "366": Words("技工学校", "Skilled workers school"),
    "514": Words("特殊教育学校", "Special education school"),
    "411": Words("普通本科院校", "University"),
    "414": Words("高等职业院校", "Higher vocational college"),
}

STAGE_WORDS: Final[dict[str, Words]] = {
    "preschool": Words("学前", "Preschool"),
    "primary": Words("小学", "Primary"),
    "junior": Words("初中", "Junior secondary"),
    "senior": Words("普通高中", "Senior secondary"),
    "vocational": Words("中职", "Secondary vocational"),
    "special": Words("特殊教育", "Special education"),
    "higher_vocational": Words("高职", "Higher vocational"),
    "higher": Words("本科", "Higher"),
}

SUCCESSION_WORDS: Final[dict[str, Words]] = {
    "opened": Words("设立", "Opened"),
    "renamed": Words("更名", "Renamed"),
    "merged": Words("合并", "Merged"),
    "split": Words("分设", "Split"),
    "closed": Words("撤销", "Closed"),
    "converted": Words("转设", "Turned into"),
    "handed_over": Words("移交", "Handed over"),
    "extended": Words("扩建", "Grown"),
}

SIDE_WORDS: Final[dict[str, Words]] = {
    "before": Words("此前", "before"),
    "after": Words("此后", "after"),
}

GROUP_WORDS: Final[dict[str, Words]] = {
    "urban": Words("城区", "Urban"),
    "town": Words("镇区", "Town"),
    "rural": Words("乡村", "Rural"),
}

ORGANISER_WORDS: Final[dict[str, Words]] = {
    "811": Words("省级教育部门", "Provincial education department"),
    "812": Words("省级其他部门", "Other provincial department"),
    "821": Words("地级教育部门", "City education department"),
    "822": Words("地级其他部门", "Other city department"),
    "831": Words("县级教育部门", "County education department"),
    "832": Words("县级其他部门", "Other county department"),
    "891": Words("地方企业", "Local enterprise"),
    "999": Words("民办", "Private"),
}

ROOM_WORDS: Final[dict[str, Words]] = {
    "classroom": Words("普通教室", "Classroom"),
    "laboratory": Words("实验室", "Laboratory"),
    "computer": Words("计算机教室", "Computer room"),
    "music": Words("音乐教室", "Music room"),
    "art": Words("美术教室", "Art room"),
    "library": Words("图书室", "Library"),
    "sports": Words("室内体育用房", "Indoor sports room"),
    "counselling": Words("心理辅导室", "Counselling room"),
    "workshop": Words("实训车间", "Workshop"),
    "dormitory": Words("宿舍", "Dormitory"),
    "office": Words("办公室", "Office"),
}

POST_WORDS: Final[dict[str, Words]] = {
    "principal": Words("校长", "Principal"),
    "teacher": Words("教师", "Teacher"),
    "administrator": Words("行政人员", "Administrator"),
    "support": Words("教辅人员", "Support staff"),
    "worker": Words("工勤人员", "Worker"),
}

GRADE_WORDS: Final[dict[str, Words]] = {
    "01": Words("托班", "Nursery class"),
    "02": Words("小班", "Lower class"),
    "03": Words("中班", "Middle class"),
    "04": Words("大班", "Upper class"),
    **{f"1{n}": Words(f"小学{zh}年级", f"Grade {n}") for n, zh in enumerate("一二三四五六", 1)},
    **{f"2{n}": Words(f"初中{zh}年级", f"Grade {n + 6}") for n, zh in enumerate("一二三四", 1)},
    **{f"3{n}": Words(f"高中{zh}年级", f"Senior {n}") for n, zh in enumerate("一二三", 1)},
    **{f"4{n}": Words(f"中职{zh}年级", f"Vocational {n}") for n, zh in enumerate("一二三", 1)},
    **{f"5{n}": Words(f"高职{zh}年级", f"College {n}") for n, zh in enumerate("一二三", 1)},
    **{f"6{n}": Words(f"本科{zh}年级", f"University {n}") for n, zh in enumerate("一二三四", 1)},
}


WAY_OUT_WORDS: Final[dict[str, Words]] = {
    "left": Words("退学", "Left"),
    "suspended": Words("休学", "Away for a while"),
    "graduated": Words("毕业", "Graduated"),
    "died": Words("死亡", "Died"),
}

WAY_IN_WORDS: Final[dict[str, Words]] = {
    "admitted": Words("入学", "Admitted"),
    "transferred": Words("转入", "Transferred"),
    "returned": Words("复学", "Returned"),
    "repeated": Words("留级", "Repeats"),
    "merged": Words("学校合并", "School merged"),
}

END_WORDS: Final[dict[str, Words]] = WAY_OUT_WORDS | {
    "transferred": Words("转出", "Transferred"),
    "repeated": Words("留级", "Repeats"),
    "merged": Words("学校合并", "School merged"),
    "": Words("", ""),
}

LIFE_WORDS: Final[dict[str, Words]] = WAY_OUT_WORDS | {
    "admitted": Words("入学", "Admitted"),
    "returned": Words("复学", "Returned"),
    "repeated": Words("留级", "Repeats"),
    "transferred": Words("转学", "Transferred"),
    "promoted": Words("升级", "Promoted"),
    "united": Words("合并登记", "Records made one"),
    "told_apart": Words("确认是两人", "Told apart"),
    "post_begun": Words("任职", "Post begun"),
    "post_ended": Words("离岗", "Post ended"),
    "post_moved": Words("调动", "Moved"),
}

ACT_WORDS: Final[dict[str, Words]] = {
    "admit": Words("入学", "Admit"),
    "transfer": Words("转学", "Transfer"),
    "leave": Words("离校", "Leave"),
    "return": Words("复学", "Return"),
    "repeat": Words("留级", "Repeat"),
    "graduate": Words("毕业", "Graduate"),
}

POST_START_WORDS: Final[dict[str, Words]] = {
    "recruited": Words("招聘", "Recruited"),
    "transferred": Words("调入", "Moved here"),
    "returned": Words("返岗", "Came back"),
    "rotated": Words("交流轮岗", "Rotated"),
    "merged": Words("学校合并", "School merged"),
    "": Words("", ""),
}

POST_END_WORDS: Final[dict[str, Words]] = {
    "retired": Words("退休", "Retired"),
    "left": Words("离职", "Left"),
    "died": Words("死亡", "Died"),
    "transferred": Words("调出", "Moved away"),
    "rotated": Words("交流轮岗", "Rotated"),
    "merged": Words("学校合并", "School merged"),
    "": Words("", ""),
}

TRANSFER_WORDS: Final[dict[str, Words]] = {
    "asked": Words("等待答复", "waiting"),
    "confirmed": Words("已同意", "agreed"),
    "refused": Words("不同意", "refused"),
    "withdrawn": Words("已撤回", "taken back"),
}


def named(words: dict[str, Words], code: str) -> Words:
    """The words of a code, or the code itself where it has none."""
    return words.get(code, Words(code, code))


ATTAINMENT_WORDS: Final[dict[str, Words]] = {
    "none": Words("未上过学", "No schooling"),
    "primary": Words("小学", "Primary"),
    "junior": Words("初中", "Junior secondary"),
    "senior": Words("高中阶段", "Senior secondary"),
    "tertiary": Words("大学专科及以上", "Tertiary"),
}

PLACEMENT_WORDS: Final[dict[str, Words]] = {
    "special_school": Words("特殊教育学校", "Special school"),
    "regular_class": Words("普通学校随班就读", "Regular class"),
    "attached_class": Words("普通学校附设特教班", "Special class of a regular school"),
    "home": Words("送教上门", "Taught at home"),
    "none": Words("未安置", "Not placed"),
}
