"""Heads of columns in the exam office's files: each column's name, and what else it may be called."""

from collections.abc import Mapping
from typing import Final

PERSON: Final = ("candidate", "candidate_id", "candidate_number", "id", "报名号", "考号", "考生号", "准考证号")
CANDIDATES: Final[Mapping[str, tuple[str, ...]]] = {
    "number": PERSON,
    "name": ("姓名",),
    "sex": ("性别",),
    "school": ("毕业学校", "学校", "报名学校", "school_code"),
    "school_code": ("学校代码",),
    "class": ("班", "班级"),
    "area": ("考区", "区县", "县区"),
    "group": ("科类", "组别", "外语语种"),
    "need": ("特殊需要", "合理便利"),
    "site": ("考点",),
    "sessions": ("科目", "场次"),
}
ROOMS: Final[Mapping[str, tuple[str, ...]]] = {
    "site": ("考点",),
    "site_name": ("考点名称",),
    "room": ("room_id", "number", "考场", "考场号"),
    "seats": ("seat_count", "capacity", "座位数"),
    "columns": ("layout", "布局", "各列座位"),
    "area": ("考区", "区县", "县区"),
    "kind": ("类别", "类型"),
    "longitude": ("lon", "经度"),
    "latitude": ("lat", "纬度"),
}
STAFF: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("staff", "工号", "编号"),
    "name": ("姓名",),
    "school": ("学校", "单位"),
    "subject": ("任教学科", "学科"),
    "area": ("考区", "区县", "县区"),
    "longitude": ("lon", "经度"),
    "latitude": ("lat", "纬度"),
    "absent": ("不能到场", "缺勤场次"),
}
RELATIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "staff": ("工号", "监考员"),
    "candidate": ("报名号", "考号"),
    "other_staff": ("另一监考员",),
}
PUPILS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("学籍号", "编号"),
    "name": ("姓名",),
    "sex": ("性别",),
    "score": ("成绩", "总分"),
    "together": ("同班", "多胞胎"),
}
APPLICANTS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": PERSON,
    "name": ("姓名",),
    "school": ("毕业学校", "初中学校", "学校"),
    "area": ("区县", "县区", "户籍"),
}
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "number": PERSON,
    "batch": ("批次",),
    "place": ("order", "rank", "preference", "志愿序号", "志愿"),
    "wanted": ("school", "programme", "choice", "志愿学校", "院校", "学校"),
}
WIDE_CHOICE: Final = r"^(?:choice|preference|pref|志愿)[^0-9]*([0-9]+)$"  # a column for each choice
TOTALS: Final = ("total", "score", "总分", "composite")
PROGRAMMES: Final[Mapping[str, tuple[str, ...]]] = {
    "programme": ("code", "id", "代码", "招生代码"),
    "school": ("学校", "招生学校"),
    "name": ("名称",),
    "batch": ("批次",),
    "kind": ("类别", "类型"),
    "seats": ("capacity", "quota", "计划数", "招生计划"),
    "for_school": ("指标学校", "初中学校"),
    "for_area": ("定向区县", "面向区县"),
    "order": ("排序", "录取依据"),
    "least": ("最低控制线", "最低分"),
}
PAPERS: Final[Mapping[str, tuple[str, ...]]] = {
    "paper": ("subject", "科目", "试卷"),
    "question": ("题号",),
    "full": ("满分",),
    "counts": ("计入", "计入总分"),
    "threshold": ("误差阈值", "阈值"),
    "step": ("给分间隔",),
    "double": ("双评",),
    "on": ("日期",),
    "begins": ("开始", "开始时间"),
    "ends": ("结束", "结束时间"),
}
MARKS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": PERSON,
    "paper": ("subject", "科目", "试卷"),
    "question": ("题号",),
    "first": ("mark", "一评", "得分"),
    "second": ("二评",),
    "third": ("三评",),
    "leader": ("仲裁", "终评"),
}
SITTERS: Final[Mapping[str, tuple[str, ...]]] = {"number": PERSON, "name": ("姓名",), "school": ("毕业学校", "学校")}
APPEALS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": PERSON,
    "paper": ("subject", "科目", "试卷"),
    "before": ("原分",),
    "after": ("改后", "复核分"),
    "reason": ("理由", "原因"),
    "decided_by": ("决定人",),
}
APPEAL_REASONS: Final[Mapping[str, str]] = {
    "sum": "sum", "合分": "sum", "missed_answer": "missed_answer", "漏评": "missed_answer", "wrong_entry": "wrong_entry",
    "登分": "wrong_entry", "upheld": "upheld", "维持": "upheld",
}  # fmt: skip
YES: Final = frozenset({"1", "yes", "true", "是", "双评"})
PROGRAMME_KINDS: Final[Mapping[str, str]] = {
    "": "open", "open": "open", "统招": "open", "quota": "quota", "指标到校": "quota", "directed": "directed", "定向": "directed",
    "special": "special", "特长": "special", "特色": "special", "supplement": "supplement", "补录": "supplement", "征集": "supplement",
}  # fmt: skip
KINDS: Final[Mapping[str, str]] = {
    "": "ordinary", "ordinary": "ordinary", "普通": "ordinary", "special": "special", "特殊": "special", "spare": "spare",
    "备用": "spare",
}  # fmt: skip
FRONT: Final = frozenset({"front", "前排"})
