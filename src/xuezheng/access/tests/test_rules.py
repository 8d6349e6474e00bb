"""Who sees what, as a table."""

import pytest

from xuezheng.access.rules import Action, Held, Place, allows, reaches

CITY = Held("city_planner", "511000")
COUNTY = Held("county_officer", "511002")
HEAD = Held("head_teacher", "511002", "2151000001")
AUDITOR = Held("auditor", "511000")

OWN_SCHOOL = Place("511002", "2151000001")
OTHER_SCHOOL = Place("511002", "2151000002")
OTHER_COUNTY = Place("511011", "2151000009")
OTHER_CITY = Place("511302", "2151000077")


@pytest.mark.parametrize(
    ("held", "action", "place", "allowed"),
    [
        (CITY, "register.view", OTHER_COUNTY, True),
        (CITY, "register.view", OTHER_CITY, False),
        (CITY, "student.view", OWN_SCHOOL, False),  # a planner needs no child's record
        (CITY, "return.freeze", Place("511000"), True),
        (COUNTY, "return.freeze", Place("511002"), False),
        (COUNTY, "register.edit", OWN_SCHOOL, True),
        (COUNTY, "register.view", OTHER_COUNTY, False),
        (COUNTY, "figure.view", Place("511000"), False),
        (HEAD, "student.view", OWN_SCHOOL, True),
        (HEAD, "student.view", OTHER_SCHOOL, False),
        (HEAD, "register.view", OTHER_SCHOOL, False),
        (HEAD, "figure.view", Place("511002"), True),
        (HEAD, "figure.view", Place("511000"), True),
        (HEAD, "figure.view", Place("511011"), False),
        (HEAD, "register.view", Place("511002"), False),
        (AUDITOR, "audit.view", Place("511000"), True),
        (AUDITOR, "student.view", OWN_SCHOOL, False),
        (AUDITOR, "register.edit", OWN_SCHOOL, False),
    ],
)
def test_a_role_reaches_its_own_area_and_no_further(held: Held, action: Action, place: Place, allowed: bool) -> None:
    assert allows(held, action, place) is allowed


def test_a_query_reaches_what_the_roles_together_reach() -> None:
    assert reaches((COUNTY, HEAD), "register.view") == (("511002",), ("2151000001",))
    assert reaches((AUDITOR,), "student.view") == ((), ())
