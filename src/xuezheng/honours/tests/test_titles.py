"""Titles, from records to rows and figures."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from django.db import IntegrityError
from tests.worlds import NEIJIANG_2024, measured, school, sound

from xuezheng.honours.collect import collect_designations, collect_new_designations
from xuezheng.honours.figures import MODEL_KINDERGARTENS, PARTY_MODEL_SITES, SPORTS_FEATURE_SCHOOLS, STUDY_BASES
from xuezheng.honours.models import Designation
from xuezheng.honours.tables import DESIGNATIONS, NEW_DESIGNATIONS
from xuezheng.registers.models import Programme

pytestmark = pytest.mark.django_db
GIVEN = date(2020, 5, 1)


def given(holder: object = None, title: str = "sports_feature", **more: Any) -> Designation:
    return Designation.objects.create(
        **{"institution": holder, "title": title, "level": "national", "started_on": GIVEN, **more}
    )


def held() -> pl.DataFrame:
    return sound(collect_designations(NEIJIANG_2024), DESIGNATIONS)


def test_a_title_counts_from_the_day_it_is_given_until_it_lapses() -> None:
    hill, river, far = school("2151000001"), school("2151000002"), school("2151000003", county="511302")
    given(hill, speciality="football", started_on=date(2024, 9, 1))
    given(hill, speciality="rowing", started_on=date(2024, 9, 2))  # a day too late
    given(hill, speciality="hockey", ended_on=date(2024, 9, 1))  # lapsed that day
    given(river, speciality="football", ended_on=date(2024, 9, 2))
    given(far, speciality="football")  # of another city
    assert held().select("institution_code", "speciality", "county_code", "school_year").rows() == [
        ("2151000001", "football", "511002", 2024),
        ("2151000002", "football", "511002", 2024),
    ]


def test_a_closed_school_holds_nothing() -> None:
    given(school("2151000001", closed_on=date(2024, 9, 1)))
    given(school("2151000002", closed_on=date(2024, 9, 2)))
    assert held()["institution_code"].to_list() == ["2151000002"]


def test_a_school_with_two_specialities_counts_once() -> None:
    hill = school("2151000001")
    given(hill, speciality="football")
    given(hill, speciality="basketball")
    given(school("2151000002"), speciality="football")
    assert held().height == 3
    assert measured(SPORTS_FEATURE_SCHOOLS.numerator, held()) == 2
    assert measured(MODEL_KINDERGARTENS.numerator, held()) == 0


def test_a_site_that_is_no_school_stands_in_its_area() -> None:
    base = {"title": "study_base", "level": "provincial"}
    given(**base, site_name="陶艺体验园", area_code="511002100", grade="base")
    given(**base, site_name="青少年营地", area_code="511000", grade="camp")  # of the city as a whole
    given(**base, site_name="丝绸文化馆", area_code="511302100", grade="base")  # of another city
    assert held().select("site_name", "county_code", "town_code", "institution_code").rows() == [
        ("陶艺体验园", "511002", "511002100", None),
        ("青少年营地", None, None, None),
    ]
    assert measured(STUDY_BASES.numerator, held()) == 2


def test_a_programme_holds_a_title_with_its_school() -> None:
    college = school("3651000001", school_type="361")
    nursing = Programme.objects.create(institution=college, code="720201", name="护理", started_on=date(2015, 9, 1))
    given(college, "model_programme", level="provincial", programme=nursing)
    assert held().select("institution_code", "programme_code").rows() == [("3651000001", "720201")]


def test_what_is_given_or_renewed_in_the_year_before_counts_as_new() -> None:
    hill, river = school("2151000001"), school("2151000002")
    site = {"title": "party_model_site", "level": "city"}
    given(hill, **site, started_on=date(2020, 9, 1), ended_on=date(2023, 9, 1))
    given(hill, **site, started_on=date(2023, 9, 1), is_renewal=True)
    given(river, **site, started_on=date(2024, 8, 31))
    given(school("2151000003"), **site, started_on=date(2024, 9, 1))  # the next return's
    new = sound(collect_new_designations(NEIJIANG_2024), NEW_DESIGNATIONS)
    assert new.select("institution_code", "is_renewal").rows() == [("2151000001", True), ("2151000002", False)]
    assert measured(PARTY_MODEL_SITES.numerator, new) == 2


NONSENSE: list[tuple[str, dict[str, Any]]] = [
    ("nobody holds it", {}),
    ("a school and a site hold it", {"school": True, "site_name": "馆", "area_code": "511002"}),
    ("a site nobody can find", {"site_name": "馆"}),
    ("an unknown title", {"school": True, "title": "best_school"}),
    ("an unknown level", {"school": True, "level": "galactic"}),
    ("an end before the beginning", {"school": True, "ended_on": GIVEN}),
    ("a model programme without a programme", {"school": True, "title": "model_programme"}),
]


@pytest.mark.parametrize("values", [values for _, values in NONSENSE], ids=[name for name, _ in NONSENSE])
def test_nonsense_is_refused(values: dict[str, Any]) -> None:
    holder = school("2151000001") if values.pop("school", False) else None
    with pytest.raises(IntegrityError):
        given(holder, **values)
