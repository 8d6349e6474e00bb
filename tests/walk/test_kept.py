"""What pages keep: nobody is shown more by it, and whatever changes a record shows at once."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from tests.walk.world import ACTORS, CITY, COUNTY, FAR, OWN, client_of, world
from xuezheng.access.actions import record
from xuezheng.access.models import Grant
from xuezheng.access.tokens import do_issue
from xuezheng.indicators.actions import do_set_target
from xuezheng.indicators.pages.standing import whole_catalogue
from xuezheng.registers.actions import do_rename
from xuezheng.registers.models import Institution
from xuezheng.screens import kept

pytestmark = pytest.mark.django_db
PAGES = (
    "/", f"/areas/{CITY}/", f"/areas/{COUNTY}/", "/figures/", "/registers/institutions/", f"/registers/institutions/?area={COUNTY}",
    "/records/", "/returns/", "/search/?q=学校", "/page/", "/api/v1/areas", "/api/v1/institutions", "/api/v1/catalogue",
    "/api/v1/classes?year=2023", "/api/v1/staff-counts?on=2023-09-01",
)  # fmt: skip


@pytest.fixture(scope="module")
def walked(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    with django_db_blocker.unblock(), world(tmp_path_factory.mktemp("kept")) as made:
        yield made


@pytest.fixture
def keeping() -> Iterator[None]:
    kept.forget()
    with override_settings(KEEPS_ANSWERS=True):
        yield
    kept.forget()


def seen(walked: dict[str, Any], actor: str, path: str, language: str = "zh") -> tuple[int, str]:
    answer = client_of(actor, walked["people"]).get(path, headers={"Accept-Language": language})
    return answer.status_code, re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_everybody_is_shown_what_they_are_shown_without_it(walked: dict[str, Any], keeping: None, path: str) -> None:
    """Asked by everybody in turn, in both languages, and asked again."""
    asked = [(actor, language) for actor in ACTORS for language in ("zh", "en")]
    shown = [[seen(walked, actor, path, language) for actor, language in asked] for _ in range(2)]
    with override_settings(KEEPS_ANSWERS=False):
        expected = [seen(walked, actor, path, language) for actor, language in asked]
    assert shown == [expected, expected]


def test_a_change_shows_at_once(walked: dict[str, Any], keeping: None) -> None:
    for path in ("/registers/institutions/", "/api/v1/institutions", f"/search/?q={OWN}"):
        assert "城东实验小学" not in seen(walked, "officer", path)[1]
    do_rename(Institution.objects.get(code=OWN), "城东实验小学", date(2024, 1, 1))
    for path in ("/registers/institutions/", "/api/v1/institutions", f"/search/?q={OWN}"):
        assert "城东实验小学" in seen(walked, "officer", path)[1]
        assert "城东实验小学" in seen(walked, "planner", path)[1]


def test_a_target_shows_at_once(walked: dict[str, Any], keeping: None) -> None:
    assert "目标达不到或没有达到" not in seen(walked, "planner", f"/areas/{CITY}/")[1]
    do_set_target(
        walked["people"]["planner"], whole_catalogue()["institutions"], CITY, 2023, 1_000_000, is_floor=True, note=""
    )
    assert "目标达不到或没有达到" in seen(walked, "planner", f"/areas/{CITY}/")[1]


def test_a_role_that_ends_ends_at_once(walked: dict[str, Any], keeping: None) -> None:
    """Roles are read with every request, not kept."""
    assert OWN in seen(walked, "officer", "/registers/institutions/")[1]
    grant = Grant.objects.get(account=walked["people"]["officer"])
    Grant.objects.filter(pk=grant.pk).update(area_code="511011")
    assert OWN not in seen(walked, "officer", "/registers/institutions/")[1]
    assert FAR in seen(walked, "officer", "/registers/institutions/")[1]
    Grant.objects.filter(pk=grant.pk).update(area_code=COUNTY, ended_on=date(2021, 1, 1))
    assert seen(walked, "officer", "/registers/institutions/")[0] == 403
    Grant.objects.filter(pk=grant.pk).update(ended_on=None)


def test_a_token_gets_no_answer_that_its_account_was_given(
    walked: dict[str, Any], keeping: None, client: Any, django_assert_max_num_queries: Any
) -> None:
    assert seen(walked, "officer", "/api/v1/areas")[0] == 200
    now = timezone.now()
    token = do_issue(walked["people"]["officer"], "测试", ("figure.view",), now.date() + timedelta(days=3), now=now)
    asked = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/areas", headers=asked).status_code == 403
    tag = client.get("/api/v1/catalogue", headers=asked)["ETag"]
    with django_assert_max_num_queries(3):  # token, roles, newest change
        assert client.get("/api/v1/catalogue", headers={**asked, "If-None-Match": tag}).status_code == 304


def test_looks_and_sign_ins_forget_nothing(walked: dict[str, Any], keeping: None, client: Any) -> None:
    person = walked["people"]["auditor"]
    calls: list[int] = []

    class Request:
        user = person
        today = date(2024, 1, 1)

    def make() -> int:
        calls.append(1)
        return len(calls)

    for verb in ("access.signed_in", "access.sign_in_refused", "registers.student.seen"):
        assert kept.kept(Request(), "here", make) == 1  # type: ignore[arg-type]
        record(verb, account=person)
    assert kept.kept(Request(), "here", make) == 1  # type: ignore[arg-type]
    record("registers.institution.renamed", account=person)
    assert kept.kept(Request(), "here", make) == 2  # type: ignore[arg-type]
    Request.today += timedelta(days=1)
    assert kept.kept(Request(), "here", make) == 3  # type: ignore[arg-type]
    for number in range(kept.MOST + 10):
        kept.kept(Request(), number, make)  # type: ignore[arg-type]
    assert len(kept.values_kept()) == kept.MOST and settings.KEEPS_ANSWERS
