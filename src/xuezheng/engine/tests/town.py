"""A town of two schools with one small table, in three school years: what the engine is tested on."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from xuezheng.engine.catalogue import Catalogue, catalogue
from xuezheng.engine.figures import Expression, Indicator, Measure, Source
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import Office
from xuezheng.engine.snapshots import write_snapshot
from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words

CITY, COUNTY, TOWN = "511000", "511002", "511002001"
NORTH, SOUTH = "2151100001", "2151100002"
A = Words("甲", "a")


class Schools(Placed):
    """Which schools there are."""

    name = dy.String()


class Clubs(Placed):
    """Clubs with their members."""

    kind = dy.String(metadata={"values": ("chess", "choir")})
    pupil_count = dy.Int32()
    area_m2 = dy.Float64(nullable=True)
    is_open = dy.Bool(nullable=True)
    leader = dy.String()
    opened_on = dy.Date()


class Prizes(Placed):
    """Prizes won."""

    number = dy.Int32()
    won_on = dy.Date()


SCHOOLS = Table("t__schools", Schools, 1, "stock", ("institution_code",), A, lists_places=True)
CLUBS = Table("t__clubs", Clubs, 1, "stock", ("institution_code", "kind"), A)
PRIZES = Table("t__prizes", Prizes, 1, "flow", ("number",), A, dated_by="won_on")
CLUB_ROWS: dict[int, Sequence[tuple[str, str, int, float | None, bool | None, str, date]]] = {
    2021: [(NORTH, "chess", 4, 10.0, True, "wang", date(2020, 9, 1))],
    2022: [
        (NORTH, "chess", 12, 10.5, True, "wang", date(2020, 9, 1)),
        (NORTH, "choir", 30, None, None, "wang", date(2022, 3, 1)),
        (SOUTH, "chess", 9, 20.25, False, "wang", date(2021, 9, 1)),
    ],
    2023: [(SOUTH, "choir", 5, None, None, "li", date(2023, 8, 31))],
}
PRIZE_ROWS = {
    2021: [(NORTH, 1, date(2020, 9, 1))],
    2022: [(NORTH, 2, date(2021, 9, 1)), (SOUTH, 3, date(2022, 8, 31))],
    2023: [(SOUTH, 4, date(2022, 9, 1))],
}


def _placed(school: str, year: int, city: str, town: str = "") -> tuple[Any, ...]:
    town = town or city[:4] + "02001"
    return year, city, town[:6], town, school


def freeze(home: Path, years: Sequence[int] = (2021, 2022, 2023), city: str = CITY, prize_town: str = "") -> Frozen:
    """The town's returns of these years; `prize_town` places the prizes of its schools elsewhere."""
    for year in years:
        frames = {
            SCHOOLS.name: [(*_placed(s, year, city), s) for s in (NORTH, SOUTH)],
            CLUBS.name: [(*_placed(s, year, city), *rest) for s, *rest in CLUB_ROWS[year]],
            PRIZES.name: [(*_placed(s, year, city, prize_town), *rest) for s, *rest in PRIZE_ROWS[year]],
        }
        tables = {t.name: t for t in (SCHOOLS, CLUBS, PRIZES)}
        write_snapshot(
            home / "returns" / city / str(year) / "r1",
            {n: pl.DataFrame(rows, schema=tables[n].dtypes, orient="row") for n, rows in frames.items()},
            tables, {"city": city, "year": year},
        )  # fmt: skip
    return Frozen.of(Instance(home))


def indicator(id: str, table: Table, value: Expression, where: Expression | None = None, **more: Any) -> Indicator:
    """An indicator with a numerator; `below` is its denominator."""
    below: Measure | None = more.pop("below", None)
    measure = Measure(table, value, where, more.pop("lag_years", 0), more.pop("dated_by", None))
    return Indicator(id, A, more.pop("unit", "club"), A, measure, "town", Source(A), denominator=below, **more)


INDICATORS = (
    indicator("schools", SCHOOLS, lambda t: t.count()),
    indicator("clubs", CLUBS, lambda t: t.count(), filters=("kind", "is_open", "opened_on", "pupil_count")),
    indicator("members", CLUBS, lambda t: t.pupil_count.sum(), unit="pupil"),
    indicator("leaders", CLUBS, lambda t: t.leader.nunique(), unit="person"),
    indicator("mean_members", CLUBS, lambda t: t.pupil_count.mean(), unit="pupil"),
    indicator("area", CLUBS, lambda t: t.area_m2.sum(), unit="m2"),
    indicator("open_share", CLUBS, lambda t: t.count(), lambda t: t.is_open, below=Measure(CLUBS, lambda t: t.count()), unit="share"),
    indicator("prizes", PRIZES, lambda t: t.count(), unit="prize"),
    indicator("clubs_begun", CLUBS, lambda t: t.count(), dated_by="opened_on"),
    indicator("members_growth", CLUBS, lambda t: t.pupil_count.sum(), change=True, unit="share"),
    indicator(
        "members_to_last_year", CLUBS, lambda t: t.pupil_count.sum(), unit="ratio",
        below=Measure(CLUBS, lambda t: t.pupil_count.sum(), lag_years=1), levels=("city", "county"),
    ),
    indicator(
        "chess_share", CLUBS, lambda t: t.pupil_count.sum(), lambda t: t.kind == "chess",
        below=Measure(CLUBS, lambda t: t.pupil_count.sum()), unit="share",
    ),
)  # fmt: skip


def the_catalogue() -> Catalogue:
    return catalogue([Office("town", A, indicators=INDICATORS)])
