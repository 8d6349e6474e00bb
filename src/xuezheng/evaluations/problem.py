"""What it would take: a county's compulsory schools as arrays, and what may be changed at what cost.

Parts (the primary or junior part of a school) are numbered 0 … K−1, schools 0 … S−1, indicators 0 … 6 in the order of
`INDICATORS`. Quantities are whole amounts, not per student.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

INDICATORS = (
    "high_degree_teachers_per_100", "backbone_teachers_per_100", "pe_arts_teachers_per_100", "teaching_room_area_per_pupil",
    "sports_area_per_pupil", "equipment_value_per_pupil", "multimedia_classrooms_per_100",
)  # fmt: skip
DEGREE, BACKBONE, PE_ARTS, ROOM, SPORTS, EQUIPMENT, MULTIMEDIA = range(7)

# what may be done; at a part, at a school (shared by its parts), or between two parts
PART_MEASURES = ("appoint_teacher", "appoint_pe_arts", "name_backbone")
SCHOOL_MEASURES = ("build_room", "sports_area", "equipment", "multimedia_room")
ROTATIONS = ("rotate_backbone", "rotate_pe_arts")
FIXED_MEASURES = ("split_class", "music_room", "art_room")
MEASURES = (*PART_MEASURES, *SCHOOL_MEASURES, *ROTATIONS, *FIXED_MEASURES)


@dataclass(frozen=True)
class Limits:
    """The law: minima per student (K, 7), the floor, how many must be met, and the variation limit of each part (K,)."""

    minimum: Floats
    floor_share: float
    met_at_least: int
    variation_max: Mapping[str, float]  # by stage


@dataclass(frozen=True)
class Costs:
    """Fen for one unit of each measure (a teacher a year, a room, a square metre, a yuan of equipment, a class)."""

    unit_fen: Mapping[str, int]
    room_area_m2: float  # of a classroom built
    music_area_m2: float
    art_area_m2: float


@dataclass(frozen=True)
class Bounds:
    """What the county has: a budget in fen, posts to fill, how far a teacher may rotate. None where there is no limit."""

    budget_fen: int | None = None
    posts: int | None = None
    distance_km: float = 15.0


@dataclass(frozen=True)
class ImprovementProblem:
    """One county in one school year.

    `quantity` (K, 7), `students` (K,), `stage` ("primary" or "junior") and `school` (K,) of each part; `share` (K,) is the
    part's share in what its school shares. `splits` (K,) classes to add so that none is over the limit, `room_gap` (S,)
    classrooms these lack, `music_gap` and `art_gap` (S,) special rooms lacking; `place` (S, 2) longitude and latitude in
    degrees, NaN where not known.
    """

    part_names: tuple[tuple[str, str], ...]  # (institution code, stage)
    school_codes: tuple[str, ...]
    stage: tuple[str, ...]
    school: Whole
    students: Floats
    quantity: Floats
    share: Floats
    splits: Whole
    room_gap: Whole
    music_gap: Whole
    art_gap: Whole
    place: Floats
    limits: Limits
    costs: Costs
    bounds: Bounds

    def __post_init__(self) -> None:
        parts, schools = len(self.part_names), len(self.school_codes)
        shapes = {
            "quantity": (self.quantity.shape, (parts, len(INDICATORS))), "students": (self.students.shape, (parts,)),
            "share": (self.share.shape, (parts,)), "splits": (self.splits.shape, (parts,)),
            "room_gap": (self.room_gap.shape, (schools,)), "place": (self.place.shape, (schools, 2)),
            "minimum": (self.limits.minimum.shape, (parts, len(INDICATORS))),
        }  # fmt: skip
        for name, (got, wanted) in shapes.items():
            if got != wanted:
                raise ValueError(f"The {name} must have the shape {wanted}. Got {got}.")
        if np.isnan(self.quantity).any() or (self.quantity < 0).any():
            wrong: list[int] = np.flatnonzero(~(self.quantity >= 0).all(axis=1)).tolist()
            bad = sorted({self.part_names[k][0] for k in wrong})
            raise ValueError(f"Every quantity must be known and not negative. Look at {', '.join(bad[:5])}.")
        if (self.students <= 0).any():
            raise ValueError("Every part must have students.")

    def replace(self, **changes: object) -> "ImprovementProblem":
        """The same problem with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def distance_km(self, one: int, other: int) -> float:
        """Between two schools as the crow flies; infinite where a place is not known."""
        a, b = np.radians(self.place[one]), np.radians(self.place[other])
        if np.isnan(a).any() or np.isnan(b).any():
            return float("inf")
        half = np.sin((b - a) / 2) ** 2
        return float(2 * 6371 * np.arcsin(np.sqrt(half[1] + np.cos(a[1]) * np.cos(b[1]) * half[0])))

    def parts_of(self, stage: str) -> Whole:
        """The numbers of the parts of a stage."""
        return np.array([k for k, s in enumerate(self.stage) if s == stage], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do: `measure` at a part (or, with part −1, at a school), `amount` of it, from another part if rotated."""

    measure: str
    school: int
    part: int
    amount: float
    from_part: int = -1


@dataclass(frozen=True)
class Solution:
    """What to do, what it costs, and a bound below which no plan can cost. `status` "optimal" (within the gap asked for),
    "feasible" (stopped by time) or "infeasible" (no plan keeps the limits and bounds)."""

    status: str
    changes: tuple[Change, ...]
    cost_fen: float
    bound_fen: float
    cut_count: int
    seconds: float

    @property
    def gap(self) -> float:
        """How much cheaper a plan could be at most, as a share of this one."""
        return max(0.0, (self.cost_fen - self.bound_fen) / self.cost_fen) if self.cost_fen > 0 else 0.0


def changed_quantities(problem: ImprovementProblem, changes: tuple[Change, ...]) -> Floats:
    """The quantities (K, 7) after the changes: what an independent check judges. No solver's variable goes in."""
    after = problem.quantity.copy()
    for change in changes:
        own = (
            [change.part]
            if change.part >= 0
            else [k for k in range(len(problem.part_names)) if problem.school[k] == change.school]
        )
        match change.measure:
            case "appoint_teacher":
                after[change.part, DEGREE] += change.amount
            case "appoint_pe_arts":
                after[change.part, [DEGREE, PE_ARTS]] += change.amount
            case "name_backbone":
                after[change.part, BACKBONE] += change.amount
            case "rotate_backbone" | "rotate_pe_arts":
                columns = [DEGREE, BACKBONE if change.measure == "rotate_backbone" else PE_ARTS]
                after[change.part, columns] += change.amount
                after[change.from_part, columns] -= change.amount
            case "build_room" | "music_room" | "art_room":
                each = {
                    "build_room": problem.costs.room_area_m2, "music_room": problem.costs.music_area_m2,
                    "art_room": problem.costs.art_area_m2,
                }[change.measure]  # fmt: skip
                for k in own:
                    after[k, ROOM] += each * change.amount * problem.share[k]
            case "sports_area" | "equipment" | "multimedia_room":
                column = {"sports_area": SPORTS, "equipment": EQUIPMENT, "multimedia_room": MULTIMEDIA}[change.measure]
                for k in own:
                    after[k, column] += change.amount * problem.share[k] * (100 if column == EQUIPMENT else 1)
            case _:  # a class split changes no quantity: its teacher and room stand as changes of their own
                pass
    return after
