"""What a worker of the site reads before its first request."""

from typing import Any

import pytest
from django.db import connections

from tests.walk.test_walk import walked
from xuezheng.indicators.pages.standing import whole_catalogue
from xuezheng.publication.pages.released import _sheet
from xuezheng.web import workers

pytestmark = pytest.mark.django_db
__all__ = ["walked"]


def test_a_worker_has_read_what_pages_share(walked: dict[str, Any]) -> None:
    for kept in (whole_catalogue, _sheet):
        kept.cache_clear()
    workers.warm()
    assert whole_catalogue.cache_info().currsize == 1
    assert _sheet.cache_info().currsize == 2  # one a language


def test_a_worker_that_cannot_read_serves_all_the_same(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def broken() -> None:
        raise OSError("disk")

    monkeypatch.setattr(workers, "warm", broken)
    monkeypatch.setattr(connections, "close_all", lambda: None)  # the test keeps its own
    workers.warm_up()
    assert "starts cold" in caplog.text
