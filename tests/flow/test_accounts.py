"""Coming, staying safe and leaving: invitation, first password, second factor, sessions, throttling, leaving."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.tiny_city import COUNTY, tiny_city
from xuezheng.access.actions import audit_breaks, do_grant
from xuezheng.access.models import Account, AuditEntry, Invitation
from xuezheng.access.tokens import do_issue, found_token

pytestmark = pytest.mark.django_db
PASSWORD = "green-river-93"
INVITED = {"username": "wang", "display_name": "王", "unit": "市中区", "role": "county_officer", "area_code": COUNTY}


@pytest.fixture(autouse=True)
def quiet() -> None:
    cache.clear()


@pytest.fixture
def administrator() -> Client:
    tiny_city()
    account = Account.objects.create_user("admin", password=PASSWORD, display_name="管理员")
    do_grant(account, "administrator", COUNTY, started_on=date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    return client


def signed_in(username: str, password: str = PASSWORD) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/sign-in/", {"login": username, "password": password})


def invited(administrator: Client) -> str:
    """The path of a new invitation's link."""
    found = re.search(r"(/invitations/[\w-]+/)", administrator.post("/people/invite/", INVITED).content.decode())
    assert found
    return found[1]


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))


def test_an_invitation_leads_to_a_password_once(administrator: Client) -> None:
    link, visitor = invited(administrator), Client()
    page = visitor.get(link)
    # With "no-referrer" browsers send the form with "Origin: null", which is refused as forged.
    assert (page.status_code, page["Referrer-Policy"], page["Cache-Control"]) == (200, "strict-origin", "no-store")
    weak = visitor.post(link, {"new_password1": "12345", "new_password2": "12345"})
    assert weak.status_code == 200 and not Account.objects.get(username="wang").has_usable_password()
    assert visitor.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 302
    assert visitor.get(link).status_code == 404
    client, answer = signed_in("wang")
    assert answer.status_code == 302 and client.get("/records/").status_code == 200
    assert {"access.role.granted", "access.account.invited", "access.password.set", "access.signed_in"} <= set(verbs())
    assert audit_breaks() == []


def test_an_administrator_of_a_city_sees_its_people(administrator: Client) -> None:
    """And comes to them from the first page; a person of another city is not among them."""
    invited(administrator)
    grant = Account.objects.get(username="admin").grants.get()
    grant.area_code = "511000"
    grant.save()
    other = Account.objects.create_user("elsewhere", password=PASSWORD)
    do_grant(other, "county_officer", "510903", started_on=date(2020, 1, 1))
    first = administrator.get("/")
    assert (first.status_code, first["Location"]) == (302, "/people/")
    page = administrator.get("/people/").content.decode()
    assert "wang" in page and "县级教育统计 " in page and "elsewhere" not in page
    person = Account.objects.get(username="wang").pk
    assert administrator.get(f"/people/{person}/").status_code == 200
    assert administrator.get(f"/people/{other.pk}/").status_code == 404


