"""The conditions that institutions report once a school year: by their size, with norms better met every year."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.ahead import NORMS, is_ahead
from xuezheng.demo.staffing import FIRST, LAST
from xuezheng.demo.world import World
from xuezheng.registers.models import Conditions, SchoolClass

# m² of site and of building a pupil, thousand yuan of equipment, books, terminals a hundred pupils, by first stage
PER_PUPIL: Final = {
    "preschool": (15.0, 9.0, 0.8, 11.0, 3.0), "primary": (21.0, 7.6, 1.9, 24.0, 11.5), "junior": (27.0, 11.0, 2.7, 36.0, 15.0),
    "senior": (31.0, 15.5, 4.1, 46.0, 19.0), "vocational": (42.0, 25.0, 5.2, 37.0, 24.0), "special": (60.0, 24.0, 9.0, 40.0, 25.0),
    "higher_vocational": (62.0, 27.0, 9.5, 78.0, 26.0), "higher": (64.0, 29.0, 13.0, 92.0, 27.0),
}  # fmt: skip
MINIMUM_SITE_M2 = 900.0
CHANCES: Final = {  # share of institutions with each condition in 2018 and in 2024
    "has_network": (0.93, 0.997), "has_wireless": (0.48, 0.86), "uses_national_platform": (0.22, 0.93), "has_safe_water": (0.95, 0.998),
    "has_sanitary_toilets": (0.87, 0.985), "has_clinic": (0.46, 0.71), "has_guards": (0.82, 0.99), "has_access_ramps": (0.28, 0.61),
    "has_mental_health_teacher": (0.31, 0.79), "meets_sports_equipment": (0.78, 0.965), "meets_music_equipment": (0.75, 0.955),
    "meets_art_equipment": (0.74, 0.955), "meets_science_equipment": (0.76, 0.96),
}  # fmt: skip
UNREPORTED = 0.004  # share of quantities that a school did not report
Reals = npt.NDArray[np.float64]


def _sizes(world: World) -> pl.DataFrame:
    """institution_id, school_year, pupil_count, the most it had in any year, its first stage by the return's order."""
    order = {stage: i for i, stage in enumerate(PER_PUPIL)}
    classes = world.all(SchoolClass).filter(pl.col("school_year") >= FIRST)
    by_year = classes.group_by("institution_id", "school_year").agg(
        pl.col("pupil_count").sum(), top=pl.col("stage").replace_strict(order, return_dtype=pl.Int64).max()
    )
    by_year = by_year.with_columns(most=pl.col("pupil_count").max().over("institution_id"))
    about = world.institutions.select("city_code", "county_code", "school_type", "rank", institution_id="id")
    return by_year.sort("institution_id", "school_year").join(
        about, on="institution_id", how="left", maintain_order="left"
    )


def _flags(frame: pl.DataFrame, rng: np.random.Generator) -> dict[str, npt.NDArray[np.bool_]]:
    """A school gets a condition in some year and keeps it; larger and urban ones come first."""
    school = frame["institution_id"].to_numpy()
    progress = (frame["school_year"].to_numpy() - FIRST) / (LAST - FIRST)
    ahead = np.where(frame["rank"].to_numpy() == 0, 0.25, 0.0)
    found: dict[str, npt.NDArray[np.bool_]] = {}
    for name, (first, last) in CHANCES.items():
        luck = np.maximum(rng.random(int(school.max()) + 1)[school] - ahead * (1 - last) * 2, 0.0)
        found[name] = luck < first + (last - first) * progress
    ours = ((frame["city_code"] == "511000") & frame["school_type"].is_in(["341", "342", "345"])).to_numpy()
    now = ours & (frame["school_year"].to_numpy() == LAST)
    for name in ("has_network", "uses_national_platform"):
        found[name] |= now
    return found


