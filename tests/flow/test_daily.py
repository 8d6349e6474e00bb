"""What is due on a day is done by itself: with the first page of somebody signed in, and not before the day."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from tests.worlds import school, town
from xuezheng.access.models import Account, AuditEntry
from xuezheng.registers.actions import Asked, do_register
from xuezheng.web.daily import Daily

pytestmark = pytest.mark.django_db


def test_a_school_handed_over_in_advance_changes_county_on_the_day() -> None:
    own, there = school("2151000001"), town("511011")
    on = date(2099, 9, 1)  # whenever this runs, the day lies ahead
    do_register(Asked("handed_over", on, {"code": own.code, "changed": {"town_code": there.code}}))
    daily, somebody = Daily(lambda request: None), Account.objects.create(username="somebody")  # type: ignore[arg-type, return-value]

    def ask(day: date, user: Any) -> str:
        request = RequestFactory().get("/")
        request.today, request.user = day, user  # type: ignore[attr-defined]
        daily(request)
        own.refresh_from_db()
        return own.county_code

    assert ask(date(2099, 8, 31), somebody) == "511002"
    assert ask(on, AnonymousUser()) == "511002"  # nobody signed in writes nothing
    assert ask(on, somebody) == "511011"
    assert AuditEntry.objects.get(verb="registers.institution.settled").subject == own.code
    own.county_code = "511002"
    own.save()
    assert ask(on, somebody) == "511002"  # once a day
