"""Staff taken on, moved and gone, on the pages of the school and its county; each act with its row, and undone."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.tiny_city import COUNTY, HILLS, areas, id_number, institution, teacher

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.ground.errors import Refused
from xuezheng.registers.actions import Stated, life, staffing
from xuezheng.registers.actions.life import Newcomer
from xuezheng.registers.actions.staffing import Duty
from xuezheng.registers.models import StaffDegree, StaffMember, StaffPost

pytestmark = pytest.mark.django_db
BORN = date(1990, 5, 4)
ON = date(2024, 3, 1)
WHY = Stated(reason="招聘")
TEACHER = Duty("teacher", "primary", "语文")


@pytest.fixture
def world() -> SimpleNamespace:
    areas()
    made = SimpleNamespace(
        east=institution("2151000001", "城东小学", "211"), west=institution("2151000010", "白马小学", "211", HILLS),
        far=institution("2151000009", "南津路小学", "211", "510903001"),
    )  # fmt: skip
    made.member = teacher(made.east, 900, subject="数学")
    for name, role, code in (("officer", "county_officer", ""), ("head", "head_teacher", made.east.code)):
        account = Account.objects.create(username=name)
        do_grant(account, role, COUNTY, code, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
    return made


def as_(name: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=name))
    return client


def newcomer(serial: int = 500, name: str = "新教师") -> Newcomer:
    return Newcomer(id_number(serial, BORN), name)


def refusal(do: Any) -> str:
    with pytest.raises(Refused) as caught:
        do()
    return caught.value.problems[0].rule


def test_somebody_new_is_taken_on_and_the_act_undone(world: SimpleNamespace) -> None:
    event = staffing.do_engage(world.east, newcomer(), TEACHER, ON, WHY, "21")
    member = StaffMember.objects.get(name="新教师")
    assert (member.sex, member.born_on) == ("2", BORN)
    assert (StaffPost.objects.get(staff=member).started_on, StaffDegree.objects.get(staff=member).attainment) == (
        ON,
        "21",
    )
    life.do_undo(event, WHY)
    assert not StaffMember.objects.filter(name="新教师").exists()
    assert AuditEntry.objects.filter(verb="registers.life.undone").count() == 1


@pytest.mark.parametrize(
    ("who", "duty", "rule"),
    [
        (Newcomer("51100219900504500X", "新教师"), TEACHER, "registers.id.check"),
        (Newcomer("5110", "新教师"), TEACHER, "registers.id.form"),
        (newcomer(name=" "), TEACHER, "registers.staff.name"),
        (newcomer(), Duty("boss"), "registers.post.unknown"),
        (newcomer(), Duty("teacher", ""), "registers.post.stage"),
    ],
)
def test_who_cannot_be_taken_on(world: SimpleNamespace, who: Newcomer, duty: Duty, rule: str) -> None:
    assert refusal(lambda: staffing.do_engage(world.east, who, duty, ON, WHY)) == rule
    assert StaffMember.objects.count() == 1


def test_a_known_number_needs_the_known_name_and_a_free_quota(world: SimpleNamespace) -> None:
    own = id_number(900, date(1980, 9, 1))
    wrong, right = Newcomer(own, "别人"), Newcomer(own, world.member.name)
    assert refusal(lambda: staffing.do_engage(world.west, wrong, TEACHER, ON, WHY)) == "registers.staff.other_name"
    assert refusal(lambda: staffing.do_engage(world.west, right, TEACHER, ON, WHY)) == "registers.post.quota"
    staffing.do_engage(world.west, right, Duty("teacher", "primary", "音乐", is_on_quota=False), ON, WHY)
    assert StaffMember.objects.count() == 1


def test_the_county_moves_and_the_school_does_not(world: SimpleNamespace) -> None:
    path = f"/registers/institutions/{world.east.code}/staff/{world.member.pk}/"
    sent = {
        "act": "move",
        "move-on": ON.isoformat(),
        "move-reason": "支教一年",
        "move-why": "rotated",
        "move-to": world.west.code,
    }
    head, officer = as_("head"), as_("officer")
    assert "调动" not in head.get(path).content.decode()
    head.post(path, sent)
    assert StaffPost.objects.filter(institution=world.west).count() == 0
    refused = officer.post(path, sent | {"move-to": world.far.code})
    assert "不在您的范围里" in refused.content.decode()
    assert officer.post(path, sent).status_code == 302
    post = StaffPost.objects.get(institution=world.west)
    assert (post.staff_id, post.started_on, post.start_reason) == (world.member.pk, ON, "rotated")


def test_the_school_takes_on_gives_a_second_post_and_lets_go(world: SimpleNamespace) -> None:
    head, base = as_("head"), f"/registers/institutions/{world.east.code}/staff/"
    sent = {
        "act": "engage", "engage-on": "2024-03-01", "engage-reason": "公开招聘", "engage-id_number": id_number(500, BORN),
        "engage-name": "新教师", "engage-ethnicity": "01", "engage-attainment": "21", "engage-post": "teacher",
        "engage-stage": "primary", "engage-subject": "语文", "engage-is_full_time": "on", "engage-is_on_quota": "on",
    }  # fmt: skip
    assert head.post(f"{base}engage/", sent).status_code == 302
    member = StaffMember.objects.get(name="新教师")
    path = f"{base}{member.pk}/"
    page = head.get(base).content.decode()
    assert "新教师" in page
    assert id_number(500, BORN) not in head.get(path).content.decode()
    begun = {"act": "begin", "begin-on": "2024-03-02", "begin-reason": "兼任教务", "begin-post": "administrator"}
    assert head.post(path, begun).status_code == 302
    post = StaffPost.objects.get(staff=member, post="teacher")
    ended = {
        "act": "end",
        "end-on": "2024-06-30",
        "end-reason": "本人辞职",
        "end-post": str(post.pk),
        "end-why": "left",
    }
    assert head.post(path, ended).status_code == 302
    post.refresh_from_db()
    assert (post.ended_on, post.end_reason) == (date(2024, 6, 30), "left")
    assert head.post(path, {"act": "undo", "undo-reason": "录错了人"}).status_code == 302
    post.refresh_from_db()
    assert post.ended_on is None
    assert AuditEntry.objects.filter(verb="registers.staff_member.seen").count() == 1  # acts are logged as acts
