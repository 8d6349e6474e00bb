"""A school's week as its academic director works on it, and what others see: import, rules, solving, moving, two at once, publishing."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.worlds import school

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.jobs.models import Job
from xuezheng.jobs.worker import work_once
from xuezheng.timetables.actions.weeks.books import book_of
from xuezheng.timetables.actions.weeks.solving import KINDS, do_solve
from xuezheng.timetables.models import TermWeek, WeekVersion
from xuezheng.timetables.plan.book.writing import written_book
from xuezheng.timetables.plan.kept_weeks import read_week
from xuezheng.timetables.problem.week.book import Asked, Book
from xuezheng.timetables.tests.books import COURSES, book

pytestmark = pytest.mark.django_db
CODE, COUNTY = "3451000001", "511002"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, settings: Any) -> None:
    settings.INSTANCE = Instance(tmp_path)
    school(CODE, COUNTY, "341")


def client(role: str, institution: str = "") -> Client:
    account = Account.objects.create(username=role)
    do_grant(account, role, COUNTY, institution, started_on=date(2020, 1, 1))  # type: ignore[arg-type]
    made = Client(headers={"accept-language": "en"})
    made.force_login(account)
    return made


@pytest.fixture
def director() -> Client:
    return client("academic_director", CODE)


@pytest.fixture
def week(director: Client) -> TermWeek:
    asked = {"school_year": "2024", "term": "autumn", "title": ""}
    answer = director.post(f"/timetables/schools/{CODE}/weeks/", asked)
    assert answer.status_code == 302
    return TermWeek.objects.get()


def imported(director: Client, week: TermWeek, given: Book) -> str:
    """The dry run's page; where nothing is wrong, what it showed is taken."""
    file = SimpleUploadedFile("任课表.xlsx", written_book(given))
    page = director.post(f"/timetables/weeks/{week.pk}/import/", {"file": file})
    told = page.content.decode()
    if page.context["read"]:
        assert director.post(f"/timetables/weeks/{week.pk}/import/", {"read": page.context["read"]}).status_code == 302
    week.refresh_from_db()
    return told


@pytest.fixture
def version(director: Client, week: TermWeek) -> WeekVersion:
    """Solved, and worked on."""
    imported(director, week, book())
    return do_solve(None, week, 60, 3, moves=3000)


def post(director: Client, version: WeekVersion, **form: Any) -> Any:
    return director.post(f"/timetables/weeks/{version.week_id}/versions/{version.number}/", form)


def test_a_book_is_imported_after_a_dry_run_and_taken_back(director: Client, week: TermWeek) -> None:
    assert "Nothing is wrong" in imported(director, week, book(Asked("daily_most", number=5)))
    assert (len(book_of(week).courses), len(book_of(week).rules)) == (len(COURSES), 1)
    assert "the same as the book" in imported(director, week, book(Asked("daily_most", number=5)))
    assert director.post(f"/timetables/weeks/{week.pk}/", {"do": "undo", "edition": week.edition}).status_code == 302
    assert book_of(week).courses == ()
    verbs = list(AuditEntry.objects.filter(verb__startswith="timetables").values_list("verb", flat=True))
    assert verbs.count("timetables.week.book_changed") == 2


def test_what_is_wrong_with_a_file_changes_nothing(director: Client, week: TermWeek) -> None:
    told = imported(director, week, book(courses=(*COURSES, COURSES[0])))
    assert "nothing was imported" in told
    assert "任课 A9" in told
    assert book_of(week).courses == ()


def test_two_people_do_not_undo_each_other(director: Client, week: TermWeek) -> None:
    file = SimpleUploadedFile("a.xlsx", written_book(book()))
    first = director.post(f"/timetables/weeks/{week.pk}/import/", {"file": file}).context["read"]
    imported(director, week, book(Asked("daily_most", number=5)))
    page = director.post(f"/timetables/weeks/{week.pk}/import/", {"read": first})
    assert "what you see is not the newest" in page.content.decode()
    assert len(book_of(week).rules) == 1


def test_rules_are_added_changed_and_dropped_in_words(director: Client, week: TermWeek) -> None:
    imported(director, week, book())
    address = f"/timetables/weeks/{week.pk}/rules/"

    def sent(**form: Any) -> int:
        week.refresh_from_db()
        return director.post(address, {"edition": week.edition, **form}).status_code

    assert director.get(f"{address}?kind=not_beside").status_code == 200
    assert sent(do="keep", name="not_beside", weight="high", subjects=["体育"], others=["数学"]) == 302
    assert book_of(week).rules == (Asked("not_beside", "high", ("体育",), others=("数学",)),)
    assert sent(do="keep", at="0", name="not_beside", weight="low", subjects=["体育"], others=["物理"]) == 302
    assert book_of(week).rules[0].weight == "low"
    assert sent(do="keep", name="daily_most", weight="must") == 200  # a number is needed
    file = io.BytesIO(director.get(f"{address}?form=yaml").content)
    assert sent(do="drop", at="0") == 302
    assert book_of(week).rules == ()
    file.name = "rules.yaml"
    assert sent(do="file", file=file) == 302
    assert len(book_of(week).rules) == 1


def test_what_cannot_be_is_said_before_solving(director: Client, week: TermWeek) -> None:
    imported(director, week, book(Asked("allowed_times", subjects=("数学",), times="每天第1节")))
    page = director.post(f"/timetables/weeks/{week.pk}/", {"do": "solve", "seconds": "5", "seed": "1"})
    assert "6 periods have only 3 places" in page.content.decode()
    assert not Job.objects.exists()


