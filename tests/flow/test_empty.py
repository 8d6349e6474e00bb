"""The first page of an empty instance: it says what to do first, whoever may do it."""

import datetime as dt

import pytest
from django.test import Client

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "may_import"), [("city_planner", True), ("auditor", False)])
@pytest.mark.parametrize("address", ["/", "/figures/", "/figures/full_time_teachers/", "/search/?q=a", "/evaluations/"])
def test_an_empty_register_says_what_to_do_first(role: str, may_import: bool, address: str) -> None:
    account = Account.objects.create(username=role)
    do_grant(account, role, "510300", started_on=dt.date(2020, 1, 1))  # type: ignore[arg-type]
    client = Client()
    client.force_login(account)
    answer = client.get(address, follow=True)
    page = answer.content.decode()
    assert (answer.status_code, "登记册还是空的" in page, "510300" in page) == (200, True, True)
    assert ('href="/registers/imports/"' in page) is may_import
    assert client.get("/areas/999900/").status_code == 404
