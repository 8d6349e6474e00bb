"""The forms of a return: from the live register, from what is frozen, of one school or of the whole city."""

from collections.abc import Mapping

import polars as pl

from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import Office, ReturnScope, declared
from xuezheng.engine.snapshots import FrozenReturn, frozen_returns
from xuezheng.registers.lookup import only_institution, read_once
from xuezheng.registers.tables import INSTITUTIONS
from xuezheng.returns.forms import FORMS, Filled, Form, fill, forms_tables
from xuezheng.returns.validation import collect

CODE = "institution_code"


def form_offices() -> tuple[Office, ...]:
    """The office whose tables the forms are filled from: the registers."""
    return tuple(office for office in declared() if INSTITUTIONS.name in office.collectors)


def frames_live(scope: ReturnScope, code: str = "") -> dict[str, pl.DataFrame]:
    """The registers' tables as they would be frozen now; of one institution where a code is given."""
    if code:
        with only_institution(code):
            return collect(scope, form_offices())
    with read_once():
        return collect(scope, form_offices())


def filled_live(scope: ReturnScope, code: str = "", forms: tuple[Form, ...] = FORMS) -> Filled:
    return fill(forms, frames_live(scope, code))


def filled_frozen(frozen: FrozenReturn, code: str = "", forms: tuple[Form, ...] = FORMS) -> Filled:
    """The forms as they follow from a frozen return; of one institution where a code is given."""
    return fill(forms, frames_frozen(frozen, code))


def frames_frozen(frozen: FrozenReturn, code: str = "") -> Mapping[str, pl.DataFrame]:
    """The tables forms need, out of a frozen return; a table it lacks is empty, a column it lacks unknown."""
    frames: dict[str, pl.DataFrame] = {}
    for table in forms_tables():
        path = frozen.folder / f"{table.name}.parquet"
        if not path.exists():
            frames[table.name] = pl.DataFrame(schema=table.dtypes)
            continue
        rows = pl.scan_parquet(path)
        found = (rows.filter(pl.col(CODE) == code) if code else rows).collect()
        lacking = {name: dtype for name, dtype in table.dtypes.items() if name not in found.columns}
        frames[table.name] = found.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in lacking.items())
    return frames


def last_frozen(instance: Instance, city_code: str, year: int) -> FrozenReturn | None:
    """The last revision of a city and year, or None."""
    return next((r for r in frozen_returns(instance) if (r.city_code, r.year) == (city_code, year)), None)
