"""The demonstration's return in the making: the newest year of the first city, most schools signed, some late, one county open.

The revision frozen before stands; what is certified now would become the next one.
"""

from datetime import datetime, timedelta

from xuezheng.access.models import Account, Grant
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import ReturnScope
from xuezheng.ground.school_year import SchoolYear
from xuezheng.returns.actions import do_open
from xuezheng.returns.forms import forms_of
from xuezheng.returns.models import Collection, Part, PartStep
from xuezheng.returns.reading import filled_live
from xuezheng.returns.rules import Dues

YEAR = 2024
EVERY_NTH_OPEN, EVERY_NTH_LATE = 13, 29  # of the schools, in order of their codes


def open_collection(instance: Instance, city_code: str, now: datetime) -> Collection:
    """Open it with days around today, so that something is late and something is due, and sign for most."""
    today = now.date()
    dues = Dues(today - timedelta(days=3), today + timedelta(days=4), today + timedelta(days=15))
    planner = Account.objects.filter(username="planner").first()
    collection = do_open(instance, city_code, YEAR, dues, account=planner)
    sign_most(collection, now)
    return collection


def sign_most(collection: Collection, now: datetime) -> None:
    """Schools sign as invented: all where every field is known and no error stands, save some; and the other counties."""
    officer = Grant.objects.filter(role="county_officer").first()
    head = Grant.objects.filter(role="head_teacher").first()
    kept_open = {g.area_code if g.role == "county_officer" else g.institution_code for g in (officer, head) if g}
    filled = filled_live(ReturnScope(collection.city_code, SchoolYear(collection.school_year)))
    schools = list(collection.parts.filter(level="school").order_by("code"))
    signed: list[Part] = []
    for number, part in enumerate(schools, 1):
        is_own = part.county_code in kept_open
        if part.lacking_count or part.error_count or part.code in kept_open or (is_own and number % EVERY_NTH_OPEN == 0):
            continue
        part.state, part.is_late = "signed", number % EVERY_NTH_LATE == 0
        part.fingerprint = filled.fingerprint(forms_of(frozenset(part.stages.split())), part.code)
        part.signed_at = now - timedelta(days=2 if part.is_late else 5, minutes=number)
        signed.append(part)
    names = ("state", "is_late", "fingerprint", "signed_at")
    Part.objects.bulk_update(signed, names, batch_size=200)
    PartStep.objects.bulk_create(
        [PartStep(part=p, step="signed", at=p.signed_at, is_late=p.is_late, fingerprint=p.fingerprint) for p in signed],
        batch_size=500,
    )
    waiting = {p.county_code for p in schools if p.state == "open"}
    counties = [p for p in collection.parts.filter(level="county") if p.code not in waiting]
    for county in counties:
        county.state, county.signed_at = "signed", now - timedelta(days=1)
    Part.objects.bulk_update(counties, ("state", "signed_at"))
    PartStep.objects.bulk_create([PartStep(part=p, step="signed", at=p.signed_at) for p in counties])

