"""The figures of a release as open data: CSV with its metadata (CSVW), and SDMX-CSV 1.0, written and read.

Derived from `values.parquet` whenever asked for, so they say the same and withhold the same.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

DATAFLOW_ID = "EDUCATION_FIGURES"
DATAFLOW = f"XUEZHENG:{DATAFLOW_ID}(1.0)"
SDMX_COLUMNS = ("DATAFLOW", "FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS")
# The cross-domain code list CL_OBS_STATUS: A normal, Q missing and suppressed, L exists but was not collected, M cannot exist.
STATUS = {"known": "A", "withheld": "Q", "unknown": "L", "not_applicable": "M"}
STATE = {code: state for state, code in STATUS.items()}
TITLES = {
    "indicator_id": Words("指标", "Indicator"), "level": Words("层级", "Level"), "place_code": Words("地区代码", "Area code"),
    "school_year": Words("学年（9月1日）", "School year (1 September)"), "value": Words("数值", "Value"),
    "numerator": Words("分子", "Numerator"), "denominator": Words("分母", "Denominator"),
    "state": Words("状态", "State"),
}  # fmt: skip
DATATYPES = {"school_year": "gYear", "value": "double", "numerator": "double", "denominator": "double"}


def values_csv(values: pl.DataFrame) -> str:
    """The figures, one a line; what is missing is empty, and `state` says why."""
    return values.select(*TITLES).write_csv()


def csv_metadata(
    about: Mapping[str, Any], release_hash: str, catalogue: Sequence[Mapping[str, Any]], address: str
) -> dict[str, Any]:
    """What the columns of `values.csv` mean, after the W3C's Metadata Vocabulary for Tabular Data."""
    columns = [
        {"name": name, "titles": {"zh": words.zh, "en": words.en}, "datatype": DATATYPES.get(name, "string")}
        for name, words in TITLES.items()
    ]
    name = str(about.get("name") or "学政")
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh"}],
        "url": address, "dc:title": f"{name} {about['number']}", "dc:issued": about["released_on"], "dc:identifier": release_hash,
        "dc:description": "演示数据，均为虚构 / invented demonstration data" if about.get("is_synthetic") else "",
        "tableSchema": {"columns": columns, "primaryKey": ["indicator_id", "place_code", "school_year"]},
        "notes": [
            {
                "id": item["id"], "term": item["term"], "definition": item["definition"], "unit": item["unit"], "version": item["version"],
                "hash": item["hash"],
            }
            for item in catalogue
        ],
    }  # fmt: skip


def sdmx_csv(values: pl.DataFrame, units: Mapping[str, str]) -> str:
    """The figures as SDMX-CSV: one observation a line, withheld ones with OBS_STATUS Q and no value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SDMX_COLUMNS)
    for row in values.iter_rows(named=True):
        value = "" if row["value"] is None else repr(float(row["value"]))
        writer.writerow((
            DATAFLOW, "A", row["place_code"], row["indicator_id"], row["school_year"], value, units.get(row["indicator_id"], ""),
            STATUS[row["state"]],
        ))  # fmt: skip
    return out.getvalue()


def read_sdmx_csv(text: str) -> pl.DataFrame:
    """indicator_id, place_code, school_year, value, unit, state of a file in SDMX-CSV.

    Raises Refused with every line that cannot be read.
    """
    reader = csv.DictReader(io.StringIO(text))
    lacking = [name for name in SDMX_COLUMNS[2:6] if name not in (reader.fieldnames or ())]
    if lacking:
        raise Refused([Problem(
            "publication.sdmx_columns", Words("缺少 SDMX-CSV 的列。", "Columns of SDMX-CSV are missing."), which=", ".join(lacking),
            cure=Words(f"需要：{'、'.join(SDMX_COLUMNS[2:6])}", f"Needed: {', '.join(SDMX_COLUMNS[2:6])}"),
        )])  # fmt: skip
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for line in reader:
        written, status = (line["OBS_VALUE"] or "").strip(), (line.get("OBS_STATUS") or "A").strip()
        try:
            year, value = int(line["TIME_PERIOD"]), float(written) if written else None
            state = STATE[status]
        except (TypeError, ValueError, KeyError):
            got = f"{line['TIME_PERIOD']} {written} {status}"
            what = Words("这一行的年份、数值或状态读不懂。", "The year, value or status of this line cannot be read.")
            problems.append(Problem("publication.sdmx_line", what, which=str(reader.line_num), got=got))
            continue
        unit = line.get("UNIT_MEASURE") or ""
        rows.append({
            "indicator_id": line["INDICATOR"], "place_code": line["REF_AREA"], "school_year": year, "value": value, "unit": unit,
            "state": state if value is not None or state != "known" else "unknown",
        })  # fmt: skip
    if problems:
        raise Refused(problems)
    schema = {
        "indicator_id": pl.String,
        "place_code": pl.String,
        "school_year": pl.Int16,
        "value": pl.Float64,
        "unit": pl.String,
        "state": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)
