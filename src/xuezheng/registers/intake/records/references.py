"""What a row names must be there: institutions and areas, with the nearest code where it is not."""

import difflib
from collections.abc import Sequence
from typing import Any

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.intake.records.upsert import Taken, chunks
from xuezheng.registers.intake.rows import Entry
from xuezheng.registers.models import Area, Institution


def found_institutions(entries: Sequence[Entry], taken: Taken) -> dict[str, Any]:
    """Institutions by code; a problem for each row that names another."""
    return _found(
        entries,
        "institution_code",
        Institution,
        taken=taken,
        what=Words("登记册里没有这个学校标识码。", "The register has no such school code."),
    )


def found_areas(entries: Sequence[Entry], column: str, taken: Taken) -> dict[str, Any]:
    """Areas by code; a problem for each row that names another."""
    return _found(
        entries,
        column,
        Area,
        taken=taken,
        what=Words("登记册里没有这个行政区划代码。", "The register has no such area code."),
    )


def _found(entries: Sequence[Entry], column: str, model: Any, *, taken: Taken, what: Words) -> dict[str, Any]:
    wanted = [entry.values[column] for entry in entries if entry.values.get(column)]
    there: dict[str, Any] = {}
    for some in chunks(wanted):
        there.update({record.code: record for record in model.objects.filter(code__in=some)})
    missing = [entry for entry in entries if entry.values.get(column) and entry.values[column] not in there]
    if missing:
        known = list(
            model.objects.filter(code__startswith=missing[0].values[column][:4]).values_list("code", flat=True)[:5000]
        )
        for entry in missing[:1000]:
            taken.problems.append(
                Problem(
                    "reference.missing",
                    what,
                    where=entry.where,
                    got=entry.values[column],
                    cure=nearest(entry.values[column], known),
                )
            )
    return there


def nearest(code: str, known: list[str]) -> Words:
    """The nearest code there is, as a question; else what to import first."""
    near = difflib.get_close_matches(code, known, n=1, cutoff=0.8)
    if near:
        return Words(f"是 {near[0]} 吗？", f"Did you mean {near[0]}?")
    return Words("先导入它，或与本表放在同一次导入里", "Import it first, or together with this sheet")
