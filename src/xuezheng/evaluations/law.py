"""The numbers of the law that hold in a school year at a place, gathered from `standards` once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from xuezheng import standards
from xuezheng.ground.school_year import SchoolYear

PARTS = ("primary", "junior")
# indicator → (column of its quantity in the school parts, how many of them its standard counts per student)
INDICATORS: Mapping[str, tuple[str, float]] = {
    "high_degree_teachers_per_100": ("high_degree_count", 100),
    "backbone_teachers_per_100": ("backbone_count", 100),
    "pe_arts_teachers_per_100": ("pe_arts_count", 100),
    "teaching_room_area_per_pupil": ("teaching_room_area_m2", 1),
    "sports_area_per_pupil": ("sports_area_m2", 1),
    "equipment_value_per_pupil": ("equipment_fen", 1),
    "multimedia_classrooms_per_100": ("multimedia_count", 100),
}
# the eight of 2012: their columns
BASIC: tuple[str, ...] = (
    "teaching_room_area_m2", "sports_area_m2", "equipment_fen", "terminal_count", "book_count", "teacher_count",
    "high_degree_count", "middle_title_count",
)  # fmt: skip


@dataclass(frozen=True)
class Law:
    """Minima per student (not per 100) by part and indicator, limits of the variation, and the rule of six of seven."""

    year: int
    area: str
    minimum: Mapping[str, Mapping[str, float]]
    variation_max: Mapping[str, float]
    basic_max: Mapping[str, float]
    met_at_least: int
    floor_share: float
    point_pupils: float
    class_max: Mapping[str, float]

    def value(self, id: str) -> float:
        """Any other number of the law."""
        return standards.value(id, on=SchoolYear(self.year).stock_on, area=self.area)

    def entry(self, id: str) -> standards.Standard:
        """The same, with its document and how far it was verified."""
        return standards.entry(id, on=SchoolYear(self.year).stock_on, area=self.area)


def law_of(year: int, area: str = standards.NATION) -> Law:
    """The law of a school year, as it held on its stock day at a place (a local rule goes before the national one)."""
    return _law(year, area, standards.version())


def has_law(year: int) -> bool:
    """Whether the evaluations' law held already in a school year: an older year is not judged by it."""
    try:
        law_of(year)
    except standards.NoSuchStandard:
        return False
    return True


@lru_cache(maxsize=512)
def _law(year: int, area: str, _version: object) -> Law:
    on = SchoolYear(year).stock_on

    def of(id: str) -> float:
        return standards.value(id, on=on, area=area)

    return Law(
        year,
        area,
        {p: {i: of(f"quality_balanced.{p}.{i}") / per for i, (_, per) in INDICATORS.items()} for p in PARTS},
        {p: of(f"quality_balanced.{p}.variation") for p in PARTS},
        {p: of(f"basic_balanced.{p}.variation") for p in PARTS},
        int(of("quality_balanced.school.indicators_met")),
        of("quality_balanced.school.floor_share"),
        of("quality_balanced.excluded_point_pupils"),
        {p: of(f"quality_balanced.class_size.{p}") for p in PARTS},
    )
