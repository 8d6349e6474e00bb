"""Files sent in, as tables of text with heads we know; shared by the bank, answers and fitness."""

import io
from collections.abc import Mapping, Sequence

import polars as pl

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

FIRST_ROW = 2  # of a file whose first line names the columns
ROW = "row"


def text_table(name: str, content: bytes) -> pl.DataFrame:
    """A CSV file (UTF-8 or GB 18030) or a workbook's first sheet, every cell as text without outer blanks. Raises Refused."""
    if name.lower().endswith((".xlsx", ".xls", ".ods")):
        return of_workbook(name, content)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        content = content.decode("gb18030", errors="replace").encode()
    try:
        found = pl.read_csv(content.removeprefix(b"\xef\xbb\xbf"), infer_schema=False)
    except pl.exceptions.PolarsError as reason:
        what = Words("读不出表格。", "This cannot be read as a table.")
        cure = Words("须为CSV：首行为列名，各行列数相同。", "CSV with a line of heads, then lines of as many cells.")
        got = str(reason).splitlines()[0]
        raise Refused([Problem("assessment.unreadable", what, which=name, got=got, cure=cure)]) from reason
    return clean(found)


def of_workbook(name: str, content: bytes) -> pl.DataFrame:
    """The first sheet; a whole number without its decimal point."""
    from python_calamine import CalamineError, load_workbook  # pyright: ignore[reportUnknownVariableType]

    try:
        rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as reason:
        what = Words("读不出工作簿。", "This cannot be read as a workbook.")
        raise Refused([Problem("assessment.unreadable", what, which=name, got=str(reason)[:80])]) from reason

    def text(cell: object) -> str:
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)

    lines = [[text(cell) for cell in row] for row in rows if any(str(cell).strip() for cell in row)]
    if not lines:
        return pl.DataFrame()
    heads = [head.strip() or f"column {k + 1}" for k, head in enumerate(lines[0])]
    if len(set(heads)) < len(heads):
        twice = sorted({head for head in heads if heads.count(head) > 1})
        what = Words("列名重复。", "A head stands twice.")
        raise Refused([Problem("assessment.head_twice", what, which=", ".join(twice), where=name)])
    return clean(pl.DataFrame(lines[1:], schema=dict.fromkeys(heads, pl.String), orient="row"))


def clean(table: pl.DataFrame) -> pl.DataFrame:
    return table.rename({head: head.strip() for head in table.columns}).with_columns(
        pl.all().str.strip_chars().fill_null("")
    )


def headed(table: pl.DataFrame, heads: Mapping[str, Sequence[str]], needed: Sequence[str], file: str) -> pl.DataFrame:
    """With the columns we know under our names, missing ones empty, and the row in the file. Raises Refused where a column that
    is needed lacks, naming the heads that are there."""
    given = {head.lower(): head for head in table.columns}
    found: dict[str, str] = {}
    for name, others in heads.items():
        if head := next((given[one.lower()] for one in (name, *others) if one.lower() in given), None):
            found[name] = head
    problems = [
        Problem(
            "assessment.column_missing", Words("缺少必需的列。", "A column that is needed is missing."),
            which=" / ".join((name, *heads[name])), where=file, got=", ".join(table.columns[:12]),
            cure=Words("补上这一列，或改列名。", "Add the column, or give it one of these heads."),
        )
        for name in needed
        if name not in found
    ]  # fmt: skip
    if problems:
        raise Refused(problems)
    rest = [head for head in table.columns if head not in found.values()]
    known = [(pl.col(found[name]) if name in found else pl.lit("")).alias(name) for name in heads]
    return table.select(*known, *(head for head in rest if head not in heads)).with_row_index(ROW, FIRST_ROW)
