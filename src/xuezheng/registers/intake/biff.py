"""What an XLS file says that a reader of values does not: which cells are formulas, which rows are hidden. Pure.

An XLS file is a compound file ([MS-CFB]) whose stream "Workbook" is a row of records ([MS-XLS] 2.4): type, length, content.
A reader gives a formula's last result, or nothing where it was never computed, as if it had been typed.
"""

from collections.abc import Iterator
from struct import error, unpack_from

from xuezheng.registers.intake.faults import column_letter

FREE = 0xFFFFFFFA  # sector numbers from here on are marks
FORMULA, BOUNDSHEET, ROW, END = 0x0006, 0x0085, 0x0208, 0x000A
HIDDEN = 0x20  # of the byte of flags of a row: its height is zero
MOST_SHEETS = 4_000


class NotUnderstood(Exception):
    """The file is no compound file with a workbook, or its parts do not hold together."""


class Container:
    """The streams of a compound file."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        try:
            self.size, self.small = 1 << unpack_from("<H", content, 30)[0], 1 << unpack_from("<H", content, 32)[0]
            self.cutoff = unpack_from("<I", content, 56)[0]
            if not 128 <= self.size <= 4096 or not 16 <= self.small <= self.size:
                raise NotUnderstood
            self.table = self._numbers(self._sectors_of_table())
            self.directory = self._stream(unpack_from("<I", content, 48)[0])
            self.small_table = self._numbers(list(self._chain(unpack_from("<I", content, 60)[0], self.table)))
        except (error, IndexError) as problem:
            raise NotUnderstood from problem

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.content[start : start + self.size]

    def _sectors_of_table(self) -> list[int]:
        """Where the table of chains lies: 109 places in the header, more in sectors that name each other."""
        places = list(unpack_from("<109I", self.content, 76))
        following, count = unpack_from("<I", self.content, 68)[0], 0
        each = self.size // 4
        while following < FREE and count < len(self.content) // self.size:
            more = unpack_from(f"<{each}I", self._sector(following))
            places, following, count = [*places, *more[:-1]], more[-1], count + 1
        return [place for place in places if place < FREE]

    def _numbers(self, sectors: list[int]) -> list[int]:
        found: list[int] = []
        for sector in sectors:
            part = self._sector(sector)
            found += unpack_from(f"<{len(part) // 4}I", part)
        return found

    def _chain(self, first: int, table: list[int]) -> Iterator[int]:
        """The sectors of a chain. Raises NotUnderstood where it has no end."""
        steps = 0
        while first < FREE:
            yield first
            steps += 1
            if first >= len(table) or steps > len(table):
                raise NotUnderstood
            first = table[first]

    def _stream(self, first: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(first, self.table))

    def stream(self, *names: str) -> bytes:
        """The first stream of one of these names. Raises NotUnderstood where there is none."""
        root = 0
        for start in range(0, len(self.directory) - 127, 128):
            entry = self.directory[start : start + 128]
            length, kind, first, size = unpack_from("<HB", entry, 64) + unpack_from("<II", entry, 116)
            name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
            if kind == 5:
                root = first
            if kind == 2 and name in names:
                if size >= self.cutoff:
                    return self._stream(first)[:size]
                whole = self._stream(root)
                pieces = (whole[n * self.small : (n + 1) * self.small] for n in self._chain(first, self.small_table))
                return b"".join(pieces)[:size]
        raise NotUnderstood


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """(type, where its content begins, its length) of the records from a place up to the end of that part."""
    while start + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, start)
        if kind == END:
            return
        yield kind, start + 4, length
        start += 4 + length


def _name(stream: bytes, at: int, end: int) -> str:
    """The name of a sheet: its length, a flag for two bytes a sign, the signs."""
    count, wide = stream[at], stream[at + 1] & 1
    text = stream[at + 2 : min(at + 2 + count * (2 if wide else 1), end)]
    return text.decode("utf-16-le" if wide else "latin-1", "replace")


def seen_in_xls(content: bytes) -> list[tuple[str, frozenset[str], tuple[int, ...]]]:
    """(name, addresses of formulas, numbers of hidden rows from 1) of each sheet. Raises NotUnderstood."""
    try:
        stream = Container(content).stream("Workbook", "Book")
        sheets = [
            (unpack_from("<I", stream, at)[0], _name(stream, at + 6, at + length))
            for kind, at, length in _records(stream, 0)
            if kind == BOUNDSHEET
        ]
        if not sheets:
            raise NotUnderstood
        return [(name, *_marks(stream, start)) for start, name in sheets[:MOST_SHEETS]]
    except (error, IndexError) as problem:
        raise NotUnderstood from problem


def _marks(stream: bytes, start: int) -> tuple[frozenset[str], tuple[int, ...]]:
    formulas: list[str] = []
    hidden: list[int] = []
    for kind, at, length in _records(stream, start):
        if kind == FORMULA and length >= 20:
            row, column = unpack_from("<HH", stream, at)
            formulas.append(f"{column_letter(column)}{row + 1}")
        elif kind == ROW and length >= 13 and stream[at + 12] & HIDDEN:
            hidden.append(unpack_from("<H", stream, at)[0] + 1)
    return frozenset(formulas), tuple(hidden)
