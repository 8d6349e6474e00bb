"""What the registers know by themselves: stages, kinds, and which follow from which. Pure."""

from datetime import date
from typing import Final

STAGES: Final = ("preschool", "primary", "junior", "senior", "vocational", "special", "higher_vocational", "higher")

# 办学类型 → stages taught (GB/T 33782-2017 table 4; higher education by our own reading of the category code)
STAGES_OF_TYPE: Final[dict[str, tuple[str, ...]]] = {
    "111": ("preschool",),
    "119": ("preschool",),
    "211": ("primary",),
    "218": ("primary",),
    "219": ("primary",),
    "311": ("junior",),
    "312": ("primary", "junior"),
    "319": ("junior",),
    "341": ("junior", "senior"),
    "342": ("senior",),
    "345": ("primary", "junior", "senior"),
    "349": ("senior",),
    "361": ("vocational",),
    "362": ("vocational",),
    "363": ("vocational",),
    "365": ("vocational",),
    "366": ("vocational",),
    "368": ("vocational",),
    "369": ("vocational",),
    "371": ("junior",),
    "511": ("special",),
    "512": ("special",),
    "513": ("special",),
    "514": ("special",),
    "519": ("special",),
    "411": ("higher",),
    "414": ("higher_vocational",),
}

# Stages that may be taught in classes attached to a school, by the first stage of its type (附设班, 119 to 519).
ATTACHED_STAGES: Final[dict[str, tuple[str, ...]]] = {
    "primary": ("preschool", "junior", "special"),
    "junior": ("preschool", "primary", "senior", "special", "vocational"),
    "senior": ("junior", "vocational"),
    "vocational": ("senior", "junior"),
    "special": ("preschool", "primary", "junior", "vocational"),
    "higher_vocational": ("vocational",),
    "higher": ("higher_vocational", "vocational"),
}
URBAN_RURAL: Final = ("111", "112", "121", "122", "123", "210", "220")  # 城乡分类, its leaves
SEXES: Final = ("0", "1", "2", "9")  # GB/T 2261.1

TEACHING_POINT: Final = "218"
PRIVATE_ORGANISER: Final = "999"

# 11… category of the 10-digit code → school types it may carry
CATEGORY_OF_TYPE: Final[dict[str, str]] = {
    "111": "11",
    "119": "11",
    "211": "21",
    "218": "21",
    "219": "21",
    "311": "31",
    "312": "31",
    "319": "31",
    "341": "34",
    "342": "34",
    "345": "34",
    "349": "34",
    "361": "36",
    "362": "36",
    "363": "36",
    "365": "36",
    "366": "36",
    "368": "36",
    "369": "36",
    "371": "37",
    "511": "51",
    "512": "51",
    "513": "51",
    "514": "51",
    "519": "51",
    "411": "41",
    "414": "41",
}

GRADES_OF_STAGE: Final[dict[str, tuple[str, ...]]] = {
    "preschool": ("02", "03", "04"),
    "primary": ("11", "12", "13", "14", "15", "16"),
    "junior": ("21", "22", "23"),
    "senior": ("31", "32", "33"),
    "vocational": ("41", "42", "43"),
    "special": ("11", "12", "13", "14", "15", "16", "21", "22", "23"),
    "higher_vocational": ("51", "52", "53"),
    "higher": ("61", "62", "63", "64"),
}

# GB/T 4658-2006 attainment → rank: 6 doctor, 5 master, 4 bachelor, 3 junior college, 2 senior secondary, 1 below.
# Who completed or left a programme without graduating (结业, 肄业) stands one rank below its graduates (our reading).
ATTAINMENT_RANK: Final[dict[str, int]] = {
    "11": 6,
    **dict.fromkeys(("10", "12", "13", "14"), 5),
    **dict.fromkeys(("15", "16", "17", "18", "19", "20", "21", "28"), 4),
    **dict.fromkeys(("22", "23", "30", "31"), 3),
    **dict.fromkeys(("32", "33", "40", "41", "44", "47", "60", "61"), 2),
    **dict.fromkeys(("42", "43", "45", "46", "48", "49", "62", "63", "70", "71", "73", "80", "81", "83", "90"), 1),
}

# What is counted of a class on 1 September, and may be corrected where its pupils are not registered as persons.
CLASS_COUNTS: Final = (
    "pupil_count",
    "girl_count",
    "minority_count",
    "boarder_count",
    "migrant_count",
    "left_behind_count",
    "entrant_count",
    "entrant_with_preschool_count",
    "repeater_count",
)

ROOM_KINDS: Final = (
    "classroom",
    "laboratory",
    "computer",
    "music",
    "art",
    "library",
    "sports",
    "counselling",
    "workshop",
    "dormitory",
    "office",
)

# Levels of schooling of residents, and those of whom a county's accounts and placements speak.
ATTAINMENT_LEVELS: Final = ("none", "primary", "junior", "senior", "tertiary")
FUNDED_STAGES: Final = ("preschool", "primary", "junior", "senior", "vocational", "special")
PLACED_STAGES: Final = ("primary", "junior")
PLACEMENTS: Final = ("special_school", "regular_class", "attached_class", "home", "none")

POSTS: Final = ("principal", "teacher", "administrator", "support", "worker")
TITLES: Final = ("full_senior", "senior", "middle", "junior", "assistant")
TITLE_RANK: Final = {title: rank for rank, title in enumerate(reversed(TITLES), start=1)}
AREA_GROUPS: Final = ("urban", "town", "rural")
SUCCESSIONS: Final = ("opened", "renamed", "merged", "split", "closed", "converted", "handed_over", "extended")
LIFE_EVENTS: Final = (
    "admitted", "left", "suspended", "died", "graduated", "returned", "repeated", "transferred", "promoted", "united", "told_apart",
    "post_begun", "post_ended", "post_moved",
)  # fmt: skip


def urban_rural_group(code: str) -> str:
    """城区 "urban", 镇区 "town" or 乡村 "rural" of an urban–rural class code (111…220)."""
    return "rural" if code.startswith("2") else "urban" if code.startswith("11") else "town"


def last_grade(stage: str) -> str:
    """The grade from which a stage is left; "" for a stage that is not known."""
    return GRADES_OF_STAGE[stage][-1] if stage in GRADES_OF_STAGE else ""


def grade_after(stage: str, entry_grade: str, years: int) -> str:
    """The grade reached so many years after an entry grade; "" before the first and past the last grade of the stage."""
    grades = GRADES_OF_STAGE.get(stage, ())
    if entry_grade not in grades:
        return ""
    position = grades.index(entry_grade) + years
    return grades[position] if 0 <= position < len(grades) else ""


def first_stock_year(on: date) -> int:
    """The first school year whose stock day (1 September) is the day or later: whose return sees what holds from it on."""
    return on.year if (on.month, on.day) <= (9, 1) else on.year + 1


TRANSFER_DAYS: Final = 10  # working days (standards.calendar) in which a transfer is to be answered