def test_a_week_is_solved_beside_the_pages(director: Client, week: TermWeek) -> None:
    imported(director, week, book())
    asked = {"do": "solve", "seconds": "1", "seed": "1"}
    assert director.post(f"/timetables/weeks/{week.pk}/", asked).status_code == 302
    assert "being solved already" in director.post(f"/timetables/weeks/{week.pk}/", asked).content.decode()
    assert work_once("w", KINDS, 0)
    job = Job.objects.get()
    assert (job.state, job.result["hard"], job.result["soft"]) == ("done", 0, 0)
    week.refresh_from_db()
    assert week.head is not None
    assert week.head.report[0]["hard"] == 0


def test_a_lesson_is_moved_undone_redone_and_locked(director: Client, version: WeekVersion) -> None:
    answer = director.get(f"/timetables/weeks/{version.week_id}/versions/{version.number}/moves?lesson=0").json()
    free = next(
        int(slot) for slot, one in answer["slots"].items() if one["tone"] == "must" and int(slot) != answer["start"]
    )
    assert answer["slots"][str(free)]["told"]
    moved = post(director, version, do="move", lesson="0", start=str(free))
    assert moved.status_code == 302
    week = TermWeek.objects.get()
    assert week.head is not None
    assert (week.head.starts[0], week.head.hard > 0) == (free, True)
    two = week.head
    assert "Nothing was changed" in post(director, version, do="move", lesson="0", start="1").content.decode()  # stale
    assert post(director, two, do="undo").status_code == 302
    assert TermWeek.objects.get().head_id == version.pk
    assert post(director, version, do="redo").status_code == 302
    assert "cannot be published" in post(director, two, do="publish").content.decode()
    assert post(director, two, do="lock", lesson="0").status_code == 302
    locked = WeekVersion.objects.latest("number")
    assert (
        "The lesson is locked"
        in post(director, locked, do="move", lesson="0", start=str(version.starts[0])).content.decode()
    )
    for path in ("", "?of=teacher", "?of=room", f"?lesson={1}", "?lesson=0"):
        assert director.get(f"/timetables/weeks/{locked.week_id}/versions/{locked.number}/{path}").status_code == 200


def test_what_is_locked_stays_when_solved_again(director: Client, version: WeekVersion) -> None:
    start = version.starts[3]
    post(director, version, do="lock", lesson="3")
    week = TermWeek.objects.get()
    again = do_solve(None, week, 60, 11, moves=2000)
    assert (again.starts[3], again.locks, again.hard) == (start, [3], 0)


def test_new_courses_wait_without_a_place(director: Client, version: WeekVersion) -> None:
    week = version.week
    more = (*COURSES, COURSES[0].__class__("美术", ("钱老师",), ("1班",), "1"))
    imported(director, week, book(courses=more))
    page = director.get(f"/timetables/weeks/{week.pk}/").content.decode()
    assert "The book was changed after this version" in page
    director.post(f"/timetables/weeks/{week.pk}/", {"do": "carry"})
    head = TermWeek.objects.get().head
    assert head is not None
    assert [at for at, start in enumerate(head.starts) if start < 0] == [len(head.starts) - 1]


def test_versions_are_published_and_compared(director: Client, version: WeekVersion) -> None:
    assert post(director, version, do="publish").status_code == 302
    spare = next(s for s in range(24) if s != version.starts[0])
    post(director, version, do="move", lesson="0", start=str(spare))
    page = director.get(f"/timetables/weeks/{version.week_id}/compare/?a=1&b=2").content.decode()
    assert "1班 数学 1" in page
    kept = director.get(f"/timetables/weeks/{version.week_id}/versions/1/week.json")
    given, table = read_week(kept.content)
    assert table is not None
    assert (list(table.starts), len(given.lessons)) == (version.starts, len(version.starts))


def test_drafts_are_the_schools_own(director: Client, version: WeekVersion) -> None:
    officer = client("county_officer")
    address = f"/timetables/weeks/{version.week_id}/versions/1/"
    assert (officer.get(address).status_code, officer.get(f"/timetables/weeks/{version.week_id}/").status_code) == (
        403,
        200,
    )
    assert officer.post(address, {"do": "publish"}).status_code == 403
    post(director, version, do="publish")
    assert officer.get(address).status_code == 200
    assert "data-lesson" not in officer.get(address).content.decode()


@pytest.mark.parametrize("query", ["of=nobody", "at=none", "lesson=999"])
def test_what_is_not_there_is_not_found(director: Client, version: WeekVersion, query: str) -> None:
    assert director.get(f"/timetables/weeks/{version.week_id}/versions/1/?{query}").status_code == 404


@pytest.mark.parametrize(
    "form",
    [{"lesson": "0", "start": "23"}, {"lesson": "999", "start": "1"}, {"moves": "x:y"}, {"lesson": "4", "start": "4"}],
)
def test_moves_that_cannot_be_are_refused(director: Client, version: WeekVersion, form: dict[str, str]) -> None:
    before = WeekVersion.objects.count()
    answer = post(director, version, do="move", **form)
    assert answer.status_code == 302 or b"notice" in answer.content
    assert WeekVersion.objects.count() - before == (1 if form == {"lesson": "0", "start": "23"} else 0)


def test_the_workbook_comes_back(director: Client, week: TermWeek) -> None:
    imported(director, week, book())
    for layout in ("list", "matrix"):
        assert director.get(f"/timetables/weeks/{week.pk}/book.xlsx?layout={layout}").content[:2] == b"PK"
    assert json.loads(director.get(f"/timetables/weeks/{week.pk}/rules/?form=json").content) == []
