"""Indicators of what schools do with enterprises."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.vocational.rules import ENTERPRISE, PRODUCTION
from xuezheng.vocational.tables import AGREEMENTS, FACTORIES, PLACEMENTS, TRAINING_BASES

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")

FACTORY_ARRANGEMENTS = Indicator(
    id="factory_school_arrangements",
    term=Words("建有“校中厂”“厂中校”的学校数", "Schools with a factory inside, or inside a factory"),
    unit="school",
    definition=Words(
        "9月1日建有校中厂（或办为厂中校）的学校数，一校计一次。",
        "Schools that have a factory inside (or stand inside one) on 1 September; one school counts once.",
    ),
    numerator=Measure(FACTORIES, lambda t: t.institution_code.nunique()),
    office="vocational",
    source=OWN,
    filters=("kind",),
)
PARTNER_ENTERPRISES = Indicator(
    id="partner_enterprises",
    term=Words("签订校企合作协议的本地企业数", "Local enterprises with a cooperation agreement"),
    unit="enterprise",
    definition=Words(
        "9月1日与职业院校有有效合作协议的本市企业数，一企业计一次。",
        "Enterprises of the city with an agreement in force with a vocational school or college on 1 September; each counts once.",
    ),
    numerator=Measure(
        AGREEMENTS, lambda t: t.partner_number.nunique(), lambda t: (t.partner_kind == ENTERPRISE) & t.is_local
    ),
    office="vocational",
    source=OWN,
    direction="higher_better",
    filters=("industry",),
)
TRAINING_BASES_BUILT = Indicator(
    id="production_training_bases",
    term=Words("校企共建生产性实训基地数", "Production training bases built with enterprises"),
    unit="base",
    definition=Words(
        "9月1日在用、与行业企业合建的生产性实训基地数。",
        "Production training bases built with a partner and in use on 1 September.",
    ),
    numerator=Measure(TRAINING_BASES, lambda t: t.count(), lambda t: (t.kind == PRODUCTION) & t.has_partner),
    office="vocational",
    source=OWN,
    direction="higher_better",
)
SKILLED_PEOPLE_SUPPLIED = Indicator(
    id="skilled_people_supplied",
    term=Words("输送到本地产业的技术技能人才", "Skilled people supplied to local industry"),
    unit="person",
    definition=Words(
        "期内职业院校毕业生在本市就业的人数之和。",
        "Graduates of vocational schools and colleges who took up work inside the city in the period.",
    ),
    numerator=Measure(PLACEMENTS, lambda t: t.graduate_count.sum(), lambda t: t.is_local),
    office="vocational",
    source=OWN,
    direction="higher_better",
    filters=("stage", "industry"),
)
