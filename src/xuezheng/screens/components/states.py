"""States as a word in a shape; the shapes differ without colour."""

from enum import Enum

from xuezheng.ground.words import Words


class State(Enum):
    """The state of a figure, row, return or plan; the value is the CSS name of its shape."""

    CERTIFIED = "certified"
    SIGNED = "signed"
    DRAFT = "draft"
    LATE = "late"
    DOUBTFUL = "doubtful"
    FORECAST = "forecast"
    PRINTED = "printed"
    DEMO = "demo"

    @property
    def words(self) -> Words:
        return STATE_WORDS[self]

    @property
    def meaning(self) -> Words:
        return STATE_MEANINGS[self]


STATE_WORDS: dict[State, Words] = {
    State.CERTIFIED: Words("已核定", "Certified"),
    State.SIGNED: Words("已签报", "Signed"),
    State.DRAFT: Words("草案", "Draft"),
    State.LATE: Words("迟报", "Late"),
    State.DOUBTFUL: Words("存疑", "Doubtful"),
    State.FORECAST: Words("预测", "Forecast"),
    State.PRINTED: Words("见报", "Printed"),
    State.DEMO: Words("演示数据", "Demo data"),
}

STATE_MEANINGS: dict[State, Words] = {
    State.CERTIFIED: Words("市级签字，可发布", "signed by the city, may be published"),
    State.SIGNED: Words("校或县已签，市未核", "signed by school or county, not yet by the city"),
    State.DRAFT: Words("仍可改", "may still change"),
    State.LATE: Words("过期未到", "due, and not in"),
    State.DOUBTFUL: Words("数有疑问，带说明", "questioned; read the note"),
    State.FORECAST: Words("必带区间", "always with its interval"),
    State.PRINTED: Words("取自已刊版面", "taken from the printed page"),
    State.DEMO: Words("虚构的数据，处处标明", "invented data, marked everywhere"),
}


class Mark(Enum):
    """How far a requirement is met: full, half or empty square."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"

    @property
    def words(self) -> Words:
        return MARK_WORDS[self]


MARK_WORDS: dict[Mark, Words] = {
    Mark.MET: Words("全部达到", "all met"),
    Mark.PARTLY: Words("差一两项", "one or two short"),
    Mark.UNMET: Words("未达到", "not met"),
}
