"""Areas and institutions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from xuezheng.ground.codes import area_level, parent_area
from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.intake.records.references import found_areas
from xuezheng.registers.intake.records.upsert import Taken, by_key, given, upsert
from xuezheng.registers.intake.rows import Entry
from xuezheng.registers.lookup.sound import sound_of
from xuezheng.registers.models import Area, Campus, Institution, InstitutionVersion
from xuezheng.registers.rules import CATEGORY_OF_TYPE, PRIVATE_ORGANISER
from xuezheng.registers.words import TYPE_WORDS

ALWAYS = date(1949, 10, 1)
LOOKS = ("name", "school_type", "organiser", "urban_rural", "is_inclusive")


def take_areas(entries: Sequence[Entry]) -> Taken:
    """Areas by code, from the province down; each one's parent must be known."""
    taken = Taken()
    ordered = sorted(
        entries,
        key=lambda e: (
            len(e.values["code"]),
            not e.values["code"].endswith("0000"),
            not e.values["code"].endswith("00"),
        ),
    )
    known = set(Area.objects.values_list("code", flat=True)) | {e.values["code"] for e in entries}
    rows: list[dict[str, Any]] = []
    for entry in ordered:
        code = entry.values["code"]
        parent = parent_area(code)
        if parent not in known and parent != "000000":
            taken.problems.append(
                Problem(
                    "area.parent",
                    Words("没有它的上级地区。", "The area above it is not known."),
                    where=entry.where,
                    got=code,
                    cure=Words(f"先加上 {parent}", f"Add {parent} first"),
                )
            )
            continue
        rows.append(
            {
                "code": code,
                "parent_id": None if parent == "000000" else parent,
                "level": area_level(code),
                "pinyin": sound_of(entry.values["name"])[:120],
                **given(entry, "name", "name_en"),
            }
        )
    fresh = {row["code"] for row in rows} - set(Area.objects.values_list("code", flat=True))
    for level in ("province", "city", "county", "town"):
        part = [row | ({"started_on": ALWAYS} if row["code"] in fresh else {}) for row in rows if row["level"] == level]
        taken.count(upsert(Area, part, ("code",), "code"))
    return taken


def take_institutions(entries: Sequence[Entry]) -> Taken:
    """Institutions with what they look like from a day on, and their first campus."""
    taken = Taken()
    towns = found_areas(entries, "town_code", taken)
    taken.problems += [problem for entry in entries for problem in institution_problems(entry)]
    if taken.problems:
        return taken
    rows = [
        {"code": e.values["code"], "county_code": e.values["town_code"][:6], **given(e, "opened_on", "closed_on")}
        for e in entries
    ]
    outer = upsert(Institution, rows, ("code",), "code")
    ids = {
        code[0]: record.pk for code, record in by_key(Institution, "code", (r["code"] for r in rows), ("code",)).items()
    }
    new, touched = take_versions(entries, ids, taken)
    housed = {key[0] for key in by_key(Campus, "institution_id", ids.values(), ("institution_id", "number"))}
    campuses = [campus_row(e, ids[e.values["code"]], towns, housed) for e in entries]
    third = upsert(Campus, campuses, ("institution_id", "number"), "institution_id")
    taken.added += outer.added
    taken.changed += min(len(entries) - outer.added, max(outer.changed, new - outer.added + touched, third.changed))
    taken.unchanged += len(entries) - taken.added - taken.changed
    return taken


def institution_problems(entry: Entry) -> list[Problem]:
    values = entry.values
    problems: list[Problem] = []
    category = CATEGORY_OF_TYPE.get(values["school_type"])
    if category and values["code"][:2] != category:
        kind = TYPE_WORDS[values["school_type"]]
        problems.append(
            Problem(
                "institution.category",
                Words(
                    "学校标识码的前两位与办学类型不符。",
                    "The first two digits of the school code do not fit the school type.",
                ),
                which=values["name"],
                where=entry.where,
                got=f"{values['code']} / {values['school_type']} {kind.zh}",
                cure=Words(
                    f"{kind.zh}的标识码以 {category} 开头", f"The code of a {kind.en.lower()} begins with {category}"
                ),
            )
        )
    if values.get("closed_on") and values["closed_on"] <= values["opened_on"]:
        problems.append(
            Problem(
                "institution.dates",
                Words("终止日期不在设立日期之后。", "It closes before it opens."),
                which=values["name"],
                where=entry.where,
                got=f"{values['opened_on']} / {values['closed_on']}",
                cure=Words("核对两个日期", "Check both dates"),
            )
        )
    if values.get("is_inclusive") and values["organiser"] != PRIVATE_ORGANISER:
        problems.append(
            Problem(
                "institution.inclusive",
                Words("“普惠性民办园”只能是民办。", "Only a private kindergarten can be an inclusive private one."),
                which=values["name"],
                where=entry.where,
                got=values["organiser"],
                cure=Words("改举办者为 999 民办，或填“否”", "Set the organiser to 999, or answer no"),
            )
        )
    return problems


def take_versions(entries: Sequence[Entry], ids: dict[str, int], taken: Taken) -> tuple[int, int]:
    """The look of institutions: a new version where it differs from a later day on, else a correction in place.

    Gives how many versions were added and how many corrected.
    """
    last: dict[int, Any] = {}
    for (institution, _), version in by_key(
        InstitutionVersion, "institution_id", ids.values(), ("institution_id", "started_on")
    ).items():
        if institution not in last or version.started_on > last[institution].started_on:
            last[institution] = version
    added: list[Any] = []
    changed: list[Any] = []
    for entry in entries:
        look = {"is_inclusive": False, **given(entry, *LOOKS), "town_id": entry.values["town_code"]}
        look["pinyin"] = sound_of(look["name"])
        now = last.get(ids[entry.values["code"]])
        start = entry.values.get("effective_on") or (now.started_on if now else entry.values["opened_on"])
        if now is None:
            added.append(
                InstitutionVersion(
                    institution_id=ids[entry.values["code"]],
                    started_on=start,
                    ended_on=entry.values.get("closed_on"),
                    **look,
                )
            )
        elif any(getattr(now, name) != value for name, value in look.items()):
            if start < now.started_on:
                taken.problems.append(
                    Problem(
                        "institution.effective",
                        Words(
                            "生效日期早于登记册里最后一次变动。",
                            "It takes effect before the last change in the register.",
                        ),
                        which=entry.values["name"],
                        where=entry.where,
                        got=str(start),
                        cure=Words(f"用 {now.started_on} 或以后", f"Use {now.started_on} or later"),
                    )
                )
            elif start == now.started_on:
                for name, value in look.items():
                    setattr(now, name, value)
                changed.append(now)
            else:
                added.append(
                    InstitutionVersion(
                        institution_id=now.institution_id, started_on=start, ended_on=now.ended_on, **look
                    )
                )
                now.ended_on = start
                changed.append(now)
    InstitutionVersion.objects.bulk_create(added, batch_size=500)
    InstitutionVersion.objects.bulk_update(changed, [*LOOKS, "pinyin", "town", "ended_on"], batch_size=50)
    return len(added), len(changed)


def campus_row(entry: Entry, institution_id: int, towns: dict[str, Any], housed: set[int]) -> dict[str, Any]:
    row = {"institution_id": institution_id, "number": 1, "town_id": towns[entry.values["town_code"]].code}
    if institution_id not in housed:
        row["started_on"] = entry.values["opened_on"]
    return row | given(entry, "address", "longitude", "latitude")
