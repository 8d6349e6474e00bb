"""Days of a term, absences and what they change, as an academic director, a county officer and a phone see them."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from python_calamine import CalamineWorkbook
from tests.worlds import school

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.timetables.models import Absence, DayChange, TermDays, TermWeek
from xuezheng.timetables.tests.published import published

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CODE, COUNTY = "3451000001", "511002"


@pytest.fixture
def monday() -> date:
    """The next Monday, so that nothing is past."""
    today = timezone.localdate()
    return today + (7 - today.weekday()) * DAY


@pytest.fixture
def week(monday: date, tmp_path: Path, settings: Any) -> TermWeek:
    settings.INSTANCE = Instance(tmp_path)
    return published(school(CODE, COUNTY, "341"), monday)


def client(role: str, institution: str = "") -> Client:
    account = Account.objects.create(username=role)
    do_grant(account, role, COUNTY, institution, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
    made = Client()
    made.force_login(account)
    return made


@pytest.fixture
def director(week: TermWeek) -> Client:
    return client("academic_director", CODE)


def text(client: Client, address: str) -> str:
    found = client.get(address, headers={"accept-language": "en"})
    assert found.status_code == 200, address
    return found.content.decode()


def page(week: TermWeek, rest: str = "days/") -> str:
    return f"/timetables/weeks/{week.pk}/{rest}"


def away(director: Client, week: TermWeek, first: date, last: date | None = None, /, **more: str) -> Any:
    days = {"first_on": first.isoformat(), "last_on": (last or first).isoformat()}
    form = {"do": "absence", "who": "teacher:Wang", "why": "外出教研", **days, **more}
    return director.post(page(week), form, headers={"accept-language": "en"})


def standing(week: TermWeek) -> list[tuple[date, str, str, str]]:
    rows = DayChange.objects.filter(week=week, withdrawn_at__isnull=True)
    return [(row.on, row.lesson, row.kind, row.teacher) for row in rows]


def test_a_colleague_stands_in_another_is_asked_and_all_is_taken_back(
    director: Client, week: TermWeek, monday: date
) -> None:
    answer = away(director, week, monday, monday + DAY)
    absence = Absence.objects.get()
    assert answer.status_code == 302 and answer["Location"] == page(week, f"absences/{absence.pk}/")
    # Monday 1: Zhao teaches then, Li is free; Tuesday 1: both are, and Li stood in once
    assert standing(week) == [(monday, "A1", "substitute", "Li"), (monday + DAY, "A2", "substitute", "Zhao")]
    told = text(director, answer["Location"])
    assert "Li stands in" in told and "Ask Li" in told and "Ask Zhao" not in told
    assert "taken by Li" in text(director, page(week, f"sheets/teacher/0/?on={monday}"))
    assert "Substitute" in text(director, page(week, f"sheets/class/0/?on={monday}"))
    choose = {"on": (monday + DAY).isoformat(), "lesson": "A2", "teacher": "Li"}
    assert director.post(answer["Location"], choose).status_code == 302
    assert standing(week)[1] == (monday + DAY, "A2", "substitute", "Li")
    refused = director.post(answer["Location"], {**choose, "on": monday.isoformat(), "lesson": "A1", "teacher": "Zhao"})
    assert "没有空" in refused.content.decode() and standing(week)[0][3] == "Li"
    director.post(answer["Location"], {**choose, "teacher": ""})
    assert standing(week)[1][2] == "cancelled"
    director.post(answer["Location"], {"do": "withdraw"})
    assert standing(week) == [] and DayChange.objects.filter(week=week).count() == 4  # kept, taken back
    again = director.post(answer["Location"], {"do": "withdraw"})
    assert "已经撤销过" in again.content.decode()
    verbs = list(
        AuditEntry.objects.filter(verb__startswith="timetables.").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == [
        "timetables.absence.reported", "timetables.substitute.chosen", "timetables.substitute.chosen", "timetables.absence.withdrawn"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"who": "teacher:Qian"}, "no such teacher"),
        ({"why": " "}, "Give the reason"),
        ({"last_on": "2000-01-01"}, "from which day"),
        ({"first_on": "soon"}, "A day reads"),
        ({"periods": "7"}, "no such period"),
        ({"first_on": "2020-01-06", "last_on": "2020-01-07"}, "outside the term"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_kept(
    director: Client, week: TermWeek, monday: date, form: dict[str, str], said: str
) -> None:
    assert said in away(director, week, monday, **form).content.decode()
    assert not Absence.objects.exists() and not standing(week)


def test_the_same_days_are_reported_once(director: Client, week: TermWeek, monday: date) -> None:
    away(director, week, monday)
    assert "reported already" in away(director, week, monday).content.decode()
    assert Absence.objects.count() == 1


def test_a_closed_room_sends_the_lesson_to_another(director: Client, week: TermWeek, monday: date) -> None:
    away(director, week, monday, who="room:101", periods="1")
    assert [(row.lesson, row.room) for row in DayChange.objects.all()] == [("B1", "Lab")]


def test_a_term_is_set_by_one_person_at_a_time(director: Client, week: TermWeek, monday: date) -> None:
    saturday = monday + 5 * DAY
    form = {
        "do": "days", "edition": "1", "first_on": monday.isoformat(), "last_on": (monday + 30 * DAY).isoformat(),
        "free": f"{monday + DAY} 运动会", "instead": f"{saturday} 周二",
    }  # fmt: skip
    assert director.post(page(week), form).status_code == 302
    late = director.post(page(week), form, headers={"accept-language": "en"}).content.decode()
    assert "Somebody else has just changed the term" in late
    assert TermDays.objects.get().edition == 2
    told = text(director, page(week, f"sheets/class/0/?on={monday}"))
    assert "运动会" in told and "lessons of 周二" in told
    bad = director.post(
        page(week), {**form, "edition": "2", "instead": f"{saturday} 八"}, headers={"accept-language": "en"}
    )
    assert "like 2026-10-10 5 2" in bad.content.decode()
    outside = director.post(
        page(week), {**form, "edition": "2", "free": "2020-01-01"}, headers={"accept-language": "en"}
    )
    assert "not within the term" in outside.content.decode()


def test_a_phone_reads_the_feed_until_the_addresses_change(director: Client, week: TermWeek, monday: date) -> None:
    away(director, week, monday)
    phone, address = Client(), f"/timetables/feeds/door{week.pk}/teacher/1.ics"
    found = phone.get(address)
    assert found.status_code == 200 and found["Content-Type"].startswith("text/calendar")
    events: list[Any] = list(Calendar.from_ical(found.content).walk("VEVENT"))
    assert [e["dtstart"].dt.strftime("%H:%M") for e in events if e["dtstart"].dt.date() == monday] == ["08:00", "08:50"]
    assert phone.get(f"/timetables/doors/door{week.pk}/0/").status_code == 200
    director.post(page(week), {"do": "feeds"})
    assert phone.get(address).status_code == 404
    for wrong in ("door/teacher/0", f"door{week.pk}/student/0", f"door{week.pk}/teacher/99"):
        assert phone.get(f"/timetables/feeds/{wrong}.ics").status_code == 404


def test_sheets_are_files_and_those_of_a_county_only_read(director: Client, week: TermWeek, monday: date) -> None:
    assert "Wang" in text(director, page(week, "sheets/"))
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(director.get(page(week, "sheets/?format=xlsx&kind=teacher")).content)
    )
    assert book.sheet_names == ["总表", "Wang", "Li", "Zhao"]
    assert "Maths" in str(book.get_sheet_by_name("Wang").to_python())
    assert director.get(page(week, "sheets/?format=doc")).status_code == 404
    officer = client("county_officer")
    assert "Report an absence" not in text(officer, page(week))
    assert away(officer, week, monday).status_code == 403
    assert client("head_teacher", "3451000009").get(page(week)).status_code == 403
