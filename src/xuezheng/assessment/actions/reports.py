"""What reports are made of: scores of a test by area, school, class and pupil, its trend, what its schools add."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from xuezheng.access.actions import record
from xuezheng.assessment.actions.calibrating import persons_of, scale_of
from xuezheng.assessment.actions.programmes import city_of, sheet_in_use, specs_of
from xuezheng.assessment.actions.where import read
from xuezheng.assessment.models import Calibration, Effects, Programme
from xuezheng.assessment.plan.fitness import fitness_summary
from xuezheng.assessment.plan.reporting import Change, Mean, bounds, by_item, change, mean_of, summary
from xuezheng.assessment.rules.monitoring import SPREAD, points
from xuezheng.assessment.rules.reporting import LEAST_GROUP, band
from xuezheng.engine.instance import Instance
from xuezheng.ground.codes import area_prefix
from xuezheng.registers.lookup import institutions_known, pseudonyms


def standing(programme: Programme) -> Calibration | None:
    """The calibration that a programme's reports are made of: the newest that is done."""
    return (
        Calibration.objects.filter(programmes=programme, state="done")
        .select_related("base")
        .order_by("-done_at", "-pk")
        .first()
    )


@dataclass(frozen=True)
class Results:
    """A programme's scores with the places of its schools: county_code, school name, urban_rural group."""

    programme: Programme
    calibration: Calibration
    persons: pl.DataFrame

    def within(self, area_code: str) -> pl.DataFrame:
        return self.persons.filter(pl.col("county_code").str.starts_with(area_prefix(area_code)))

    def of_school(self, code: str) -> pl.DataFrame:
        return self.persons.filter(pl.col("school_code") == code)


def results_of(instance: Instance, programme: Programme) -> Results | None:
    """None where the programme is not calibrated."""
    calibration = standing(programme)
    if calibration is None:
        return None
    return Results(programme, calibration, placed(programme, persons_of(instance, calibration, programme)))


def placed(programme: Programme, persons: pl.DataFrame) -> pl.DataFrame:
    known = institutions_known(city_of(programme.area_code), programme.held_on)
    places = known.select("county_code", "area_group", school_code="institution_code", school_name="name")
    return persons.join(places, on="school_code", how="left", maintain_order="left")


def fitness_of(instance: Instance, programme: Programme) -> pl.DataFrame:
    """The scored measures of a fitness test, placed; empty where no sheet is in use."""
    sheet = sheet_in_use(programme)
    found = read(instance, "sheets", sheet.pk, "answers") if sheet else pl.DataFrame()
    return found if found.is_empty() else placed(programme, found)


@dataclass(frozen=True)
class Stood:
    """One test of a series: its mean, its change since the one before (None for the first), and the bounds of its mean on the scale
    of the first, the linking errors between in them (points)."""

    programme: Programme
    mean: Mean
    change: Change | None
    low: float
    high: float


def trend(instance: Instance, results: Results, area_code: str, school_code: str = "") -> list[Stood]:
    """The tests of the same subject and grade on the same scale, by year, of an area or a school."""
    scale = scale_of(results.calibration)
    others = Programme.objects.filter(
        subject=results.programme.subject,
        grade=results.programme.grade,
        kind=results.programme.kind,
        area_code=results.programme.area_code,
    )
    found: list[Stood] = []
    before: tuple[Mean, Calibration] | None = None
    first: Calibration | None = None
    for programme in others.order_by("school_year", "held_on"):
        one = results if programme.pk == results.programme.pk else results_of(instance, programme)
        if one is None or scale_of(one.calibration) != scale:
            continue
        persons = one.of_school(school_code) if school_code else one.within(area_code)
        if persons.height < LEAST_GROUP:
            continue
        mean = mean_of(persons)
        moved = change(before[0], mean, linking_error(before[1], one.calibration)) if before else None
        first = first or one.calibration
        low, high = bounds(mean, linking_error(first, one.calibration))
        found.append(Stood(programme, mean, moved, low, high))
        before = mean, one.calibration
    return found


