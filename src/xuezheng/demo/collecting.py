"""The demonstration's return in the making: the newest year of the first city, most schools signed, one county still open.

The revision frozen before stands. Schools outside the open county have filled in what they lacked, by their values of the
year before; so what is certified next becomes a revision of its own, with a difference to look at.
"""

from datetime import date, datetime, timedelta

from xuezheng.access.models import Account, Grant
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import ReturnScope
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.actions import do_report_conditions
from xuezheng.registers.lookup import conditions_reported, institutions_as_of
from xuezheng.returns.actions import do_open
from xuezheng.returns.forms import FORMS, forms_of
from xuezheng.returns.models import Collection, Part, PartStep
from xuezheng.returns.reading import filled_live
from xuezheng.returns.rules import Dues

YEAR = 2024
EVERY_NTH_OPEN, EVERY_NTH_LATE = 41, 29  # of the schools, in order of their codes


def open_collection(instance: Instance, city_code: str, now: datetime) -> Collection:
    """Open it with days around today, so that something is late and something is due, and sign for most."""
    today = now.date()
    dues = Dues(today - timedelta(days=3), today + timedelta(days=4), today + timedelta(days=15))
    planner = Account.objects.filter(username="planner").first()
    fill_lacking(city_code)
    collection = do_open(instance, city_code, YEAR, dues, account=planner)
    sign_most(collection, now)
    return collection


def kept_open() -> set[str]:
    """The county of the officer and the school of the head: theirs is left to them."""
    grants = Grant.objects.filter(role__in=("county_officer", "head_teacher"))
    return {g.area_code if g.role == "county_officer" else g.institution_code for g in grants}


def fill_lacking(city_code: str) -> None:
    """Outside the open county: what a school did not report this year is what it reported last year (zero, if nothing)."""
    now, before = conditions_reported(city_code, YEAR), conditions_reported(city_code, YEAR - 1)
    columns = sorted({asked.column for form in FORMS for _, _, asked in form.asked})
    then = {row["institution_code"]: row for row in before.iter_rows(named=True)}
    county = institutions_as_of(date(YEAR, 9, 1), city_code)
    county_of = dict(county.select("institution_code", "county_code").iter_rows())
    for row in now.iter_rows(named=True):
        code = row["institution_code"]
        empty = [name for name in columns if row[name] is None]
        if empty and county_of.get(code) not in (None, *kept_open()):
            values = {name: then.get(code, {}).get(name) for name in empty}
            do_report_conditions(code, YEAR, {name: 0 if value is None else value for name, value in values.items()})


def sign_most(collection: Collection, now: datetime) -> None:
    """Schools sign as invented: all where every field is known and no error stands, save some; and the other counties."""
    own = kept_open()
    filled = filled_live(ReturnScope(collection.city_code, SchoolYear(collection.school_year)))
    schools = list(collection.parts.filter(level="school").order_by("code"))
    signed: list[Part] = []
    for number, part in enumerate(schools, 1):
        is_own = part.county_code in own
        if part.lacking_count or part.error_count or part.code in own or (is_own and number % EVERY_NTH_OPEN == 0):
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
