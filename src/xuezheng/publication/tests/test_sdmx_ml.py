"""A release in SDMX-ML: written with its structure, and read back the same by whoever knows the standard."""

from datetime import datetime

import sdmx

from xuezheng.publication.sdmx_ml import data_ml, read_data_ml, structure_ml
from xuezheng.publication.tests.test_open_data import UNITS, VALUES

WHEN = datetime(2024, 10, 18)
CATALOGUE = [{"id": id, "unit": unit, "term": {"zh": "获奖", "en": f"About {id}"}} for id, unit in UNITS.items()]
AREAS = {code: ("某地", f"Place {code}") for code in VALUES["place_code"].unique()}


def test_figures_are_read_back_the_same_with_their_states() -> None:
    columns = ["indicator_id", "place_code", "school_year", "value", "state"]
    structure, data = structure_ml(CATALOGUE, AREAS), data_ml(VALUES, CATALOGUE, AREAS, WHEN)
    assert read_data_ml(data, structure).select(columns).equals(VALUES.select(columns))
    assert b"Prepared>2024-10-18T00:00:00" in data


def test_the_structure_names_every_code_in_both_languages() -> None:
    import io

    message = sdmx.read_sdmx(io.BytesIO(structure_ml(CATALOGUE, AREAS)))
    codes = message.codelist["CL_INDICATOR"]
    assert str(codes["prizes"].name.localizations["en"]) == "About prizes"
    assert str(codes["prizes"].name.localizations["zh"]) == "获奖"
    structure = message.structure["DSD_EDUCATION_FIGURES"]
    assert [d.id for d in structure.dimensions] == ["FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD"]


def test_the_same_release_gives_the_same_bytes() -> None:
    assert data_ml(VALUES, CATALOGUE, AREAS, WHEN) == data_ml(VALUES, CATALOGUE, AREAS, WHEN)
