"""Releases of an invented page: numbers, changes, immutability, what a killed run leaves."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Refused
from xuezheng.publication import release as releasing
from xuezheng.publication.page import entries
from xuezheng.publication.release import VALUE_SCHEMA, Content, Release, latest, publish, releases
from xuezheng.publication.tests.fakes import ground

ON = date(2030, 1, 1)


def content(prizes: float = 1234567.0, hash: str = "a") -> Content:
    """The invented page; `prizes` sets one computed value, `hash` one definition."""
    found = [replace(e, computed=prizes) if e.id == "xx.prizes" else e for e in entries(ground())]
    values = pl.DataFrame(
        [["prizes", "city", "990000", 2021, prizes, prizes, None, "known"]], schema=VALUE_SCHEMA, orient="row"
    )
    catalogue = [{"id": "prizes", "term": {"zh": "虚构", "en": "invented"}, "hash": hash}]
    return Content(
        found, {"children": {}}, catalogue, values, {"xx.prizes": pl.DataFrame({"school": ["甲"], "value": [3]})}
    )


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    (tmp_path / "instance.json").write_text(json.dumps({"name": "虚构", "is_synthetic": True}))
    return Instance(tmp_path)


def test_first_release(instance: Instance) -> None:
    made = publish(instance, content(), ON, "first")
    assert made is not None
    assert (made.number, made.released_on, made.is_synthetic, made.changes) == (1, ON, True, [])
    assert made.damaged() == []
    assert made.entries["xx.prizes"].computed == 1234567
    rows = made.rows("xx.prizes")
    assert rows is not None
    assert rows.height == 1
    assert made.rows("../page") is None


def test_nothing_changed_makes_no_release(instance: Instance) -> None:
    publish(instance, content(), ON)
    assert publish(instance, content(), date(2030, 2, 1)) is None
    assert [r.number for r in releases(instance)] == [1]


def test_a_change_is_listed_and_the_old_release_stays(instance: Instance) -> None:
    first = publish(instance, content(), ON)
    second = publish(instance, content(1.0, "b"), date(2030, 2, 1))
    assert first is not None
    assert second is not None
    assert [(c.scope, c.id, c.kind) for c in second.changes] == [
        ("row", "xx.prizes", "value"),
        ("indicator", "prizes", "definition"),
        ("indicator", "prizes", "figures"),
    ]
    assert (second.changes[0].before, second.changes[0].after) == (1234567, 1)
    assert second.about["before"] == {"number": 1, "hash": first.hash}
    assert Release(first.folder).entries["xx.prizes"].computed == 1234567
    assert latest(instance) == second


def test_a_date_before_the_last_release_is_refused(instance: Instance) -> None:
    publish(instance, content(), ON)
    with pytest.raises(Refused, match="cannot be dated before"):
        publish(instance, content(2.0), date(2029, 12, 31))


def test_a_broken_file_is_found(instance: Instance) -> None:
    made = publish(instance, content(), ON)
    assert made is not None
    page = made.folder / "page.json"
    page.chmod(0o644)
    page.write_text("[]")
    assert made.damaged() == ["page.json"]


def test_a_failure_leaves_nothing(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(releasing, "_changes", fail)
    with pytest.raises(KeyboardInterrupt):
        publish(instance, content(), ON)
    assert list(instance.releases.iterdir()) == []


def test_a_full_disk_is_said_plainly_and_leaves_nothing(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(releasing, "_write_parquet", full)
    with pytest.raises(Refused, match="disk is full"):
        publish(instance, content(), ON)
    assert list(instance.releases.iterdir()) == []


def test_what_a_killed_run_left_is_swept(instance: Instance) -> None:
    left = instance.releases / ".1.999999999"
    left.mkdir(parents=True)
    (left / "page.json").write_text("[")
    made = publish(instance, content(), ON)
    assert made is not None
    assert [p.name for p in instance.releases.iterdir()] == ["1"]
