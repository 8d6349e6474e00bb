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
BALANCED = Source(
    Words(
        "县域义务教育优质均衡发展督导评估办法，教督〔2017〕6号",
        "Rules for assessing quality and balance of compulsory education in counties (2017 no. 6)",
    ),
    article="政府保障程度2",
    verification="two_sources",
)
OPERATING_FUND_COMPLIANCE = Indicator(
    id="operating_fund_compliance",
    term=Words("生均公用经费达标学校比例", "Schools at or above the operating-fund norm"),
    unit="share",
    definition=Words(
        "期内拨付的公用经费按对应学生数平均不低于拨付当日标准的学校（一校一学段计一个）÷ 有标准的学校。",
        "Schools whose operating funds for each pupil reach the norm of the day they were allotted ÷ schools with a norm; "
        "a school counts once for each stage.",
    ),
    numerator=Measure(ALLOCATIONS, lambda t: t.count(), lambda t: t.amount_fen >= t.norm_fen * t.pupil_count),
    denominator=Measure(ALLOCATIONS, lambda t: t.count(), lambda t: t.norm_fen.notnull()),
    office="funding",
    source=BALANCED,
    direction="higher_better",
    filters=("stage", "source"),
)
INDICATORS = (PER_PUPIL_OPERATING, OPERATING_FUND_COMPLIANCE)
