"""What the registers know by themselves: stages, kinds, and which follow from which. Pure."""

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

POSTS: Final = ("principal", "teacher", "administrator", "support", "worker")
TITLES: Final = ("full_senior", "senior", "middle", "junior", "assistant")
SUCCESSIONS: Final = ("opened", "renamed", "merged", "split", "closed", "converted")


def urban_rural_group(code: str) -> str:
    """城区 "urban", 镇区 "town" or 乡村 "rural" of an urban–rural class code (111…220)."""
    return "rural" if code.startswith("2") else "urban" if code.startswith("11") else "town"
