"""Seats on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import SINCE_2018, SINCE_2020, SINCE_2021, THREE_YEARS

NEIJIANG, SUINING = "511000", "510900"
SCHOOLS = {"stage": ("primary", "junior", "senior")}
SCHOOLS_AND_KINDERGARTENS = {"stage": ("preschool", "primary", "junior", "senior")}
PRESCHOOL_PLAN = {"stage": ("preschool",), "programme": ("preschool_plan_14",)}

ROWS = {
    "nj.schools_built": Asked("schools_built", NEIJIANG, SINCE_2018, SCHOOLS_AND_KINDERGARTENS),
    "nj.seats_added": Asked("seats_added", NEIJIANG, SINCE_2018, SCHOOLS_AND_KINDERGARTENS),
    "nj.kindergartens_built": Asked("schools_built", NEIJIANG, SINCE_2021, PRESCHOOL_PLAN),
    "nj.kindergarten_seats_added": Asked("seats_added", NEIJIANG, SINCE_2021, PRESCHOOL_PLAN),
    "nj.schools_built_3y": Asked("schools_built", NEIJIANG, THREE_YEARS, SCHOOLS),
    "nj.seats_added_3y": Asked("seats_added", NEIJIANG, THREE_YEARS, SCHOOLS),
    "sn.vocational_campuses_built": Asked("campuses_built", SUINING, SINCE_2020, {"stage": ("vocational",)}),
}
