"""Institutions, their conditions, rooms and programmes on 1 September, and the events of the school year before."""

from datetime import date

import polars as pl

from xuezheng import standards
from xuezheng.engine.offices import ReturnScope
from xuezheng.registers.collect.classes import class_totals, classes_of
from xuezheng.registers.lookup import held_on, in_area, in_scope, institutions_known, once, placed, rows
from xuezheng.registers.models import Campus, Conditions, InstitutionVersion, Programme, Room, SuccessionPart
from xuezheng.registers.rules import STAGES_OF_TYPE, TEACHING_POINT
from xuezheng.registers.tables import CONDITIONS, INSTITUTIONS, PROGRAMMES, ROOMS, SUCCESSIONS

SPECIAL_ROOMS_FROM, BUILT_BEFORE = date(2017, 4, 19), date(2017, 1, 1)
PROGRAMME_STAGES = ("vocational", "higher_vocational", "higher")


def open_institutions(scope: ReturnScope) -> pl.DataFrame:
    """The institutions open on the stock day, with pupils and classes counted (0 where there is no class)."""
    known = institutions_known(scope.city_code, scope.year.stock_on).filter("is_open")
    return known.join(class_totals(scope), on="institution_code", how="left").with_columns(
        pl.col("pupil_count", "class_count").fill_null(0)
    )


def collect_institutions(scope: ReturnScope) -> pl.DataFrame:
    """Institutions open on 1 September, sited at their first campus."""
    campuses = rows(
        in_scope(Campus.objects.as_of(scope.year.stock_on), scope),
        ("institution__code", "number", "started_on", "longitude", "latitude", "address"),
        ("institution_code", "number", "site_started_on", "longitude", "latitude", "address"),
    )
    sites = campuses.sort("institution_code", "number", "site_started_on").unique("institution_code", keep="first")
    sites = sites.select("institution_code", "longitude", "latitude", pl.col("address").replace("", None))
    return placed(open_institutions(scope).join(sites, on="institution_code", how="left"), scope, INSTITUTIONS)


def collect_conditions(scope: ReturnScope) -> pl.DataFrame:
    """Conditions reported for the school year by institutions open on 1 September."""
    names = [f.attname for f in Conditions._meta.concrete_fields if f.name not in ("id", "institution", "school_year")]
    reported = rows(
        in_scope(Conditions.objects.filter(school_year=scope.year.start_year), scope),
        ("institution__code", *names),
        ("institution_code", *names),
    )
    reported = reported.with_columns(pl.col("web_address").replace("", None))
    known = open_institutions(scope).join(_special_rooms(scope), on="institution_code", how="left")
    return placed(reported.join(known, on="institution_code", how="inner"), scope, CONDITIONS)


def _special_rooms(scope: ReturnScope) -> pl.DataFrame:
    """institution_code, meets_special_rooms: whether a compulsory school with registered rooms has the music and art rooms
    that its classes need, each large enough (smaller ones count if they were built before the rule)."""
    on = scope.year.stock_on
    if on < SPECIAL_ROOMS_FROM:
        return pl.DataFrame(schema={"institution_code": pl.String, "meets_special_rooms": pl.Boolean})
    law = {
        name: standards.value(f"quality_balanced.special_room.{name}", on=on, area=scope.city_code)
        for name in ("classes_per_room", "music_area", "art_area", "music_area_before_2017", "art_area_before_2017")
    }

    def usable(kind: str) -> pl.Expr:
        size, is_old = pl.col("area_m2"), pl.col("started_on") < BUILT_BEFORE
        enough = (size >= law[f"{kind}_area"]) | (is_old & (size >= law[f"{kind}_area_before_2017"]))
        return ((pl.col("kind") == kind) & enough).sum().alias(kind)

    rooms = (
        once(_rooms, scope.city_code)
        .filter(held_on(on))
        .group_by("institution_code")
        .agg(usable("music"), usable("art"))
    )
    compulsory = classes_of(scope, scope.year).filter(pl.col("stage").is_in(("primary", "junior")))
    needed = (pl.len() / law["classes_per_room"]).ceil().alias("needed")
    joined = compulsory.group_by("institution_code").agg(needed).join(rooms, on="institution_code")
    meets = (pl.col("music") >= pl.col("needed")) & (pl.col("art") >= pl.col("needed"))
    return joined.select("institution_code", meets_special_rooms=meets)


def _rooms(city_code: str) -> pl.DataFrame:
    """Every room a city ever had."""
    own = ("kind", "stage", "seat_count", "area_m2", "is_multimedia", "project_code", "started_on", "ended_on")
    return rows(
        in_area(Room.objects.all(), city_code, "campus__institution__county_code"),
        ("campus__institution__code", "campus__number", "code", *own),
        ("institution_code", "campus_number", "room_code", *own),
    )


