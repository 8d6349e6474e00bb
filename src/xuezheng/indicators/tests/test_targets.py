"""Targets and notes: set, replaced, withdrawn, refused; each leaves its trace."""

import pytest

from xuezheng.access.actions import audit_breaks
from xuezheng.access.models import Account, AuditEntry
from xuezheng.engine.figures import Indicator
from xuezheng.engine.offices import declared
from xuezheng.ground.errors import Refused
from xuezheng.indicators.actions import do_set_target, do_withdraw_target, do_write_note, in_unit
from xuezheng.indicators.aims import judged, notes_of, targets_of

CITY, COUNTY, NEXT = "511000", "511002", "511100"


def indicator(id: str) -> Indicator:
    return next(i for office in declared() for i in office.indicators if i.id == id)


@pytest.mark.parametrize(
    ("id", "written", "value"),
    [
        ("large_class_share", "5", 0.05),
        ("large_class_share", " 4.5% ", 0.045),
        ("average_class_size", "42.5", 42.5),
        ("institutions", "1,406", 1406.0),
    ],
)
def test_values_as_people_write_them(id: str, written: str, value: float) -> None:
    assert in_unit(indicator(id), written) == pytest.approx(value)


@pytest.mark.parametrize(
    ("id", "written"),
    [("large_class_share", "five"), ("large_class_share", "-3"), ("institutions", "nan"), ("institutions", "")],
)
def test_what_is_no_value(id: str, written: str) -> None:
    with pytest.raises(Refused, match="no value of the figure"):
        in_unit(indicator(id), written)


@pytest.mark.django_db
def test_a_target_is_set_replaced_and_withdrawn() -> None:
    large = indicator("large_class_share")
    do_set_target(None, large, CITY, 2027, 0.05, is_floor=False)
    do_set_target(None, large, CITY, 2027, 0.03, is_floor=False, note="十五五规划")
    (standing,) = targets_of(CITY)
    assert (standing.value, standing.is_floor, targets_of(COUNTY)) == (0.03, False, [])
    assert judged(standing, {2023: 0.09, 2024: 0.08, 2025: 0.07}).aimed.state == "behind"
    do_withdraw_target(None, standing)
    do_withdraw_target(None, standing)
    assert targets_of(CITY) == []
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["indicators.target.set"] * 2 + ["indicators.target.withdrawn"]
    assert audit_breaks() == []


@pytest.mark.django_db
def test_a_note_of_the_city_is_read_in_its_counties() -> None:
    do_write_note(None, indicator("large_class_share"), CITY, 2021, "2021 年起不含分校")
    assert [n.school_year for n in notes_of(COUNTY, "large_class_share")] == [2021]
    assert notes_of(NEXT) == []
    with pytest.raises(Refused, match="cannot be compared"):
        do_write_note(None, indicator("large_class_share"), CITY, 2021, "  ")


@pytest.mark.django_db
def test_without_the_role_or_a_year_nothing_is_set() -> None:
    nobody = Account.objects.create_user("nobody")
    with pytest.raises(Refused, match="may not set"):
        do_set_target(nobody, indicator("institutions"), CITY, 2027, 5, is_floor=True)
    with pytest.raises(Refused, match="out of range"):
        do_set_target(None, indicator("institutions"), CITY, 20277, 5, is_floor=True)
    assert AuditEntry.objects.count() == 0
