"""A transfer on the pages: asked for by name of the school, answered by the other, with its clock; nobody else sees who."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from tests.tiny_city import COUNTY, areas, id_number, institution

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.registers.actions import Stated, life
from xuezheng.registers.actions.life import Newcomer, Taught
from xuezheng.registers.models import Enrolment, TransferRequest

pytestmark = pytest.mark.django_db
WHY = Stated(reason="入学")


@pytest.fixture
def world() -> SimpleNamespace:
    areas()
    made = SimpleNamespace(
        east=institution("2151000001", "城东小学", "211"), west=institution("2151000010", "城西小学", "211")
    )
    life.do_admit(
        made.east, Newcomer(id_number(1, date(2017, 3, 1)), "陈小雨"), Taught("primary", "11", 1), date(2023, 9, 1), WHY
    )
    made.seat = Enrolment.objects.get()
    for name, role, school in (
        ("east", "head_teacher", made.east),
        ("west", "head_teacher", made.west),
        ("officer", "county_officer", None),
    ):
        account = Account.objects.create(username=name)
        do_grant(account, role, COUNTY, school.code if school else "", started_on=date(2020, 1, 1))  # type: ignore[arg-type]
    return made


def as_(name: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=name))
    return client


def asked(world: SimpleNamespace, to: str = "城西小学 2151000010") -> tuple[Client, str, str]:
    """The east's head asks: client, the student's address, what the page said."""
    client, address = as_("east"), f"/registers/students/{world.seat.student_id}/"
    client.post(address, {"act": "look", "reason": "家校联系"})
    sent = {
        "act": "move",
        "move-to": to,
        "move-on": "2024-03-01",
        "move-class_number": "1",
        "move-reason": "随父母迁居",
    }
    answer = client.post(address, sent, follow=True)
    return client, address, answer.content.decode()


def test_it_is_asked_for_by_name_and_answered_by_the_other(world: SimpleNamespace) -> None:
    client, address, said = asked(world, to="城西小学")
    request = TransferRequest.objects.get()
    assert "转学在办：转往城西小学" in said
    assert 'name="move-to"' not in said, "one transfer at a time"
    there = as_("west")
    mine = there.get("/registers/transfers/").content.decode()
    assert "等你校答复" in mine
    assert "还有10个工作日" in mine
    assert "陈小雨" not in mine
    page = there.get(f"/registers/transfers/{request.pk}/").content.decode()
    assert [text for text in ("陈小雨", "等你校答复", "不计入的日子", "周末") if text not in page] == []
    assert "等你校答复" not in client.get("/registers/transfers/").content.decode()
    done = there.post(
        f"/registers/transfers/{request.pk}/", {"act": "confirm", "confirm-class_number": "2"}, follow=True
    )
    assert "已同意" in done.content.decode()
    assert Enrolment.objects.latest("pk").institution == world.west
    assert client.get(address).status_code == 403


def test_the_county_sees_the_clock_and_not_the_child(world: SimpleNamespace) -> None:
    asked(world)
    request = TransferRequest.objects.get()
    TransferRequest.objects.update(asked_on=date(2026, 9, 24), due_on=date(2026, 10, 15))
    officer = as_("officer")
    page = officer.get(f"/registers/transfers/{request.pk}/?lang=en").content.decode()
    assert "陈小雨" not in page
    assert [
        text
        for text in ("National Day (1 October 2026 to 7 October 2026)", "10 October 2026", "weekends")
        if text not in page
    ] == []
    late = timezone.localdate() > date(2026, 10, 15)
    assert ("overdue by" in officer.get("/registers/transfers/").content.decode()) == late
    assert officer.post(f"/registers/transfers/{request.pk}/", {"act": "confirm"}).status_code == 403


@pytest.mark.parametrize(
    ("to", "said"),
    [("没有的小学", "没有这个名称的学校"), ("2151999999", "没有这个标识码"), ("城东小学", "学生已在这所学校")],
)
def test_a_school_that_cannot_be_is_said(world: SimpleNamespace, to: str, said: str) -> None:
    assert said in asked(world, to)[2]
    assert TransferRequest.objects.count() == 0
