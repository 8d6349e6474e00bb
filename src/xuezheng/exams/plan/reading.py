"""Files of the exam office as tables of text, with the heads we know them by."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import polars as pl

from xuezheng.exams.rules.heads import WIDE_CHOICE
from xuezheng.exams.rules.rows import SHOWN, row_words
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

ROW = "row"  # where a line stood in its file, from 0
MOST_APART = 20  # more bad values than this are named in one finding


def text_table(path: Path) -> pl.DataFrame:
    """A CSV file, every cell as text, in UTF-8 or, as office programs of China save it, in GB 18030; or a workbook's first sheet."""
    if not path.is_file():
        cure = Words("核对文件名与路径。", "Check the name and the folder.")
        what = Words("没有这个文件。", "There is no such file.")
        raise Refused([Problem("exams.file_missing", what, which=str(path), cure=cure)])
    return text_of(path.name, path.read_bytes())


def text_of(name: str, content: bytes) -> pl.DataFrame:
    """The same of a file's content; `name` says by its ending what it is."""
    if name.lower().endswith((".xlsx", ".xls", ".ods")):
        return of_workbook(name, content)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        content = content.decode("gb18030", errors="replace").encode()
    try:
        return pl.read_csv(content.removeprefix(b"\xef\xbb\xbf"), infer_schema=False)
    except pl.exceptions.PolarsError as reason:
        what = Words("读不出表格。", "This cannot be read as a table.")
        cure = Words("须为CSV：首行为列名，各行列数相同。", "CSV with a line of heads, then lines of as many cells.")
        got = str(reason).splitlines()[0]
        raise Refused([Problem("exams.file_unreadable", what, which=name, got=got, cure=cure)]) from reason


def of_workbook(name: str, content: bytes) -> pl.DataFrame:
    """The first sheet of a workbook, every cell as text; a whole number without its decimal point."""
    from python_calamine import CalamineError, load_workbook  # pyright: ignore[reportUnknownVariableType]

    try:
        rows = load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as reason:
        what = Words("读不出工作簿。", "This cannot be read as a workbook.")
        raise Refused([Problem("exams.file_unreadable", what, which=name, got=str(reason)[:80])]) from reason

    def text(cell: object) -> str:
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()

    lines = [[text(cell) for cell in row] for row in rows if any(str(cell).strip() for cell in row)]
    if not lines:
        return pl.DataFrame()
    heads = [head or f"column {k + 1}" for k, head in enumerate(lines[0])]
    return pl.DataFrame(lines[1:], schema=dict.fromkeys(heads, pl.String), orient="row")


def known(
    table: pl.DataFrame, heads: Mapping[str, Sequence[str]], needed: Sequence[str], file: str, keeps_rest: bool = False
) -> pl.DataFrame:
    """The columns we know by our names for them, those that are missing empty, with the row; cells without outer blanks.

    "|" separates the words of a lot (rules/draw.py), so in names it becomes "/". Raises Refused where a needed column is
    missing, naming the heads that are there.
    """
    found: dict[str, str] = {}
    for name, others in heads.items():
        if head := next((one for one in (name, *others) if one in table.columns), None):
            found[name] = head
    problems = [
        Problem(
            "exams.column_missing",
            Words("缺少必需的列。", "A column that is needed is missing."),
            which=" / ".join((name, *heads[name])),
            where=file,
            got=", ".join(table.columns),
            cure=Words("补上这一列，或改列名。", "Add the column, or give it one of these heads."),
        )
        for name in needed
        if name not in found
    ]
    if problems:
        raise Refused(problems)
    rest = [c for c in table.columns if c not in found.values() and c != ROW] if keeps_rest else []
    text = [
        (pl.col(found[name]) if name in found else pl.lit("")).cast(pl.String).fill_null("").alias(name)
        for name in heads
    ]
    made = table.select(*text, *rest).with_columns(pl.col(*heads).str.strip_chars()).with_row_index(ROW)
    unclean = [name for name in found if made[name].str.contains(r"[|\r\n]").any()]
    clean = pl.col(unclean).str.replace_all("|", "/", literal=True).str.replace_all(r"[\r\n]+", " ")
    return made.with_columns(clean) if unclean else made


def without(
    table: pl.DataFrame, bad: pl.Expr, rule: str, what: Words, column: str, findings: list[Problem], cure: Words | None = None
) -> pl.DataFrame:  # fmt: skip
    """The rows that are not bad; the bad are named in findings, each value of `column` with its rows, very many in one."""
    marked = table.with_columns(is_bad=bad)
    found = marked.filter("is_bad")
    values = [str(value) for value in found[column].unique(maintain_order=True)]
    if len(values) > MOST_APART:
        which = ", ".join(values[:SHOWN]) + f" … ({len(values)})"
        findings.append(Problem(rule, what, which=which, where=row_words(found[ROW]), cure=cure))
    else:
        findings += [
            Problem(rule, what, which=str(value), where=row_words(part[ROW]), cure=cure)
            for (value,), part in found.group_by(column, maintain_order=True)
        ]
    return marked.filter(~pl.col("is_bad")).drop("is_bad")


def distinct(
    table: pl.DataFrame, what: Words, rule: str, findings: list[Problem], column: str = "number"
) -> pl.DataFrame:
    """Without rows that have no number, or one that another row has as well: all of these are left out and named."""
    empty = Words("没有编号，未参加。", "There is no number; the row takes no part.")
    kept = without(table, pl.col(column) == "", f"{rule}_missing", empty, column, findings)
    cure = Words("改正编号后重做。", "Mend the numbers and run it again.")
    return without(kept, pl.len().over(column) > 1, f"{rule}_twice", what, column, findings, cure)


def long_form(table: pl.DataFrame) -> pl.DataFrame:
    """A row for each choice, from a table with a column for each (choice1, choice2 … or 志愿1 …); others as they are."""
    wide = [name for name in table.columns if re.match(WIDE_CHOICE, name)]
    if not wide:
        return table
    rest = [name for name in table.columns if name not in wide]
    long = table.unpivot(wide, index=rest, variable_name="place", value_name="wanted")
    return long.with_columns(pl.col("place").str.extract(WIDE_CHOICE))
