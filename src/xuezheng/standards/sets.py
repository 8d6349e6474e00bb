"""Code sets and formulas of the standards, each from a day on."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from xuezheng.ground.words import Words
from xuezheng.standards.dated import VERIFICATIONS, NoSuchStandard, Verification
from xuezheng.standards.reading import read_yaml

FOLDER = Path(__file__).with_name("code_sets")
FORMULAS = Path(__file__).with_name("formulas.yaml")


@dataclass(frozen=True, slots=True)
class Code:
    """One code: the official Chinese name, and how far it was verified."""

    code: str
    name: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A set of codes as its document gives it, from `from_on` on."""

    id: str
    term: Words
    document: str
    from_on: date
    verification: Verification
    checked_on: date
    codes: tuple[Code, ...]
    note: str = ""

    def name(self, code: str) -> str | None:
        """The name of a code, None where the set has none."""
        return next((one.name for one in self.codes if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as the law has it, in force from `from_on` on. `symbols` says what its letters stand for."""

    id: str
    term: Words
    text: str
    from_on: date
    document: Words
    verification: Verification
    checked_on: date
    symbols: tuple[tuple[str, str], ...]
    note: str = ""


def _verified(id: str, said: str) -> Verification:
    if said not in VERIFICATIONS:
        raise ValueError(f"The verification of {id} must be one of {', '.join(VERIFICATIONS)}. Got {said!r}.")
    return said


@cache
def code_sets() -> tuple[CodeSet, ...]:
    """All code sets by id."""
    found: list[CodeSet] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        made = cast(dict[str, Any], read_yaml(path))
        own = _verified(made["id"], made["verification"])
        codes = tuple(
            Code(code, about["zh"], _verified(code, about.get("verification", own)))
            for code, about in cast(dict[str, dict[str, Any]], made["codes"]).items()
        )
        found.append(
            CodeSet(
                made["id"], Words(**made["term"]), made["document"], made["from_on"], own, made["checked_on"], codes,
                str(made.get("note", "")),
            )
        )  # fmt: skip
    return tuple(found)


def code_set(id: str) -> CodeSet:
    """The code set of an id. Raises NoSuchStandard where there is none."""
    for found in code_sets():
        if found.id == id:
            return found
    raise NoSuchStandard(f"No code set has the id {id!r}. Those there are: {', '.join(s.id for s in code_sets())}.")


@cache
def formulas() -> tuple[Formula, ...]:
    """All formulas by id and first day."""
    content = cast(dict[str, dict[str, Any]], read_yaml(FORMULAS))
    found = [
        Formula(
            id, Words(**about["term"]), value["text"], value["from_on"], Words(**about["document"]),
            _verified(id, about["verification"]), about["checked_on"],
            tuple((str(k), str(v)) for k, v in about["symbols"].items()), str(about.get("note", "")),
        )
        for id, about in content.items()
        for value in about["values"]
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda f: (f.id, f.from_on)))


def formula(id: str, *, on: date) -> Formula:
    """The formula in force on a day. Raises NoSuchStandard where none was."""
    held = [f for f in formulas() if f.id == id and f.from_on <= on]
    if not held:
        raise NoSuchStandard(f"No formula {id!r} is in force on {on}.")
    return held[-1]
