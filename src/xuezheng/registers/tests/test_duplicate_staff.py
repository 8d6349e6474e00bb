"""Members of staff with two records: found by likeness, made one with their history, told apart, parted again."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from tests.tiny_city import COUNTY, HILLS, areas, id_number, institution

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.ground.errors import Refused
from xuezheng.registers.actions import Stated, life, staffing, uniting
from xuezheng.registers.actions.life import Newcomer
from xuezheng.registers.actions.staffing import Duty
from xuezheng.registers.actions.uniting_staff import do_unite_staff
from xuezheng.registers.lookup.likeness import likely_same, on_two_quotas
from xuezheng.registers.models import LifeEvent, StaffDegree, StaffMember, StaffPost, StaffTitle

pytestmark = pytest.mark.django_db
BORN = date(1980, 9, 1)
WHY = Stated(reason="同一人两份登记")
TEACHER = Duty("teacher", "primary", "语文")


@pytest.fixture
def world() -> SimpleNamespace:
    """欧阳晓明 at two schools: at the second the ID number was mistyped in one place."""
    areas()
    made = SimpleNamespace(
        east=institution("2151000001", "城东小学", "211"), west=institution("2151000010", "白马小学", "211", HILLS)
    )
    numbers = (id_number(101, BORN), id_number(191, BORN))
    assert sum(a != b for a, b in zip(*numbers, strict=True)) <= 2
    for number, school, on in zip(numbers, (made.east, made.west), (date(2020, 9, 1), date(2023, 9, 1)), strict=True):
        staffing.do_engage(school, Newcomer(number, "欧阳晓明"), TEACHER, on, WHY, "21")
    made.one, made.two = StaffMember.objects.order_by("pk")
    for serial in range(300, 320):
        staffing.do_engage(
            made.east, Newcomer(id_number(serial, date(1985, 1, 3)), f"教师{serial}"), TEACHER, date(2020, 9, 1), WHY
        )
    return made


def rows() -> list[list[tuple[object, ...]]]:
    models = (StaffMember, StaffPost, StaffDegree, StaffTitle)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_a_teacher_registered_twice_is_found_with_every_term(world: SimpleNamespace) -> None:
    (found,) = [pair for pair in likely_same(COUNTY, "staff") if pair.first_id == world.one.pk]
    assert found.second_id == world.two.pk
    assert [evidence.what.en for evidence in found.evidence][:3] == [
        "same name: 欧阳晓明",
        "same day of birth",
        "same sex",
    ]
    assert found.share > 0.5
    uniting.do_tell_apart(world.one, world.two, WHY)
    assert likely_same(COUNTY, "staff") == []
    life.do_undo(LifeEvent.objects.latest("pk"), WHY)
    assert len(likely_same(COUNTY, "staff")) == 1


def test_two_records_become_one_on_one_quota_and_are_parted_again(world: SimpleNamespace) -> None:
    StaffTitle.objects.create(staff=world.two, title="middle", awarded_on=date(2022, 1, 1))
    before = rows()
    with pytest.raises(Refused, match="name the school whose quota"):
        do_unite_staff(world.one, world.two, WHY)
    done = do_unite_staff(world.one, world.two, WHY, attended=world.west.code)
    posts = StaffPost.objects.filter(staff=world.one).order_by("started_on")
    assert [(p.institution.code, p.is_on_quota) for p in posts] == [(world.east.code, False), (world.west.code, True)]
    assert StaffTitle.objects.get().staff_id == world.one.pk
    assert staffing.known_member(id_number(191, BORN)) == world.one, "found by either number"
    assert likely_same(COUNTY, "staff") == []
    with pytest.raises(Refused, match="each on its own"):
        do_unite_staff(world.one, StaffMember.objects.get(pk=world.two.pk), WHY)
    life.do_undo(done, WHY)
    assert rows() == before


def test_the_same_post_held_twice_is_one_from_the_earlier_day(world: SimpleNamespace) -> None:
    StaffPost.objects.filter(staff=world.two).update(
        institution=world.east, subject="语文", started_on=date(2018, 9, 1)
    )
    before = rows()
    done = do_unite_staff(world.one, world.two, WHY)
    post = StaffPost.objects.get(staff=world.one)
    assert (post.started_on, post.ended_on, post.institution.code) == (date(2018, 9, 1), None, world.east.code)
    life.do_undo(done, WHY)
    assert rows() == before


def test_one_record_on_two_quotas_is_shown(world: SimpleNamespace) -> None:
    StaffPost.objects.create(
        staff=world.one, institution=world.west, post="teacher", stage="primary", started_on=date(2023, 9, 1), start_reason="recruited"
    )  # fmt: skip
    ((member, posts),) = on_two_quotas(COUNTY, date(2024, 1, 1))
    assert (member, [p.institution.code for p in posts]) == (world.one, [world.east.code, world.west.code])
    assert on_two_quotas(COUNTY, date(2023, 1, 1)) == []


def test_the_county_unites_on_the_page_and_undoes_it(world: SimpleNamespace) -> None:
    account = Account.objects.create(username="officer")
    do_grant(account, "county_officer", COUNTY, started_on=date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    page = client.post("/registers/duplicates/?kind=staff", {"reason": "学年初查重"}).content.decode()
    address = f"/registers/duplicates/staff/{world.one.pk}/{world.two.pk}/"
    assert address in page
    shown = client.get(address).content.decode()
    assert "合计：是一人的可能" in shown
    assert shown.count("任职经历") == 2
    sent = {
        "act": "unite",
        "unite-kept": str(world.one.pk),
        "unite-attended": world.east.code,
        "unite-reason": "两份登记",
    }
    assert client.post(address, sent).url == "/registers/duplicates/?kind=staff"  # type: ignore[attr-defined]
    event = LifeEvent.objects.latest("pk")
    assert (event.kind, event.staff_id) == ("united", world.one.pk)
    assert client.get(address).status_code == 404
    undone = client.post(f"/registers/duplicates/undo/{event.pk}/", {"act": "undo", "undo-reason": "弄错了人"})
    assert undone.status_code == 302
    assert client.get(address).status_code == 200
