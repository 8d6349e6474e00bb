"""Indicators of the training market."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.training_market.tables import LICENCES

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")
PREPAID = Source(
    Words(
        "关于加强校外培训机构预收费监管工作的通知（教监管函〔2021〕2号）",
        "Notice on the supervision of prepaid training fees (2021, no. 2)",
    ),
    verification="two_sources",
)

TRAINING_INSTITUTIONS = Indicator(
    id="training_institutions",
    term=Words("校外培训机构数", "Training institutions"),
    unit="institution",
    definition=Words(
        "9月1日持有效许可的校外培训机构数，一机构计一次。",
        "Training institutions with a licence in force on 1 September; each counts once.",
    ),
    numerator=Measure(LICENCES, lambda t: t.training_institution_number.nunique()),
    office="training_market",
    source=OWN,
    levels=("city", "county"),
    filters=("kind", "is_for_profit"),
)
FOR_PROFIT = Indicator(
    id="training_institutions_for_profit",
    term=Words("营利性校外培训机构数", "For-profit training institutions"),
    unit="institution",
    definition=Words(
        "9月1日持有效许可的营利性校外培训机构数。",
        "For-profit training institutions with a licence in force on 1 September.",
    ),
    numerator=Measure(LICENCES, lambda t: t.training_institution_number.nunique(), lambda t: t.is_for_profit),
    office="training_market",
    source=OWN,
    direction="lower_better",
    levels=("city", "county"),
    filters=("kind",),
)
ON_PLATFORM = Indicator(
    id="training_institutions_on_platform",
    term=Words("纳入监管平台的校外培训机构数", "Training institutions on the supervision platform"),
    unit="institution",
    definition=Words(
        "9月1日纳入全国或省校外培训监管平台的持证机构数。",
        "Licensed training institutions on the national or provincial supervision platform on 1 September.",
    ),
    numerator=Measure(LICENCES, lambda t: t.training_institution_number.nunique(), lambda t: t.is_on_platform),
    office="training_market",
    source=OWN,
    direction="higher_better",
    levels=("city", "county"),
    filters=("kind",),
)
PREPAID_SUPERVISED = Indicator(
    id="prepaid_supervised_share",
    term=Words("预收费监管比例", "Training institutions whose prepaid fees are supervised"),
    unit="share",
    definition=Words(
        "9月1日预收费用的持证机构中，预收费已纳入银行托管或风险保证金监管的比例。",
        "Of the licensed institutions that charge in advance, the share whose prepaid fees are under bank custody or a risk "
        "deposit on 1 September.",
    ),
    numerator=Measure(
        LICENCES,
        lambda t: t.training_institution_number.nunique(),
        lambda t: t.charges_in_advance & (t.prepaid_mode != ""),
    ),
    denominator=Measure(LICENCES, lambda t: t.training_institution_number.nunique(), lambda t: t.charges_in_advance),
    office="training_market",
    source=PREPAID,
    direction="higher_better",
    levels=("city", "county"),
    filters=("kind",),
)
INDICATORS = (TRAINING_INSTITUTIONS, FOR_PROFIT, ON_PLATFORM, PREPAID_SUPERVISED)
