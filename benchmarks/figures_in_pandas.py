"""The benchmark's figures as an analyst would write them in pandas: masks, one grouped sum by school, then upwards.

Only the columns that the wanted figures need are read, and only the sums that they need are made. Each table is summed
by school once; towns, counties and cities are sums of those, which is several times faster than grouping all rows at
every level. With `as_categories` texts are read as categories (by PyArrow's own reader), which an expert would do and
which makes it twice as fast again; without, it is `pandas.read_parquet`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq  # pyright: ignore[reportMissingTypeStubs]

LEVELS = {"city": "city_code", "county": "county_code", "town": "town_code", "school": "institution_code"}
PLACE = ["school_year", *LEVELS.values()]
Part = tuple[tuple[str, ...], Callable[[pd.DataFrame], Any]]  # the columns it reads, and what each row adds


def full(t: pd.DataFrame) -> Any:
    return t["is_full_time_teacher"]


def ranked(t: pd.DataFrame, early: int, junior: int, late: int) -> Any:
    stage, rank = t["stage"], t["attainment_rank"]
    fits = (stage.isin(["preschool", "primary"]) & (rank >= early)) | ((stage == "junior") & (rank >= junior))
    return full(t) & (fits | (stage.isin(["senior", "vocational"]) & (rank >= late)))


def within_norm(t: pd.DataFrame) -> Any:
    pupils, stage, grade = t["pupil_count"], t["stage"], t["grade"]
    early = (grade == "02") & (pupils <= 25) | (grade == "03") & (pupils <= 30) | (grade == "04") & (pupils <= 35)
    return early | (stage == "primary") & (pupils <= 45) | stage.isin(["junior", "senior"]) & (pupils <= 50)


def overage(t: pd.DataFrame) -> Any:
    stage, grade = t["stage"], t["grade"]
    if isinstance(grade.dtype, pd.CategoricalDtype):
        grade = pd.Series(grade.cat.categories.astype("int8").to_numpy()[grade.cat.codes], index=t.index)
    else:
        grade = grade.astype("int8")
    return (stage == "primary") & (t["age"] >= grade - 3) | (stage == "junior") & (t["age"] >= grade - 7)


def aged(t: pd.DataFrame, stage: str, first: int, last: int) -> Any:
    return (t["stage"] == stage) & t["age"].between(first, last)


def pupils_of(test: Callable[[pd.DataFrame], Any], count: str = "pupil_count") -> Callable[[pd.DataFrame], Any]:
    return lambda t: t[count].where(test(t), 0)


def people(first: int, last: int) -> Part:
    return ("age", "person_count"), lambda t: t["person_count"].where(t["age"].between(first, last), 0)


def known(column: str, of: str | None = None) -> tuple[Part, Part]:
    """A quantity, and the pupils of the schools that told it (or how many told it)."""
    if of:
        return ((column,), lambda t: t[column]), ((column, of), lambda t: t[of].where(t[column].notna(), 0))
    return ((column,), lambda t: t[column].fillna(False).astype(bool)), ((column,), lambda t: t[column].notna())


PRESCHOOL = ("stage", "pupil_count", "is_private", "is_inclusive")
OVERAGE = ("stage", "grade", "age")
BANDED = ["primary", "junior", "senior"]
QUANTITIES = ("site_area_m2", "building_area_m2", "equipment_fen", "book_count", "terminal_count")
ANSWERS = ("has_wireless", "has_safe_water", "has_sanitary_toilets", "has_clinic", "has_guards")
TABLES: dict[str, dict[str, Part]] = {
    "classes": {
        "public": (PRESCHOOL, pupils_of(lambda t: (t["stage"] == "preschool") & ~t["is_private"])),
        "inclusive": (PRESCHOOL, pupils_of(lambda t: (t["stage"] == "preschool") & (~t["is_private"] | t["is_inclusive"]))),
        "preschool": (("stage", "pupil_count"), pupils_of(lambda t: t["stage"] == "preschool")),
        "vocational": (("stage", "pupil_count"), pupils_of(lambda t: t["stage"] == "vocational")),
        "senior": (("stage", "pupil_count"), pupils_of(lambda t: t["stage"].isin(["senior", "vocational"]))),
        "private": (("is_private", "pupil_count"), pupils_of(lambda t: t["is_private"])),
        "pupils": (("pupil_count",), lambda t: t["pupil_count"]), "girls": (("girl_count",), lambda t: t["girl_count"]),
        "minority": (("minority_count",), lambda t: t["minority_count"]),
        "boarders": (("boarder_count",), lambda t: t["boarder_count"]), "classes": ((), lambda _: 1),
        "large": (("stage", "pupil_count"), lambda t: t["stage"].isin(BANDED) & (t["pupil_count"] >= 56)),
        "superlarge": (("stage", "pupil_count"), lambda t: t["stage"].isin(BANDED) & (t["pupil_count"] >= 66)),
        "banded": (("stage",), lambda t: t["stage"].isin(BANDED)),
        "normal": (("stage", "grade", "pupil_count"), within_norm),
        "normed": (("stage",), lambda t: t["stage"].isin([*BANDED, "preschool"])),
    },
    "staff": {
        "teachers": (("is_full_time_teacher",), full),
        "ranked": (("is_full_time_teacher", "stage", "attainment_rank"), lambda t: ranked(t, 0, 0, 0)),
        "qualified": (("is_full_time_teacher", "stage", "attainment_rank"), lambda t: ranked(t, 2, 3, 4)),
        "above": (("is_full_time_teacher", "stage", "attainment_rank"), lambda t: ranked(t, 3, 4, 5)),
        "masters": (("is_full_time_teacher", "attainment_rank"), lambda t: full(t) & (t["attainment_rank"] >= 5)),
        "certified": (("is_full_time_teacher", "has_certificate"), lambda t: full(t) & t["has_certificate"]),
        "titled": (("is_full_time_teacher", "title"), lambda t: full(t) & t["title"].isin(["full_senior", "senior"])),
        "young": (("is_full_time_teacher", "age"), lambda t: full(t) & (t["age"] < 35)),
        "women": (("is_full_time_teacher", "sex"), lambda t: full(t) & (t["sex"] == "2")),
    },
    "rooms": {
        "multimedia": (("kind", "is_multimedia"), lambda t: (t["kind"] == "classroom") & t["is_multimedia"]),
        "classrooms": (("kind",), lambda t: t["kind"] == "classroom"),
    },
    "conditions": {
        "school_pupils": (("pupil_count",), lambda t: t["pupil_count"]), "schools": ((), lambda _: 1),
        **{f"{c}{end}": part for c in QUANTITIES for end, part in zip("+/", known(c, "pupil_count"), strict=True)},
        **{f"{c}{end}": part for c in ANSWERS for end, part in zip("+/", known(c), strict=True)},
        "unsafe": (("dangerous_area_m2", "building_area_m2"), lambda t: t["dangerous_area_m2"].where(t["building_area_m2"].notna(), 0)),
        "built": (("dangerous_area_m2", "building_area_m2"), lambda t: t["building_area_m2"].where(t["dangerous_area_m2"].notna(), 0)),
        "fast": (("bandwidth_mbps",), lambda t: t["bandwidth_mbps"] >= 100),
        "told": (("bandwidth_mbps",), lambda t: t["bandwidth_mbps"].notna()),
    },
    "graduations": {
        "dropouts": (("stage", "dropout_count"), pupils_of(lambda t: t["stage"].isin(["primary", "junior"]), "dropout_count")),
        "at_risk": (("stage", "dropout_count", "pupil_count"), pupils_of(lambda t: t["stage"].isin(["primary", "junior"]) & t["dropout_count"].notna())),
        "graduates": (("is_last_grade", "graduate_count"), pupils_of(lambda t: t["is_last_grade"], "graduate_count")),
        "last": (("is_last_grade", "graduate_count", "pupil_count"), pupils_of(lambda t: t["is_last_grade"] & t["graduate_count"].notna())),
    },
    "institutions": {"institutions": ((), lambda _: 1)},
    "students": {
        "overage": (OVERAGE, lambda t: t["is_overage"]),
        "compulsory": (("stage",), lambda t: t["stage"].isin(["primary", "junior"])),
        "overage_girls": ((*OVERAGE, "sex"), lambda t: t["is_overage"] & (t["sex"] == "2")),
        "student_girls": (("sex",), lambda t: t["sex"] == "2"),
        "overage_boys": ((*OVERAGE, "sex"), lambda t: t["is_overage"] & (t["sex"] == "1")),
        "student_boys": (("sex",), lambda t: t["sex"] == "1"),
        "primary_aged": (("stage", "age"), lambda t: aged(t, "primary", 6, 11)),
        "junior_aged": (("stage", "age"), lambda t: aged(t, "junior", 12, 14)),
    },
    "population": {
        "aged_3_5": people(3, 5), "aged_15_17": people(15, 17), "aged_6_11": people(6, 11), "aged_12_14": people(12, 14),
    },
}  # fmt: skip
FIGURES: dict[str, tuple[str, str]] = {
    "public_kindergarten_enrolment_share": ("public", "preschool"), "inclusive_kindergarten_coverage": ("inclusive", "preschool"),
    "vocational_share_of_senior": ("vocational", "senior"), "private_enrolment_share": ("private", "pupils"),
    "girls_share": ("girls", "pupils"), "minority_pupil_share": ("minority", "pupils"), "boarder_share": ("boarders", "pupils"),
    "average_class_size": ("pupils", "classes"), "large_class_share": ("large", "banded"),
    "superlarge_class_share": ("superlarge", "banded"), "standard_class_share": ("normal", "normed"),
    "students_enrolled": ("pupils", ""), "full_time_teachers": ("teachers", ""), "institutions": ("institutions", ""),
    "teacher_qualification_rate": ("qualified", "ranked"), "teacher_above_requirement_rate": ("above", "ranked"),
    "teacher_masters_share": ("masters", "teachers"), "teacher_certificate_rate": ("certified", "teachers"),
    "senior_title_teacher_share": ("titled", "teachers"), "teacher_under35_share": ("young", "teachers"),
    "female_teacher_share": ("women", "teachers"), "multimedia_classroom_share": ("multimedia", "classrooms"),
    "site_area_per_pupil": ("site_area_m2+", "site_area_m2/"), "building_area_per_pupil": ("building_area_m2+", "building_area_m2/"),
    "equipment_value_per_pupil": ("equipment_fen+", "equipment_fen/"), "books_per_pupil": ("book_count+", "book_count/"),
    "terminals_per_100": ("terminal_count+", "terminal_count/"), "dangerous_building_share": ("unsafe", "built"),
    "broadband_school_share": ("fast", "told"), "wireless_campus_share": ("has_wireless+", "has_wireless/"),
    "drinking_water_share": ("has_safe_water+", "has_safe_water/"), "sanitation_share": ("has_sanitary_toilets+", "has_sanitary_toilets/"),
    "school_clinic_share": ("has_clinic+", "has_clinic/"), "safety_staff_share": ("has_guards+", "has_guards/"),
    "average_school_size": ("school_pupils", "schools"), "dropout_rate": ("dropouts", "at_risk"), "graduation_rate": ("graduates", "last"),
    "pupil_teacher_ratio": ("pupils", "teachers"), "teacher_class_ratio": ("teachers", "classes"),
    "preschool_gross_enrolment_ratio": ("preschool", "aged_3_5"), "senior_gross_enrolment_ratio": ("senior", "aged_15_17"),
    "overage_pupil_share": ("overage", "compulsory"), "overage_girl_share": ("overage_girls", "student_girls"),
    "overage_boy_share": ("overage_boys", "student_boys"), "primary_net_enrolment_rate": ("primary_aged", "aged_6_11"),
    "junior_net_enrolment_rate": ("junior_aged", "aged_12_14"),
}  # fmt: skip
OF_AREAS = {"preschool_gross_enrolment_ratio", "senior_gross_enrolment_ratio"}
OF_COUNTIES = {"primary_net_enrolment_rate", "junior_net_enrolment_rate"}


def read(file: Path, columns: list[str], *, as_categories: bool) -> pd.DataFrame:
    if not as_categories:
        return pd.read_parquet(file, columns=columns)
    texts = [f.name for f in pq.read_schema(file) if f.name in columns and "string" in str(f.type)]
    return pq.read_table(file, columns=columns, read_dictionary=texts).to_pandas()


def summed(returns: Path, table: str, parts: dict[str, Part], *, as_categories: bool) -> pd.DataFrame:
    """The parts summed by year and school (by county where a table has no schools), file by file."""
    keys = ["school_year", "county_code" if table == "population" else "institution_code"]
    columns = sorted({c for read, _ in parts.values() for c in read})
    made: list[Any] = []
    for file in sorted(returns.glob(f"*/*/r1/return_registers__yearly_{table}.parquet")):
        t = read(file, [*keys, *columns], as_categories=as_categories)
        if {*OVERAGE} <= {*columns}:
            t["is_overage"] = overage(t)  # three of the figures need it
        wide = pd.DataFrame({**{k: t[k] for k in keys}, **{name: part(t) for name, (_, part) in parts.items()}})
        sums = wide.groupby(keys, sort=False, observed=True).sum().reset_index()
        made.append(sums.astype({keys[1]: str}))
    return pd.concat(made).set_index(keys)


def run(returns: Path, only: Iterable[str], *, as_categories: bool = False) -> dict[str, list[pd.DataFrame]]:
    """The figures asked for: level → frames indexed by year and place."""
    wanted = {name: FIGURES[name] for name in only}
    needed = {part for pair in wanted.values() for part in pair if part}
    files = sorted(returns.glob("*/*/r1/return_registers__yearly_institutions.parquet"))
    places = pd.concat([pd.read_parquet(f, columns=PLACE) for f in files], ignore_index=True)
    places = places.set_index(["school_year", "institution_code"])
    by_school, by_county = [], []
    for table, parts in TABLES.items():
        if own := {name: part for name, part in parts.items() if name in needed}:
            (by_county if table == "population" else by_school).append(
                summed(returns, table, own, as_categories=as_categories)
            )
    wide = places.join(by_school).reset_index()
    names = [c for c in wide.columns if c not in PLACE]
    residents = by_county[0].reset_index() if by_county else None
    found: dict[str, list[pd.DataFrame]] = {}
    for level, column in LEVELS.items():
        sums: Any = wide.groupby(["school_year", column])[names].sum(min_count=1)
        if residents is not None and level in ("city", "county"):
            own = residents.rename(columns={"county_code": column})
            own[column] = own[column].str[:4] + "00" if level == "city" else own[column]
            sums = sums.join(own.groupby(["school_year", column]).sum())
        figures = {
            name: sums[top] / sums[bottom].where(sums[bottom] != 0) if bottom else sums[top]
            for name, (top, bottom) in wanted.items()
            if (level in ("city", "county") or name not in OF_AREAS) and (level == "county" or name not in OF_COUNTIES)
        }
        frame = pd.DataFrame(figures)
        if "terminals_per_100" in frame:
            frame["terminals_per_100"] *= 100
        if "equipment_value_per_pupil" in frame:
            frame["equipment_value_per_pupil"] = frame["equipment_value_per_pupil"].round()
        found[level] = [frame]
    return found
