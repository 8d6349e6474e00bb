"""Opening a file safely: size, kind, bombs, formulas; then its sheets as columns of plain cells.

Nothing is trusted: an XLSX is a zip archive, so its unpacked size is looked at before it is unpacked; formulas, hidden
rows and merged cells are found in its XML, because a reader gives the last result of a formula as if it had been typed.
"""

import html
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from python_calamine import CalamineError, PasswordError, load_workbook

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.registers.intake.biff import NotUnderstood, seen_in_xls
from xuezheng.registers.intake.delimited import Undecodable, read_delimited
from xuezheng.registers.intake.faults import Fault
from xuezheng.registers.intake.kinds import kind_of
from xuezheng.registers.intake.oneroster.taking import BadBundle, bundle_sheets, is_bundle
from xuezheng.registers.intake.raw import RawSheet, of_rows
from xuezheng.registers.intake.sdmx import BadSdmx, is_sdmx, sdmx_sheets

MOST_BYTES = 500_000_000
MOST_UNPACKED = 3_000_000_000
MOST_RATIO = 200
FORMULA = re.compile(rb"<c [^>]*?r=\"([A-Z]+[0-9]+)\"[^>]*>\s*<f[ >/]")
HIDDEN = re.compile(rb"<row [^>]*hidden=\"(?:1|true)\"[^>]*>")
ROW_NUMBER = re.compile(rb"\sr=\"(\d+)\"")
WORKBOOK = "xl/workbook.xml"
SHEET = re.compile(rb"<sheet [^>]*>")


@dataclass(frozen=True)
class Seen:
    """What a sheet's XML says that a reader of values does not."""

    formulas: frozenset[str] = frozenset()
    hidden: tuple[int, ...] = ()


