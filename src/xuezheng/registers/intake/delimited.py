"""CSV as people have it: UTF-8 with or without its mark, UTF-16, GB 18030, or lines of both pasted together. Pure."""

import csv
import io

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.intake.faults import Fault
from xuezheng.registers.intake.kinds import kind_of
from xuezheng.registers.intake.raw import RawSheet, of_rows

SHOWN_LINES = 5


class Undecodable(Exception):
    """The bytes are no text that can be told."""

    def __init__(self, head: bytes) -> None:
        self.kind = kind_of(head)
        super().__init__(self.kind.en)


def decoded(content: bytes) -> tuple[str, list[int]]:
    """The text, and the numbers of the lines in another encoding than the rest (empty where all agree).

    Raises Undecodable.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16"), []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text, odd = _line_by_line(content)
    else:
        odd = []
    if "\0" in text:
        raise Undecodable(content[:16])
    return text, odd


def _line_by_line(content: bytes) -> tuple[str, list[int]]:
    """Each line by its own encoding. A line is UTF-8 only if it holds a Chinese character when read so.

    (Two GB 18030 bytes may look like one two-byte letter of UTF-8, never like a three-byte character.)
    """
    lines: list[str] = []
    of_utf8: list[int] = []
    of_gb: list[int] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.isascii():
            lines.append(line.decode())
            continue
        try:
            text = line.decode("utf-8")
            if any(sign >= "\u2e80" for sign in text):
                lines.append(text)
                of_utf8.append(number)
                continue
        except UnicodeDecodeError:
            pass
        try:
            lines.append(line.decode("gb18030"))
            of_gb.append(number)
        except UnicodeDecodeError:
            raise Undecodable(content[:16]) from None
    fewer = min(of_utf8, of_gb, key=len) if of_utf8 and of_gb else []
    return "\n".join(lines), fewer


def read_delimited(file: str, name: str, content: bytes) -> RawSheet:
    """A file of separated values as a sheet. Raises Undecodable."""
    text, odd = decoded(content)
    faults: tuple[Fault, ...] = ()
    if odd:
        some = "、".join(str(n) for n in odd[:SHOWN_LINES]) + ("…" if len(odd) > SHOWN_LINES else "")
        faults = (
            Fault(
                "file.mixed_encoding",
                Words("文件里混着两种编码（UTF-8 与 GB18030）。", "The file mixes two encodings (UTF-8 and GB 18030)."),
                Words("从来源系统重新导出；不要用两个文件拼接", "Export it again from the system; do not paste two files together"),
                got=f"{len(odd)} / {some}", file=file, row=odd[0], count=len(odd),
                fix=Words(f"这 {len(odd)} 行各按自己的编码读", f"Read these {len(odd)} lines each in its own encoding"),
            ),
        )  # fmt: skip
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    if (frame := _quick(text, delimiter)) is not None:
        return RawSheet(file, name, frame, faults=faults)
    rows = [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    while rows and rows[-1] in ([], [""]):
        rows.pop()
    return of_rows(file, name, rows, faults=faults)


def _quick(text: str, delimiter: str) -> pl.DataFrame | None:
    """A well-formed file by column; None for one whose rows differ in length."""
    try:
        frame = pl.read_csv(text.encode(), has_header=False, infer_schema=False, separator=delimiter)
    except pl.exceptions.PolarsError:
        return None
    if frame.width < 2:
        return None
    return frame.rename({column: str(position) for position, column in enumerate(frame.columns)}).fill_null("")
