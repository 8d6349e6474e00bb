"""Inspectors and the schools they are responsible for, from records to rows and figures."""

from datetime import date

import polars as pl
import pytest
from tests.worlds import NEIJIANG_2024, measured, school

from xuezheng.supervision.collect import collect_inspectors, collect_responsible
from xuezheng.supervision.figures import INSPECTORS_APPOINTED, SUPERVISED_SCHOOLS
from xuezheng.supervision.models import InspectorAppointment, ResponsibleInspector

TERM = date(2023, 1, 1)


@pytest.mark.django_db
def test_a_responsibility_needs_an_inspector_in_office_and_an_open_school() -> None:
    in_office = InspectorAppointment.objects.create(number="D1", tier="county", area_code="511002", started_on=TERM)
    retired = InspectorAppointment.objects.create(
        number="D2", tier="city", area_code="511000", started_on=TERM, ended_on=date(2024, 1, 1)
    )
    schools = (school("2151000001"), school("2151000002"), school("2151000003", closed_on=date(2024, 7, 1)))
    for institution, appointment in zip(schools, (in_office, retired, in_office), strict=True):
        ResponsibleInspector.objects.create(institution=institution, appointment=appointment, started_on=TERM)
    inspectors = collect_inspectors(NEIJIANG_2024).select("county_code", "inspector_number", "tier")
    assert inspectors.rows() == [("511002", "D1", "county")]
    assert collect_responsible(NEIJIANG_2024)["institution_code"].to_list() == ["2151000001"]


def test_one_inspector_counts_once_and_higher_education_is_not_supervised() -> None:
    assert measured(INSPECTORS_APPOINTED.numerator, pl.DataFrame({"inspector_number": ["D1", "D1", "D2"]})) == 2
    assert SUPERVISED_SCHOOLS.denominator is not None
    assert measured(SUPERVISED_SCHOOLS.denominator, pl.DataFrame({"has_higher": [False, False, True]})) == 2
