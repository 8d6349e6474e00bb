"""Opening a file safely: size, kind, bombs, formulas; then its sheets as rows of plain cells.

Nothing is trusted: an XLSX is a zip archive, so its unpacked size is looked at before it is unpacked; formulas are
found in its XML, because a reader gives their last result as if it had been typed.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, PasswordError, load_workbook

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words

MOST_BYTES = 100_000_000
MOST_UNPACKED = 1_500_000_000
MOST_RATIO = 200
FORMULA = re.compile(rb"<c [^>]*?r=\"([A-Z]+[0-9]+)\"[^>]*>\s*<f[ >/]")


@dataclass(frozen=True)
class RawSheet:
    """A sheet as it was found: rows of cells as the file has them, the first row being that of the headings."""

    file: str
    name: str
    rows: list[list[Any]]
    formulas: frozenset[str] = frozenset()


class Unreadable(Exception):
    """The file cannot be taken at all; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence("en"))
        self.problem = problem


def refuse(rule: str, what: Words, path: Path, got: str, cure: Words) -> Unreadable:
    return Unreadable(Problem(rule, what, where=path.name, got=got, cure=cure))


def read_sheets(path: Path) -> list[RawSheet]:
    """The sheets of an XLSX, XLS or CSV file. Raises Unreadable with what is wrong and what to do."""
    if not path.exists():
        raise refuse(
            "file.missing",
            Words("找不到这个文件。", "There is no such file."),
            path,
            str(path),
            Words("检查路径", "Check the path"),
        )
    size = path.stat().st_size
    if size == 0:
        raise refuse(
            "file.empty",
            Words("文件是空的。", "The file is empty."),
            path,
            "0 B",
            Words("重新导出后再导入", "Export it again"),
        )
    if size > MOST_BYTES:
        raise refuse(
            "file.large",
            Words("文件太大。", "The file is too large."),
            path,
            f"{size / 1e6:.0f} MB",
            Words(
                f"按县或按表拆成每个不超过 {MOST_BYTES // 10**6} MB 的文件",
                f"Split it by county or sheet into files of at most {MOST_BYTES // 10**6} MB",
            ),
        )
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"PK"):
        return list(_workbook(path, _formulas(path)))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return list(_workbook(path, {}))
    if path.suffix.lower() in (".xlsx", ".xls"):
        raise refuse(
            "file.kind",
            Words("扩展名是 Excel，内容却不是。", "The name says Excel, the content does not."),
            path,
            repr(head[:4]),
            Words("在 Excel 中另存为 .xlsx", "Save it as .xlsx in Excel"),
        )
    return [_csv(path)]


def _formulas(path: Path) -> dict[int, frozenset[str]]:
    """Cells with formulas by number of the sheet's part; refuses archives that unpack too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MOST_UNPACKED or (unpacked > 50_000_000 and unpacked > MOST_RATIO * path.stat().st_size):
                raise refuse(
                    "file.bomb",
                    Words(
                        "压缩包解开后过大，像是压缩炸弹，没有打开。", "It unpacks to far too much and was not opened."
                    ),
                    path,
                    f"{unpacked / 1e6:.0f} MB",
                    Words("确认文件来源；在 Excel 中另存后再导入", "Check where it comes from; save it anew in Excel"),
                )
            found: dict[int, frozenset[str]] = {}
            for part in parts:
                match = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part.filename)
                if match:
                    text = archive.read(part)
                    found[int(match[1])] = (
                        frozenset(m.decode() for m in FORMULA.findall(text)) if b"<f" in text else frozenset()
                    )
            return found
    except zipfile.BadZipFile as error:
        raise refuse(
            "file.broken",
            Words("文件不完整或已损坏。", "The file is incomplete or damaged."),
            path,
            str(error),
            Words("重新导出或重新传一次", "Export or transfer it again"),
        ) from error


def _workbook(path: Path, formulas: dict[int, frozenset[str]]) -> Iterator[RawSheet]:
    try:
        book = load_workbook(path)
        for number, name in enumerate(book.sheet_names, start=1):
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            yield RawSheet(path.name, name, [list(row) for row in rows], formulas.get(number, frozenset()))
    except PasswordError as error:
        raise refuse(
            "file.password",
            Words("文件有密码。", "The file has a password."),
            path,
            "",
            Words("去掉密码后再导入", "Remove the password"),
        ) from error
    except CalamineError as error:
        raise refuse(
            "file.broken",
            Words("文件不完整或已损坏。", "The file is incomplete or damaged."),
            path,
            str(error)[:80],
            Words("重新导出或重新传一次", "Export or transfer it again"),
        ) from error


def _csv(path: Path) -> RawSheet:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refuse(
            "file.encoding",
            Words("看不懂文件的编码。", "The encoding of the file cannot be told."),
            path,
            repr(content[:8]),
            Words("另存为 UTF-8 的 CSV 或 .xlsx", "Save it as UTF-8 CSV or .xlsx"),
        )
    if "\0" in text:
        raise refuse(
            "file.kind",
            Words("不是 XLSX、XLS 或 CSV 文件。", "This is no XLSX, XLS or CSV file."),
            path,
            repr(content[:4]),
            Words("导出为 .xlsx 或 .csv", "Export it as .xlsx or .csv"),
        )
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    rows = [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    while rows and rows[-1] in ([], [""]):
        rows.pop()
    return RawSheet(path.name, path.stem, rows)
