"""Who is late is reminded: on the school's page, by mail where mail is set up; and the command line tells the same."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import python_calamine
from django.core import mail
from django.test import Client
from tests.tiny_city import CITY, COUNTY, tiny_city

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Refused
from xuezheng.returns.actions import do_open, do_remind
from xuezheng.returns.actions.reminding import late_and_open
from xuezheng.returns.commands.collecting import COMMANDS
from xuezheng.returns.models import Collection
from xuezheng.returns.rules import usual_dues

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(tmp_path: Path, settings: Any) -> SimpleNamespace:
    """The tiny city, whose schools were due long ago; a head with an address."""
    made = tiny_city()
    settings.INSTANCE = Instance(tmp_path)
    made.collection = do_open(settings.INSTANCE, CITY, 2023, usual_dues(2023))
    made.head = Account.objects.create(username="head", email="head@school.example")
    do_grant(made.head, "head_teacher", COUNTY, made.east.code, started_on=date(2020, 1, 1))
    return made


def run(*asked: str) -> int:
    parser = ArgumentParser()
    command = COMMANDS[0]
    command.arguments(parser)
    return command.run(parser.parse_args(asked))


@pytest.mark.parametrize(
    ("host", "letters"), [("", 0), ("mail.example", 1)], ids=["no mail server", "one head with an address"]
)
def test_a_reminder_stands_on_the_page_and_goes_by_mail_where_it_can(
    city: SimpleNamespace, settings: Any, host: str, letters: int
) -> None:
    settings.EMAIL_HOST = host
    parts = late_and_open(city.collection, date(2023, 10, 1))
    done = do_remind(parts, note="请于周五前签字")
    assert (done.schools, done.mailed, len(mail.outbox)) == (4, letters, letters)
    client = Client()
    client.force_login(city.head)
    page = client.get(f"/returns/{CITY}/2023/schools/{city.east.code}/").content.decode()
    assert "请于周五前签字" in page


def test_mail_that_fails_does_not_take_the_reminder_back(city: SimpleNamespace, settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_BACKEND = "127.0.0.1", "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nothing listens there
    done = do_remind(late_and_open(city.collection, date(2023, 10, 1)))
    assert (done.schools, done.mailed) == (4, 0)
    assert done.trouble
    assert city.collection.parts.filter(steps__step="reminded").count() == 4


def test_nobody_is_late_before_the_day(city: SimpleNamespace) -> None:
    assert late_and_open(city.collection, date(2023, 9, 20)) == []
    assert len(late_and_open(city.collection, date(2023, 9, 21))) == 4
    assert late_and_open(city.collection, date(2023, 9, 21), "511011") == []


def test_the_command_line_tells_how_far_it_is(city: SimpleNamespace, capsys: Any, tmp_path: Path) -> None:
    assert run("status") == 1  # somebody is late
    assert "应报4 填完0 签字0 迟4" in capsys.readouterr().out
    assert run("remind", "--note", "请速报") == 0
    assert run("late", "--csv", str(tmp_path / "late.csv")) == 0
    lines = (tmp_path / "late.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 5
    assert lines[1].startswith(city.garden.code)
    assert run("school", city.east.code) == 0
    assert "教基5170：5项没填" in capsys.readouterr().out


def test_the_forms_go_out_as_a_workbook(city: SimpleNamespace, tmp_path: Path) -> None:
    for name, asked, sheets in (
        ("school", ("--school", city.east.code), 10),
        ("county", ("--county", COUNTY), 15),
        ("city", (), 15),
    ):
        file = tmp_path / f"{name}.xlsx"
        assert run("forms", str(file), *asked) == 0
        assert len(python_calamine.CalamineWorkbook.from_path(str(file)).sheet_names) >= sheets


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (("status", "--year", "2019"), "return.no_collection"),
        (("school", "2151009999"), "return.no_school"),
        (("forms", "x.xlsx", "--county", "511011"), "return.no_school"),
        (("open", "--city", CITY, "--year", "2023"), "return.open_already"),
        (("open", "--city", CITY, "--year", "2022", "--schools-by", "2022-08-01"), "return.dues"),
    ],
)
def test_what_cannot_be_is_refused(city: SimpleNamespace, asked: tuple[str, ...], rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        run(*asked)
    assert refusal.value.problems[0].rule == rule
    assert Collection.objects.count() == 1