def test_the_people_of_a_city_are_few_questions(administrator: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        one = Account.objects.create_user(f"head{number}", display_name=f"校长{number}")
        do_grant(one, "head_teacher", COUNTY, "2151000001", started_on=date(2020, 1, 1))
    with django_assert_max_num_queries(8):
        page = administrator.get("/people/?q=校长29").content.decode()
    assert "head29" in page and "head28" not in page


def test_an_invitation_ends_and_a_new_link_ends_the_old_one(administrator: Client) -> None:
    link = invited(administrator)
    person = Account.objects.get(username="wang")
    again = administrator.post(f"/people/{person.pk}/", {"do": "link"}).content.decode()
    assert Client().get(link).status_code == 404
    newer = re.search(r"(/invitations/[\w-]+/)", again)
    assert newer and Client().get(newer[1]).status_code == 200
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(newer[1]).status_code == 404


@pytest.mark.parametrize(
    "change", [{"area_code": "510903"}, {"area_code": "511000"}, {"role": "head_teacher"}, {"username": "admin"}]
)
def test_nobody_is_invited_beyond_the_administrators_area(administrator: Client, change: dict[str, str]) -> None:
    administrator.post("/people/invite/", INVITED | change)
    assert not Account.objects.filter(username="wang").exists()
    assert Account.objects.count() == 1


def test_an_administrator_changes_neither_own_roles_nor_who_reaches_further(administrator: Client) -> None:
    own = Account.objects.get(username="admin")
    more = {"do": "grant", "role": "auditor", "area_code": COUNTY}
    assert administrator.post(f"/people/{own.pk}/", more).status_code == 403
    both = Account.objects.create_user("both")
    for area in (COUNTY, "511000"):
        do_grant(both, "auditor", area, started_on=date(2020, 1, 1))
    assert administrator.post(f"/people/{both.pk}/", {"do": "leave"}).status_code == 403
    assert administrator.post(f"/people/{both.pk}/", {"do": "link"}).status_code == 403
    both.refresh_from_db()
    assert both.is_active and both.grants.filter(ended_on__isnull=True).count() == 2


def test_whoever_leaves_is_out_at_once(administrator: Client) -> None:
    person = Account.objects.create_user("li", password=PASSWORD)
    do_grant(person, "county_officer", COUNTY, started_on=date(2020, 1, 1))
    client, _ = signed_in("li")
    token = do_issue(person, "x", ("figure.view",), date(2100, 1, 1), now=timezone.now())
    assert client.get("/records/").status_code == 200
    assert found_token(token, timezone.now())
    assert administrator.post(f"/people/{person.pk}/", {"do": "leave"}).status_code == 302
    assert client.get("/records/").status_code == 302
    assert found_token(token, timezone.now()) is None
    assert signed_in("li")[1].status_code == 200
    assert not person.grants.filter(ended_on__isnull=True).exists()


def test_failed_sign_ins_are_written_down_and_slowed(administrator: Client) -> None:
    for _ in range(6):
        signed_in("admin", "wrong")
    client, answer = signed_in("admin")
    assert answer.status_code in (200, 429) and client.get("/account/").status_code == 302
    assert verbs().count("access.sign_in_refused") == 5
    cache.clear()
    assert signed_in("admin")[1].status_code == 302


def code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_with_a_second_factor_the_password_alone_is_not_enough(administrator: Client) -> None:
    client, _ = signed_in("admin")
    asked = client.get("/account/second-factor/on/")["Location"]  # the password once more
    assert asked.startswith("/account/again/")
    assert client.post(asked, {"password": PASSWORD}).status_code == 302
    page = client.get("/account/second-factor/on/")
    assert page.status_code == 200
    secret = re.search(r"<code>(\w+)</code>", page.content.decode())
    assert secret
    done = client.post("/account/second-factor/on/", {"code": code(secret[1])})
    assert done.status_code == 302
    codes = re.findall(r"<li><code>(\w+)</code>", client.get("/account/recovery-codes/").content.decode())
    assert len(codes) >= 8
    assert secret[1] not in str(list(Account.objects.get().authenticator_set.values("data")))
    other, answer = signed_in("admin")
    assert answer["Location"].startswith("/account/second-factor/code/")
    assert other.get("/account/").status_code == 302, "not signed in before the second step"
    assert other.post("/account/second-factor/code/", {"code": "000000"}).status_code == 200
    assert other.post("/account/second-factor/code/", {"code": codes[0]}).status_code == 302
    assert other.get("/account/").status_code == 200
    assert "access.second_factor.on" in verbs()
    third, _ = signed_in("admin")
    assert third.post("/account/second-factor/code/", {"code": codes[0]}).status_code == 200, (
        "a recovery code counts once"
    )


def test_sessions_are_listed_and_closed_everywhere_else(administrator: Client) -> None:
    here, _ = signed_in("admin")
    there, _ = signed_in("admin")
    assert here.get("/account/sessions/").content.decode().count("<tr>") >= 3
    assert here.post("/account/sessions/").status_code == 302
    assert here.get("/account/").status_code == 200 and there.get("/account/").status_code == 302


def test_nobody_signs_up(administrator: Client) -> None:
    before = Account.objects.count()
    for path in ("/account/signup/", "/accounts/signup/"):
        assert Client().get(path).status_code == 404
    assert Account.objects.count() == before


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_page_of_an_account_opens_in_both_languages(administrator: Client, language: str) -> None:
    client, _ = signed_in("admin")
    person = Account.objects.get().pk
    for path in (
        "/account/", "/account/password/", "/account/sessions/", "/account/second-factor/", "/account/again/", "/people/",
        "/people/invite/", f"/people/{person}/",
    ):  # fmt: skip
        page = client.get(path, {"lang": language})
        assert page.status_code == 200, path
        assert ("退出" if language == "zh" else "Sign out") in page.content.decode(), path
