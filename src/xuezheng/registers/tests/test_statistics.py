"""What other offices and schools give once a year: taken in, kept to what it may be, and frozen for the year it speaks of."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.tiny_city import CITY, COUNTY, teacher, tiny_city

from xuezheng.engine.offices import ReturnScope
from xuezheng.engine.tables import Table
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers import tables as t
from xuezheng.registers.collect import COLLECTORS
from xuezheng.registers.intake.intake import run
from xuezheng.registers.models import CountyFinance

pytestmark = pytest.mark.django_db
NOTE = "统计局"
FILES = {
    "分学历人口": ("县级代码,年份,年龄,受教育程度,人数,其中文盲,来源", [f"{COUNTY},2020,40,初中,100,2,{NOTE}", f"{COUNTY},2010,30,小学,70,,{NOTE}"]),
    "县级财政": (
        "县级代码,年份,地区生产总值（万元）,年平均常住人口,一般公共预算支出（万元）,一般公共预算教育支出（万元）,来源",
        [f"{COUNTY},2022,1500000.5,600000,400000,90000,{NOTE}", f"{COUNTY},2021,1400000,600000,380000,88000,{NOTE}"],
    ),
    "分学段经费": (
        "县级代码,年份,学段,年平均学生数,一般公共预算教育经费（万元）,其中公用经费（万元）,其中教师培训（万元）,来源",
        [f"{COUNTY},2022,小学,30000,36000,2400,130,{NOTE}"],
    ),
    "残疾儿童少年": ("县级代码,年份,学段,安置方式,人数,来源", [f"{COUNTY},2023,小学,普通学校随班就读,31,{NOTE}"]),
    "分年龄人口": ("县级代码,年份,年龄,人数,其中在园在校,来源", [f"{COUNTY},2023,7,64,60,{NOTE}"]),
}  # fmt: skip


@pytest.fixture
def city() -> SimpleNamespace:
    return tiny_city()


def written(folder: Path, name: str, heads: str, rows: list[str]) -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join([heads, *rows]), encoding="utf-8-sig")
    return path


def frozen(table: Table, *columns: str, year: int = 2023) -> list[tuple[Any, ...]]:
    frame = COLLECTORS[table.name].collect(ReturnScope(CITY, SchoolYear(year)))
    assert table.schema.is_valid(frame)
    return frame.select(columns).rows()


def test_counties_numbers_are_taken_and_stand_in_the_return_of_their_year(
    city: SimpleNamespace, tmp_path: Path
) -> None:
    outcome = run([written(tmp_path, name, *file) for name, file in FILES.items()], apply=True)
    assert not outcome.faults
    assert frozen(t.ATTAINMENT, "counted_year", "level", "person_count", "schooling_years", "illiterate_count") == [
        (2020, "junior", 100, 900, 2)  # the later count alone, nine years each
    ]
    assert frozen(t.COUNTY_FINANCE, "budget_year", "gdp_fen", "education_funds_fen") == [(2022, 1500000_500000, None)]
    assert frozen(t.COUNTY_FINANCE, "budget_year", "education_budget_fen", year=2022) == [(2021, 88_000_000_000)]
    assert frozen(t.STAGE_FINANCE, "stage", "mean_pupil_count", "spent_fen") == [("primary", 30000, 36_000_000_000)]
    assert frozen(t.DISABLED_CHILDREN, "stage", "placement", "person_count") == [("primary", "regular_class", 31)]
    assert (7, 64, 60) in frozen(t.POPULATION, "age", "person_count", "enrolled_count")
    assert CountyFinance.objects.count() == 2


def test_a_school_reports_its_services_beside_its_pupils(city: SimpleNamespace, tmp_path: Path) -> None:
    heads = "学校标识码,学年,体质健康测试人数,体质健康合格,劳动课每周1课时"
    good = written(tmp_path, "育人与保障", heads, [f"{city.east.code},2023—2024,70,66,是"])
    assert not run([good], apply=True).faults
    assert frozen(
        t.SERVICES, "institution_code", "pupil_count", "fitness_passed_count", "has_labour_lessons", "myopic_count"
    ) == [(city.east.code, 78, 66, True, None)]
    bad = written(tmp_path, "育人与保障", heads, [f"{city.east.code},2023—2024,70,71,是"])
    faults = run([bad], apply=True).faults
    assert [fault.rule for fault in faults] == ["services.part"]


def test_who_stopped_teaching_is_one_row_a_person(city: SimpleNamespace) -> None:
    gone = teacher(city.east, 2, date(1963, 9, 1), ended_on=date(2023, 8, 1))
    gone.posts.update(end_reason="retired")
    moved = teacher(city.east, 4, date(1980, 9, 1), ended_on=date(2023, 8, 1))
    goes_on = moved.posts.get()
    goes_on.pk, goes_on.institution, goes_on.started_on, goes_on.ended_on = None, city.hills, date(2023, 8, 1), None
    goes_on.save()
    teacher(city.east, 6, date(1990, 9, 1), started_on=date(2022, 10, 1), ended_on=date(2023, 2, 1))
    assert frozen(t.DEPARTURES, "institution_code", "reason", "last_on") == [
        (
            city.east.code,
            "retired",
            date(2023, 7, 31),
        )  # who moved goes on; who came after 1 September was not there on it
    ]
