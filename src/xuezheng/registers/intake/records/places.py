"""Areas and institutions."""

from datetime import date
from typing import Any

import polars as pl

from xuezheng.ground.codes import area_level, parent_area
from xuezheng.ground.words import Words
from xuezheng.registers import bulk
from xuezheng.registers.intake.faults import Fault
from xuezheng.registers.intake.records.references import check_areas
from xuezheng.registers.intake.register import Register, Taken
from xuezheng.registers.intake.rows import Rows
from xuezheng.registers.lookup.sound import sound_of
from xuezheng.registers.models import Area, Campus, Institution, InstitutionVersion
from xuezheng.registers.rules import CATEGORY_OF_TYPE, PRIVATE_ORGANISER
from xuezheng.registers.words import TYPE_WORDS

ALWAYS = date(1949, 10, 1)
LOOKS = ("name", "school_type", "organiser", "urban_rural", "is_inclusive")


def take_areas(register: Register, rows: Rows) -> Taken:
    """Areas by code; each one's parent must be known."""
    taken = Taken()
    there = set(Area.objects.values_list("code", flat=True))
    known = there | set(rows.frame["code"])
    records: list[dict[str, Any]] = []
    for row in rows.frame.iter_rows(named=True):
        code, parent = row["code"], parent_area(row["code"])
        if parent not in known and parent != "000000":
            what = Words("没有它的上级地区。", "The area above it is not known.")
            cure = Words(f"先加上 {parent}", f"Add {parent} first")
            taken.faults.append(rows.fault(row, "area.parent", what, cure, got=code, key="code"))
            continue
        records.append(
            {
                "code": code,
                "parent_id": None if parent == "000000" else parent,
                "level": area_level(code),
                "pinyin": sound_of(row["name"])[:120],
                "name": row["name"],
                "name_en": row.get("name_en"),
                "started_on": None if code in there else ALWAYS,
            }
        )
    if records and not taken.faults:
        schema = {n: d for n, d in bulk.schema_of(Area).items() if n in records[0]}
        taken.count(register.upsert(Area, pl.DataFrame(records, schema=schema), ("code",)))
    return taken


def take_institutions(register: Register, rows: Rows) -> Taken:
    """Institutions with what they look like from a day on, and their first campus."""
    taken = Taken()
    check_areas(register, rows, "town_code", taken)
    entries = list(rows.frame.iter_rows(named=True))
    taken.faults += [fault for row in entries for fault in institution_faults(rows, row)]
    if taken.faults or not entries:
        return taken
    frame = rows.given("code", "opened_on", "closed_on", town_code="county_code").with_columns(
        pl.col("county_code").str.slice(0, 6)
    )
    outer = register.upsert(Institution, frame, ("code",))
    looks = take_versions(register, rows, entries, outer.ids, taken)
    if taken.faults:
        return taken
    campuses = rows.given("address", "longitude", "latitude", "opened_on", town_code="town_id").with_columns(
        outer.ids.alias("institution_id"), number=pl.lit(1)
    )
    housed = register.rows(Campus, "institution_id", outer.ids, ["institution_id"])["institution_id"]
    campuses = campuses.with_columns(
        started_on=pl.when(~pl.col("institution_id").is_in(housed.implode())).then(pl.col("opened_on"))
    ).drop("opened_on")
    third = register.upsert(Campus, campuses, ("institution_id", "number"))
    is_changed = (outer.is_changed | looks | third.is_changed) & ~outer.is_added
    taken.added += outer.added
    taken.changed += int(is_changed.sum())
    taken.unchanged += len(entries) - outer.added - int(is_changed.sum())
    return taken


def institution_faults(rows: Rows, row: dict[str, Any]) -> list[Fault]:
    """What in a row of the sheet does not go together."""
    faults: list[Fault] = []
    category = CATEGORY_OF_TYPE.get(row["school_type"])
    if category and row["code"][:2] != category:
        kind = TYPE_WORDS[row["school_type"]]
        what = Words(
            "学校标识码的前两位与办学类型不符。", "The first two digits of the school code do not fit the school type."
        )
        cure = Words(f"{kind.zh}的标识码以 {category} 开头", f"The code of a {kind.en.lower()} begins with {category}")
        got = f"{row['code']} / {row['school_type']} {kind.zh}"
        faults.append(rows.fault(row, "institution.category", what, cure, got=got, which=row["name"], key="code"))
    if row.get("closed_on") and row["closed_on"] <= row["opened_on"]:
        what, cure = (
            Words("终止日期不在设立日期之后。", "It closes before it opens."),
            Words("核对两个日期", "Check both dates"),
        )
        got = f"{row['opened_on']} / {row['closed_on']}"
        faults.append(rows.fault(row, "institution.dates", what, cure, got=got, which=row["name"], key="closed_on"))
    if row.get("is_inclusive") and row["organiser"] != PRIVATE_ORGANISER:
        what = Words("“普惠性民办园”只能是民办。", "Only a private kindergarten can be an inclusive private one.")
        cure = Words("改举办者为 999 民办，或填“否”", "Set the organiser to 999, or answer no")
        faults.append(
            rows.fault(
                row, "institution.inclusive", what, cure, got=row["organiser"], which=row["name"], key="organiser"
            )
        )
    return faults


def take_versions(
    register: Register, rows: Rows, entries: list[dict[str, Any]], ids: pl.Series, taken: Taken
) -> pl.Series:
    """The look of institutions: a new version where it differs from a later day on, else a correction in place.

    Gives for each row whether its look is new or corrected.
    """
    versions = (
        register.rows(InstitutionVersion, "institution_id", ids)
        .sort("started_on")
        .unique("institution_id", keep="last")
    )
    last = {row["institution_id"]: row for row in versions.iter_rows(named=True)}
    added: list[dict[str, Any]] = []
    before: list[dict[str, Any]] = []
    after: list[dict[str, Any]] = []
    differs: list[bool] = []
    for institution, entry in zip(ids, entries, strict=True):
        look = {name: entry[name] for name in LOOKS if entry.get(name) is not None}
        look |= {"town_id": entry["town_code"], "pinyin": sound_of(entry["name"])}
        now = last.get(institution)
        start = entry.get("effective_on") or (now["started_on"] if now else entry["opened_on"])
        new = {"institution_id": institution, "started_on": start, "is_inclusive": False}
        if now is None:
            added.append({**new, "ended_on": entry.get("closed_on"), **look})
        elif all(now[name] == value for name, value in look.items()):
            differs.append(False)
            continue
        elif start < now["started_on"]:
            what = Words(
                "生效日期早于登记册里最后一次变动。", "It takes effect before the last change in the register."
            )
            cure = Words(f"用 {now['started_on']} 或以后", f"Use {now['started_on']} or later")
            taken.faults.append(
                rows.fault(
                    entry, "institution.effective", what, cure, got=str(start), which=entry["name"], key="effective_on"
                )
            )
        else:
            before.append(now)
            if start == now["started_on"]:
                after.append({**now, **look})
            else:
                kept = {name: now[name] for name in LOOKS}
                added.append({**new, **kept, "ended_on": now["ended_on"], **look})
                after.append({**now, "ended_on": start})
        differs.append(True)
    schema = bulk.schema_of(InstitutionVersion)
    if added:
        register.add(InstitutionVersion, pl.DataFrame(added, schema={n: d for n, d in schema.items() if n != "id"}))
    register.change(InstitutionVersion, pl.DataFrame(before, schema=schema), pl.DataFrame(after, schema=schema))
    return pl.Series(differs, dtype=pl.Boolean)
