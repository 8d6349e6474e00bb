"""Files with one row of headings, XLSX or CSV, read into rows by the key of their column; and empty forms of them."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

MOST_ROWS: Final = 20_000
# key, heading, whether the column must be there, an example
Columns = Sequence[tuple[str, Words, bool, str]]


def heading(key: str, words: Words) -> str:
    return f"{words.zh} {key}"


def csv_template(columns: Columns, examples: Sequence[Sequence[str]] = ()) -> str:
    """An empty file with headings in both languages and example rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([heading(key, words) for key, words, _, _ in columns])
    writer.writerows(examples or [[example for *_, example in columns]])
    return "\ufeff" + out.getvalue()


def xlsx_template(columns: Columns, examples: Sequence[Sequence[str]], choices: dict[str, Sequence[str]]) -> bytes:
    """The same as a workbook; cells of some columns offer their `choices`."""
    import xlsxwriter  # the website starts without

    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, bold, text = (
        book.add_worksheet("rows"),
        book.add_format({"bold": True}),
        book.add_format({"num_format": "@"}),
    )
    for k, (key, words, _, _) in enumerate(columns):
        sheet.set_column(k, k, 18, text)
        sheet.write(0, k, heading(key, words), bold)
        if key in choices:
            sheet.data_validation(1, k, 2000, k, {"validate": "list", "source": list(choices[key])})
        for line, row in enumerate(examples, start=1):
            sheet.write_string(line, k, row[k])
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 or GB 18030. Raises Refused for neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    what = Words("文件不是文本（CSV），也不是 XLSX。", "The file is neither text (CSV) nor XLSX.")
    cure = Words("在表格软件里另存为 XLSX，或“CSV UTF-8”。", "Save it as XLSX, or as “CSV UTF-8”.")
    raise Refused([Problem("layout.file.text", what, cure=cure)])


def lines_of(content: bytes, file: str) -> list[list[str]]:
    """All cells as text, of CSV or of the first sheet of a workbook. Raises Refused for what is neither."""
    if not content.startswith((b"PK", b"\xd0\xcf")):
        return list(csv.reader(io.StringIO(decoded(content))))
    from python_calamine import CalamineError, load_workbook  # pyright: ignore[reportUnknownVariableType]

    try:
        book: Any = load_workbook(io.BytesIO(content))  # pyright: ignore[reportUnknownVariableType]
        rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError) as error:
        what = Words("这个工作簿打不开。", "The workbook cannot be opened.")
        cure = Words("去掉密码，另存为 XLSX。", "Remove its password, and save it as XLSX.")
        raise Refused([Problem("layout.file.workbook", what, where=file, got=str(error)[:80], cure=cure)]) from None
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def read_rows(lines: list[list[str]], columns: Columns, file: str) -> list[dict[str, str]]:
    """The rows by column key. Raises Refused where a needed column is missing, or the file is too long or empty."""
    heads = [cell.strip() for cell in lines[0]] if lines else []
    at: dict[str, int] = {}
    for key, words, _, _ in columns:
        names = {key, words.zh, words.en, heading(key, words)}
        if places := [i for i, head in enumerate(heads) if head in names]:
            at[key] = places[0]
    found = [
        Problem("layout.file.column", Words("表中没有这一列。", "The file has no such column."), which=f"{words.zh} / {key}", where=file)
        for key, words, needed, _ in columns if needed and key not in at
    ]  # fmt: skip
    body = [row for row in lines[1:] if any(cell.strip() for cell in row)]
    if not found and not 0 < len(body) <= MOST_ROWS:
        what = Words(f"文件应有1到{MOST_ROWS:,}行。", f"A file has between 1 and {MOST_ROWS:,} rows.")
        found.append(Problem("layout.file.rows", what, where=file, got=str(len(body))))
    if found:
        raise Refused(found)
    return [{key: row[i].strip() if i < len(row) else "" for key, i in at.items()} for row in body]
