"""Indicators of honours."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.honours.tables import AWARDS

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")

AWARDS_WON = Indicator(
    id="awards_won",
    term=Words("获奖数", "Awards won"),
    unit="award",
    definition=Words("一个学年内师生和学校所获奖项数，一奖计一次。", "Prizes won in a school year by pupils, staff and schools; one prize counts once."),
    numerator=Measure(AWARDS, lambda t: t.count()),
    office="honours",
    source=OWN,
    direction="higher_better",
    filters=("field", "level", "contest", "prize"),
)
INDICATORS = (AWARDS_WON,)
