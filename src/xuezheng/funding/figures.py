"""Indicators of funding."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.funding.tables import ALLOCATIONS
from xuezheng.ground.words import Words

FAMILY = Source(
    Words("全国教育经费执行情况统计指标", "Indicators of the national statement on education funds"),
    verification="memory",
)

PER_PUPIL_OPERATING = Indicator(
    id="per_pupil_operating_expenditure",
    term=Words("生均一般公共预算公用经费", "Operating funds of the public budget per pupil"),
    unit="fen",
    definition=Words(
        "期内拨付的公用经费与其对应学生数之比。",
        "Operating funds allocated in the period divided by the pupils they are meant for.",
    ),
    numerator=Measure(ALLOCATIONS, lambda t: t.amount_fen.sum()),
    denominator=Measure(ALLOCATIONS, lambda t: t.pupil_count.sum()),
    office="funding",
    source=FAMILY,
    direction="higher_better",
    filters=("stage", "source"),
)
INDICATORS = (PER_PUPIL_OPERATING,)
