"""Files that schools send in, as rows by column: a workbook's first sheet, or CSV in UTF-8 or GB 18030; every cell as text."""

import csv
import io
from collections.abc import Mapping, Sequence

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


def lines_of(name: str, content: bytes) -> list[list[str]]:
    """The rows of a file. Raises Refused where it is neither a workbook nor text."""
    if name.lower().endswith((".xlsx", ".xls", ".ods")) or content[:2] == b"PK":
        return _workbook(name, content)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(content.decode(encoding)))]
        except (UnicodeDecodeError, csv.Error):
            continue
    what = Words("文件既不是工作簿，也不是文本（CSV）。", "The file is neither a workbook nor text (CSV).")
    raise Refused(
        [
            Problem(
                "file_unreadable",
                what,
                where=name,
                cure=Words("另存为 XLSX 或 CSV UTF-8。", "Save it as XLSX or CSV UTF-8."),
            )
        ]
    )


def _workbook(name: str, content: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, load_workbook  # pyright: ignore[reportUnknownVariableType]

    try:
        rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, ValueError, IndexError) as reason:
        what = Words("读不出工作簿。", "This cannot be read as a workbook.")
        raise Refused([Problem("file_unreadable", what, where=name, got=str(reason)[:80])]) from reason
    return [[str(int(c)) if isinstance(c, float) and c.is_integer() else str(c).strip() for c in row] for row in rows]


def rows_of(
    name: str, content: bytes, heads: Mapping[str, Sequence[str]], needed: Sequence[str], most: int
) -> list[dict[str, str]]:
    """Rows by column key, each with its line in the file under "line". The heads stand in the first row that has all that is needed."""
    lines = lines_of(name, content)
    for at, line in enumerate(lines[:12]):
        found = _columns(line, heads)
        if all(key in found for key in needed):
            body = [(number, row) for number, row in enumerate(lines[at + 1 :], start=at + 2) if any(row)]
            if len(body) > most:
                what = Words(f"文件至多{most:,}行。", f"A file has at most {most:,} rows.")
                raise Refused([Problem("file_rows", what, where=name, got=f"{len(body):,}")])
            return [
                {"line": str(n), **{key: row[i] if i < len(row) else "" for key, i in found.items()}} for n, row in body
            ]
    missing = [key for key in needed if key not in _columns(lines[0] if lines else [], heads)]
    what = Words("缺少必需的列。", "A column that is needed is missing.")
    cure = Words("补上这一列，或改列名。", "Add the column, or give it one of these heads.")
    raise Refused(
        [Problem("file_column", what, which=" / ".join((*heads[key], key)), where=name, cure=cure) for key in missing]
    )


def _columns(line: Sequence[str], heads: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where each known column stands; a unit in brackets after a head is passed over."""
    given = [cell.strip().split("（")[0].split("(")[0].strip().lower() for cell in line]
    known = {key: {key, *(name.lower() for name in names)} for key, names in heads.items()}
    return {
        key: next(i for i, cell in enumerate(given) if cell in names)
        for key, names in known.items()
        if names & set(given)
    }
