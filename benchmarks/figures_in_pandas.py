"""The benchmark's figures as an analyst would write them in pandas: masks, then a grouped sum at each level."""

from pathlib import Path
from typing import Any

import pandas as pd

LEVELS = {"city": "city_code", "county": "county_code", "town": "town_code", "school": "institution_code"}
PLACE = ["school_year", *LEVELS.values()]


def read(returns: Path, name: str, columns: list[str]) -> pd.DataFrame:
    files = sorted(returns.glob(f"*/*/r1/return_registers__yearly_{name}.parquet"))
    return pd.concat([pd.read_parquet(f, columns=[*PLACE, *columns]) for f in files], ignore_index=True)


def summed(frame: pd.DataFrame, parts: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Sums of the parts at each level, by year and place."""
    wide = pd.DataFrame({**{c: frame[c] for c in PLACE}, **parts})
    made: dict[str, pd.DataFrame] = {}
    for level, column in LEVELS.items():
        sums: Any = wide.groupby(["school_year", column])[list(parts)].sum()
        made[level] = sums
    return made


def over(made: dict[str, pd.DataFrame], shares: dict[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """Numerators over denominators."""
    return {
        level: pd.DataFrame(
            {name: sums[top] / sums[bottom].where(sums[bottom] != 0) for name, (top, bottom) in shares.items()}
        )
        for level, sums in made.items()
    }


def classes(returns: Path) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    t = read(
        returns,
        "classes",
        [
            "stage",
            "grade",
            "is_private",
            "is_inclusive",
            "pupil_count",
            "girl_count",
            "minority_count",
            "boarder_count",
        ],
    )
    pupils, stage, grade = t["pupil_count"], t["stage"], t["grade"]
    preschool, banded = stage == "preschool", stage.isin(["primary", "junior", "senior"])
    normal = (
        (grade == "02") & (pupils <= 25) | (grade == "03") & (pupils <= 30) | (grade == "04") & (pupils <= 35)
        | (stage == "primary") & (pupils <= 45) | stage.isin(["junior", "senior"]) & (pupils <= 50)
    )  # fmt: skip
    made = summed(t, {
        "public": pupils.where(preschool & ~t["is_private"], 0), "preschool": pupils.where(preschool, 0),
        "inclusive": pupils.where(preschool & (~t["is_private"] | t["is_inclusive"]), 0),
        "vocational": pupils.where(stage == "vocational", 0), "senior": pupils.where(stage.isin(["senior", "vocational"]), 0),
        "private": pupils.where(t["is_private"], 0), "pupils": pupils, "girls": t["girl_count"], "minority": t["minority_count"],
        "boarders": t["boarder_count"], "classes": 1, "large": banded & (pupils >= 56), "superlarge": banded & (pupils >= 66),
        "banded": banded, "normal": normal, "normed": banded | preschool,
    })  # fmt: skip
    return made, over(made, {
        "public_kindergarten_enrolment_share": ("public", "preschool"),
        "inclusive_kindergarten_coverage": ("inclusive", "preschool"),
        "vocational_share_of_senior": ("vocational", "senior"), "private_enrolment_share": ("private", "pupils"),
        "girls_share": ("girls", "pupils"), "minority_pupil_share": ("minority", "pupils"), "boarder_share": ("boarders", "pupils"),
        "average_class_size": ("pupils", "classes"), "large_class_share": ("large", "banded"),
        "superlarge_class_share": ("superlarge", "banded"), "standard_class_share": ("normal", "normed"),
    })  # fmt: skip


def staff(returns: Path) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    t = read(
        returns, "staff", ["stage", "is_full_time_teacher", "attainment_rank", "has_certificate", "title", "age", "sex"]
    )
    full, stage, rank = t["is_full_time_teacher"], t["stage"], t["attainment_rank"]
    early, junior, late = stage.isin(["preschool", "primary"]), stage == "junior", stage.isin(["senior", "vocational"])
    made = summed(t, {
        "teachers": full, "ranked": full & (early | junior | late),
        "qualified": full & (early & (rank >= 2) | junior & (rank >= 3) | late & (rank >= 4)),
        "above": full & (early & (rank >= 3) | junior & (rank >= 4) | late & (rank >= 5)),
        "masters": full & (rank >= 5), "certified": full & t["has_certificate"],
        "titled": full & t["title"].isin(["full_senior", "senior"]), "young": full & (t["age"] < 35),
        "women": full & (t["sex"] == "2"),
    })  # fmt: skip
    return made, over(made, {
        "teacher_qualification_rate": ("qualified", "ranked"), "teacher_above_requirement_rate": ("above", "ranked"),
        "teacher_masters_share": ("masters", "teachers"), "teacher_certificate_rate": ("certified", "teachers"),
        "senior_title_teacher_share": ("titled", "teachers"), "teacher_under35_share": ("young", "teachers"),
        "female_teacher_share": ("women", "teachers"),
    })  # fmt: skip


def conditions(returns: Path) -> dict[str, pd.DataFrame]:
    quantities = {
        "site_area_per_pupil": "site_area_m2", "building_area_per_pupil": "building_area_m2",
        "equipment_value_per_pupil": "equipment_fen", "books_per_pupil": "book_count", "terminals_per_100": "terminal_count",
    }  # fmt: skip
    has = {
        "wireless_campus_share": "has_wireless", "drinking_water_share": "has_safe_water",
        "sanitation_share": "has_sanitary_toilets", "school_clinic_share": "has_clinic", "safety_staff_share": "has_guards",
    }  # fmt: skip
    t = read(
        returns,
        "conditions",
        [*quantities.values(), *has.values(), "dangerous_area_m2", "bandwidth_mbps", "pupil_count"],
    )
    parts: dict[str, Any] = {"pupils": t["pupil_count"], "schools": 1}
    shares = {"average_school_size": ("pupils", "schools")}
    for name, column in quantities.items():
        parts |= {f"{column}+": t[column], f"{column}/": t["pupil_count"].where(t[column].notna(), 0)}
        shares[name] = (f"{column}+", f"{column}/")
    for name, column in has.items():
        parts |= {f"{column}+": t[column].fillna(False).astype(bool), f"{column}/": t[column].notna()}
        shares[name] = (f"{column}+", f"{column}/")
    both = t["dangerous_area_m2"].notna() & t["building_area_m2"].notna()
    parts |= {"unsafe": t["dangerous_area_m2"].where(both, 0), "built": t["building_area_m2"].where(both, 0)}
    parts |= {"fast": t["bandwidth_mbps"] >= 100, "told": t["bandwidth_mbps"].notna()}
    found = over(
        summed(t, parts),
        shares | {"dangerous_building_share": ("unsafe", "built"), "broadband_school_share": ("fast", "told")},
    )
    for frame in found.values():
        frame["terminals_per_100"] *= 100
        frame["equipment_value_per_pupil"] = frame["equipment_value_per_pupil"].round()
    return found


def run(returns: Path) -> dict[str, list[pd.DataFrame]]:
    """Every figure: level → frames indexed by year and place."""
    class_sums, class_figures = classes(returns)
    staff_sums, staff_figures = staff(returns)
    rooms = read(returns, "rooms", ["kind", "is_multimedia"])
    classroom = rooms["kind"] == "classroom"
    room_sums = summed(rooms, {"multimedia": classroom & rooms["is_multimedia"], "classrooms": classroom})
    room_figures = over(room_sums, {"multimedia_classroom_share": ("multimedia", "classrooms")})
    condition_figures = conditions(returns)
    g = read(returns, "graduations", ["stage", "is_last_grade", "pupil_count", "graduate_count", "dropout_count"])
    compulsory, last = g["stage"].isin(["primary", "junior"]), g["is_last_grade"]
    graduation_sums = summed(g, {
        "dropouts": g["dropout_count"].where(compulsory, 0), "at_risk": g["pupil_count"].where(compulsory & g["dropout_count"].notna(), 0),
        "graduates": g["graduate_count"].where(last, 0), "last": g["pupil_count"].where(last & g["graduate_count"].notna(), 0),
    })  # fmt: skip
    graduation_figures = over(
        graduation_sums, {"dropout_rate": ("dropouts", "at_risk"), "graduation_rate": ("graduates", "last")}
    )
    institutions = summed(read(returns, "institutions", []), {"institutions": 1})
    p = read(returns, "population", ["age", "person_count"])
    people = summed(p, {
        "aged_3_5": p["person_count"].where(p["age"].between(3, 5), 0), "aged_15_17": p["person_count"].where(p["age"].between(15, 17), 0),
    })  # fmt: skip
    found: dict[str, list[pd.DataFrame]] = {}
    for level in LEVELS:
        sums = class_sums[level].join(staff_sums[level], how="left")
        across = pd.DataFrame({
            "students_enrolled": sums["pupils"],
            "pupil_teacher_ratio": sums["pupils"] / sums["teachers"].where(sums["teachers"] != 0),
            "teacher_class_ratio": sums["teachers"] / sums["classes"],
        })  # fmt: skip
        found[level] = [
            class_figures[level], staff_figures[level], pd.DataFrame({"full_time_teachers": staff_sums[level]["teachers"]}),
            room_figures[level], condition_figures[level], graduation_figures[level], institutions[level], across,
        ]  # fmt: skip
        if level in ("city", "county"):
            ratios = class_sums[level].join(people[level], how="left")
            found[level].append(pd.DataFrame({
                "preschool_gross_enrolment_ratio": ratios["preschool"] / ratios["aged_3_5"],
                "senior_gross_enrolment_ratio": ratios["senior"] / ratios["aged_15_17"],
            }))  # fmt: skip
    return found
