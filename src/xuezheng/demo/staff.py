"""Staff of all institutions as persons with posts, degrees and titles."""

from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.ahead import BACKBONE_SHARE, PE_ARTS_SHARE, ahead, evenly
from xuezheng.demo.degrees import birth_years, degrees, titles
from xuezheng.demo.needs import GIRL_SHARES, lines
from xuezheng.demo.people import registered
from xuezheng.demo.staffing import GONE, LAST, Lines, Staffing, rank_within
from xuezheng.demo.world import World
from xuezheng.registers.models import StaffDegree, StaffMember, StaffPost, StaffTitle
from xuezheng.registers.rules import TEACHING_POINT

SUBJECTS: Final = {
    "preschool": (("学前教育",), (1.0,)),
    "primary": (
        ("语文", "数学", "英语", "体育与健康", "音乐", "美术", "科学", "道德与法治", "信息科技"),
        (0.36, 0.29, 0.09, 0.07, 0.045, 0.045, 0.05, 0.03, 0.02),
    ),
    "junior": (
        (
            "语文",
            "数学",
            "英语",
            "物理",
            "化学",
            "生物学",
            "道德与法治",
            "历史",
            "地理",
            "体育与健康",
            "音乐",
            "美术",
            "信息科技",
        ),
        (0.165, 0.165, 0.16, 0.085, 0.055, 0.05, 0.06, 0.06, 0.05, 0.06, 0.03, 0.03, 0.03),
    ),
    "senior": (
        (
            "语文",
            "数学",
            "英语",
            "物理",
            "化学",
            "生物学",
            "思想政治",
            "历史",
            "地理",
            "体育与健康",
            "音乐",
            "美术",
            "信息技术",
        ),
        (0.15, 0.15, 0.145, 0.095, 0.085, 0.085, 0.065, 0.065, 0.06, 0.045, 0.015, 0.02, 0.02),
    ),
    "vocational": (
        ("专业课", "语文", "数学", "英语", "思想政治", "体育与健康", "信息技术"),
        (0.52, 0.12, 0.11, 0.1, 0.06, 0.05, 0.04),
    ),
    "special": (("特殊教育",), (1.0,)),
    "higher_vocational": (("专业课", "公共课"), (0.72, 0.28)),
    "higher": (("专业课", "公共课"), (0.75, 0.25)),
}
BACKBONE_SHARES: Final = (0.2, 0.34)  # of all teachers, from one county to another
BACKBONE_SINCE = 2004
RECRUIT_MARGIN = 1.055  # recruits beyond the printed "over"
PE_ARTS: Final = ("体育与健康", "音乐", "美术")
PUBLIC_QUOTA: Final = {"preschool": 0.55, "vocational": 0.86, "higher_vocational": 0.75, "higher": 0.88}


def _run(world: World, about: pl.DataFrame, need: npt.NDArray[np.int64]) -> Staffing:
    stages = about["stage"].to_list()
    movers = about.select(key=pl.concat_str("county_code", "stage", "post", separator=" "))["key"]
    arrays = Lines(
        need=need,
        group=movers.rank("dense").to_numpy().astype(np.int64),
        is_private=about["is_private"].to_numpy(),
        girl_share=np.array([GIRL_SHARES[s] for s in stages]),
        opened=about["opened_on"].to_numpy().astype("datetime64[D]"),
        rotates=_rotation(world, about),
    )
    run = Staffing(arrays, world.rng("staffing"))
    run.run()
    return run


def _rotation(world: World, about: pl.DataFrame) -> npt.NDArray[np.float64]:
    """How many of those due a county exchanges in a year: public compulsory teachers alone, some counties more than others."""
    rng = world.rng("rotation")
    of_county = {code: rng.uniform(0.07, 0.17) for code in about["county_code"].unique().sort().to_list()}
    share = np.array([of_county[code] for code in about["county_code"].to_list()])
    is_exchanged = (
        about["stage"].is_in(["primary", "junior"]) & (about["post"] == "teacher") & ~about["is_private"]
        & (about["school_type"] != TEACHING_POINT)
    )  # fmt: skip
    return np.where(is_exchanged.to_numpy(), share, 0.0)


def _recruits(
    world: World, posts: pl.DataFrame, city: npt.NDArray[Any], is_teacher: npt.NDArray[np.bool_]
) -> pl.Series:
    """Why each post began; in Nanchong's three printed years, so many teachers are recruited and the rest transferred."""
    first_on, last_on = date(2021, 9, 1), date(2024, 8, 31)
    reason = posts["start_reason"].to_numpy().copy()
    wanted = round(world.target("nc.teachers_recruited") * RECRUIT_MARGIN)
    in_window = posts["started_on"].is_between(first_on, last_on).to_numpy()
    ours = np.flatnonzero(in_window & is_teacher & (reason == "recruited") & (city == "511300"))
    if world.has_city("511300") and len(ours) < wanted:
        raise ValueError(
            f"Nanchong must take {wanted} new teachers from 2021 to 2024. Its schools need only {len(ours)}."
        )
    reason[world.rng("recruits").permutation(ours)[wanted:]] = "transferred"
    return pl.Series(reason.astype(object), dtype=pl.String)


