"""The layout most schools have: a class in each row, a subject in each column (or turned), in a cell who teaches and how often.

A cell reads `王老师 5`, `王老师 2+1+1`, `王老师（5）`, `王老师/5`, `王老师、李老师 4`, or a teacher alone, where a row `周课时` or a line of
its own below the heads says how often. Or each subject has two columns, 教师 and 课时.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xuezheng.timetables.plan.book.heads import PATTERN_HEADS, SUBJECT_HEADS, TEACHER_HEADS
from xuezheng.timetables.plan.book.sheets import Found, Sheet

CELL = re.compile(r"^(?P<who>[^\d]*?)[\s/／（(×*:：]*[xX]?(?P<often>\d[\d+＋单双周连@/ ]*)?[）)节]*$")
SKIPPED = ("合计", "总计", "小计", "备注", "total", "教师", "班主任")


@dataclass(frozen=True)
class Entry:
    """A cell of the matrix. `often_at` is where its pattern stands, when not in the cell itself."""

    subject: str
    class_name: str
    teachers: tuple[str, ...]
    pattern: str
    row: int
    column: int
    unread: str = ""


def people(text: str) -> tuple[str, ...]:
    return tuple(one for one in re.split(r"[、，,;；/／\n ]+", text.strip()) if one)


def entries_of(sheet: Sheet, found: Found) -> Iterator[Entry]:
    corner = found.columns["corner"]
    is_turned = re.split(r"[\\/|＼／]", sheet.at(found.row, corner).lower())[0].strip() in SUBJECT_HEADS
    below = [sheet.at(found.row + 1, column).lower() for column in range(len(sheet.rows[found.row]))]
    pairs = any(one in TEACHER_HEADS for one in below) and any(one in PATTERN_HEADS for one in below)
    heads: dict[int, str] = {}
    last = ""
    for column in range(corner + 1, max(len(row) for row in sheet.rows[found.row : found.row + 2])):
        last = sheet.at(found.row, column) or (last if pairs else "")
        if last and last.lower() not in SKIPPED and last.lower() not in PATTERN_HEADS:
            heads[column] = last
    usual: dict[int, str] = {}
    for row in range(found.row + 1 + pairs, len(sheet.rows)):
        side = sheet.at(row, corner)
        if side.lower() in PATTERN_HEADS:
            usual = {column: sheet.at(row, column) for column in heads}
            continue
        if not side or side.lower() in SKIPPED:
            continue
        for column, head in heads.items():
            if pairs and below[column] not in TEACHER_HEADS:
                continue
            often = sheet.at(row, column + 1) if pairs else usual.get(column, "")
            if text := sheet.at(row, column):
                subject, class_name = (side, head) if is_turned else (head, side)
                yield entry_of(text, often, subject, class_name, row, column)


def entry_of(text: str, often: str, subject: str, class_name: str, row: int, column: int) -> Entry:
    match = CELL.match(text.replace("\n", " "))
    if not match:
        return Entry(subject, class_name, (), "", row, column, text)
    pattern = re.sub(r"\s+", "", match["often"] or often).rstrip("/")
    return Entry(subject, class_name, people(match["who"]), pattern, row, column)
