"""Vocational education on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW

SUINING, LESHAN = "510900", "511100"

ROWS = {
    "sn.vocational_conditions_met": Asked("vocational_conditions_met", SUINING, NOW),
    "sn.factories_in_schools": Asked("factory_school_arrangements", SUINING, NOW, {"kind": ("factory_in_school",)}),
    "sn.schools_in_factories": Asked("factory_school_arrangements", SUINING, NOW, {"kind": ("school_in_factory",)}),
    "sn.partner_enterprises": Asked("partner_enterprises", SUINING, NOW),
    "sn.training_bases": Asked("production_training_bases", SUINING, NOW),
    "sn.skilled_people_supplied": Asked("skilled_people_supplied", SUINING, NOW),
    "sn.double_high_groups": Asked("programme_groups", SUINING, NOW, {"level": ("double_high",)}),
    "sn.provincial_programme_groups": Asked("programme_groups", SUINING, NOW, {"level": ("provincial",)}),
    "ls.order_class_partners": Asked("order_class_partners", LESHAN, NOW),
    "ls.order_classes": Asked("order_classes", LESHAN, NOW),
    "ls.order_class_students": Asked("order_class_students", LESHAN, NOW),
    "ls.industry_colleges": Asked("industry_colleges", LESHAN, NOW, {"level": ("provincial",)}),
}
