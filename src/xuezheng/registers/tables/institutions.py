"""Frozen tables of institutions and areas."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table, least, one_of
from xuezheng.ground.words import Words
from xuezheng.registers.rules import AREA_GROUPS, ROOM_KINDS, STAGES, STAGES_OF_TYPE
from xuezheng.registers.rules import SUCCESSIONS as KINDS_OF_SUCCESSION


class YearlyInstitutions(Placed):
    """Institutions open on 1 September."""

    name = dy.String()
    school_type = dy.String(regex=r"^\d{3}$", metadata={"values": tuple(STAGES_OF_TYPE)})
    organiser = dy.String(regex=r"^\d{3}$")
    urban_rural = dy.String(regex=r"^\d{3}$")
    area_group = one_of(*AREA_GROUPS)  # urban, town, rural
    is_private = dy.Bool()
    is_inclusive = dy.Bool()
    is_teaching_point = dy.Bool()
    has_preschool = dy.Bool()
    has_primary = dy.Bool()
    has_junior = dy.Bool()
    has_senior = dy.Bool()
    has_vocational = dy.Bool()
    has_higher_vocational = dy.Bool()
    has_higher = dy.Bool()  # universities and colleges, higher vocational ones included
    opened_on = dy.Date()
    approved_on = dy.Date(nullable=True)
    longitude = dy.Float64(nullable=True)
    latitude = dy.Float64(nullable=True)
    address = dy.String(nullable=True)  # of the first campus
    pupil_count = dy.Int32(min=0)


class YearlyConditions(Placed):
    """Conditions of an institution in the school year, beside the kind of school and the pupils they serve."""

    school_type = one_of(*STAGES_OF_TYPE)
    area_group = one_of(*AREA_GROUPS)
    is_private = dy.Bool()
    has_primary = dy.Bool()
    has_junior = dy.Bool()
    has_senior = dy.Bool()
    has_vocational = dy.Bool()
    has_preschool = dy.Bool()
    pupil_count = dy.Int32(min=0)
    class_count = dy.Int32(min=0)
    site_area_m2 = dy.Float64(nullable=True, metadata=least(0))
    building_area_m2 = dy.Float64(nullable=True, metadata=least(0))
    dangerous_area_m2 = dy.Float64(nullable=True, metadata=least(0))
    teaching_area_m2 = dy.Float64(nullable=True, metadata=least(0))
    indoor_sports_area_m2 = dy.Float64(nullable=True, metadata=least(0))
    sports_ground_area_m2 = dy.Float64(nullable=True, metadata=least(0))
    dormitory_area_m2 = dy.Float64(nullable=True, metadata=least(0))
    equipment_fen = dy.Int64(nullable=True, metadata=least(0))
    book_count = dy.Int32(nullable=True, metadata=least(0))
    terminal_count = dy.Int32(nullable=True, metadata=least(0))
    bandwidth_mbps = dy.Int32(nullable=True, metadata=least(0))
    has_network = dy.Bool(nullable=True)
    has_wireless = dy.Bool(nullable=True)
    uses_national_platform = dy.Bool(nullable=True)
    has_safe_water = dy.Bool(nullable=True)
    has_sanitary_toilets = dy.Bool(nullable=True)
    has_clinic = dy.Bool(nullable=True)
    has_guards = dy.Bool(nullable=True)
    has_access_ramps = dy.Bool(nullable=True)
    has_mental_health_teacher = dy.Bool(nullable=True)
    meets_sports_equipment = dy.Bool(nullable=True)
    meets_music_equipment = dy.Bool(nullable=True)
    meets_art_equipment = dy.Bool(nullable=True)
    meets_science_equipment = dy.Bool(nullable=True)
    meets_special_rooms = dy.Bool(nullable=True)  # music and art rooms large enough, one of each for twelve classes
    web_address = dy.String(nullable=True)
    examined_count = dy.Int32(nullable=True)
    outside_teacher_count = dy.Int32(nullable=True)
    veteran_teacher_count = dy.Int32(nullable=True)
    party_member_count = dy.Int32(nullable=True)
    league_member_count = dy.Int32(nullable=True)
    democratic_party_count = dy.Int32(nullable=True)


class YearlyRooms(Placed):
    """Rooms in use on 1 September."""

    campus_number = dy.Int16()
    room_code = dy.String()
    kind = one_of(*ROOM_KINDS)
    stage = one_of("", *STAGES)
    seat_count = dy.Int32(min=0)
    area_m2 = dy.Float64(nullable=True)
    is_multimedia = dy.Bool()
    project_code = dy.String()
    started_on = dy.Date()


class YearlyProgrammes(Placed):
    """Programmes offered on 1 September."""

    stage = one_of("", *STAGES)  # vocational, higher_vocational, higher
    programme_code = dy.String()
    name = dy.String()
    industry = dy.String()  # "" when it serves no local industry
    started_on = dy.Date()


class DatedSuccessions(Placed):
    """One row for each part of each event; `ended` is true where the institution ended by it."""

    event_number = dy.Int64()
    kind = one_of(*KINDS_OF_SUCCESSION)
    occurred_on = dy.Date()
    side = dy.String()
    ended = dy.Bool()
    school_type = one_of(*STAGES_OF_TYPE)
    stage = one_of("", *STAGES)  # first stage of the type
    is_teaching_point = dy.Bool()


class YearlyPopulation(Placed):
    """Residents by county and single year of age on 1 September; a statistical bureau's figure, so no institution."""

    age = dy.Int16()
    person_count = dy.Int32(min=0)
    enrolled_count = dy.Int32(nullable=True, min=0)  # of that age at the county's kindergartens and schools


class YearlyEntrantCohorts(Placed):
    """Grade-one entrants by county in the year nine before: the base of the nine-year rate of this school year."""

    entry_year = dy.Int16()
    entrant_count = dy.Int32(min=0)


INSTITUTIONS = Table(
    "return_registers__yearly_institutions",
    YearlyInstitutions,
    1,
    "stock",
    ("institution_code",),
    Words("学校（机构）", "Institutions"),
    lists_places=True,
    pupils="pupil_count",
)
CONDITIONS = Table(
    "return_registers__yearly_conditions",
    YearlyConditions,
    1,
    "stock",
    ("institution_code",),
    Words("办学条件", "School conditions"),
    reported_by="school",
)
ROOMS = Table(
    "return_registers__yearly_rooms",
    YearlyRooms,
    1,
    "stock",
    ("institution_code", "campus_number", "room_code"),
    Words("教室与功能室", "Rooms"),
    reported_by="school",
)
PROGRAMMES = Table(
    "return_registers__yearly_programmes",
    YearlyProgrammes,
    1,
    "stock",
    ("institution_code", "programme_code"),
    Words("专业", "Programmes"),
)
SUCCESSIONS = Table(
    "return_registers__dated_successions",
    DatedSuccessions,
    1,
    "flow",
    ("occurred_on", "event_number", "institution_code", "side"),
    Words("设立、更名与撤并", "Openings, mergers and closures"),
    dated_by="occurred_on",
)
POPULATION = Table(
    "return_registers__yearly_population",
    YearlyPopulation,
    1,
    "stock",
    ("county_code", "age"),
    Words("分年龄人口", "Population by age"),
    reported_by="county",
)
ENTRANT_COHORTS = Table(
    "return_registers__yearly_entrant_cohorts",
    YearlyEntrantCohorts,
    1,
    "stock",
    ("county_code",),
    Words("九年前小学招生", "Grade-one entrants nine years before"),
    reported_by="county",
)