def _quantities(frame: pl.DataFrame, rng: np.random.Generator, keeps: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Land and buildings as the largest year needed them; equipment, books and terminals grow."""
    most, top = frame["most"].to_numpy().astype(np.float64), frame["top"].to_numpy()
    school = frame["institution_id"].to_numpy()
    count = int(school.max()) + 1
    rates = np.array(list(PER_PUPIL.values()))[top]
    year = frame["school_year"].to_numpy() - FIRST

    def own(spread: float) -> Reals:
        return np.asarray(rng.lognormal(0, spread, count)[school], np.float64)

    site = np.maximum(most * rates[:, 0] * own(0.22), MINIMUM_SITE_M2)
    building = np.maximum(most * rates[:, 1] * own(0.18), 260.0)
    growth = 1.0 + 0.045 * year
    is_preschool = top == 0
    dangerous = np.where(rng.random(count)[school] < 0.07, building * 0.08 * np.maximum(0, 1 - 0.2 * year), 0.0)
    teaching = building * np.where(is_preschool, 0.66, 0.55) * own(0.06)
    indoor = np.where(most > 1200, teaching * 0.09, 0.0)
    ground, value = site * np.where(is_preschool, 0.3, 0.36) * own(0.12), most * rates[:, 2] * own(0.25) * growth * 1000
    teaching, ground, value = _brought_up(frame, keeps, most, indoor, (teaching, ground, value), own(0.05))
    return {
        "site_area_m2": np.round(np.maximum(site, ground * 1.9), 1),
        "building_area_m2": np.round(np.maximum(building, teaching * 1.6), 1),
        "dangerous_area_m2": np.round(dangerous, 1),
        "teaching_area_m2": np.round(teaching, 1),
        "indoor_sports_area_m2": np.round(indoor, 1),
        "sports_ground_area_m2": np.round(ground, 1),
        "dormitory_area_m2": np.round(np.where(top >= 2, building * 0.27, 0.0), 1),
        "equipment_fen": np.round(value).astype(np.int64) * 100,
        "book_count": np.round(most * rates[:, 3] * own(0.2) * growth).astype(np.int64),
        "terminal_count": np.round(most * rates[:, 4] / 100 * own(0.25) * growth).astype(np.int64),
        "bandwidth_mbps": np.array([20, 50, 100, 200, 500, 1000])[
            np.clip((year // 2) + (most > 500) + (most > 2000), 0, 5)
        ],
    }


def _brought_up(
    frame: pl.DataFrame,
    keeps: npt.NDArray[np.bool_],
    most: Reals,
    indoor: Reals,
    found: tuple[Reals, Reals, Reals],
    luck: Reals,
) -> tuple[Reals, Reals, Reals]:
    """Teaching area, sports ground and equipment; in counties that are ahead at least the norm of the school's stages."""
    stage = np.array(list(PER_PUPIL))[frame["top"].to_numpy()]
    norms = (
        np.array([NORMS.get(s, (0.0, 0.0, 0.0)) for s in stage.tolist()])
        * (most * np.maximum(luck, 1.0) * 1.05)[:, None]
    )
    years = np.minimum(1.0, 0.82 + 0.04 * (frame["school_year"].to_numpy() - FIRST))
    least = np.where(keeps[:, None], norms * years[:, None], 0.0)
    teaching, ground, value = found
    return (
        np.maximum(teaching, least[:, 0] + np.where(keeps, indoor, 0.0)), np.maximum(ground, least[:, 1] - np.where(keeps, indoor, 0.0)),
        np.maximum(value, least[:, 2]),
    )  # fmt: skip


def _asked_since(world: World, sizes: pl.DataFrame) -> dict[str, pl.Series]:
    """What the forms of 2021 ask beside: few teachers from outside, a third of the staff in the party, most pupils examined."""
    rng = world.rng("conditions.asked")
    pupils = pl.Series(sizes["pupil_count"]).to_numpy()
    before = sizes.select(
        pl.col("pupil_count").shift(1).over("institution_id", order_by="school_year").fill_null(pl.col("pupil_count"))
    ).to_series().to_numpy()  # fmt: skip
    counts = {
        "examined_count": np.floor(before * rng.uniform(0.93, 1.0, len(before))),
        "outside_teacher_count": np.where(pupils > 1000, rng.integers(0, 4, len(pupils)), 0),
        "veteran_teacher_count": np.where(rng.random(len(pupils)) < 0.06, 1, 0),
        "party_member_count": pupils // 60, "league_member_count": pupils // 150, "democratic_party_count": pupils // 900,
    }  # fmt: skip
    made = {name: pl.Series(values.astype(np.int64)) for name, values in counts.items()}
    return {**made, "web_address": pl.Series(["无"] * len(pupils))}


def build(world: World) -> None:
    """One row for each institution and school year 2018 to 2024; here and there a quantity was not reported."""
    rng = world.rng("conditions")
    sizes = _sizes(world)
    frame = sizes.select("institution_id", "school_year").with_columns(
        **{
            name: pl.Series(values)
            for name, values in {
                **_quantities(sizes, rng, is_ahead(world, sizes["county_code"])),
                **_flags(sizes, rng),
            }.items()
        }
    )
    lacking = ("indoor_sports_area_m2", "book_count", "terminal_count", "bandwidth_mbps", "dangerous_area_m2")
    frame = frame.with_columns(
        pl.when(pl.Series(rng.random(frame.height) >= UNREPORTED)).then(pl.col(name)).alias(name) for name in lacking
    )
    world.add(Conditions, frame.with_columns(**_asked_since(world, sizes)))
