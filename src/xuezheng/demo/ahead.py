"""Counties that have worked towards balanced compulsory education: their schools reach the norms, where others' do not all."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.areas import counties
from xuezheng.demo.world import World

SHARE: Final = 0.3  # of the counties
ALWAYS: Final = "511002"  # so that whoever signs in to Neijiang sees one
# per pupil and by the stage that asks more: m² of teaching rooms, m² of sports, yuan of equipment (教督〔2017〕6号)
NORMS: Final = {"primary": (4.5, 7.5, 2000.0), "junior": (5.8, 10.2, 2500.0), "senior": (5.8, 10.2, 2500.0)}
PE_ARTS_SHARE: Final = 0.27  # of their compulsory teachers
BACKBONE_SHARE: Final = 0.42


def ahead(world: World) -> frozenset[str]:
    """The codes of these counties."""
    codes = counties(world.cities)["code"].to_list()
    chosen = world.rng("ahead").random(len(codes)) < SHARE
    return frozenset(code for code, is_chosen in zip(codes, chosen, strict=True) if is_chosen or code == ALWAYS)


def is_ahead(world: World, codes: pl.Series) -> npt.NDArray[np.bool_]:
    """Which of these county codes are ahead."""
    return codes.is_in(list(ahead(world))).to_numpy()


def evenly(line: npt.NDArray[np.int64], rng: np.random.Generator, lines: int) -> npt.NDArray[Any]:
    """A number from 0 to 1 for each person that spreads evenly over the people of each line (golden-ratio sequence)."""
    from xuezheng.demo.staffing import rank_within

    return (rng.random(lines)[line] + rank_within(line) * 0.6180339887498949) % 1.0
