"""What a frozen table is: a named, versioned schema whose rows stand in a place and a school year."""

from dataclasses import dataclass
from typing import Literal

import dataframely as dy
import polars as pl

from xuezheng.ground.words import Words

TableKind = Literal["stock", "flow"]
PLACE_COLUMNS = ("school_year", "city_code", "county_code", "town_code", "institution_code")


def least(value: float) -> dict[str, float]:
    """Metadata of a column whose numbers do not lie below a value: those that do are not known."""
    return {"least": value}


def one_of(*values: str) -> dy.String:
    """A text column that takes one of these values: a question that narrows by it may name no other."""
    return dy.String(metadata={"values": values})


class Placed(dy.Schema):
    """Columns that every frozen table begins with: when and where a row stands.

    `county_code` is missing for what belongs to a city as a whole, `town_code` and `institution_code` for what is not
    bound to an institution.
    """

    school_year = dy.Int16()
    city_code = dy.String(regex=r"^\d{4}00$")
    county_code = dy.String(nullable=True, regex=r"^\d{6}$")
    town_code = dy.String(nullable=True, regex=r"^\d{9}$")
    institution_code = dy.String(nullable=True, regex=r"^\d{10}$")


@dataclass(frozen=True)
class Table:
    """A table of the return.

    `kind` "stock": rows as they stood on 1 September of the school year; "flow": rows of the school year before.
    `dated_by` names the date column of a flow. `key` orders the rows, so that freezing twice gives the same bytes.
    `lists_places` marks the one table that says which institutions there are, and where. `reported_by` "county" (or
    "school"): every county (institution) of the return has rows of it, so that one without any has not reported, and what
    is read of it there is unknown instead of zero; a city is unknown where one of its counties is. `pupils` names, in the
    table that lists the institutions, the column of their pupils: one without any has nothing to report.
    """

    name: str
    schema: type[dy.Schema]
    version: int
    kind: TableKind
    key: tuple[str, ...]
    title: Words
    dated_by: str | None = None
    lists_places: bool = False
    reported_by: Literal["", "county", "school"] = ""
    pupils: str = ""

    @property
    def columns(self) -> list[str]:
        return self.schema.column_names()

    @property
    def dtypes(self) -> dict[str, pl.DataType]:
        return {name: column.dtype for name, column in self.schema.columns().items()}
