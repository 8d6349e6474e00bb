"""Letters of an admission as PDF, one candidate a page, set by Typst; all of a school in one file, all schools in one ZIP."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from xuezheng.exams.plan.admission import AdmissionPlan
from xuezheng.exams.plan.letters import Letter, letters
from xuezheng.screens.formats.pdf import typeset

TEMPLATE: Final = Path(__file__).with_name("letters.typ")
Tell = Callable[[float, str], None]


def letters_pdf(
    found: Sequence[Letter], about: Mapping[str, str], names: Mapping[str, str], node_modules: Path, language: str
) -> bytes:
    """One PDF. `about` holds title, school, foot; `names` what each programme is called."""
    given: dict[str, Any] = {
        **about, "english": language.startswith("en"),
        "letters": [
            {
                "number": one.number, "name": one.name, "result": one.result.in_(language), "order": one.order.in_(language),
                "reasons": [[names.get(name, name), words.in_(language)] for name, words in one.reasons],
            }
            for one in found
        ],
    }  # fmt: skip
    return typeset(TEMPLATE, "letters", given, node_modules)


def programme_names(plan: AdmissionPlan) -> dict[str, str]:
    """What a letter calls each programme: its school, its name or kind, its code."""
    return {
        code: f"{school} {name} {code}".replace("  ", " ") if school != code else code
        for code, school, name in plan.programmes.select("programme", "school", "name").iter_rows()
    }


def by_school(plan: AdmissionPlan) -> Iterator[tuple[str, list[Letter]]]:
    """Each junior school with the letters to its candidates."""
    rows = plan.results.with_row_index("who")
    for (school,), part in rows.group_by("from_school", maintain_order=True):
        yield str(school), list(letters(plan, part))


def letters_zip(plan: AdmissionPlan, title: str, foot: str, node_modules: Path, language: str, tell: Tell) -> bytes:
    """A ZIP with one PDF a school; `tell` hears how far it is."""
    names, held, total, done = programme_names(plan), io.BytesIO(), plan.results.height, 0
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for school, found in by_school(plan):
            about = {"title": title, "school": school, "foot": foot}
            archive.writestr(f"{file_name(school)}.pdf", letters_pdf(found, about, names, node_modules, language))
            done += len(found)
            tell(done / max(total, 1), school)
    return held.getvalue()


def file_name(school: str) -> str:
    """A school's name as a file's."""
    return re.sub(r"[\\/:*?\"<>|\s]+", "_", school).strip("_") or "school"


def letters_of_school(plan: AdmissionPlan, school: str) -> list[Letter]:
    return list(letters(plan, plan.results.with_row_index("who").filter(pl.col("from_school") == school)))
