"""Small counts withheld in a table of areas and choices, so that none can be worked out from the sums that are shown."""

from collections.abc import Mapping, Sequence

Count = int | None  # None: withheld


def withheld_table(table: Mapping[str, Sequence[int]], least: int) -> dict[str, list[Count]]:
    """Counts from 1 to `least` − 1 are withheld, and in each row and column with one withheld alone, the next smallest as well.

    Zero is shown: a combination that nobody chose tells of no child.
    """
    rows = list(table)
    shown: list[list[Count]] = [[None if 0 < n < least else n for n in table[row]] for row in rows]
    width = max((len(row) for row in shown), default=0)
    while True:
        lines = [[(r, c) for c in range(len(shown[r]))] for r in range(len(rows))]
        lines += [[(r, c) for r in range(len(rows))] for c in range(width)] if len(rows) > 1 else []
        for line in lines:
            open_cells = [(n, r, c) for r, c in line if (n := shown[r][c])]
            if sum(shown[r][c] is None for r, c in line) == 1 and open_cells:
                _, r, c = min(open_cells)
                shown[r][c] = None
                break
        else:
            return dict(zip(rows, shown, strict=True))
