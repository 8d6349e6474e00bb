"""How rows of a file are named in an error."""

from collections.abc import Iterable

SHOWN = 8
FIRST_ROW = 2  # the first below the heads


def row_words(rows: Iterable[int]) -> str:
    """Rows of a table (from 0) as a reader of the file counts them: “rows 2, 5, 9 … (12)”."""
    found = sorted(int(row) + FIRST_ROW for row in rows)
    shown = ", ".join(map(str, found[:SHOWN]))
    more = f" … ({len(found)})" if len(found) > SHOWN else ""
    return f"{'row' if len(found) == 1 else 'rows'} {shown}{more}"
