"""What a check found, as plain data for the page: by sheet, by rule, cell by cell, and the rows around bad cells."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from xuezheng.ground.words import Words
from xuezheng.registers.intake.faults import Fault, column_letter
from xuezheng.registers.intake.headings import FIRST_ROWS, best_match, candidates
from xuezheng.registers.intake.intake import Outcome
from xuezheng.registers.intake.raw import RawSheet
from xuezheng.registers.intake.rows import masked

MOST_FAULTS = 300
MOST_ROWS = 10


def pair(words: Words | None) -> list[str]:
    return [words.zh, words.en] if words else ["", ""]


def plain_fault(fault: Fault) -> dict[str, Any]:
    return {
        "rule": fault.rule, "what": pair(fault.what), "cure": pair(fault.cure), "fix": pair(fault.fix), "got": fault.got, "file": fault.file,
        "sheet": fault.sheet, "cell": fault.cell, "row": fault.row if fault.column < 0 else 0, "heading": fault.heading, "which": fault.which, "count": fault.count,
        "sheet_key": fault.sheet_key,
    }  # fmt: skip


def report_of(outcome: Outcome) -> dict[str, Any]:
    """Everything the page of a check shows."""
    faults = sorted(outcome.faults, key=lambda f: (f.file, f.sheet, f.row, f.column))
    rules: dict[str, dict[str, Any]] = {}
    for fault in faults:
        one = rules.setdefault(fault.rule, {"what": pair(fault.what), "count": 0, "fix_count": 0})
        one["count"] += fault.count
        one["fix_count"] += fault.count if fault.fix else 0
    refused = Counter(fault.sheet_key for fault in faults if fault.sheet_key)
    bad_rows = {(f.file, f.sheet, f.row) for f in faults if f.row}
    keys = list(dict.fromkeys((*outcome.read_counts, *refused)))
    return {
        "sheets": [
            {"key": k, "read": outcome.read_counts.get(k, 0), "refused": refused.get(k, 0)}
            | ({"added": t.added, "changed": t.changed, "unchanged": t.unchanged} if (t := outcome.taken.get(k)) and not t.faults else {})
            for k in keys
        ],
        "fault_count": len(faults), "bad_row_count": len(bad_rows), "fix_count": sum(1 for f in faults if f.fix),
        "read_count": sum(outcome.read_counts.values()), "rules": rules, "faults": [plain_fault(f) for f in faults[:MOST_FAULTS]],
        "notes": [plain_fault(f) for f in outcome.notes], "accepted": [plain_fault(f) for f in outcome.accepted[:MOST_FAULTS]],
        "around": _around(faults, outcome.raws),
    }  # fmt: skip


def _around(faults: Sequence[Fault], raws: Sequence[RawSheet]) -> dict[str, Any]:
    """The first sheet with bad cells: its bad rows with the rows beside them, each bad cell with the number of its fault."""
    first = next((f for f in faults if f.row and f.column >= 0), None)
    raw = next((r for r in raws if first and (r.file, r.name) == (first.file, first.sheet)), None)
    if raw is None or first is None:
        return {}
    rows = raw.first(FIRST_ROWS)
    fits = [best_match(candidates(raw), row, {}) for row in rows]
    heading = max(range(len(rows)), key=lambda n: len(fit[1]) if (fit := fits[n]) else 0)
    fit = fits[heading]
    persons = (
        {c: fit[0].field(k) for k, c in fit[1].items() if fit[0].field(k).kind == "person_id" or k == "student_number"}
        if fit
        else {}
    )
    numbered = {
        (f.row, f.column): n
        for n, f in reversed(list(enumerate(faults[:MOST_FAULTS], start=1)))
        if (f.file, f.sheet) == (raw.file, raw.name)
    }
    bad = sorted({row for row, column in numbered if column >= 0})[:MOST_ROWS]
    near = sorted({n for row in bad for n in (row - 1, row, row + 1) if heading + 1 < n <= raw.height})
    shown: list[dict[str, Any]] = []
    for place, number in enumerate(near):
        if place and number > near[place - 1] + 1:
            shown.append({"cut": [near[place - 1] + 1, number - 1]})
        cells = [masked(persons[c], text) if c in persons else text[:24] for c, text in enumerate(raw.row(number - 1))]
        shown.append(
            {"number": number, "cells": [[text, numbered.get((number, c), 0)] for c, text in enumerate(cells)]}
        )
    heads = [[column_letter(c), text] for c, text in enumerate(rows[heading])]
    return {"file": raw.file, "sheet": raw.name, "heads": heads, "rows": shown}
