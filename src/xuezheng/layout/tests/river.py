"""A tiny county on a river: a town school, a small one near it, one far upstream that must stay; six villages."""

from datetime import date
from typing import Any

import polars as pl
from tests.worlds import OPENED, school

from xuezheng.engine.instance import Instance
from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import keep_version, plans_folder
from xuezheng.layout.models import LayoutPlan, LayoutVersion, Village, VillageChildren
from xuezheng.layout.plan.asking import Asked, asked_of
from xuezheng.layout.plan.describing import present_answer
from xuezheng.layout.plan.keeping import freeze_problem
from xuezheng.layout.plan.prepared import Prepared
from xuezheng.layout.plan.preparing import prepare
from xuezheng.registers.models import Campus, Room, SchoolClass

COUNTY = "511002"
TOWN, SMALL, FAR = "2151000001", "2151000002", "2151000003"
PLACES = {TOWN: (105.05, 29.58), SMALL: (105.08, 29.58), FAR: (105.25, 29.58)}
SEATS = {TOWN: 180, SMALL: 90, FAR: 90}
GRADES = ("11", "12", "13", "14", "15", "16")
# village: its school, how far east of it, children of each grade
VILLAGES = {
    "上坝": (TOWN, 0.002, 8),
    "下坝": (TOWN, -0.003, 6),
    "石桥": (SMALL, 0.001, 1),
    "柳树": (SMALL, 0.004, 2),
    "源头": (FAR, 0.001, 5),
    "杉林": (FAR, -0.002, 4),
}
TODAY = date(2026, 9, 1)


def asked(today: date = TODAY, **more: Any) -> Asked:
    """Three years from the second coming one, announced today."""
    return asked_of(
        {
            "stage": "primary", "first_year": today.year + 2, "year_count": 3, "announced_on": today.isoformat(), "notice_years": 1.0,
            "limits": {"lower": 30, "upper": 40}, "minute_yuan": 60, "move_yuan": 300, **more,
        }
    )  # fmt: skip


def villages(town: str = "511002100") -> pl.DataFrame:
    rows = [
        {"code": f"{town}{n:03d}", "name": f"{name}村", "town_code": town, "longitude": PLACES[code][0] + east, "latitude": PLACES[code][1], "terrain": "hill",
         "counted_year": 2026, "present_code": code, **dict.fromkeys(GRADES, count)}
        for n, (name, (code, east, count)) in enumerate(VILLAGES.items(), start=200)
    ]  # fmt: skip
    return pl.DataFrame(rows)


def schools(town: str = "511002100") -> pl.DataFrame:
    pupils = {code: sum(6 * count for own, _, count in VILLAGES.values() if own == code) for code in PLACES}
    rows = [
        {"code": code, "name": f"学校{code}", "town_code": town, "school_type": "211", "area_group": "rural", "seats": SEATS[code], "pupils": pupils[code],
         "boarders": 0, "longitude": place[0], "latitude": place[1]}
        for code, place in PLACES.items()
    ]  # fmt: skip
    return pl.DataFrame(rows)


def prepared(today: date = TODAY, county: str = COUNTY, **more: Any) -> Prepared:
    town = f"{county}100"
    return prepare(villages(town), schools(town), None, asked(today, **more), county)


def planned(instance: Instance, today: date = TODAY, county: str = COUNTY, pk: int | None = None) -> LayoutVersion:
    """A plan of the river with how things are as its version 0, without asking the register."""
    made = prepared(today, county)
    named = freeze_problem(plans_folder(instance, county), made, {"forecast": ""})
    plan = LayoutPlan.objects.create(
        pk=pk,
        county_code=county,
        stage="primary",
        title="方案甲",
        asked=made.asked.as_dict(),
        problem_hash=named,
        made_at=f"{today}T00:00:00Z",
    )
    return keep_version(
        None, instance, plan, made, present_answer(made), "present", Words("现状", "As it is"), {}, None
    )


def registered() -> None:
    """The schools of the river in the register, with rooms, classes and villages."""
    for code, (lon, lat) in PLACES.items():
        made = school(code)
        site = Campus.objects.create(
            institution=made, started_on=OPENED, town=made.versions.get().town, longitude=lon, latitude=lat
        )
        Room.objects.create(
            campus=site, code="1", kind="classroom", stage="primary", seat_count=SEATS[code], started_on=OPENED
        )
        count = sum(count for own, _, count in VILLAGES.values() if own == code)
        for grade in GRADES:
            SchoolClass.objects.create(
                institution=made, school_year=2026, stage="primary", grade=grade, number=1, pupil_count=count, girl_count=0, minority_count=0, boarder_count=0,
                migrant_count=0, left_behind_count=0, entrant_count=0, entrant_with_preschool_count=0, repeater_count=0,
            )  # fmt: skip
    ids = {s.code: s for s in school_records()}
    for row in villages().iter_rows(named=True):
        village = Village.objects.create(
            code=row["code"], town_id=row["town_code"], name=row["name"], longitude=row["longitude"], latitude=row["latitude"], counted_year=2026,
            primary_school=ids[row["present_code"]],
        )  # fmt: skip
        VillageChildren.objects.bulk_create(
            [VillageChildren(village=village, grade=g, child_count=row[g]) for g in GRADES]
        )


def school_records() -> list[Any]:
    from xuezheng.registers.models import Institution

    return list(Institution.objects.filter(code__in=PLACES))
