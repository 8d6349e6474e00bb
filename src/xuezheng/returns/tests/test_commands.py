"""`xuezheng freeze` and `xuezheng returns`, as a statistician meets them."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.tiny_city import CITY, tiny_city

from xuezheng.engine import offices
from xuezheng.engine.instance import Instance
from xuezheng.engine.snapshots import frozen_returns
from xuezheng.ground.errors import Refused
from xuezheng.registers.tables import CLASSES
from xuezheng.returns.commands import COMMANDS

pytestmark = pytest.mark.django_db
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in an instance of its own, in English, over the registers' tables; gives code, output, errors."""
    monkeypatch.setenv("XUEZHENG_HOME", str(tmp_path))
    (tmp_path / "instance.json").write_text('{"name": "test"}')
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    only = [office for office in offices.declared() if office.name == "registers"]
    monkeypatch.setattr(offices, "_declared", only)

    def run(*words: str) -> tuple[int, str, str]:
        command = next(command for command in COMMANDS if command.name == words[0])
        parser = ArgumentParser()
        command.arguments(parser)
        try:
            code = command.run(parser.parse_args(words[1:]))
        except Refused as refusal:
            return 1, capsys.readouterr().out, "\n".join(problem.sentence("en") for problem in refusal.problems)
        return code, capsys.readouterr().out, ""

    return run


@pytest.fixture
def city() -> SimpleNamespace:
    return tiny_city()


def test_everything_reported_is_frozen_and_verified(city: SimpleNamespace, run: Run, tmp_path: Path) -> None:
    code, out, _ = run("freeze")
    assert code == 0
    assert "[1/2] 510900 2023—2024  frozen as r1-" in out
    assert "[2/2] 511000 2023—2024  frozen as r1-" in out
    assert "2 returns in" in out
    code, out, _ = run("freeze", "--city", CITY, "--year", "2023")
    assert "unchanged, r1-" in out
    assert run("returns")[0] == 0
    damaged = frozen_returns(Instance(tmp_path))[0].folder / f"{CLASSES.name}.parquet"
    damaged.chmod(0o644)
    damaged.write_bytes(b"")
    code, out, _ = run("returns")
    assert code == 1
    assert f"damaged: {CLASSES.name}" in out


def test_checking_only_says_what_would_stop_and_freezes_nothing(
    city: SimpleNamespace, run: Run, tmp_path: Path
) -> None:
    city.east.classes.update(girl_count=100)
    code, out, _ = run("freeze", "--check-only", "--city", CITY)
    assert code == 1
    assert "error registers.class.girl_at_most_pupils: Girls are not more than the pupils of the class. (2 rows)" in out
    assert city.east.code in out
    assert frozen_returns(Instance(tmp_path)) == []
    code, out, _ = run("freeze", "--city", CITY)
    assert code == 1
    assert "not frozen:" in out
    assert "girl_count=100" in out


def test_a_correction_and_its_difference(city: SimpleNamespace, run: Run) -> None:
    run("freeze", "--city", CITY)
    city.hills.classes.filter(school_year=2023, stage="junior").update(girl_count=14)
    code, out, _ = run("freeze", "--city", CITY)
    assert code == 1
    assert "must give its reason" in out
    code, out, _ = run("freeze", "--city", CITY, "--reason", "miscounted")
    assert code == 0
    assert f"{CLASSES.name}: 0 rows added, 0 removed, 1 values changed" in out
    code, out, _ = run("returns", "--difference", CITY, "2023", "r1", "r2")
    assert code == 0
    assert "girl_count: 15 → 14" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("freeze", "--city", "510100"), "holds no school year to freeze"),
        (("freeze", "--year", "1999"), "holds no school year to freeze"),
        (("returns", "--difference", CITY, "2023", "1", "7"), "There is no such revision"),
        (("returns", "--difference", CITY, "x", "one", "two"), "There is no such revision"),
    ],
)
def test_wrong_calls_say_what_to_do(city: SimpleNamespace, run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run(*words)
    assert code == 1
    assert said in err
    assert "To do:" in err


def test_without_an_instance_nothing_is_tried(city: SimpleNamespace, run: Run, tmp_path: Path) -> None:
    (tmp_path / "instance.json").unlink()
    code, _, err = run("freeze")
    assert code == 1
    assert "There is no instance here" in err
