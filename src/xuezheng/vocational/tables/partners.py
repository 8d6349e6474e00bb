"""Frozen tables of agreements, factories and training bases."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyAgreements(Placed):
    """Agreements in force on 1 September: one row a school and partner."""

    agreement_number = dy.Int64()
    partner_number = dy.Int64()
    partner_kind = dy.String()
    is_local = dy.Bool()  # the partner is seated in the school's city
    industry = dy.String()
    started_on = dy.Date()


class YearlyFactories(Placed):
    """Factories inside schools and schools inside factories on 1 September."""

    arrangement_number = dy.Int64()
    kind = dy.String()
    partner_number = dy.Int64()
    started_on = dy.Date()


class YearlyTrainingBases(Placed):
    """Training bases in use on 1 September."""

    base_number = dy.Int64()
    kind = dy.String()
    has_partner = dy.Bool()
    station_count = dy.Int32(min=0)
    started_on = dy.Date()


AGREEMENTS = Table(
    "return_vocational__yearly_agreements",
    YearlyAgreements,
    1,
    "stock",
    ("institution_code", "agreement_number"),
    Words("校企合作协议", "Cooperation agreements"),
)
FACTORIES = Table(
    "return_vocational__yearly_factories",
    YearlyFactories,
    1,
    "stock",
    ("institution_code", "arrangement_number"),
    Words("校中厂与厂中校", "Factories in schools, schools in factories"),
)
TRAINING_BASES = Table(
    "return_vocational__yearly_training_bases",
    YearlyTrainingBases,
    1,
    "stock",
    ("institution_code", "base_number"),
    Words("实训基地", "Training bases"),
)