def linking_error(one: Calibration, other: Calibration) -> float:
    """Between two calibrations of one scale: of all links that are not in both chains."""
    if one.pk == other.pk:
        return 0.0
    a, b = (float(c.told.get("linking_error", 0.0)) for c in (one, other))
    if other.base is not None and other.base.pk == one.pk:
        return abs(b**2 - a**2) ** 0.5
    return (a**2 + b**2) ** 0.5


def groups(persons: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    return summary(persons, by)


def items_of(instance: Instance, results: Results, persons: pl.DataFrame) -> pl.DataFrame:
    """item, domain, share of these persons, share of all: in the order of the forms."""
    sheet = sheet_in_use(results.programme)
    specs = specs_of(results.programme)
    tops = {name: spec.points for name, spec in specs.items()}
    answers = read(instance, "sheets", sheet.pk, "answers") if sheet else pl.DataFrame()
    if answers.is_empty():
        return pl.DataFrame(schema={"item": pl.String, "count": pl.Int64, "share": pl.Float64, "whole": pl.Float64})
    whole = by_item(results.persons, answers, tops).select("item", whole="share")
    return by_item(persons, answers, tops).join(whole, on="item", how="left", maintain_order="left")


def domains_of_persons(instance: Instance, results: Results, persons: pl.DataFrame) -> pl.DataFrame:
    """domain, share got, share expected of such pupils: above, the group did better there than on the whole."""
    found = read(instance, "calibrations", results.calibration.pk, "domains")
    if found.is_empty():
        return found
    own = found.filter(pl.col("programme") == str(results.programme.pk)).join(
        persons.select("person"), on="person", how="semi"
    )
    sums = own.group_by("domain").agg(pl.col("got", "possible", "expected").sum()).sort("domain")
    return sums.select(
        "domain", share=pl.col("got") / pl.col("possible"), expected=pl.col("expected") / pl.col("possible")
    )


@dataclass(frozen=True)
class Pupil:
    """A pupil's result in points of the reporting scale."""

    person: str
    score: float
    low: float
    high: float
    level: str
    answered: int
    share: float
    domains: pl.DataFrame


def pupil_of(instance: Instance, results: Results, school_code: str, number: str) -> Pupil | None:
    """By the number the pupil has in the files; None where the school has no such result."""
    person = pseudonyms([number.strip()])[0]
    found = results.of_school(school_code).filter(pl.col("person") == person)
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    score, error = points(row["eap"]), SPREAD * row["eap_se"]
    return Pupil(
        person,
        score,
        score - 1.96 * error,
        score + 1.96 * error,
        band(score),
        row["answered_count"],
        row["share"],
        domains_of_persons(instance, results, found),
    )


def do_look(account: Any, area_code: str, subject: str, reason: str, programme: Programme) -> None:
    """A look at a pupil's result, before it is shown."""
    record(
        "assessment.pupil.seen",
        account=account,
        area_code=area_code,
        subject=subject,
        reason=reason,
        detail={"programme": programme.pk},
    )


def fitness_groups(scored: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    return fitness_summary(scored, list(by))


EFFECTS: dict[str, type[pl.DataType]] = {
    "school_code": pl.String, "year": pl.Int64, "pupils": pl.Int64, "effect": pl.Float64, "error": pl.Float64, "low": pl.Float64, "high": pl.Float64,
}  # fmt: skip


def effects_of(instance: Instance, effects: Effects) -> pl.DataFrame:
    """What schools add, with the schools' names and counties."""
    found = read(instance, "effects", effects.pk, "schools")
    known = (
        Programme.objects.filter(pk__in=[pair["later"][1] for pair in effects.asked["pairs"]])
        .order_by("-held_on")
        .first()
    )
    if found.is_empty() or known is None:  # the folder lacks what the record speaks of
        return pl.DataFrame(schema={**EFFECTS, "school_name": pl.String})
    return placed(known, found)


def coefficients_of(instance: Instance, effects: Effects) -> pl.DataFrame:
    return read(instance, "effects", effects.pk, "coefficients")


def calibrated_table(instance: Instance, calibration: Calibration, name: str) -> pl.DataFrame:
    """items, groups, links or options of a calibration."""
    return read(instance, "calibrations", calibration.pk, name)


def bad_cells(instance: Instance, sheet_pk: int) -> pl.DataFrame:
    return read(instance, "sheets", sheet_pk, "bad")
