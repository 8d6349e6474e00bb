"""The pages of seats as a planner, an officer, a head and the public see them; and what they may do there."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.worlds import school, town

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.registers.models import Area
from xuezheng.seats.actions import do_add_project
from xuezheng.seats.models import Births, BuildingProject, Dwellings, RoomConversion, SeatForecast, TakenFile
from xuezheng.seats.tests.city import CITY, TOWN, frozen_city

pytestmark = pytest.mark.django_db
COUNTY, NEXT = "511002", "511011"
ACTORS = {
    "planner": ("city_planner", CITY, ""),
    "officer": ("county_officer", COUNTY, ""),
    "head": ("head_teacher", COUNTY, "2151000001"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("city")
    frozen_city(made)
    return made


@pytest.fixture
def people(folder: Path, settings: Any) -> dict[str, Client]:
    settings.INSTANCE = Instance(folder)
    for county in (COUNTY, NEXT):
        town(county)
    for code in ("511002101", "511011101"):
        Area.objects.create(code=code, parent_id=code[:6], level="town", name=code, started_on=date(2000, 9, 1))
    school("2151000001")
    clients = {"visitor": Client()}
    for name, (role, area, institution) in ACTORS.items():
        account = Account.objects.create(username=name)
        do_grant(account, role, area, institution, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
        clients[name] = Client()
        clients[name].force_login(account)
    return clients


def text(client: Client, address: str, language: str = "en") -> str:
    found = client.get(address, headers={"accept-language": language})
    assert found.status_code == 200, address
    return found.content.decode()


def test_a_forecast_is_computed_shown_and_published(people: dict[str, Client]) -> None:
    Dwellings.objects.create(town_id=TOWN, name="新城", year=2026, dwelling_count=3000)
    planner = people["planner"]
    assert "No forecast of this city yet" in text(planner, "/seats/")
    assert planner.post("/seats/", {"do": "compute"}).status_code == 302
    assert SeatForecast.objects.count() == 1
    page = text(planner, "/seats/")
    assert "from new housing" in page
    assert "新建住房带来" in text(planner, "/seats/", "zh-hans")
    assert "90 % interval" in text(planner, f"/seats/areas/{TOWN}/")
    assert "unshrunk progression" in text(planner, "/seats/backtest/")
    assert "No warnings are published yet" in text(people["visitor"], "/seats/public/")
    planner.post("/seats/", {"do": "publish"})
    public = text(people["visitor"], "/seats/public/")
    assert TOWN in public  # the township's name is its code here
    assert "from new housing" not in public
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"seats.forecast.made", "seats.warnings.published"} <= verbs


def test_a_scenario_of_ones_own_is_computed_and_told(people: dict[str, Client]) -> None:
    planner = people["planner"]
    wrong = planner.post("/seats/", {"do": "own", "births_change": "-50"}, headers={"accept-language": "en"})
    assert "within ±20 %" in wrong.content.decode()
    asked = {
        "do": "own",
        "births_change": "-5",
        "migration": "1",
        "own_town": TOWN,
        "own_year": "2026",
        "own_dwellings": "3000",
    }
    assert planner.post("/seats/", asked).status_code == 302
    assert "Births, change a year -5.0 %" in text(planner, "/seats/")
    area = text(planner, f"/seats/areas/{TOWN}/")
    assert ">own<" in area


def test_rooms_are_turned_and_a_file_taken_back_on_the_page(people: dict[str, Client]) -> None:
    officer, at = people["officer"], f"/seats/inputs/?area={COUNTY}"
    turned = {
        "do": "convert",
        "town_code": TOWN,
        "from_stage": "preschool",
        "to_stage": "primary",
        "room_count": "4",
        "year": str(timezone.localdate().year + 1),
    }
    assert "Recorded" in officer.post(at, turned, headers={"accept-language": "en"}).content.decode()
    one = RoomConversion.objects.get()
    assert (
        "must be a whole number"
        in officer.post(at, {**turned, "room_count": "x"}, headers={"accept-language": "en"}).content.decode()
    )
    officer.post(at, {"do": "withdraw", "conversion": one.pk})
    assert RoomConversion.objects.get().withdrawn_on is not None
    file = SimpleUploadedFile("b.csv", b"area_code,year,birth_count\n511002,2023,310\n")
    officer.post(at, {"kind": "births", "file": file, "do": "apply"})
    assert "Take back" in text(officer, at)
    officer.post(at, {"do": "undo", "taken": TakenFile.objects.get().pk})
    assert not Births.objects.exists()
    assert officer.post(at, {"do": "undo", "taken": 99}).status_code == 404


def test_who_may_not_make_a_forecast_is_told_so(people: dict[str, Client]) -> None:
    page = people["head"].post("/seats/?area=511000", {"do": "compute"}, headers={"accept-language": "en"})
    assert "You may not make forecasts of this city" in page.content.decode()
    assert not SeatForecast.objects.exists()
    assert people["officer"].get(f"/seats/?area={NEXT}").status_code == 403
    assert people["visitor"].get("/seats/").status_code == 302


def test_a_project_is_registered_moved_and_funded_on_its_pages(people: dict[str, Client]) -> None:
    officer = people["officer"]
    asked = {
        "code": "511002-1",
        "town_code": TOWN,
        "kind": "new",
        "stage": "primary",
        "step": "approved",
        "seat_count": "450",
        "budget": "2000",
        "planned_open_on": "2026-09-01",
    }
    made = officer.post(f"/seats/projects/add/?area={COUNTY}", asked)
    assert made.status_code == 302
    at = made["Location"]
    officer.post(at, {"step": "building", "on": "2030-01-01", "planned_open_on": "2027-09-01", "reason": "用地"})
    officer.post(at, {"do": "fund", "source": "bond", "amount": "500"})
    one = BuildingProject.objects.get()
    assert (one.step, one.planned_open_on, one.budget_fen) == ("building", date(2027, 9, 1), 2_000_000_000)
    page = text(officer, at)
    assert "365 days" in page
    assert "5,000,000.00" in page
    assert "Under way" in text(officer, "/seats/projects/")
    assert "项目编号不能空" in officer.post(f"/seats/projects/add/?area={COUNTY}", {}, headers={"accept-language": "zh-hans"}).content.decode()  # fmt: skip


def test_a_project_elsewhere_is_not_shown(people: dict[str, Client]) -> None:
    do_add_project(None, code="far", on=date(2024, 1, 1), town_code="511011100")
    assert people["officer"].get("/seats/projects/far/").status_code == 403
    assert "far" not in text(people["officer"], "/seats/projects/")
    assert "far" in text(people["planner"], "/seats/projects/")


def test_a_file_is_tried_and_taken_on_the_page(people: dict[str, Client]) -> None:
    def sent(content: str, do: str) -> str:
        file = SimpleUploadedFile("b.csv", content.encode("gb18030"))
        answer = people["officer"].post(
            f"/seats/inputs/?area={COUNTY}",
            {"kind": "births", "file": file, "do": do},
            headers={"accept-language": "en"},
        )
        return answer.content.decode()

    good = "地区代码,年份,出生人数\n511002,2023,310\n"
    assert "nothing was written" in sent(good, "try")
    assert not Births.objects.exists()
    assert "1 rows new" in sent(good, "apply")
    assert Births.objects.get().birth_count == 310
    assert "b.csv:2" in sent(good.replace("310", "many"), "apply")
    assert people["head"].get(f"/seats/inputs/?area={COUNTY}").status_code == 403
