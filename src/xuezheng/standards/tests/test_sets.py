"""Code sets, formulas, and what an instance sets itself."""

from datetime import date
from pathlib import Path

import pytest

from xuezheng import standards
from xuezheng.ground.errors import Refused
from xuezheng.standards import dated
from xuezheng.standards.overrides import overridden

NOW = date(2024, 9, 1)


@pytest.mark.parametrize(
    ("id", "count", "code", "name"),
    [
        ("ethnicity", 58, "01", "汉族"),
        ("school_type", 36, "312", "九年一贯制学校"),
        ("attainment", 40, "21", "大学本科毕业"),
        ("area", 35, "511302", "顺庆区"),
        ("sex", 4, "9", "未说明的性别"),
    ],
)
def test_a_code_set_has_its_codes(id: str, count: int, code: str, name: str) -> None:
    found = standards.code_set(id)
    assert len(found.codes) == count
    assert found.name(code) == name
    assert found.name("nothing") is None


def test_the_formula_of_an_old_year_is_that_of_the_year() -> None:
    assert "sqrt" in standards.formula("variation.weighted", on=date(2013, 9, 1)).text
    with pytest.raises(standards.NoSuchStandard, match="2011"):
        standards.formula("variation.weighted", on=date(2011, 9, 1))


@pytest.mark.parametrize(
    ("id", "on", "expected"),
    [
        ("aid.meal.day", date(2013, 9, 1), 300),
        ("aid.meal.day", date(2021, 8, 31), 400),
        ("aid.meal.day", date(2021, 9, 1), 500),
        ("funds.primary", date(2022, 9, 1), 65_000),
        ("funds.primary", NOW, 72_000),
        ("staffing.primary.rural", date(2010, 1, 1), 23),
        ("staffing.primary.rural", NOW, 19),
        ("vocational.schools_meeting", date(2023, 9, 1), 0.8),
        ("vocational.schools_meeting", NOW, 0.9),
        ("quality_balanced.junior.variation", NOW, 0.45),
        ("quality_balanced.primary.equipment_value_per_pupil", NOW, 200_000),
    ],
)
def test_the_value_of_a_day(id: str, on: date, expected: float) -> None:
    assert standards.value(id, on=on) == expected


def test_an_instance_replaces_what_is_from_memory_and_adds_its_own_area(tmp_path: Path) -> None:
    path = tmp_path / "standards.yaml"
    path.write_text(
        "class_size.senior:\n  - {value: 52, from_on: 2020-09-01}\n"
        'quality_balanced.recognition:\n  - {value: 0.9, from_on: 2022-01-01, area: "511000"}\n',
        encoding="utf-8",
    )
    found = {(s.id, s.area): s for s in overridden(dated.shipped(), path)}
    assert found["class_size.senior", "000000"].value == 52
    assert found["class_size.senior", "000000"].is_local
    assert found["quality_balanced.recognition", "000000"].value == 0.85
    assert found["quality_balanced.recognition", "511000"].value == 0.9


def test_what_was_verified_is_not_replaced_for_the_nation(tmp_path: Path) -> None:
    path = tmp_path / "standards.yaml"
    path.write_text(
        "quality_balanced.recognition:\n  - {value: 0.5, from_on: 2022-01-01}\nno.such:\n  - {value: 1, from_on: 2022-01-01}\n"
    )
    with pytest.raises(Refused) as refused:
        overridden(dated.shipped(), path)
    assert [p.rule for p in refused.value.problems] == ["standards.verified", "standards.unknown"]
