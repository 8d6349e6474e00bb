"""What honours there are: titles, levels, fields, prizes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from xuezheng.ground.words import Words

Holder = Literal["institution", "programme", "site"]

LEVELS: Final[Mapping[str, Words]] = {
    "international": Words("国际", "International"),
    "national": Words("国家级", "National"),
    "provincial": Words("省级", "Provincial"),
    "city": Words("市级", "City"),
    "county": Words("县级", "County"),
}


@dataclass(frozen=True, slots=True)
class Title:
    """A title that can be held: what it is called, by whom, and at which levels it is given."""

    words: Words
    levels: tuple[str, ...]
    holders: tuple[Holder, ...] = ("institution",)
    grades: tuple[str, ...] = ("",)


TITLES: Final[Mapping[str, Title]] = {
    "model_kindergarten": Title(Words("示范性幼儿园", "Model kindergarten"), ("provincial", "city", "county")),
    "model_senior": Title(
        Words("示范性普通高中", "Model senior school"), ("provincial", "city"), grades=("first", "second")
    ),
    "sports_feature": Title(Words("体育运动特色学校", "Sports-feature school"), ("national", "provincial")),
    "heritage_culture": Title(Words("中华优秀传统文化传承学校", "Heritage-culture school"), ("national", "provincial")),
    "art_feature": Title(Words("艺术教育特色学校", "Art-feature school"), ("provincial", "city")),
    "labour_pilot": Title(Words("劳动教育实验学校", "Labour-education pilot school"), ("provincial", "city")),
    "science_pilot": Title(Words("科学教育实验学校", "Science-education pilot school"), ("national", "provincial")),
    "unity_base": Title(
        Words("铸牢中华民族共同体意识教育实践基地", "Ethnic-unity education base"),
        ("national", "provincial", "city"),
        ("institution", "site"),
    ),
    "study_base": Title(
        Words("研学实践教育基地（营地）", "Study-trip base or camp"),
        ("national", "provincial", "city"),
        ("institution", "site"),
        ("base", "camp"),
    ),
    "model_vocational": Title(Words("示范中等职业学校", "Model vocational school"), ("national", "provincial")),
    "model_programme": Title(Words("示范专业", "Model programme"), ("national", "provincial"), ("programme",)),
    "three_names": Title(Words("“三名工程”建设学校", "School of the three-names project"), ("provincial",)),
    "party_model_site": Title(Words("基层党建示范点", "Party-building model site"), ("provincial", "city")),
}
GRADES: Final = ("", "first", "second", "base", "camp")

FIELDS: Final[Mapping[str, Words]] = {
    "sports": Words("体育", "Sports"),
    "art": Words("艺术", "Art"),
    "vocational": Words("职业技能", "Vocational skills"),
    "teaching_results": Words("教学成果", "Teaching results"),
    "teaching_contest": Words("教学竞赛", "Teaching contests"),
}
PRIZES: Final[Mapping[str, Words]] = {
    "gold": Words("金牌", "Gold"),
    "silver": Words("银牌", "Silver"),
    "bronze": Words("铜牌", "Bronze"),
    "special": Words("特等奖", "Special prize"),
    "first": Words("一等奖", "First prize"),
    "second": Words("二等奖", "Second prize"),
    "third": Words("三等奖", "Third prize"),
}
WINNERS: Final[Mapping[str, Words]] = {
    "student": Words("学生", "Student"),
    "team": Words("学生集体", "Team of students"),
    "teacher": Words("教师", "Teacher"),
    "school": Words("学校", "School"),
}
LESSON_SUBJECTS: Final[Mapping[str, Words]] = {
    "civics": Words("思政", "Civics"),
    "labour": Words("劳动", "Labour"),
    "heritage": Words("传统文化", "Heritage"),
}


def title_fits(title: str, level: str, holder: Holder, grade: str) -> bool:
    """Whether a title exists at this level, for such a holder, in this grade."""
    known = TITLES.get(title)
    return bool(known and level in known.levels and holder in known.holders and grade in known.grades)
