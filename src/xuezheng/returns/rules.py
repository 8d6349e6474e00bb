"""Who signs after whom, what locks what, what is late. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from xuezheng.ground.words import Words

Level = Literal["school", "county", "city"]
LEVELS: Final[tuple[str, ...]] = ("school", "county", "city")
OPEN, SIGNED, FROZEN = "open", "signed", "frozen"  # of a part: a school, a county, the city
STANDING_WORDS: Final[dict[str, Words]] = {
    "open": Words("填报中", "Filling in"),
    "filled": Words("已填完", "Filled in"),
    "signed": Words("学校已签", "Signed by the school"),
    "signed_county": Words("区县已签", "Signed by the county"),
    "certified": Words("市已核定", "Certified by the city"),
    "frozen": Words("已冻结", "Frozen"),
}
STEP_WORDS: Final[dict[str, Words]] = {
    "opened": Words("开始填报", "Opened"),
    "signed": Words("签字上报", "Signed"),
    "withdrawn": Words("撤回签字", "Signature withdrawn"),
    "reopened": Words("退回", "Sent back"),
    "certified": Words("核定", "Certified"),
    "frozen": Words("冻结", "Frozen"),
    "reminded": Words("催报", "Reminded"),
}
REASON_LENGTH = 4  # characters at least: a reason says something


@dataclass(frozen=True, slots=True)
class Dues:
    """By which day each level signs."""

    school_on: date
    county_on: date
    city_on: date

    def on(self, level: str) -> date:
        return {"school": self.school_on, "county": self.county_on, "city": self.city_on}[level]


def usual_dues(start_year: int) -> Dues:
    """20 September for the schools (the due day of the older forms); a week for the county and ten days for the city."""
    return Dues(date(start_year, 9, 20), date(start_year, 9, 27), date(start_year, 10, 8))


def dues_problem(dues: Dues, stock_on: date) -> Words | None:
    """Why the days do not follow each other; None where they do."""
    if stock_on <= dues.school_on <= dues.county_on <= dues.city_on:
        return None
    return Words(
        f"期限须依次：统计时点{stock_on}、学校、区县、市。",
        f"Days must follow: {stock_on}, the schools', the counties', the city's.",
    )


def standing(school: str, county: str, city: str, *, is_filled: bool) -> str:
    """How far a school's return has come, out of the states of the school, its county and the city."""
    if school == FROZEN:
        return "frozen"
    if school == SIGNED:
        return "certified" if city != OPEN else "signed_county" if county != OPEN else "signed"
    return "filled" if is_filled else "open"


def lock(school: str, county: str, city: str) -> Words | None:
    """Why nothing may be written into a school's return, and who can change that; None where it is open."""
    if school == FROZEN or city == FROZEN:
        return Words(
            "全市年报已冻结。要改，请市级写明原因退回，另出一版。",
            "The return is frozen. The city can send it back with a reason; a new revision follows.",
        )
    if school == OPEN:
        return None
    if city != OPEN:
        return Words("市级已核定。要改，请市级退回。", "Certified by the city: only the city can send it back.")
    if county != OPEN:
        return Words("区县已签字。要改，请区县退回。", "Signed by the county: the county can send it back.")
    return Words(
        "学校已签字。要改，先撤回签字，或请区县退回。",
        "Signed by the school: withdraw the signature, or ask the county to send it back.",
    )


def reopening(level: str, by: Level, county: str, city: str) -> Words | None:
    """Why somebody of a level may not send a part back; None where they may."""
    if LEVELS.index(by) < LEVELS.index(level) or by == "school":
        return Words("只有上一级可以退回。", "Only a level above can send it back.")
    if by == "county" and city != OPEN:
        return Words("市级已核定，由市级退回。", "The city has certified; the city sends it back.")
    return None


def is_late(due_on: date, done_on: date | None, today: date) -> bool:
    """Done after the day it was due, or not done and the day is past."""
    return (done_on or today) > due_on


def days_late(due_on: date, done_on: date | None, today: date) -> int:
    return max(0, ((done_on or today) - due_on).days)


def lacking_to_sign(lacking: int, errors: int, unexplained: int) -> Words | None:
    """What stands between a school and its signature, as a sentence; None where nothing does."""
    zh: list[str] = []
    en: list[str] = []
    if lacking:
        zh.append(f"还有{lacking}项没填")
        en.append(f"{lacking} fields are empty")
    if errors:
        zh.append(f"{errors}处错误要改")
        en.append(f"{errors} errors must be mended")
    if unexplained:
        zh.append(f"{unexplained}处提示要写明原因")
        en.append(f"{unexplained} warnings need a reason")
    return Words("，".join(zh) + "。", ", ".join(en) + ".") if zh else None