def collect_rooms(scope: ReturnScope) -> pl.DataFrame:
    """Rooms in use on 1 September at open institutions."""
    day = scope.year.stock_on
    known = institutions_known(scope.city_code, day).filter("is_open").select("institution_code")
    used = once(_rooms, scope.city_code).filter(held_on(day))
    return placed(used.join(known, on="institution_code", how="semi"), scope, ROOMS)


def _first_offered(city_code: str) -> pl.DataFrame:
    """institution_code, programme_code, started_on, first_on of every programme a city ever had.

    A programme that an institution took over in an event, on the day it ended at another that ended by the event, was
    first offered when that one began it.
    """
    own = ("started_on", "ended_on")
    offered = rows(
        in_area(Programme.objects.all(), city_code),
        ("institution__code", "code", *own),
        ("institution_code", "programme_code", *own),
    )
    parts = rows(
        in_area(SuccessionPart.objects.all(), city_code),
        ("event_id", "event__occurred_on", "institution__code", "side", "ends"),
        ("event", "day", "code", "side", "ends"),
    )
    ended_by = parts.filter("ends").select("event", old="code")
    followed = parts.filter(pl.col("side") == "after").join(ended_by, on="event").select("code", "day", "old")
    before: dict[tuple[str, date], list[str]] = {}
    for code, day, old in followed.iter_rows():
        before.setdefault((code, day), []).append(old)
    ended = {(code, programme, end): start for code, programme, start, end in offered.iter_rows() if end}

    def first_on(code: str, programme: str, start: date) -> date:
        continued = [old for old in before.get((code, start), ()) if (old, programme, start) in ended]
        return min((first_on(old, programme, ended[old, programme, start]) for old in continued), default=start)

    firsts = [first_on(code, programme, start) for code, programme, start, _ in offered.iter_rows()]
    return offered.drop("ended_on").with_columns(first_on=pl.Series(firsts, dtype=pl.Date))


def collect_programmes(scope: ReturnScope) -> pl.DataFrame:
    """Programmes offered on 1 September at open institutions, with the stage they are taught at.

    `started_on` is the day a programme was first offered, here or at an institution that was merged into this one.
    """
    day = scope.year.stock_on
    offered = rows(
        in_scope(Programme.objects.as_of(day), scope),
        ("institution__code", "code", "name", "industry", "started_on"),
        ("institution_code", "programme_code", "name", "industry", "started_on"),
    )
    firsts = once(_first_offered, scope.city_code)
    offered = offered.join(firsts, on=("institution_code", "programme_code", "started_on"), how="left")
    offered = offered.drop("started_on").rename({"first_on": "started_on"})
    stage_of_type = {
        kind: next((s for s in PROGRAMME_STAGES if s in stages), "") for kind, stages in STAGES_OF_TYPE.items()
    }
    known = institutions_known(scope.city_code, day).filter("is_open")
    stages = known.select(
        "institution_code",
        stage=pl.col("school_type").replace_strict(stage_of_type, default="", return_dtype=pl.String),
    )
    return placed(offered.join(stages, on="institution_code", how="inner"), scope, PROGRAMMES)


def collect_successions(scope: ReturnScope) -> pl.DataFrame:
    """Parts played in the events of the school year before, with what the institution was: before it, or after it."""
    parts = rows(
        in_scope(SuccessionPart.objects.filter(event__occurred_on__range=scope.year.flow), scope),
        ("event_id", "event__kind", "event__occurred_on", "institution__code", "side", "ends"),
        ("event_number", "kind", "occurred_on", "institution_code", "side", "ended"),
    )
    if parts.is_empty():
        return placed(parts, scope, SUCCESSIONS)
    versions = rows(
        in_scope(InstitutionVersion.objects.filter(started_on__lte=scope.year.flow[1]), scope),
        ("institution__code", "started_on", "school_type"),
        ("institution_code", "started_on", "school_type"),
    ).sort("started_on")
    seen_on = pl.when(pl.col("side") == "before").then(pl.col("occurred_on").dt.offset_by("-1d"))
    parts = parts.with_columns(seen_on=seen_on.otherwise(pl.col("occurred_on"))).sort("seen_on")
    parts = parts.join_asof(
        versions, left_on="seen_on", right_on="started_on", by="institution_code", check_sortedness=False
    )
    first_types = versions.unique("institution_code", keep="first").select("institution_code", first_type="school_type")
    parts = parts.join(first_types, on="institution_code", how="left").with_columns(
        school_type=pl.coalesce("school_type", "first_type", pl.lit(""))
    )
    stage_of_type = {kind: stages[0] for kind, stages in STAGES_OF_TYPE.items()}
    parts = parts.with_columns(
        stage=pl.col("school_type").replace_strict(stage_of_type, default="", return_dtype=pl.String),
        is_teaching_point=pl.col("school_type") == TEACHING_POINT,
    )
    return placed(parts, scope, SUCCESSIONS)
