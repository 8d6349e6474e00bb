"""National codes: areas (GB/T 2260 and its extension to townships), school codes, ID and student numbers.

Facts: GB 11643-1999 (ID number and its check character), 学校(机构)标识码 (10 digits: category 2, province 2,
serial 6; no check digit), 全国学籍号 (G, J or L + 18 characters).
"""

import re
from typing import Literal

AreaLevel = Literal["nation", "province", "city", "county", "town"]

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
SCHOOL_CODE = re.compile(r"^[0-9]{10}$")
STUDENT_NUMBER = re.compile(r"^[GJL][0-9]{17}[0-9X]$")


def id_check_character(first_17: str) -> str:
    """The eighteenth character of an ID number (GB 11643-1999; ISO 7064 MOD 11-2)."""
    return ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, ID_WEIGHTS, strict=True)) % 11]


def area_level(code: str) -> AreaLevel:
    """The level of an area code: 6 digits down to the county, 9 (or 12 with zeros) for a township."""
    if len(code) in (9, 12):
        return "town"
    if len(code) != 6 or not code.isdigit():
        raise ValueError(f"An area code has 6 or 9 digits. Got {code!r}.")
    if code == "000000":
        return "nation"
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def area_prefix(code: str) -> str:
    """The digits shared by everything inside an area: 511000 → "5110", 511002 → "511002", 000000 → ""."""
    level = area_level(code)
    return {"nation": "", "province": code[:2], "city": code[:4], "county": code[:6], "town": code[:9]}[level]


def parent_area(code: str) -> str | None:
    """The code of the area one level up, or None for the nation."""
    level = area_level(code)
    match level:
        case "town":
            return code[:6]
        case "county":
            return code[:4] + "00"
        case "city":
            return code[:2] + "0000"
        case "province":
            return "000000"
        case _:
            return None
