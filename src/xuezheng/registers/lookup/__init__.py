"""Reading the live registers: into frames, placed for the return; what every office's `collect.py` needs."""

from xuezheng.registers.lookup.areas import area_chain, area_words, find_area, names_of, parts_of
from xuezheng.registers.lookup.frames import holds, in_area, in_scope, rows
from xuezheng.registers.lookup.history import History, history_of
from xuezheng.registers.lookup.institutions import (
    cities_registered,
    institutions_as_of,
    institutions_known,
    sites_as_of,
    years_reported,
)
from xuezheng.registers.lookup.kept import held_on, once, only_institution, read_once
from xuezheng.registers.lookup.one import find_institution
from xuezheng.registers.lookup.places import institution_places, placed
from xuezheng.registers.lookup.reported import class_counts, conditions_reported
from xuezheng.registers.secrecy import pseudonyms


def pseudonym(person_index: str) -> str:
    """What a person is called in frozen tables: 16 hex digits, the same in every year (in bulk: `pseudonyms`)."""
    return pseudonyms([person_index])[0]


__all__ = [
    "History",
    "area_chain",
    "area_words",
    "cities_registered",
    "class_counts",
    "conditions_reported",
    "find_area",
    "find_institution",
    "held_on",
    "history_of",
    "holds",
    "in_area",
    "in_scope",
    "institution_places",
    "institutions_as_of",
    "institutions_known",
    "names_of",
    "once",
    "only_institution",
    "parts_of",
    "placed",
    "pseudonym",
    "pseudonyms",
    "read_once",
    "rows",
    "sites_as_of",
    "years_reported",
]
