"""How large institutions are beside each other: a guess in pupils by kind and place, which enrolment then scales."""

from typing import Final

import numpy as np
import numpy.typing as npt

# kind → stage → pupils in a subdistrict, in a town's first school, in a town's other schools, in a township
GUESSES: Final[dict[str, dict[str, tuple[int, int, int, int]]]] = {
    "111": {"preschool": (230, 190, 110, 70)},
    "211": {"primary": (1250, 620, 150, 120)},
    "218": {"primary": (24, 24, 22, 16)},
    "311": {"junior": (1100, 620, 320, 220)},
    "312": {"primary": (1100, 520, 210, 170), "junior": (640, 330, 160, 120)},
    "341": {"junior": (900, 620, 420, 300), "senior": (1700, 1300, 900, 600)},
    "342": {"senior": (2300, 1800, 1300, 800)},
    "345": {"primary": (900, 700, 500, 300), "junior": (700, 600, 400, 300), "senior": (700, 600, 400, 300)},
    "361": {"vocational": (2100, 1700, 1500, 900)},
    "514": {"special": (110, 90, 80, 60)},
    "411": {"higher": (1, 1, 1, 1)},
    "414": {"higher_vocational": (1, 1, 1, 1)},
}

# share of the seats of a kind that stand in subdistricts, beyond what the children there ask for
TOWN_PULL: Final[dict[str, tuple[float, float, float]]] = {  # subdistrict, town, township
    "111": (1.5, 1.0, 0.7),
    "211": (1.2, 1.0, 0.9),
    "218": (0.0, 1.0, 1.8),
    "311": (1.3, 1.0, 0.4),
    "312": (0.7, 1.0, 1.0),
    "341": (5.0, 0.6, 0.0),
    "342": (6.0, 0.25, 0.0),
    "345": (6.0, 0.2, 0.0),
    "361": (5.0, 0.5, 0.0),
    "514": (5.0, 0.3, 0.0),
    "411": (9.0, 0.0, 0.0),
    "414": (9.0, 0.2, 0.0),
}
ONE_IN_EACH_TOWN: Final = ("111", "211")


def place_rank(town_name: str) -> int:
    """0 a subdistrict or zone, 1 a town, 2 a township."""
    return 0 if town_name.endswith(("街道", "区")) else 1 if town_name.endswith("镇") else 2


def guess(kind: str, stage: str, rank: int, is_first: bool) -> int:
    """Pupils of one stage of a school of a kind at a place of a rank."""
    urban, first, other, township = GUESSES[kind][stage]
    return urban if rank == 0 else township if rank == 2 else first if is_first else other


def shares_of(total: int, weights: npt.NDArray[np.float64], minimum: int = 0) -> npt.NDArray[np.int64]:
    """Whole numbers that add up to a total, in proportion to weights, by largest remainder; each at least `minimum`.

    Raises ValueError where the total is too small for the minimum, or no weight is above zero.
    """
    count = len(weights)
    if total < minimum * count or (total and weights.sum() <= 0):
        raise ValueError(f"{total} cannot be shared among {count} with at least {minimum} each.")
    if not total:
        return np.zeros(count, np.int64)
    exact = (total - minimum * count) * weights / weights.sum()
    whole = np.floor(exact).astype(np.int64)
    missing = total - minimum * count - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:missing]] += 1
    return whole + minimum
