"""Villages and communities with their children, and what the registers say of the schools that serve them."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Sum

from xuezheng.layout.rules.planning import TERRAINS
from xuezheng.registers.models import Area, Campus, Institution, Room, SchoolClass
from xuezheng.registers.models.constraints import at_least, one_of


class Village(models.Model):
    """A village or community (村、社区) by its national code of twelve digits: where it lies, and which schools serve it now.

    A place that is not known is empty; degrees are WGS84. `counted_year` is the school year of its children's numbers.
    """

    code = models.CharField(max_length=12, unique=True)  # the nine digits of its township, and three of its own
    town = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="villages")
    name = models.CharField(max_length=60)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    terrain = models.CharField(max_length=10, default="hill")  # layout.rules.planning.TERRAINS
    counted_year = models.SmallIntegerField()
    primary_school = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="primary_villages"
    )
    junior_school = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="junior_villages")

    class Meta:
        ordering = ["code"]
        constraints = [one_of("terrain", TERRAINS, "layout_village_terrain")]


class VillageChildren(models.Model):
    """How many children of a grade live in a village."""

    village = models.ForeignKey(Village, on_delete=models.CASCADE, related_name="children")
    grade = models.CharField(max_length=2)
    child_count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village", "grade"], name="layout_children_once"),
            at_least("child_count", 0, "layout_children_count"),
        ]


def seats_of_rooms(county_code: str, stage: str, day: date) -> dict[str, int]:
    """Seats of the classrooms of a stage, by the code of the school, as they stand on a day."""
    rooms = Room.objects.as_of(day).filter(stage=stage, kind="classroom", campus__institution__county_code=county_code)
    return dict(
        rooms.values_list("campus__institution__code")
        .annotate(n=Sum("seat_count"))
        .values_list("campus__institution__code", "n")
    )


def public_schools(county_code: str, stage: str) -> dict[str, dict[str, int]]:
    """Pupils by the code of the school in the last school year that has classes, with that year."""
    classes = SchoolClass.objects.filter(stage=stage, institution__county_code=county_code)
    last = classes.order_by("-school_year").values_list("school_year", flat=True).first()
    if last is None:
        return {}
    counted = (
        classes.filter(school_year=last)
        .values_list("institution__code")
        .annotate(n=Sum("pupil_count"), b=Sum("boarder_count"))
    )
    return {code: {"pupils": n or 0, "boarders": b or 0, "year": last} for code, n, b in counted}


def sites_of(county_code: str, day: date) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the first campus, by the code of the school."""
    found: Any = Campus.objects.as_of(day).filter(
        institution__county_code=county_code, number=1, longitude__isnull=False
    )
    return {code: (lon, lat) for code, lon, lat in found.values_list("institution__code", "longitude", "latitude")}


def schools_by_code(city_prefix: str) -> dict[str, int]:
    """The records of schools of a city (four digits), by code."""
    return dict(Institution.objects.filter(county_code__startswith=city_prefix).values_list("code", "pk"))


def known_places(asked: list[tuple[str, str, str]]) -> dict[str, tuple[float, float]]:
    """Places known before of villages (code, township, name), by code: their own, or of a school of the township called after them."""
    towns = {town for _, town, _ in asked}
    sites: Any = Campus.objects.filter(number=1, longitude__isnull=False, ended_on__isnull=True, town__code__in=towns)
    schools: dict[str, list[tuple[str, float, float]]] = {}
    for town, name, lon, lat in sites.values_list("town__code", "institution__versions__name", "longitude", "latitude"):
        schools.setdefault(town, []).append((str(name), lon, lat))
    found: dict[str, tuple[float, float]] = {}
    for code, town, name in asked:
        stem = name.removesuffix("村").removesuffix("社区")
        called = [(lon, lat) for school, lon, lat in schools.get(town, []) if len(stem) > 1 and stem in school]
        if called:
            found[code] = called[0]
    own = Village.objects.filter(code__in=[code for code, _, _ in asked], longitude__isnull=False)
    return {**found, **{code: (lon, lat) for code, lon, lat in own.values_list("code", "longitude", "latitude")}}
