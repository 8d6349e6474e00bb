"""Computing a city's forecast, keeping it, publishing its warnings; each in one transaction with its audit row."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.snapshots import Manifest, read_manifest
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import in_area, institutions_known, rows
from xuezheng.seats.models import Births, BuildingProject, Dwellings, RoomConversion, SeatForecast
from xuezheng.seats.plan.keeping import children_in, freeze, grades_in, warnings_in
from xuezheng.seats.plan.making import HORIZON, Inputs, Own, made
from xuezheng.seats.plan.supply import CONVERSIONS


@dataclass(frozen=True)
class Kept:
    """A kept forecast: its record, its manifest, and its tables read when asked for."""

    record: SeatForecast
    folder: Path
    manifest: Manifest

    @property
    def children(self) -> pl.DataFrame:
        return children_in(self.folder)

    @property
    def grades(self) -> pl.DataFrame:
        return grades_in(self.folder)

    @property
    def warnings(self) -> pl.DataFrame:
        return warnings_in(self.folder)


def plans_folder(instance: Instance) -> Path:
    return instance.home / "plans" / "seats"


def _kept(instance: Instance, found: SeatForecast | None) -> Kept | None:
    if found is None:
        return None
    folder = plans_folder(instance) / found.city_code / found.hash
    return Kept(found, folder, read_manifest(folder)) if folder.exists() else None


def latest_forecast(instance: Instance, city_code: str) -> Kept | None:
    """The newest forecast of a city, or None."""
    return _kept(instance, SeatForecast.objects.filter(city_code=city_code).last())


def public_forecast(instance: Instance, city_code: str) -> Kept | None:
    """The forecast whose warnings were published last, or None."""
    found = SeatForecast.objects.filter(city_code=city_code, published_at__isnull=False).order_by("published_at").last()
    return _kept(instance, found)


def inputs_of(city_code: str, frozen: Frozen) -> Inputs:
    """What people registered of a city: births, dwellings, projects, and schools whose end is known already."""
    last = max((r.year for r in frozen.returns if r.city_code == city_code), default=0)
    returned = next((r for r in frozen.returns if r.city_code == city_code and r.year == last), None)
    births = rows(in_area(Births.objects.all(), city_code, "area__code"), ("area_id", "year", "birth_count"), ("area_code", "year", "birth_count"))  # fmt: skip
    dwellings = rows(in_area(Dwellings.objects.all(), city_code, "town__code"), ("town_id", "year", "dwelling_count"), ("town_code", "year", "dwelling_count"))  # fmt: skip
    open_projects = BuildingProject.objects.filter(completed_on__isnull=True).annotate(
        place=Coalesce(F("town__code"), F("institution__versions__town__code"))
    )
    listed = [
        (p["place"], p["stage"], p["seat_count"], p["step"], p["planned_open_on"])
        for p in in_area(open_projects, city_code, "place").values("pk", "place", "stage", "seat_count", "step", "planned_open_on").distinct()
    ]  # fmt: skip
    schema = {
        "town_code": pl.String,
        "stage": pl.String,
        "seat_count": pl.Int64,
        "step": pl.String,
        "planned_open_on": pl.Date,
    }
    projects = pl.DataFrame(listed, schema=schema, orient="row")
    known = institutions_known(city_code, timezone.localdate())
    stock = returned.year if returned else 0
    closings = known.filter(pl.col("closed_on").is_not_null() & (pl.col("closed_on").dt.year() >= stock)).select("institution_code", "closed_on")  # fmt: skip
    urban = known.filter(pl.col("area_group") != "rural").group_by("town_code").len().sort("len")["town_code"].to_list()
    rural = known.group_by("town_code").agg(rural=(pl.col("area_group") == "rural").mean())
    mostly = set(rural.filter(pl.col("rural") > 0.5)["town_code"].to_list())
    columns = ("town_id", "from_stage", "to_stage", "room_count", "year")
    decided = in_area(RoomConversion.objects.filter(withdrawn_on__isnull=True), city_code, "town__code")
    conversions = rows(decided, columns, tuple(CONVERSIONS)).cast({"room_count": pl.Int64, "year": pl.Int64})
    return Inputs(births, dwellings, projects, closings, frozenset(urban) - mostly, conversions)


def do_forecast(
    account: Any, instance: Instance, city_code: str, *, horizon: int = HORIZON, own: Own | None = None
) -> SeatForecast:
    """Compute a city's forecast and keep it, with a planner's `own` scenario beside the usual ones. Raises Refused where the right is lacking or too little is frozen."""
    if account is not None and not may(account, "plan.make", Place(city_code)):
        what = Words("无权为这个市做预测。", "You may not make forecasts of this city.")
        raise Refused([Problem("seats.right", what, which=city_code)])
    frozen = Frozen.of(instance)
    forecast = made(frozen, city_code, replace(inputs_of(city_code, frozen), own=own), horizon)
    digest = freeze(plans_folder(instance) / city_code, forecast)
    with transaction.atomic():
        kept = SeatForecast.objects.create(
            city_code=city_code, base_year=forecast.base_year, hash=digest, made_at=timezone.now(), made_by=account
        )
        record(
            "seats.forecast.made", account=account, area_code=city_code, subject=digest,
            detail={"base_year": forecast.base_year, "model": forecast.about["model"], "horizon": horizon, "own": own.as_dict() if own else None},
        )  # fmt: skip
    return kept


def do_publish_forecast(account: Any, forecast: SeatForecast, reason: str = "") -> None:
    """Let the public see the warnings of a forecast. Raises Refused where the right is lacking."""
    if not may(account, "plan.adopt", Place(forecast.city_code)):
        what = Words("无权发布预警。", "You may not publish warnings.")
        raise Refused([Problem("seats.right", what, which=forecast.city_code)])
    with transaction.atomic():
        forecast.published_at = timezone.now()
        forecast.save(update_fields=["published_at"])
        record(
            "seats.warnings.published", account=account, area_code=forecast.city_code, subject=forecast.hash, reason=reason
        )  # fmt: skip
