"""A county's problem with the names of its villages, schools and possible sites, and of the forms these may take."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from xuezheng.ground.errors import Problem
from xuezheng.layout.plan.asking import YUAN, Asked
from xuezheng.layout.problem.county import Boarding, County, Flags
from xuezheng.layout.problem.location import FREE, OPEN, Floats, Ints, Marks
from xuezheng.layout.problem.options import Option, with_options
from xuezheng.layout.rules.travel import DETOUR, straight_km, straight_minutes

FEN: Final = 100 * YUAN


@dataclass(frozen=True, eq=False)
class Prepared:
    """A county's problem with its names.

    `rows`: one a village, band and part. `sites`: schools and possible sites first (the bases), then their other forms, each
    with the base or form that it grows from in `of_code`. `ways`: minutes by road of each row to each base, infinite where
    there is none; None where straight lines are taken.
    """

    asked: Asked
    county_code: str
    rows: pl.DataFrame
    children: Ints  # T × n
    sites: pl.DataFrame  # m
    notes: tuple[Problem, ...] = field(default=())
    ways: Floats | None = None

    @cached_property
    def base_count(self) -> int:
        return int((self.sites["of_code"] == "").sum())

    @cached_property
    def place_of(self) -> dict[str, int]:
        return {code: j for j, code in enumerate(self.sites["site_code"].to_list())}

    @cached_property
    def parent(self) -> Ints:
        """m: the column that each form grows from, -1 for a base."""
        return np.array([self.place_of.get(code, -1) for code in self.sites["of_code"].to_list()], dtype=np.int64)

    @cached_property
    def ground(self) -> Ints:
        """m: the base on whose ground each column stands."""
        found = np.arange(self.sites.height)
        for j in range(self.base_count, self.sites.height):
            found[j] = found[self.parent[j]]  # a form follows the one it grows from
        return found

    def grounds(self, school_of: Ints) -> Ints:
        """The bases of columns, -1 staying -1."""
        return np.where(school_of >= 0, self.ground[np.maximum(school_of, 0)], -1)

    def form_at(self, is_open: Flags, base: int) -> int:
        """The column in which a base stands among those open, -1 for none."""
        found = np.flatnonzero(is_open & (self.ground == base))
        return int(found[0]) if found.size else -1

    def options_of(self, base: int) -> list[int]:
        return [j for j in range(self.base_count, self.sites.height) if self.ground[j] == base]

    @cached_property
    def _lonlat(self) -> tuple[Floats, Floats]:
        bases = self.sites.head(self.base_count)
        return self.rows.select("longitude", "latitude").to_numpy(), bases.select("longitude", "latitude").to_numpy()

    @cached_property
    def km(self) -> Floats:
        """Kilometres of each row to each base (n × bases): straight lines, longer by terrain."""
        factor = np.array([DETOUR[kind] for kind in self.rows["terrain"].to_list()])
        return straight_km(*self._lonlat) * factor[:, None]

    @cached_property
    def base_minutes(self) -> Floats:
        """n × bases; infinite to a base that does not serve a row's band."""
        made = self.ways
        if made is None:
            at, to = self._lonlat
            made = straight_minutes(at, to, self.rows["terrain"].to_list(), self.asked.km_h)
        return np.where(self._serves[:, : self.base_count], made, np.inf)

    @cached_property
    def _serves(self) -> Flags:
        """n × m: whether a column serves a row's band."""
        bands = self.rows["band"].to_list()
        columns = [[not told or band in told.split(",") for band in bands] for told in self.sites["serves"].to_list()]
        return np.array(columns, dtype=bool).reshape(self.sites.height, len(bands)).T

    @property
    def minutes(self) -> Floats:
        """n × m."""
        return self.county.minutes

    @cached_property
    def present(self) -> Ints:
        place = self.place_of
        return np.array([place.get(code, -1) for code in self.rows["present_code"].to_list()], dtype=np.int64)

    @cached_property
    def fixed(self) -> Marks:
        """m: what a rule decides before anybody."""
        return np.where(self.sites["kept_by"].to_numpy() != "", OPEN, FREE).astype(np.int8)

    @cached_property
    def county(self) -> County:
        asked, sites = self.asked, self.sites.head(self.base_count)
        years = asked.year_count
        budgets = [np.inf if b is None else b / YUAN for b in asked.budgets] or [np.inf] * years
        plain = County(
            children=self.children.astype(np.float64), minutes=self.base_minutes, limit=self.rows["limit_minutes"].to_numpy(),
            capacity=np.tile(sites["seats"].to_numpy().astype(np.float64), (years, 1)),
            running=sites["running_fen"].to_numpy() / FEN, building=sites["building_fen"].to_numpy() / FEN,
            closing=sites["closing_fen"].to_numpy() / FEN, is_there=sites["is_there"].to_numpy(),
            decided=self.fixed[: self.base_count],
            earliest=np.maximum(0, sites["earliest_year"].to_numpy().astype(np.int64) - asked.first_year),
            present=self.present, budget=np.array(budgets), travel=asked.minute_yuan / YUAN, disruption=asked.move_yuan / YUAN,
        )  # fmt: skip
        boarding = self._boarding()
        options = [self._option(j) for j in range(self.base_count, self.sites.height)]
        return with_options(plain, options, boarding) if options or boarding is not None else plain

    def _boarding(self) -> Boarding | None:
        asked = self.asked
        if not any(asked.may_board.values()) or not self.sites["beds"].sum():
            return None
        beds = np.tile(self.sites["beds"].to_numpy()[: self.base_count].astype(np.float64), (asked.year_count, 1))
        may = np.array([asked.may_board.get(band, False) for band in self.rows["band"].to_list()], dtype=bool)
        return Boarding(beds, may, asked.weekly_minutes, asked.boarder_yuan / YUAN)

    def _option(self, j: int) -> Option:
        """A form as what it adds to the one it grows from."""
        row, of = self.sites.row(j, named=True), self.sites.row(int(self.parent[j]), named=True)
        turned = None
        if row["serves"] != of["serves"]:
            base = int(self.ground[j])
            made = self.ways[:, base] if self.ways is not None else straight_minutes(
                self._lonlat[0], self._lonlat[1][[base]], self.rows["terrain"].to_list(), self.asked.km_h)[:, 0]  # fmt: skip
            turned = np.where(self._serves[:, j], made, np.inf)
        seats = float(row["seats"]) if turned is not None else float(row["seats"] - of["seats"])
        return Option(
            int(self.parent[j]), row["building_fen"] / FEN, seats, float(row["beds"] - of["beds"]),
            (row["running_fen"] - of["running_fen"]) / FEN, max(0, int(row["ready_year"]) - self.asked.first_year), turned,
        )  # fmt: skip
