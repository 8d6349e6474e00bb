"""The interface for programs: tokens, pages, hashes, limits, errors; and whatever schemathesis thinks of."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.config import SchemathesisConfig

from tests.walk.world import COUNTY, NEXT_COUNTY, OWN, world
from xuezheng.access.models import ApiToken
from xuezheng.access.tokens import ACTIONS, do_issue
from xuezheng.web.api import frame
from xuezheng.web.api.endpoints import api
from xuezheng.web.wsgi import application

pytestmark = pytest.mark.django_db
ROLES = ("planner", "officer", "head", "auditor", "administrator", "nobody")


@pytest.fixture(scope="module")
def walked(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    with django_db_blocker.unblock(), world(tmp_path_factory.mktemp("api")) as made:
        yield made


@pytest.fixture(autouse=True)
def no_limit_yet() -> None:
    cache.clear()


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """The site is called as a server calls it, but the end of a request must not close the connection of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def token_of(walked: dict[str, Any], actor: str, actions: tuple[str, ...] = ACTIONS, days: int = 30) -> str:
    now = timezone.now()
    return do_issue(walked["people"][actor], "测试", actions, now.date() + timedelta(days=days), now=now)


def get(path: str, token: str = "", **headers: str) -> Any:
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return Client().get(path, headers=headers)


def test_a_token_acts_as_its_account_and_only_for_what_it_names(walked: dict[str, Any]) -> None:
    token = token_of(walked, "officer", ("register.view",))
    found = get("/api/v1/institutions", token).json()
    assert OWN in {i["code"] for i in found["items"]} and {i["county_code"] for i in found["items"]} == {COUNTY}
    assert get("/api/v1/catalogue", token).status_code == 403
    assert get(f"/api/v1/figures?area={COUNTY}", token_of(walked, "officer")).json()["count"] > 0
    assert get(f"/api/v1/figures?area={NEXT_COUNTY}", token_of(walked, "officer")).status_code == 403


def test_a_token_is_kept_as_a_hash_and_ends(walked: dict[str, Any]) -> None:
    token = token_of(walked, "planner", days=1)
    kept = ApiToken.objects.order_by("-pk").first()
    assert kept is not None and token not in str(vars(kept))
    assert get("/api/v1/areas", token).status_code == 200
    kept.refresh_from_db()
    assert kept.last_used_at is not None
    for change in ({"expires_on": date(2020, 1, 1)}, {"expires_on": date(2100, 1, 1), "revoked_at": timezone.now()}):
        ApiToken.objects.filter(pk=kept.pk).update(**change)
        refused = get("/api/v1/areas", token)
        assert refused.status_code == 401 and refused["WWW-Authenticate"].startswith("Bearer")


def test_errors_are_problems_in_both_languages(walked: dict[str, Any]) -> None:
    refused = get("/api/v1/institutions?size=0", token_of(walked, "planner"))
    assert refused.status_code == 422 and refused["Content-Type"] == "application/problem+json"
    said = refused.json()
    assert said["title_zh"] and said["title_en"] and said["errors"][0]["where"].endswith("size")
    assert get("/api/v1/institutions").json()["status"] == 401


def test_pages_cover_all_rows_once(walked: dict[str, Any]) -> None:
    token = token_of(walked, "planner")
    whole = get("/api/v1/areas?size=500", token).json()
    pages = [get(f"/api/v1/areas?size=3&page={n}", token).json() for n in range(1, whole["count"] // 3 + 2)]
    assert [row for page in pages for row in page["items"]] == whole["items"]


def test_what_is_unchanged_is_not_sent_again(walked: dict[str, Any]) -> None:
    token = token_of(walked, "planner")
    first = get("/api/v1/areas", token)
    again = get("/api/v1/areas", token, **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b"" and again["ETag"] == first["ETag"]


def test_a_token_is_slowed_and_another_is_not(walked: dict[str, Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(frame, "PER_MINUTE", 3)
    one, other = token_of(walked, "planner"), token_of(walked, "planner")
    codes = [get("/api/v1/releases").status_code] + [get("/api/v1/areas", one).status_code for _ in range(5)]
    assert codes[:2] == [200, 200] and codes[-1] == 429
    assert get("/api/v1/areas", one)["Retry-After"]
    assert get("/api/v1/areas", other).status_code == 200


@pytest.mark.parametrize("actor", [*ROLES, "visitor"])
def test_schemathesis_finds_nothing(
    walked: dict[str, Any], actor: str, monkeypatch: Any, connection_kept: None
) -> None:
    monkeypatch.setattr(frame, "PER_MINUTE", 10**6)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=SchemathesisConfig())
    headers = {"Authorization": f"Bearer {token_of(walked, actor)}"} if actor != "visitor" else {}
    asked = 0
    for found in schema.get_all_operations():
        operation: Any = found.ok()

        @settings(
            max_examples=8,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),  # type: ignore[arg-type]
            database=None,
        )
        @given(case=operation.as_strategy())
        def run(case: Any) -> None:
            case.call_and_validate(headers=headers)

        run()
        asked += 1
    assert asked == len(list(api.get_openapi_schema()["paths"]))
