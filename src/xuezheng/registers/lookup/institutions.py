"""Institutions as they stood on any day."""

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Q

from xuezheng.ground.codes import area_prefix
from xuezheng.registers.lookup.frames import in_area, rows
from xuezheng.registers.lookup.kept import held_on, once
from xuezheng.registers.models import Campus, Conditions, Institution, InstitutionVersion, SchoolClass
from xuezheng.registers.rules import PRIVATE_ORGANISER, STAGES_OF_TYPE, TEACHING_POINT

COLUMNS = {
    "institution_id": "institution_id",
    "institution__code": "institution_code",
    "name": "name",
    "school_type": "school_type",
    "organiser": "organiser",
    "urban_rural": "urban_rural",
    "is_inclusive": "is_inclusive",
    "town_id": "town_code",
    "started_on": "started_on",
    "ended_on": "ended_on",
    "institution__opened_on": "opened_on",
    "institution__closed_on": "closed_on",
    "institution__approved_on": "approved_on",
}
FLAG_STAGES = ("preschool", "primary", "junior", "senior", "vocational", "higher_vocational")


def _versions(area_code: str) -> pl.DataFrame:
    """Every version of every institution of an area, by institution and day."""
    read = rows(in_area(InstitutionVersion.objects.all(), area_code), tuple(COLUMNS), tuple(COLUMNS.values()))
    return read.sort("institution_code", "started_on")


def institutions_known(area_code: str, day: date) -> pl.DataFrame:
    """Every institution ever registered in an area, by code, as it was last known on a day, and whether it was open.

    Columns: institution_id, institution_code, name, school_type, organiser, urban_rural, area_group, is_private,
    is_inclusive, is_teaching_point, has_preschool … has_higher, stage (the first of the type), town_code, county_code,
    opened_on, closed_on, approved_on, is_open. One that began only later is shown as it began, not open.
    """
    return once(_known, area_code, day)


def _known(area_code: str, day: date) -> pl.DataFrame:
    versions = once(_versions, area_code)
    last = versions.filter(pl.col("started_on") <= day).unique("institution_code", keep="last", maintain_order=True)
    later = versions.join(last, on="institution_code", how="anti").unique(
        "institution_code", keep="first", maintain_order=True
    )
    return _described(pl.concat([last, later]), day).sort("institution_code").drop("started_on", "ended_on")


def _described(versions: pl.DataFrame, day: date) -> pl.DataFrame:
    """Adds what follows from the codes of a version: stages, groups, the county, whether it was open on the day."""
    kind = pl.col("school_type")
    stages = kind.replace_strict(
        {code: "/".join(stages) for code, stages in STAGES_OF_TYPE.items()}, default="", return_dtype=pl.String
    ).str.split("/")
    urban_rural = pl.col("urban_rural")
    group = pl.when(urban_rural.str.starts_with("2")).then(pl.lit("rural"))
    group = group.when(urban_rural.str.starts_with("11")).then(pl.lit("urban")).otherwise(pl.lit("town"))
    has = {f"has_{stage}": stages.list.contains(stage) for stage in FLAG_STAGES}
    has["has_higher"] = stages.list.contains("higher") | stages.list.contains("higher_vocational")
    return versions.with_columns(
        area_group=group,
        is_private=pl.col("organiser") == PRIVATE_ORGANISER,
        is_teaching_point=kind == TEACHING_POINT,
        **has,
        stage=stages.list.first(),
        county_code=pl.col("town_code").str.slice(0, 6),
        is_open=(pl.col("opened_on") <= day)
        & (pl.col("closed_on").is_null() | (pl.col("closed_on") > day))
        & held_on(day),
    )


def institutions_as_of(day: date, area_code: str = "000000") -> pl.DataFrame:
    """The institutions open on a day in an area (nation to town), by code; columns as of `institutions_known`."""
    prefix = area_prefix(area_code)
    city = area_code if len(area_code) == 6 and area_code.endswith("00") else prefix[:4] + "00"
    known = institutions_known(city, day)
    return known.filter(pl.col("is_open") & pl.col("town_code").str.starts_with(prefix))


def cities_registered() -> list[str]:
    """The codes of the cities in which institutions are registered, in order."""
    counties = Institution.objects.order_by("county_code").values_list("county_code", flat=True).distinct()
    return list(dict.fromkeys(code[:4] + "00" for code in counties))


def years_reported(area_code: str) -> list[int]:
    """The school years for which institutions of an area reported conditions (or, if none did, registered classes)."""
    for model in (Conditions, SchoolClass):
        years = in_area(model.objects.all(), area_code).order_by("school_year").values_list("school_year", flat=True)
        if found := list(years.distinct()):
            return found
    return []


@dataclass(frozen=True, slots=True)
class Site:
    """Where an institution stands: WGS84 degrees."""

    code: str
    name: str
    school_type: str
    longitude: float
    latitude: float


def sites_as_of(day: date, area_code: str) -> list[Site]:
    """The first campus of each institution open on a day in an area, where its place is known; by code."""
    versions = InstitutionVersion.objects.as_of(day).filter(
        Q(institution__closed_on__isnull=True) | Q(institution__closed_on__gt=day),
        institution__opened_on__lte=day,
        town__code__startswith=area_prefix(area_code),
    )
    campuses = Campus.objects.as_of(day).filter(number=1, institution__versions__in=versions, longitude__isnull=False)
    places = {pk: (lon, lat) for pk, lon, lat in campuses.values_list("institution_id", "longitude", "latitude")}
    listed = versions.order_by("institution__code").values_list(
        "institution_id", "institution__code", "name", "school_type"
    )
    return [Site(code, name, kind, *places[pk]) for pk, code, name, kind in listed if pk in places]
