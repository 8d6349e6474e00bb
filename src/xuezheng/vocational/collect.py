"""Live records of the vocational office → rows of the frozen tables."""

from typing import Any

import polars as pl

from xuezheng.engine.offices import Collector, ReturnScope, collectors
from xuezheng.engine.tables import Table
from xuezheng.ground.codes import area_prefix
from xuezheng.registers.lookup import holds, in_scope, placed, rows
from xuezheng.vocational.models import (
    Agreement,
    ConditionsAssessment,
    FactoryArrangement,
    IndustryCollege,
    OrderClass,
    OrderClassPartner,
    Placement,
    ProgrammeGroup,
    TrainingBase,
)
from xuezheng.vocational.tables import (
    AGREEMENTS,
    ASSESSMENTS,
    FACTORIES,
    INDUSTRY_COLLEGES,
    ORDER_CLASS_PARTNERS,
    ORDER_CLASSES,
    PLACEMENTS,
    PROGRAMME_GROUPS,
    TRAINING_BASES,
)


def as_they_stood(model: Any, table: Table, number: str, columns: tuple[str, ...]) -> Collector:
    """A collector of dated records of institutions as they stood on 1 September; `number` names their id."""

    def collect(scope: ReturnScope) -> pl.DataFrame:
        found = rows(
            in_scope(model.objects.as_of(scope.year.stock_on), scope),
            ("id", "institution__code", *columns),
            (number, "institution_code", *(column.replace("_id", "_number") for column in columns)),
        )
        return placed(found, scope, table)

    return collect


def collect_agreements(scope: ReturnScope) -> pl.DataFrame:
    """Agreements in force; a partner is local where it is seated in the city."""
    found = rows(
        in_scope(Agreement.objects.as_of(scope.year.stock_on), scope),
        (
            "id",
            "institution__code",
            "partner_id",
            "partner__kind",
            "partner__area_code",
            "partner__industry",
            "started_on",
        ),
        (
            "agreement_number",
            "institution_code",
            "partner_number",
            "partner_kind",
            "partner_area",
            "industry",
            "started_on",
        ),
    )
    if not found.is_empty():
        inside = pl.col("partner_area").str.starts_with(area_prefix(scope.city_code))
        found = found.with_columns(is_local=inside).drop("partner_area")
    return placed(found, scope, AGREEMENTS)


def collect_assessments(scope: ReturnScope) -> pl.DataFrame:
    """What was measured in the school year."""
    columns = (
        "assessed_on",
        "pupil_count",
        "teacher_count",
        "site_area_m2",
        "building_area_m2",
        "equipment_fen",
        "book_count",
    )
    found = rows(
        in_scope(ConditionsAssessment.objects.filter(school_year=scope.year.start_year), scope),
        ("institution__code", *columns),
        ("institution_code", *columns),
    )
    return placed(found, scope, ASSESSMENTS)


def collect_training_bases(scope: ReturnScope) -> pl.DataFrame:
    """Training bases in use, and whether a partner built them too."""
    found = rows(
        in_scope(TrainingBase.objects.as_of(scope.year.stock_on), scope),
        ("id", "institution__code", "kind", "partner_id", "station_count", "started_on"),
        ("base_number", "institution_code", "kind", "partner", "station_count", "started_on"),
    )
    if not found.is_empty():
        found = found.with_columns(has_partner=pl.col("partner").is_not_null()).drop("partner")
    return placed(found, scope, TRAINING_BASES)


def collect_order_class_partners(scope: ReturnScope) -> pl.DataFrame:
    """Partners of the classes that stood on 1 September."""
    standing = OrderClass.objects.as_of(scope.year.stock_on)
    found = rows(
        in_scope(
            OrderClassPartner.objects.filter(order_class__in=standing), scope, "order_class__institution__county_code"
        ),
        ("order_class_id", "order_class__institution__code", "partner_id", "partner__kind"),
        ("order_class_number", "institution_code", "partner_number", "partner_kind"),
    )
    return placed(found, scope, ORDER_CLASS_PARTNERS)


def collect_placements(scope: ReturnScope) -> pl.DataFrame:
    """Batches of the school year before, by the school that trained them."""
    columns = ("placed_on", "stage", "industry", "is_local", "graduate_count")
    found = rows(
        in_scope(Placement.objects.filter(placed_on__range=scope.year.flow), scope),
        ("id", "institution__code", *columns),
        ("batch_number", "institution_code", *columns),
    )
    return placed(found, scope, PLACEMENTS)


COLLECTORS = collectors(
    (AGREEMENTS, collect_agreements, holds(Agreement)),
    (ASSESSMENTS, collect_assessments),
    (
        FACTORIES,
        as_they_stood(FactoryArrangement, FACTORIES, "arrangement_number", ("kind", "partner_id", "started_on")),
        holds(FactoryArrangement),
    ),
    (
        INDUSTRY_COLLEGES,
        as_they_stood(IndustryCollege, INDUSTRY_COLLEGES, "college_number", ("name", "level", "started_on")),
        holds(IndustryCollege),
    ),
    (
        ORDER_CLASSES,
        as_they_stood(OrderClass, ORDER_CLASSES, "order_class_number", ("name", "student_count", "started_on")),
        holds(OrderClass),
    ),
    (ORDER_CLASS_PARTNERS, collect_order_class_partners, holds(OrderClass)),
    (PLACEMENTS, collect_placements, holds(Placement)),
    (
        PROGRAMME_GROUPS,
        as_they_stood(ProgrammeGroup, PROGRAMME_GROUPS, "group_number", ("name", "level", "started_on")),
        holds(ProgrammeGroup),
    ),
    (TRAINING_BASES, collect_training_bases, holds(TrainingBase)),
)
