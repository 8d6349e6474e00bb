"""A release in SDMX-ML 2.1: its structure (code lists, concepts, data structure, dataflow), and its figures as data of that structure.

Written by `sdmx1`, which knows the schemas of the standard (ISO 17369), so that other statistical systems read it as their own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import polars as pl

from xuezheng.publication.open_data import DATAFLOW_ID, STATUS

AGENCY, VERSION = "XUEZHENG", "1.0"
STATUS_WORDS = {
    "A": ("正常", "Normal value"), "Q": ("抑制", "Missing value; suppressed"), "L": ("未收集", "Missing value; exists but was not collected"),
    "M": ("不适用", "Missing value; cannot exist"),
}  # fmt: skip
CONCEPTS = {
    "FREQ": ("频率", "Frequency"), "REF_AREA": ("地区", "Reference area"), "INDICATOR": ("指标", "Indicator"),
    "TIME_PERIOD": ("学年（9月1日）", "School year (1 September)"), "OBS_VALUE": ("数值", "Observation value"),
    "UNIT_MEASURE": ("单位", "Unit of measure"), "OBS_STATUS": ("状态", "Observation status"),
}  # fmt: skip
DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR")


@cache
def _sdmx() -> Any:
    import sdmx  # slow to load, and seldom asked for

    return sdmx


def _codes(id: str, name: tuple[str, str], codes: Mapping[str, tuple[str, str]]) -> Any:
    model = _sdmx().model.v21
    made = model.Codelist(id=id, version=VERSION, maintainer=model.Agency(id=AGENCY), name=_said(name))
    for code, words in codes.items():
        made.append(model.Code(id=code, name=_said(words)))
    return made


def _said(words: tuple[str, str]) -> dict[str, str]:
    return {"zh": words[0], "en": words[1]}


def structures(catalogue: Sequence[Mapping[str, Any]], areas: Mapping[str, tuple[str, str]]) -> Any:
    """The structure message of a release. `areas` are the codes in it with their names in both languages."""
    sdmx = _sdmx()
    model = sdmx.model.v21
    agency = model.Agency(id=AGENCY, name=_said(("学政", "Xuezheng")))
    lists = {
        "FREQ": _codes("CL_FREQ", ("频率", "Frequency"), {"A": ("年度", "Annual")}),
        "REF_AREA": _codes("CL_AREA", ("行政区划", "Areas"), areas),
        "INDICATOR": _codes(
            "CL_INDICATOR", ("指标", "Indicators"), {i["id"]: (i["term"]["zh"], i["term"]["en"]) for i in catalogue}
        ),
        "OBS_STATUS": _codes("CL_OBS_STATUS", ("状态", "Observation status"), STATUS_WORDS),
    }
    scheme = model.ConceptScheme(id="CS_XUEZHENG", version=VERSION, maintainer=agency, name=_said(("概念", "Concepts")))
    for id, words in CONCEPTS.items():
        scheme.append(model.Concept(id=id, name=_said(words)))
    title = _said(("教育指标", "Education figures"))
    structure = model.DataStructureDefinition(id=f"DSD_{DATAFLOW_ID}", version=VERSION, maintainer=agency, name=title)
    for position, id in enumerate(DIMENSIONS, start=1):
        structure.dimensions.append(model.Dimension(
            id=id, concept_identity=scheme[id], order=position, local_representation=model.Representation(enumerated=lists[id]),
        ))  # fmt: skip
    structure.dimensions.append(
        model.TimeDimension(id="TIME_PERIOD", concept_identity=scheme["TIME_PERIOD"], order=len(DIMENSIONS) + 1)
    )
    measure = model.PrimaryMeasure(id="OBS_VALUE", concept_identity=scheme["OBS_VALUE"])
    structure.measures.append(measure)
    for id in ("UNIT_MEASURE", "OBS_STATUS"):
        enumerated = model.Representation(enumerated=lists[id]) if id in lists else None
        structure.attributes.append(model.DataAttribute(
            id=id, concept_identity=scheme[id], local_representation=enumerated, related_to=model.PrimaryMeasureRelationship(),
            usage_status=model.UsageStatus["conditional"],
        ))  # fmt: skip
    flow = model.DataflowDefinition(id=DATAFLOW_ID, version=VERSION, maintainer=agency, structure=structure, name=title)
    message = sdmx.message.StructureMessage()
    for made in (*lists.values(), scheme, structure, flow):
        message.add(made)
    return message


def structure_ml(catalogue: Sequence[Mapping[str, Any]], areas: Mapping[str, tuple[str, str]]) -> bytes:
    """The structure of a release as SDMX-ML 2.1."""
    return _sdmx().to_xml(structures(catalogue, areas), pretty_print=True)


def data_ml(
    values: pl.DataFrame,
    catalogue: Sequence[Mapping[str, Any]],
    areas: Mapping[str, tuple[str, str]],
    prepared: datetime,
) -> bytes:
    """The figures as structure-specific data of that structure, dated; withheld ones have OBS_STATUS Q and no value."""
    sdmx = _sdmx()
    model = sdmx.model.v21
    message = structures(catalogue, areas)
    structure, flow = next(iter(message.structure.values())), next(iter(message.dataflow.values()))
    units = {item["id"]: item["unit"] for item in catalogue}
    found: list[Any] = []
    for row in values.iter_rows(named=True):
        key = {
            "FREQ": "A", "REF_AREA": row["place_code"], "INDICATOR": row["indicator_id"], "TIME_PERIOD": str(row["school_year"]),
        }  # fmt: skip
        told = {"UNIT_MEASURE": units.get(row["indicator_id"], ""), "OBS_STATUS": STATUS[row["state"]]}
        attached = {
            id: model.AttributeValue(value=value, value_for=structure.attributes.get(id)) for id, value in told.items()
        }
        found.append(model.Observation(
            dimension=structure.make_key(model.Key, key), value=None if row["value"] is None else repr(float(row["value"])),
            attached_attribute=attached, value_for=structure.measures.get("OBS_VALUE"),
        ))  # fmt: skip
    dataset = model.StructureSpecificDataSet(structured_by=structure, described_by=flow)
    dataset.add_obs(found)
    header = sdmx.message.Header(
        id=f"{AGENCY}_{DATAFLOW_ID}", sender=model.Agency(id=AGENCY), test=False, prepared=prepared
    )
    made = sdmx.message.DataMessage(
        data=[dataset], dataflow=flow, header=header, observation_dimension=model.AllDimensions
    )
    return sdmx.to_xml(made, pretty_print=True)


def read_data_ml(content: bytes, structure: bytes) -> pl.DataFrame:
    """indicator_id, place_code, school_year, value, state: the figures of a file in SDMX-ML 2.1 and the structure it follows."""
    import io

    from xuezheng.publication.open_data import STATE

    sdmx = _sdmx()
    known = sdmx.read_sdmx(io.BytesIO(structure))
    message = sdmx.read_sdmx(io.BytesIO(content), structure=next(iter(known.structure.values())))
    rows: list[tuple[str, str, int, float | None, str]] = []
    for dataset in message.data:
        for one in dataset.obs:
            at = {id: str(value.value) for id, value in one.dimension.values.items()}
            status = one.attached_attribute.get("OBS_STATUS")
            value = None if one.value in (None, "", "None") else float(one.value)
            state = STATE[str(status.value)] if status else "known"
            rows.append((at["INDICATOR"], at["REF_AREA"], int(at["TIME_PERIOD"]), value, state))
    schema = {
        "indicator_id": pl.String,
        "place_code": pl.String,
        "school_year": pl.Int16,
        "value": pl.Float64,
        "state": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
