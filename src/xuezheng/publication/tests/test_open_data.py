"""Open data of invented figures, out and in again."""

import csv
import io

import polars as pl
import pytest

from xuezheng.ground.errors import Refused
from xuezheng.publication.open_data import SDMX_COLUMNS, csv_metadata, read_sdmx_csv, sdmx_csv, values_csv
from xuezheng.publication.release import VALUE_SCHEMA

VALUES = pl.DataFrame(
    [
        ["prizes", "city", "990000", 2021, 43.0, 43.0, None, "known"],
        ["prize_share", "county", "990001", 2021, 0.1, 1.0, 10.0, "known"],
        ["prize_share", "county", "990002", 2021, None, None, None, "withheld"],
        ["prize_share", "county", "990003", 2021, None, None, None, "unknown"],
        ["prize_share", "county", "990004", 2021, None, None, None, "not_applicable"],
    ],
    schema=VALUE_SCHEMA, orient="row",
)  # fmt: skip
UNITS = {"prizes": "award", "prize_share": "share"}


def test_what_is_written_as_sdmx_is_read_back_the_same() -> None:
    read = read_sdmx_csv(sdmx_csv(VALUES, UNITS))
    columns = ["indicator_id", "place_code", "school_year", "value", "state"]
    assert read.select(columns).equals(VALUES.select(columns))
    assert read["unit"].to_list() == ["award", "share", "share", "share", "share"]


def test_a_withheld_value_has_a_status_and_no_number() -> None:
    lines = list(csv.DictReader(io.StringIO(sdmx_csv(VALUES, UNITS))))
    assert [line["OBS_STATUS"] for line in lines] == ["A", "A", "Q", "L", "M"]
    assert [line["OBS_VALUE"] for line in lines] == ["43.0", "0.1", "", "", ""]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A,B\n1,2\n", "REF_AREA"),
        (",".join(SDMX_COLUMNS) + "\nX,A,990000,prizes,next year,1,award,A\n", "next year"),
        (",".join(SDMX_COLUMNS) + "\nX,A,990000,prizes,2021,many,award,A\n", "many"),
        (",".join(SDMX_COLUMNS) + "\nX,A,990000,prizes,2021,1,award,?\n", "?"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_line(text: str, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_sdmx_csv(text)
    problem = refusal.value.problems[0]
    assert says in f"{problem.which} {problem.got}"


def test_the_metadata_name_every_column_of_the_csv() -> None:
    about = {"number": 3, "released_on": "2030-01-02", "is_synthetic": True, "name": "虚构"}
    item = {"id": "prizes", "term": {}, "definition": {}, "unit": "award", "version": 1, "hash": "e" * 64}
    made = csv_metadata(about, "f" * 64, [item], "values.csv")
    header = values_csv(VALUES).splitlines()[0].split(",")
    assert [column["name"] for column in made["tableSchema"]["columns"]] == header
    assert set(made["tableSchema"]["primaryKey"]) <= set(header)
    assert "invented" in made["dc:description"]
    assert made["notes"][0]["hash"] == "e" * 64
