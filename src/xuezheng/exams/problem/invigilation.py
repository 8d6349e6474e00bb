"""Duties in exam rooms: who may watch where."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Yes = NDArray[np.bool_]


@dataclass(frozen=True)
class InvigilationProblem:
    """P people, R rooms at S sites, T sessions; `a_room` people in each room in each session.

    `site` (R,) of rooms; `school` (P,) and `subject` (P,) of people, −1 where not known; `room_schools` (R, K) which
    schools have candidates there; `session_subject` (T,), −1 where nobody is barred by it; `km` (K, S) from a school to a
    site; `relative` pairs (person, room) where a relative sits; `kin` pairs of people who are relatives; `away` (P, T)
    who cannot come. Rooms may differ by session in who sits there: `room_schools` is then the union.
    """

    staff: tuple[str, ...]
    school: Whole
    subject: Whole
    room_names: tuple[str, ...]
    site: Whole
    site_names: tuple[str, ...]
    room_schools: Yes
    session_names: tuple[str, ...]
    session_subject: Whole
    km: NDArray[np.float64]
    relative: tuple[tuple[int, int], ...] = ()
    kin: tuple[tuple[int, int], ...] = ()
    away: Yes | None = None
    a_room: int = 2


@dataclass(frozen=True)
class Invigilation:
    """`duty` (T, R, a_room): the person, −1 where nobody could be found; `home` (P,) the site of each person, −1 for none."""

    duty: Whole
    home: Whole
