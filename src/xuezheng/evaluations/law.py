"""The numbers of the law that hold in a school year at a place, gathered from `standards` once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


WEIGHTS = ("junior", "senior", "senior_to_junior")
SPECIAL_ROOMS = ("music_area", "art_area", "music_area_before_2017", "art_area_before_2017")


@dataclass(frozen=True)
class Law:
    """What the evaluations of compulsory education ask in a school year.

    `basic_max` limits the composite variation of 2012, whose teaching points are all left out. The rest is of 2017 and empty
    (zero) in older years: minima per student (not per 100) by part and indicator, limits of the variation, and the rule
    of six of seven. `split` weighs the students of the parts of a school for what they share: junior and senior to
    primary, and senior to junior where there is no primary part.
    """

    year: int
    area: str
    basic_max: Mapping[str, float]
    split: Mapping[str, float]
    minimum: Mapping[str, Mapping[str, float]] = field(default_factory=dict[str, Mapping[str, float]])
    variation_max: Mapping[str, float] = field(default_factory=dict[str, float])
    met_at_least: int = 0
    floor_share: float = 0.0
    point_pupils: float = 0.0
    class_max: Mapping[str, float] = field(default_factory=dict[str, float])
    special_rooms: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def is_of_2017(self) -> bool:
        """Whether the evaluation of 2017 (balanced, of high quality) judges the year."""
        return bool(self.minimum)

    @property
    def numbers(self) -> tuple[object, ...]:
        """What school parts are made with: years that agree in it are read together."""
        return (
            *(tuple(m.items()) for m in (self.split, self.class_max, self.special_rooms)),
            self.point_pupils,
            self.is_of_2017,
        )

    def value(self, id: str) -> float:
        """Any other number of the law."""
        return standards.value(id, on=SchoolYear(self.year).stock_on, area=self.area)

    def entry(self, id: str) -> standards.Standard:
        """The same, with its document and how far it was verified."""
        return standards.entry(id, on=SchoolYear(self.year).stock_on, area=self.area)


def law_of(year: int, area: str = standards.NATION) -> Law:
    """The law of a school year, as it held on its stock day at a place (a local rule goes before the national one).

    Raises NoSuchStandard for years before the evaluation of 2012.
    """
    return _law(year, area, standards.version())


def has_law(year: int) -> bool:
    """Whether any evaluation's law held already in a school year: an older year is not judged."""
    try:
        law_of(year)
    except standards.NoSuchStandard:
        return False
    return True


def is_of_2017(year: int) -> bool:
    """Whether the evaluation of 2017 judges a school year."""
    return has_law(year) and law_of(year).is_of_2017


@lru_cache(maxsize=512)
def _law(year: int, area: str, _version: object) -> Law:
    on = SchoolYear(year).stock_on

    def of(id: str) -> float:
        return standards.value(id, on=on, area=area)

    basic = {p: of(f"basic_balanced.{p}.variation") for p in PARTS}
    try:
        minimum = {p: {i: of(f"quality_balanced.{p}.{i}") / per for i, (_, per) in INDICATORS.items()} for p in PARTS}
    except standards.NoSuchStandard:
        return Law(year, area, basic, {w: of(f"basic_balanced.split_weight.{w}") for w in WEIGHTS})
    return Law(
        year,
        area,
        basic,
        {w: of(f"quality_balanced.split_weight.{w}") for w in WEIGHTS},
        minimum,
        {p: of(f"quality_balanced.{p}.variation") for p in PARTS},
        int(of("quality_balanced.school.indicators_met")),
        of("quality_balanced.school.floor_share"),
        of("quality_balanced.excluded_point_pupils"),
        {p: of(f"quality_balanced.class_size.{p}") for p in PARTS},
        {id: of(f"quality_balanced.special_room.{id}") for id in SPECIAL_ROOMS},
    )
