"""The statutory base forms (基层表) of the national education statistics as data, and their filling from the tables.

Each cell says where it comes from: a register (`Drawn`), the school, asked once a year (`Asked`), or nowhere yet
(`Unkept`). Numbers and names of the forms are those of the series of 2021 (教基nnnn); where a name or a layout was
inferred from public importers of the return, `Form.inferred` says so.
"""

from functools import cache

from xuezheng.returns.forms import classes, conditions, facts, pupils, staff
from xuezheng.returns.forms.facts import BASIC, stages_taught
from xuezheng.returns.forms.filling import Filled, fill, forms_tables
from xuezheng.returns.forms.making import (
    SUMMABLE,
    Asked,
    CellKind,
    Drawn,
    Form,
    Frames,
    Head,
    Line,
    Source,
    Unkept,
)

FORMS: tuple[Form, ...] = tuple(
    sorted((*facts.FORMS, *classes.FORMS, *pupils.FORMS, *staff.FORMS, *conditions.FORMS), key=lambda form: form.code)
)
BY_CODE = {form.code: form for form in FORMS}


@cache
def forms_of(stages: frozenset[str]) -> tuple[Form, ...]:
    """The forms a school of these stages fills. A vocational school gives its conditions once, in the form of its own."""
    due = tuple(form for form in FORMS if form.stages & stages)
    own = {asked.column for form in due if form.stages == {"vocational"} for _, _, asked in form.asked}
    return tuple(
        form for form in due if form.stages == {"vocational"} or not own & {asked.column for _, _, asked in form.asked}
    )


__all__ = [
    "BASIC",
    "BY_CODE",
    "FORMS",
    "SUMMABLE",
    "Asked",
    "CellKind",
    "Drawn",
    "Filled",
    "Form",
    "Frames",
    "Head",
    "Line",
    "Source",
    "Unkept",
    "fill",
    "forms_of",
    "forms_tables",
    "stages_taught",
]
