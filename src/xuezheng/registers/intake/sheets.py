"""The sheets of the workbook: one a register, with headings in Chinese and English, kinds, and code lists. Pure."""

from dataclasses import dataclass, field
from typing import Final, Literal

from xuezheng.ground.words import Words
from xuezheng.registers import words as names
from xuezheng.registers.rules import STAGES

CellKind = Literal["text", "code", "person_id", "date", "integer", "number", "boolean", "choice", "school_year", "name"]


@dataclass(frozen=True)
class Field:
    """A column: its key, heading, kind; `choices` maps codes to words; `pattern` is a regular expression of the whole."""

    key: str
    heading: Words
    kind: CellKind = "text"
    is_required: bool = False
    choices: dict[str, Words] = field(default_factory=dict[str, Words])
    pattern: str = ""
    example: str = ""
    least: float | None = None
    most: float | None = None
    aliases: tuple[str, ...] = ()
    longest: int = 0


@dataclass(frozen=True)
class Sheet:
    """A sheet: its key, title, columns, and the columns that tell its rows apart."""

    key: str
    title: Words
    fields: tuple[Field, ...]
    unique: tuple[str, ...]

    def field(self, key: str) -> Field:
        return next(one for one in self.fields if one.key == key)


ETHNICITIES: Final[dict[str, Words]] = {
    code: Words(zh, zh)
    for code, zh in zip(
        (f"{n:02d}" for n in range(1, 57)),
        (
            "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 "
            "佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 "
            "阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 "
            "珞巴族 基诺族"
        ).split(),
        strict=True,
    )
}
ATTAINMENTS: Final[dict[str, Words]] = {
    "11": Words("博士研究生毕业", "Doctorate"),
    "14": Words("硕士研究生毕业", "Master's degree"),
    "21": Words("大学本科毕业", "Bachelor's degree"),
    "31": Words("大学专科毕业", "Junior college"),
    "41": Words("中等专科毕业", "Secondary specialised"),
    "61": Words("普通高中毕业", "Senior secondary"),
    "71": Words("初中毕业", "Junior secondary"),
}
TITLE_WORDS: Final[dict[str, Words]] = {
    "full_senior": Words("正高级", "Full senior"),
    "senior": Words("副高级", "Senior"),
    "middle": Words("中级", "Middle"),
    "junior": Words("助理级", "Junior"),
    "assistant": Words("员级", "Assistant"),
}
START_WORDS: Final[dict[str, Words]] = {
    "admitted": Words("入学", "Admitted"),
    "transferred": Words("转入", "Transferred"),
    "returned": Words("复学", "Returned"),
}
END_WORDS: Final[dict[str, Words]] = {
    "graduated": Words("毕业", "Graduated"),
    "transferred": Words("转出", "Transferred"),
    "left": Words("离校", "Left"),
    "died": Words("死亡", "Died"),
}
HIRE_WORDS: Final[dict[str, Words]] = {
    "recruited": Words("招聘", "Recruited"),
    "transferred": Words("调入", "Transferred"),
    "returned": Words("返岗", "Returned"),
    "rotated": Words("交流轮岗", "Rotated"),
}
STAGES_CHOICE: Final = {code: names.STAGE_WORDS[code] for code in STAGES}
SCHOOL: Final = Field(
    "institution_code",
    Words("学校标识码", "School code"),
    "code",
    True,
    pattern=r"\d{10}",
    example="2151000001",
    aliases=("标识码", "学校代码", "机构代码"),
)
YEAR: Final = Field(
    "school_year", Words("学年", "School year"), "school_year", True, example="2024—2025", aliases=("年度",)
)
STAGE: Final = Field("stage", Words("学段", "Stage"), "choice", True, STAGES_CHOICE)
STARTED: Final = Field(
    "started_on", Words("起始日期", "From"), "date", True, example="2024-09-01", aliases=("开始日期",)
)
ENDED: Final = Field("ended_on", Words("终止日期", "Until"), "date", aliases=("结束日期",))


def count(key: str, zh: str, en: str, *, required: bool = False, most: int = 32000) -> Field:
    """A column of whole numbers, not negative."""
    return Field(key, Words(zh, en), "integer", required, least=0, most=most)


def amount(key: str, zh: str, en: str) -> Field:
    """A column of numbers, not negative."""
    return Field(key, Words(zh, en), "number", least=0)


def flag(key: str, zh: str, en: str) -> Field:
    """A column of yes and no."""
    return Field(key, Words(zh, en), "boolean")
