"""Partners, bases, classes and placements, from records to rows and figures."""

from datetime import date

import pytest
from tests.worlds import NEIJIANG_2024, measured, school

from xuezheng.registers.models import Institution
from xuezheng.vocational.collect import COLLECTORS
from xuezheng.vocational.figures.partners import PARTNER_ENTERPRISES, SKILLED_PEOPLE_SUPPLIED, TRAINING_BASES_BUILT
from xuezheng.vocational.figures.schools import ORDER_CLASS_PARTNERS_NOW, ORDER_CLASS_STUDENTS
from xuezheng.vocational.models import (
    Agreement,
    FactoryArrangement,
    OrderClass,
    OrderClassPartner,
    Partner,
    Placement,
    TrainingBase,
)
from xuezheng.vocational.tables import (
    AGREEMENTS,
    FACTORIES,
    ORDER_CLASS_PARTNERS,
    ORDER_CLASSES,
    PLACEMENTS,
    TRAINING_BASES,
)

DAY = date(2022, 3, 1)


@pytest.fixture
def college(db: None) -> Institution:
    return school("3651000001", school_type="361")


def partner(code: str, kind: str = "enterprise", area: str = "511002") -> Partner:
    return Partner.objects.create(code=code, name=code, kind=kind, area_code=area, industry="机械")


def test_an_enterprise_with_two_agreements_counts_once_and_only_if_it_is_local(college: Institution) -> None:
    other = school("3651000002", school_type="361")
    mill, shop, guild = partner("mill"), partner("shop", area="510104"), partner("guild", kind="association")
    for institution, with_whom in ((college, mill), (other, mill), (college, shop), (college, guild)):
        Agreement.objects.create(institution=institution, partner=with_whom, started_on=DAY)
    Agreement.objects.create(institution=college, partner=partner("ended"), started_on=DAY, ended_on=date(2024, 3, 1))
    found = COLLECTORS[AGREEMENTS.name].collect(NEIJIANG_2024)
    assert sorted(found.select("institution_code", "partner_kind", "is_local").rows()) == [
        ("3651000001", "association", True),
        ("3651000001", "enterprise", False),
        ("3651000001", "enterprise", True),
        ("3651000002", "enterprise", True),
    ]
    assert measured(PARTNER_ENTERPRISES.numerator, found) == 1


def test_a_training_base_counts_if_it_is_for_production_and_built_with_a_partner(college: Institution) -> None:
    mill = partner("mill")
    for name, kind, with_whom in (("甲", "production", mill), ("乙", "production", None), ("丙", "virtual", mill)):
        TrainingBase.objects.create(institution=college, partner=with_whom, kind=kind, name=name, started_on=DAY)
    found = COLLECTORS[TRAINING_BASES.name].collect(NEIJIANG_2024)
    assert found.select("kind", "has_partner").rows() == [
        ("production", True),
        ("production", False),
        ("virtual", True),
    ]
    assert measured(TRAINING_BASES_BUILT.numerator, found) == 1


def test_an_order_class_has_students_and_partners_of_three_kinds(college: Institution) -> None:
    mill, guild = partner("mill"), partner("guild", kind="association")
    for name, students, end in (("纺织一班", 60, None), ("纺织二班", 55, None), ("已结束", 99, date(2024, 7, 1))):
        made = OrderClass.objects.create(
            institution=college, name=name, student_count=students, started_on=DAY, ended_on=end
        )
        for who in (mill, guild):
            OrderClassPartner.objects.create(order_class=made, partner=who)
    classes = COLLECTORS[ORDER_CLASSES.name].collect(NEIJIANG_2024)
    assert classes.select("name", "student_count").rows() == [("纺织一班", 60), ("纺织二班", 55)]
    assert measured(ORDER_CLASS_STUDENTS.numerator, classes) == 115
    links = COLLECTORS[ORDER_CLASS_PARTNERS.name].collect(NEIJIANG_2024)
    assert links.height == 4
    assert measured(ORDER_CLASS_PARTNERS_NOW.numerator, links) == 2


def test_placements_outside_the_city_supply_no_local_industry(college: Institution) -> None:
    for industry, is_local, day, people in (
        ("机械", True, date(2024, 7, 1), 80),
        ("机械", False, date(2024, 7, 1), 500),
        ("机械", True, date(2024, 9, 1), 999),
    ):
        Placement.objects.create(
            institution=college, placed_on=day, stage="vocational", industry=industry, is_local=is_local,
            graduate_count=people,
        )  # fmt: skip
    found = COLLECTORS[PLACEMENTS.name].collect(NEIJIANG_2024)
    assert sorted(found["graduate_count"].to_list()) == [80, 500]
    assert measured(SKILLED_PEOPLE_SUPPLIED.numerator, found) == 80


def test_a_factory_keeps_the_number_of_its_partner(college: Institution) -> None:
    mill = partner("mill")
    FactoryArrangement.objects.create(institution=college, partner=mill, kind="factory_in_school", started_on=DAY)
    found = COLLECTORS[FACTORIES.name].collect(NEIJIANG_2024)
    assert found.select("kind", "partner_number").rows() == [("factory_in_school", mill.pk)]
