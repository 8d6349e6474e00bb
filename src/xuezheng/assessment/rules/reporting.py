"""Reports of a test: who reads what, from how many pupils on, and what may and may not be said. Pure."""

from dataclasses import dataclass
from typing import Final

from xuezheng.ground.words import Words

LEAST_GROUP = 10  # pupils; fewer are withheld, so that no child can be told from a mean
LEAST_SCHOOL = 20  # for what a school adds
BANDS: Final[tuple[tuple[str, float, Words], ...]] = (
    ("1", float("-inf"), Words("水平一", "Level 1")), ("2", 400.0, Words("水平二", "Level 2")),
    ("3", 500.0, Words("水平三", "Level 3")), ("4", 600.0, Words("水平四", "Level 4")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sayings:
    """What may be said of a report's figures, and what not."""

    may: tuple[Words, ...]
    may_not: tuple[Words, ...]


_MEAN = Words(
    "平均水平与区间：区间不重叠，才说有差别。", "Means with intervals: a difference only where intervals part."
)
_TREND = Words(
    "同一量尺上的变化，误差已含链接误差。", "Changes on the one scale; the linking error is in the interval."
)
_NO_RANK = Words("不给学校、班级或学生排名。", "No ranking of schools, classes or pupils.")
_NO_PERSON = Words("不推断任何一名学生。", "Nothing about any one pupil.")
_NO_CAUSE = Words(
    "不说某项做法“导致”了结果：监测不是实验。", "Nothing was shown to cause a result: monitoring is no experiment."
)

SAYINGS: Final[dict[str, Sayings]] = {
    "pupil": Sayings(
        (Words("这名学生这次在量尺上的位置与误差范围。", "Where this pupil stood on the scale this time, within the error."),
         Words("哪些领域答得比预期好或差，供下一步学习参考。", "Which domains went better or worse than expected, for learning on.")),
        (_NO_RANK, Words("不作升学、编班或奖惩的依据。", "No ground for admission, classes, praise or blame."),
         Words("一次测验不说明“能力”定型。", "One test does not settle what a child can do.")),
    ),
    "class": Sayings(
        (Words("全班各水平的人数与各题的得分率，用于改进教学。", "Pupils by level and shares by item, to teach better."),),
        (_NO_RANK, Words("不用来考核任课教师：一个班一次测验的误差太大。", "No appraisal of teachers: one class and one test err too much."), _NO_PERSON),
    ),
    "school": Sayings(
        (_MEAN, _TREND, Words("学校增值：与生源相近的学校相比多或少了多少。", "What the school adds beside schools of like intake.")),
        (_NO_RANK, _NO_CAUSE, _NO_PERSON),
    ),
    "county": Sayings(
        (_MEAN, _TREND, Words("城乡、性别等群体间的差距。", "Gaps between groups such as town and village.")),
        (Words("不公布学校名次，不把平均分当作学校质量。", "No order of schools, and no mean taken for a school's quality."), _NO_CAUSE, _NO_PERSON),
    ),
    "city": Sayings(
        (_MEAN, _TREND, Words("各县区的水平与差距，连同误差。", "Levels and gaps of counties, with their errors.")),
        (Words("不给县区排名；少于规定人数的不列。", "No ranking of counties; small groups are left out."), _NO_CAUSE),
    ),
}  # fmt: skip


def band(score: float) -> str:
    """The level of a score on the reporting scale."""
    return [name for name, least, _ in BANDS if score >= least][-1]


def is_small(count: int) -> bool:
    return count < LEAST_GROUP