class Unreadable(Exception):
    """The file cannot be taken at all; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence("en"))
        self.problem = problem


def refuse(rule: str, what: Words, path: Path, got: str, cure: Words) -> Unreadable:
    return Unreadable(Problem(rule, what, where=path.name, got=got, cure=cure))


def read_sheets(path: Path) -> list[RawSheet]:
    """The sheets of an XLSX, XLS or CSV file, of SDMX-ML data, or of a OneRoster bundle. Raises Unreadable with what is wrong and what to do."""
    if not path.exists():
        raise refuse(
            "file.missing",
            Words("找不到这个文件。", "There is no such file."),
            path,
            str(path),
            Words("检查路径", "Check the path"),
        )
    if not path.is_file():
        raise refuse(
            "file.folder",
            Words("这是文件夹，不是文件。", "This is a folder, not a file."),
            path,
            "",
            Words("写出其中的文件，例如 文件夹/*.csv", "Name the files in it, for example FOLDER/*.csv"),
        )
    if not os.access(path, os.R_OK):
        raise refuse(
            "file.closed",
            Words("没有权限读这个文件。", "This file may not be read by you."),
            path,
            "",
            Words("请文件的主人开放读权限", "Ask its owner for the right to read it"),
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
        head = stream.read(16)
    if head.startswith(b"PK") and is_bundle(path):
        try:
            return bundle_sheets(path)
        except BadBundle as bad:
            raise Unreadable(bad.problem) from bad
    if head.startswith(b"PK"):
        return list(_workbook(path, _seen(path)))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _xls(path)
    if path.suffix.lower() in (".xlsx", ".xls"):
        kind = kind_of(head)
        raise refuse(
            "file.kind",
            Words(f"扩展名是 Excel，内容却是{kind.zh}。", f"The name says Excel, the content is {kind.en}."),
            path,
            "",
            Words("在 Excel 中打开原表，另存为 .xlsx", "Open the table in Excel and save it as .xlsx"),
        )
    if path.suffix.lower() == ".xml" and is_sdmx(head):
        try:
            return sdmx_sheets(path)
        except BadSdmx as bad:
            raise Unreadable(bad.problem) from bad
    return [_csv(path)]


def _seen(path: Path) -> dict[str, Seen]:
    """Formulas and hidden rows by the sheet's name; refuses archives that unpack too large."""
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
            if WORKBOOK not in archive.namelist():
                raise not_a_table(
                    path, Words("不含 .xlsx 工作簿的压缩包", "an archive without an .xlsx workbook in it")
                )
            for part in parts:  # what the reader unpacks too: its size must be what the archive says
                if part.filename.startswith("xl/") and not part.filename.startswith("xl/worksheets/"):
                    _unpack(archive, part)
            return {name: _seen_in(archive.read(part)) for name, part in _parts(archive).items()}
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError, RuntimeError) as error:
        raise broken(path) from error


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part piece by piece and throw it away. Raises BadZipFile where it is not what its entry says."""
    with archive.open(part) as stream:
        while stream.read(1_000_000):
            pass


def broken(path: Path) -> Unreadable:
    return refuse(
        "file.broken",
        Words("文件不完整或已损坏，打不开。", "The file is incomplete or damaged and cannot be opened."),
        path,
        f"{path.stat().st_size:,} B",
        Words("重新导出或重新传一次", "Export or transfer it again"),
    )


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"[\s:]" + name + rb"=\"([^\"]*)\"", tag)
    return html.unescape(found[1].decode("utf-8", "replace")) if found else ""


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive in which each sheet lies, by the sheet's name."""
    names = set(archive.namelist())
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target")
        for tag in re.findall(rb"<Relationship [^>]*>", archive.read("xl/_rels/workbook.xml.rels"))
    }
    found: dict[str, str] = {}
    for tag in SHEET.findall(archive.read(WORKBOOK)):
        target = targets.get(_attribute(tag, b"id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names and part.endswith(".xml"):
            found[_attribute(tag, b"name")] = part
    return found


def _seen_in(text: bytes) -> Seen:
    formulas = FORMULA.findall(text) if b"<f" in text else []
    numbers = [ROW_NUMBER.search(tag) for tag in HIDDEN.findall(text)] if b"hidden=" in text else []
    return Seen(frozenset(m.decode() for m in formulas), tuple(int(number[1]) for number in numbers if number))


def _workbook(path: Path, seen: dict[str, Seen]) -> Iterator[RawSheet]:
    try:
        book = load_workbook(path)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            marks = seen.get(name, Seen())
            merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
            rows = sheet.to_python(skip_empty_area=False)
            yield of_rows(path.name, name, rows, formulas=marks.formulas, hidden=marks.hidden, merged=merged)
    except PasswordError as error:
        raise refuse(
            "file.password",
            Words("文件有密码。", "The file has a password."),
            path,
            "",
            Words("去掉密码后再导入", "Remove the password"),
        ) from error
    except CalamineError as error:
        raise broken(path) from error


def _xls(path: Path) -> list[RawSheet]:
    """The sheets of an XLS file. Where its records cannot be followed, that formulas and hidden rows were not seen is a fault."""
    try:
        found = seen_in_xls(path.read_bytes())
    except NotUnderstood:
        what = Words(
            "看不出这个 .xls 里哪些是公式、哪些行被隐藏。",
            "Which cells of this .xls are formulas and which rows are hidden cannot be seen.",
        )
        fix = Words("已核对过，照读", "It was checked: read it as it is")
        cure = Words("另存为 .xlsx 再导入", "Save it as .xlsx")
        return [
            replace(
                raw, faults=(*raw.faults, Fault("file.unseen", what, cure, file=path.name, sheet=raw.name, fix=fix))
            )
            for raw in _workbook(path, {})
        ]
    return list(_workbook(path, {name: Seen(formulas, hidden) for name, formulas, hidden in found}))


def _csv(path: Path) -> RawSheet:
    try:
        return read_delimited(path.name, path.stem, path.read_bytes())
    except Undecodable as error:
        raise not_a_table(path, error.kind) from error


def not_a_table(path: Path, kind: Words) -> Unreadable:
    return refuse(
        "file.kind",
        Words(f"不是能读的表格，而是{kind.zh}。", f"It is no table that can be read, but {kind.en}."),
        path,
        "",
        Words("导出为 .xlsx，或 UTF-8 的 .csv", "Export it as .xlsx, or as .csv in UTF-8"),
    )
