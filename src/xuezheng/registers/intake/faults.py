"""What is wrong in a file, with its place, and the reading that is certain where there is one. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words

Accepts = Callable[[str], bool]  # whether the certain readings of a rule are to be taken


def accept_none(_: str) -> bool:
    return False


def accept_all(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: in a file, a sheet, a row (from 1) or a cell (column from 0).

    `fix` is the reading that is certain, in words; None where somebody must decide. `count` is how many cells or rows it
    speaks of.
    """

    rule: str
    what: Words
    cure: Words | None = None
    got: str = ""
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: int = -1
    heading: str = ""
    which: str = ""
    fix: Words | None = None
    sheet_key: str = ""
    count: int = 1

    @property
    def cell(self) -> str:
        """B7, or 7 where the whole row is meant, or nothing."""
        if self.row and self.column >= 0:
            return f"{column_letter(self.column)}{self.row}"
        return str(self.row) if self.row else ""

    @property
    def where(self) -> Words:
        """file › sheet › B7（heading）, or › row 7 where the whole row is meant."""
        heading = f"（{self.heading}）" if self.heading and self.column >= 0 else ""
        zh = en = self.cell + heading
        if self.row and self.column < 0:
            zh, en = f"第 {self.row} 行", f"row {self.row}"
        place = [part for part in (self.file, self.sheet) if part]
        return Words(" › ".join((*place, zh) if zh else place), " › ".join((*place, en) if en else place))

    def problem(self) -> Problem:
        cure = self.cure
        if self.fix:
            offered = Words(f"可采用：{self.fix.zh}", f"Can be taken as: {self.fix.en}")
            cure = Words(f"{offered.zh}；{cure.zh}", f"{offered.en}; {cure.en}") if cure else offered
        return Problem(
            self.rule, self.what, which=self.which, where=self.where if self.where.zh else "", got=self.got, cure=cure
        )


def column_letter(position: int) -> str:
    """A, B, … Z, AA: the name of a column in a spreadsheet."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