def _is_backbone(world: World, run: Staffing, county: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """1 for who becomes a backbone teacher: a share of each school's people, named evenly, and more in some counties."""
    rng = world.rng("backbone")
    leading = ahead(world)
    of_county = {
        code: BACKBONE_SHARE if code in leading else rng.uniform(*BACKBONE_SHARES)
        for code in np.unique(county).tolist()
    }
    share = np.array([of_county[code] for code in county.tolist()])
    first_line = run.snapshots[LAST].copy()
    first_line[first_line == GONE] = len(run.lines.group)
    place = rank_within(first_line) + rng.random(len(run.lines.group) + 1)[first_line]
    return (np.floor((place + 1) * share) > np.floor(place * share)).astype(np.float64)


def _members(
    world: World, run: Staffing, county: npt.NDArray[Any], is_vocational: npt.NDArray[np.bool_]
) -> pl.DataFrame:
    rng = world.rng("staff members")
    count = len(run.staff.born)
    yi = np.isin(county, ("511113", "511132", "511133")) & (rng.random(count) < 0.3)
    frame = registered(rng, county, run.staff.born, run.staff.is_girl, np.where(yi, "07", "01"))
    born = birth_years(run)

    def days(likely: npt.NDArray[np.float64], year: npt.NDArray[np.int64], month_day: str) -> pl.Series:
        has = (rng.random(count) < likely) & (year <= LAST)
        texts = np.array([f"{y}-{month_day}" for y in range(1950, LAST + 20)], "datetime64[D]")
        found = texts[np.minimum(year, LAST + 1) - 1950]
        found[~has] = np.datetime64("NaT")
        return pl.Series(found)

    return frame.with_columns(
        certificate_on=days(
            np.where(np.isin(county, list(ahead(world))), 1.0, 0.996),
            np.minimum(np.maximum(born + 22, 1996), run.staff.hired),
            "06-30",
        ),
        backbone_on=days(
            _is_backbone(world, run, county), np.maximum(born + 30, BACKBONE_SINCE) + rng.integers(0, 5, count), "11-20"
        ),
        double_qualified_on=days(np.where(is_vocational, 0.62, 0.0), born + 28 + rng.integers(0, 8, count), "12-10"),
    )


def _subject_chance(world: World, run: Staffing) -> npt.NDArray[np.float64]:
    """What decides each person's subject, spread evenly over the people of a school and stage."""
    line = run.snapshots[LAST].copy()
    line[line == GONE] = len(run.lines.group)
    return evenly(line, world.rng("subjects"), len(run.lines.group) + 1)


def _subjects(
    stage: npt.NDArray[Any], post: npt.NDArray[Any], chance: npt.NDArray[np.float64], is_leading: npt.NDArray[np.bool_]
) -> pl.Series:
    """Each person keeps the chance that decides the subject, so a move changes it only with the stage.

    Schools of counties that are ahead have more teachers of sport and arts.
    """
    found = np.full(len(stage), "", "U8")
    for name, (subjects, shares) in SUBJECTS.items():
        here = (stage == name) & (post == "teacher")
        found[here] = np.array(subjects)[np.searchsorted(np.cumsum(shares)[:-1], chance[here], side="right")]
        if name in ("primary", "junior"):
            leading, is_arts = here & is_leading, np.isin(subjects, PE_ARTS)
            more = np.where(
                is_arts,
                PE_ARTS_SHARE / np.sum(shares, where=is_arts),
                (1 - PE_ARTS_SHARE) / np.sum(shares, where=~is_arts),
            )
            edges = np.cumsum(np.array(shares) * more)[:-1]
            found[leading] = np.array(subjects)[np.searchsorted(edges, chance[leading], side="right")]
    return pl.Series(found.astype(object), dtype=pl.String)


def build(world: World) -> None:
    """Members of staff from 2018 on, with their posts, degrees and titles."""
    about, need = lines(world)
    run = _run(world, about, need)
    posts = run.frame()
    line = posts["line"].to_numpy()
    stage, post = about["stage"].to_numpy()[line], about["post"].to_numpy()[line]
    person = posts["person"].to_numpy()
    first_post = np.unique(person, return_index=True)[1]
    first_stage = stage[first_post]
    county = about["county_code"].to_numpy()[line][first_post]
    is_vocational = np.isin(first_stage, ("vocational", "higher_vocational")) & (post[first_post] == "teacher")
    ours = (about["stage"] == "senior") & (about["post"] == "teacher") & (about["city_code"] == "511000")
    world.add(StaffMember, _members(world, run, county, is_vocational))
    world.add(StaffDegree, degrees(world, run, first_stage, ours.to_numpy()))
    world.add(StaffTitle, titles(world, run, post[first_post] != "support"))
    rng = world.rng("posts")
    leading = about["county_code"].is_in(list(ahead(world))).to_numpy()[line]
    private = about["is_private"].to_numpy()[line]
    public_quota = np.array([PUBLIC_QUOTA.get(s, 0.955) for s in stage])
    on_quota = ~private & (rng.random(posts["person"].max() + 1)[person] < public_quota)  # type: ignore[operator]
    world.add(
        StaffPost,
        posts.select("started_on", "ended_on", "end_reason", staff_id=pl.col("person") + 1).with_columns(
            start_reason=_recruits(world, posts, about["city_code"].to_numpy()[line], post == "teacher"),
            institution_id=pl.Series(about["institution_id"].to_numpy()[line]),
            post=pl.Series(post.astype(object), dtype=pl.String),
            stage=pl.Series(stage.astype(object), dtype=pl.String),
            subject=_subjects(stage, post, _subject_chance(world, run)[person], leading),
            is_full_time=pl.Series(post == "teacher"),
            is_on_quota=pl.Series(on_quota),
        ),
    )
