"""Where the demonstration is built and found, and what is never overwritten."""

import json
import os
from pathlib import Path

import pytest

from xuezheng.demo.homes import FINAL, Homes, begin, finish, prepare
from xuezheng.ground.errors import Refused


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Homes:
    monkeypatch.setenv("XUEZHENG_HOME", str(tmp_path / "demo-city"))
    monkeypatch.delenv(FINAL, raising=False)
    return Homes(tmp_path / "demo-city")


def make(folder: Path, is_synthetic: bool) -> None:
    folder.mkdir()
    (folder / "instance.json").write_text(json.dumps({"is_synthetic": is_synthetic}))


def test_nothing_there_is_built_beside(homes: Homes) -> None:
    prepare([])
    assert os.environ["XUEZHENG_HOME"] == str(homes.building)
    assert os.environ[FINAL] == str(homes.final)
    assert not begin(homes)
    make_about = homes.building / "instance.json"
    make_about.write_text('{"is_synthetic": true}')
    finish(homes)
    assert homes.is_built
    assert not homes.building.exists()


def test_what_stands_is_served(homes: Homes) -> None:
    make(homes.final, is_synthetic=True)
    prepare([])
    assert os.environ["XUEZHENG_HOME"] == str(homes.final)
    assert FINAL not in os.environ


def test_a_half_built_one_is_thrown_away(homes: Homes) -> None:
    homes.building.mkdir()
    (homes.building / "register.sqlite3").write_text("half")
    prepare([])
    assert begin(homes)
    assert not (homes.building / "register.sqlite3").exists()


def test_rebuilding_replaces(homes: Homes) -> None:
    make(homes.final, is_synthetic=True)
    (homes.final / "old").write_text("")
    prepare(["--rebuild"])
    begin(homes)
    finish(homes)
    assert not (homes.final / "old").exists()


@pytest.mark.parametrize("is_instance", [True, False])
def test_other_things_are_left_alone(homes: Homes, is_instance: bool) -> None:
    if is_instance:
        make(homes.final, is_synthetic=False)
    else:
        homes.final.mkdir()
        (homes.final / "thesis.docx").write_text("")
    with pytest.raises(Refused, match=r"demo-city"):
        prepare(["--rebuild"])


def test_another_builder_is_not_disturbed(homes: Homes) -> None:
    homes.building.mkdir()
    (homes.building / "builder.pid").write_text(str(os.getppid()))
    with pytest.raises(Refused, match=str(os.getppid())):
        prepare([])
