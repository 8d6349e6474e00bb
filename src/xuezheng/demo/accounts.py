"""Who signs in to the demonstration: city planner, county officer, exam officer, two head teachers, academic director, auditor."""

from datetime import date

import polars as pl

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.access.rules import Role
from xuezheng.demo.students import COUNTY
from xuezheng.demo.world import World

PASSWORD = "xuezheng-demo"
SINCE = date(2024, 9, 1)
SENIOR_TYPES = ("341", "342", "345")


def make_accounts(world: World) -> None:
    """Accounts in the first city; the county officer and the school are of the county whose pupils are persons."""
    city = world.cities[0]
    schools = world.open_on(SINCE, city, ("211",)).sort("child_weight", descending=True)
    own = schools.filter(pl.col("county_code") == COUNTY)
    school = (own if own.height else schools).row(0, named=True)
    seniors = world.open_on(SINCE, city, SENIOR_TYPES).sort("child_weight", descending=True)
    own_seniors = seniors.filter(pl.col("county_code") == COUNTY)
    senior = (own_seniors if own_seniors.height else seniors).row(0, named=True)
    junior = world.open_on(SINCE, city, ("311", "312")).sort("child_weight", descending=True)
    own_junior = junior.filter(pl.col("county_code") == COUNTY)
    second = (own_junior if own_junior.height else junior).row(0, named=True)
    people: tuple[tuple[str, str, Role, str, str], ...] = (
        ("planner", "市级规划统计（演示）", "city_planner", city, ""),
        ("officer", "县级教育统计（演示）", "county_officer", school["county_code"], ""),
        ("head", "校长（演示）", "head_teacher", school["county_code"], school["code"]),
        ("director", "教务主任（演示）", "academic_director", senior["county_code"], senior["code"]),
        ("exams", "考试招生（演示）", "exam_officer", second["county_code"], ""),
        ("junior", "初中校长（演示）", "head_teacher", second["county_code"], second["code"]),
        ("auditor", "审计（演示）", "auditor", city, ""),
    )
    for username, title, role, area, institution in people:
        account = Account.objects.create_user(username, password=PASSWORD, display_name=title)
        do_grant(account, role, area, institution, started_on=SINCE)
