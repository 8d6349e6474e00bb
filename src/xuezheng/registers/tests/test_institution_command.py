"""`xuezheng institution`: events are tried before they are written, and can be taken back."""

from argparse import ArgumentParser
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from tests.tiny_city import TOWN, tiny_city

from xuezheng.ground.errors import Refused
from xuezheng.registers.commands.institutions import COMMANDS
from xuezheng.registers.models import Institution, Succession

pytestmark = pytest.mark.django_db
Run = Callable[[str], str]


@pytest.fixture
def city() -> SimpleNamespace:
    return tiny_city()


@pytest.fixture
def run(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    parser = ArgumentParser()
    COMMANDS[0].arguments(parser)

    def run(words: str) -> str:
        assert COMMANDS[0].run(parser.parse_args(words.split())) == 0
        return capsys.readouterr().out

    return run


CALLS = {
    "open": f"open 2151000099 --name 城北小学 --type 211 --organiser 831 --urban-rural 111 --town {TOWN} --on 2023-07-01",
    "rename": "rename 2151000001 --name 城东实验小学 --on 2023-07-01",
    "close": "close 3651000004 --on 2023-07-01",
    "merge": "merge 2151000001 --into 3151000002 --on 2023-07-01 --name 白马中心学校 --reason 撤并",
    "split": "split 3151000002 --new-code 3151000044 --name 白马初级中学 --type 311 --stages junior --on 2023-07-01",
    "hand over": "hand-over 2151000001 --organiser 821 --on 2023-07-01",
    "convert": "convert 2151000001 --new-code 3151000055 --type 312 --name 城东学校 --on 2023-07-01",
}


@pytest.mark.parametrize("what", sorted(CALLS))
def test_a_trial_tells_and_writes_nothing_then_the_event_is_written_and_withdrawn(run: Run, what: str) -> None:
    names = sorted(Institution.objects.values_list("code", "versions__name"))
    tried = run(CALLS[what])
    assert "entries of an institution" in tried
    assert "nothing was written" in tried
    assert Succession.objects.count() == 0
    written = run(f"{CALLS[what]} --apply")
    assert "Registered as event" in written
    event = Succession.objects.get()
    assert "Withdrawn" in run(f"withdraw {event.pk} --reason 误登")
    assert sorted(Institution.objects.values_list("code", "versions__name")) == names


def test_a_trial_counts_what_would_move(run: Run) -> None:
    tried = run(CALLS["merge"])
    assert "2 classes changed" in tried
    assert "3 rooms new" in tried
    assert "3 rooms changed" in tried


def test_the_history_of_a_school(run: Run) -> None:
    run(f"{CALLS['merge']} --apply")
    told = run("history 3151000002")
    assert "2000-09-01 – 2023-07-01  白马学校  Nine-year school" in told
    assert "2023-07-01 –   白马中心学校" in told
    assert "Merged (event" in told
    assert "2151000001 3151000002 → 3151000002  撤并" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("history 2151999999", "no institution of this code"),
        ("withdraw 999999", "no such event"),
        ("close 1151000003 --on 2023-07-01", "still has classes"),
        ("merge 2151000001 --into 2151000001 --on 2023-07-01", "schools that end"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, words: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        run(words)
