"""A bureau's population by age as SDMX-ML: taken like a sheet, or refused with what is lacking."""

from pathlib import Path

import pytest
from tests.tiny_city import COUNTY, tiny_city

from xuezheng.registers.intake.intake import run
from xuezheng.registers.models import Population

pytestmark = pytest.mark.django_db
MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<mes:GenericData xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
    xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
    xmlns:gen="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic">
  <mes:Header><mes:ID>POP</mes:ID><mes:Test>false</mes:Test><mes:Prepared>2024-01-01T00:00:00</mes:Prepared>
    <mes:Sender id="BUREAU"/>
    <mes:Structure structureID="POP" dimensionAtObservation="AllDimensions">
      <com:Structure><Ref agencyID="BUREAU" id="DSD_POP" version="1.0" class="DataStructure"/></com:Structure></mes:Structure>
  </mes:Header>
  <mes:DataSet structureRef="POP">{rows}</mes:DataSet>
</mes:GenericData>"""
ROW = """<gen:Obs><gen:ObsKey>{key}</gen:ObsKey><gen:ObsValue value="{value}"/></gen:Obs>"""


def written(folder: Path, *rows: tuple[dict[str, str], str]) -> Path:
    parts = [
        ROW.format(key="".join(f'<gen:Value id="{k}" value="{v}"/>' for k, v in key.items()), value=value)
        for key, value in rows
    ]
    path = folder / "population.xml"
    path.write_text(MESSAGE.format(rows="".join(parts)), encoding="utf-8")
    return path


def at(age: str, sex: str = "_T", year: str = "2023") -> dict[str, str]:
    return {"FREQ": "A", "REF_AREA": COUNTY, "SEX": sex, "AGE": age, "TIME_PERIOD": year}


def test_observations_become_residents_by_age_of_both_sexes(tmp_path: Path) -> None:
    tiny_city()
    path = written(tmp_path, (at("Y7"), "64.0"), (at("Y7", "F"), "31"), (at("Y8"), "58"))
    outcome = run([path], apply=True)
    assert not outcome.faults
    found = Population.objects.filter(year=2023, age__gt=6).order_by("age")
    assert list(found.values_list("area_id", "age", "person_count")) == [(COUNTY, 7, 64), (COUNTY, 8, 58)]
    assert "BUREAU" in found[0].source


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([(at("Y7", "F"), "31"), (at("Y7", "M"), "33")], "file.sdmx_total"),
        ([({"REF_AREA": COUNTY, "TIME_PERIOD": "2023"}, "9")], "file.sdmx_dimensions"),
    ],
)
def test_what_no_sheet_can_take_is_refused(rows: list[tuple[dict[str, str], str]], rule: str, tmp_path: Path) -> None:
    assert [fault.rule for fault in run([written(tmp_path, *rows)], apply=False).faults] == [rule]


def test_other_xml_is_refused_plainly(tmp_path: Path) -> None:
    path = tmp_path / "page.xml"
    for text in ("<html><body>no data</body></html>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        path.write_text(text, encoding="utf-8")
        assert [fault.rule for fault in run([path], apply=False).faults] == ["file.sdmx"]
