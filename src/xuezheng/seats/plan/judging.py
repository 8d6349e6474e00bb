"""A file of past counts judged: what the forecast would have shown, and what came."""

from collections.abc import Mapping, Sequence

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.seats.problem import Read, history_from_rows
from xuezheng.seats.solver.backtest import PEERS, Report, run_backtest

MODELS = ("shown", *PEERS)
Rows = Sequence[Mapping[str, str]]


def judged(
    counted: Rows, file: str, births: tuple[Rows, str], horizons: Sequence[int], *, first: int | None = None,
    without: Sequence[int] = (), keeps_names: bool = False, keeps_years: bool = False,
) -> tuple[Read, Report]:  # fmt: skip
    """Read and back-test a history. Raises Refused where a cell is wrong or the history too short."""
    read = history_from_rows(
        counted, file, births, without=without, keeps_names=keeps_names, keeps_years=keeps_years
    )  # fmt: skip
    try:
        return read, run_backtest(read.history, horizons, first_origin=first)
    except ValueError:
        what = Words(
            "历史太短：没有一个起点有可比的目标年。",
            "The history is too short: no origin has a year to compare with.",
        )
        raise Refused([Problem("seats.short", what, where=file)]) from None
