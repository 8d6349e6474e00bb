"""What anybody, signed in or not, sees of a release. The values are invented: 4321 of everything."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.test import Client

from xuezheng.engine.instance import Instance
from xuezheng.publication.printed import printed
from xuezheng.publication.release import VALUE_SCHEMA, Content, Release, publish
from xuezheng.publication.sheet.panels import PANELS
from xuezheng.publication.tests.fakes import CATALOGUE, EXTRA, newspaper, publish_invented

pytestmark = pytest.mark.django_db


@pytest.fixture
def instance(tmp_path: Path, settings: object) -> Instance:
    (tmp_path / "instance.json").write_text(json.dumps({"is_synthetic": True}))
    settings.INSTANCE = Instance(tmp_path)  # type: ignore[attr-defined]
    return Instance(tmp_path)


@pytest.fixture
def released(instance: Instance) -> Release:
    return publish_invented(instance)


def text(client: Client, address: str, language: str = "zh") -> str:
    response = client.get(address, {"lang": language})
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_broadsheet_shows_every_panel_and_links_every_number(
    client: Client, released: Release, language: str
) -> None:
    page = text(client, "/page/", language)
    for panel in PANELS:
        assert panel.title.in_(language) in page
        for item in panel.items:
            assert f'href="/releases/1/figures/{item.figure_id}/"' in page
    assert not re.search(r"\{[a-z]{2}\.|\[(all|ten|zero|year)\]", page), "a placeholder was left unfilled"
    assert ("演示数据" if language == "zh" else "Demonstration data") in page


def test_no_number_of_the_newspaper_is_typed_into_the_sheet(client: Client, released: Release) -> None:
    """With invented values none of the printed ones may appear beside its unit."""
    page = text(client, "/page/")
    for wrong in ("8.54万", "1,824", "56.11", "348所", "4,500", "1,212"):
        assert wrong not in page


@pytest.mark.parametrize(
    "address", ["/releases/", "/releases/1/", "/releases/1/changes/", "/releases/1/figures/", "/releases/1/catalogue/"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_public_pages_open(client: Client, released: Release, address: str, language: str) -> None:
    assert "<h1" in text(client, address, language)


def test_a_figure_shows_print_beside_register_and_the_rows_with_small_cells_withheld(
    client: Client, released: Release
) -> None:
    page = text(client, "/releases/1/figures/nj.alliances/")
    assert "67对" in page  # printed
    assert "4,321" in page  # computed
    assert "虚构小学" in page
    assert '<td class="n">*' in page or ">*<" in page
    assert "dddddddd" in page


def test_every_figure_has_its_page(client: Client, released: Release) -> None:
    for id in printed():
        assert text(client, f"/releases/1/figures/{id}/", "en")


@pytest.mark.parametrize("form", ["xlsx", "csv", "parquet"])
@pytest.mark.parametrize("address", ["/releases/1/figures/", "/releases/1/figures/nj.alliances/"])
def test_downloads(client: Client, released: Release, address: str, form: str) -> None:
    response = client.get(address, {"format": form})
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]


def test_the_list_is_narrowed_by_city_and_verdict(client: Client, released: Release) -> None:
    page = client.get("/releases/1/figures/", {"city": "511100", "agrees": "no"}).content.decode()
    assert "ls.civics_lessons" in page
    assert "nj.alliances" not in page


def test_an_old_release_keeps_its_address_and_names_the_newer(
    client: Client, instance: Instance, released: Release
) -> None:
    changed = [entry for entry in newspaper() if entry.id != "nj.alliances"]
    publish(instance, Content(changed, EXTRA, [], pl.DataFrame(schema=VALUE_SCHEMA), {}), date(2030, 2, 2))
    assert "第2号" in text(client, "/releases/1/")
    assert "撤下" in text(client, "/releases/2/changes/")
    assert client.get("/releases/2/figures/nj.alliances/").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/releases/7/", "/releases/1/figures/nj.nothing/", "/releases/1/files/rows", "/releases/1/figures/?format=exe"],
)
def test_what_is_not_there(client: Client, released: Release, address: str) -> None:
    assert client.get(address).status_code == 404


def test_before_the_first_release(client: Client, instance: Instance) -> None:
    assert "xuezheng publish" in text(client, "/page/")


def test_a_missing_face_is_said_plainly(client: Client, released: Release, settings: object, tmp_path: Path) -> None:
    settings.NODE_MODULES = tmp_path  # type: ignore[attr-defined]
    response = client.get("/releases/1/page.pdf")
    assert response.status_code == 503
    assert "make setup" in response.content.decode()


def test_the_catalogue_shows_indicators_of_a_place_and_year(client: Client, released: Release) -> None:
    page = client.get("/releases/1/catalogue/", {"place": "511000", "year": "2021", "lang": "zh"}).content.decode()
    assert "虚构奖" in page
    assert "4,321" in page
    assert "…" in client.get("/releases/1/catalogue/", {"place": "511002", "year": "2021"}).content.decode()
    assert client.get("/releases/1/catalogue/", {"format": "csv"}).status_code == 200


def test_a_city_of_which_no_newspaper_speaks_has_a_panel_of_its_own(client: Client, instance: Instance) -> None:
    figure = {"id": "prizes", "term": {"zh": "虚构奖", "en": "invented prizes"}, "unit": "award", "value": 9876}
    extra = {
        "names": {"990000": {"zh": "虚构", "en": "Nowhere"}}, "ages_year": 2021, "ages": {}, "targets": {},
        "common": [{"code": "990000", "name": {"zh": "虚构", "en": "Nowhere"}, "year": 2021, "figures": [figure]}],
    }  # fmt: skip
    publish(instance, Content([], extra, CATALOGUE, pl.DataFrame(schema=VALUE_SCHEMA)), date(2030, 1, 2))
    page = text(client, "/page/", "en")
    assert "Nowhere in numbers" in page
    assert "9,876" in page
    for other in ("Neijiang", "Nanchong", "…"):
        assert other not in page


@pytest.mark.parametrize(
    ("known", "shown", "hidden"),
    [
        (("nj.alliances",), "Invented prizes, 2021", "of schools in alliance"),
        (("nj.alliances", "nj.seats_added", "nj.students_aided"), "Alliances", "Invented prizes, 2021"),
    ],
)
def test_a_newspaper_panel_shows_what_is_known_and_gives_way_where_that_is_little(
    client: Client, instance: Instance, known: tuple[str, ...], shown: str, hidden: str
) -> None:
    """Of the city with the newspaper's panel the registers know some numbers only; the others are not shown as “…”."""
    entries = [
        replace(one, computed=one.computed if one.id in known else None, state="unknown")
        for one in newspaper()
        if one.city_code == "511000"
    ]
    figure = {"id": "prizes", "term": {"zh": "虚构奖", "en": "Invented prizes"}, "unit": "award", "value": 9876}
    common = {"code": "511000", "name": {"zh": "内江", "en": "Neijiang"}, "year": 2021, "figures": [figure]}
    extra = {"names": {"511000": common["name"]}, "ages_year": 2021, "ages": {}, "targets": {}, "common": [common]}
    publish(instance, Content(entries, extra, CATALOGUE, pl.DataFrame(schema=VALUE_SCHEMA)), date(2030, 1, 2))
    panels = text(client, "/page/", "en").split('<div class="panels">')[1].split('<section class="foot">')[0]
    assert shown.lower() in panels.lower()
    assert hidden not in panels
    assert "…" not in panels
    assert "<svg" not in panels
