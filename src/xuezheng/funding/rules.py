"""Codes of funding. Pure."""

from typing import Final

SOURCES: Final = ("county", "city", "province", "nation")  # whose budget pays

# The entry of the standards that says what a pupil of a stage is to have for running the school.
NORM_OF_STAGE: Final = {
    "preschool": "preschool_universal.operating_funds", "primary": "funds.primary", "junior": "funds.junior",
    "senior": "senior.operating_funds", "special": "funds.special",
}  # fmt: skip
