"""Plans of the river in the register: made, changed, locked, solved, heard, published, adopted, withdrawn; villages taken."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import timezone
from tests.worlds import school

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Refused
from xuezheng.jobs.worker import work_once
from xuezheng.layout.actions.adopting import check_adopt, do_adopt, do_hear, do_withdraw, previews
from xuezheng.layout.actions.consulting import do_comment, do_judge_comment, do_publish
from xuezheng.layout.actions.eventing import events_of, to_code
from xuezheng.layout.actions.options import CHOICES, COLUMNS, do_remove_option, do_take_options, options_for
from xuezheng.layout.actions.planning import do_change, do_lock, do_make_plan, shown
from xuezheng.layout.actions.sheets import lines_of, xlsx_template
from xuezheng.layout.actions.solving import KINDS, do_ask_solve
from xuezheng.layout.actions.villages import do_take_villages, template
from xuezheng.layout.models import Comment, Consultation, LayoutOption, LayoutVersion, Village
from xuezheng.layout.tests.river import COUNTY, FAR, SMALL, TOWN, asked, registered
from xuezheng.registers.actions import Asked, do_register
from xuezheng.registers.models import Institution, InstitutionVersion, Room, Succession

pytestmark = pytest.mark.django_db
COUNTS = {"parent_count": 12, "teacher_count": 3, "villager_count": 5, "for_count": 9, "against_count": 2}


@pytest.fixture
def here(tmp_path: Path, settings: Any) -> Instance:
    settings.INSTANCE = Instance(tmp_path)
    registered()
    return settings.INSTANCE


def made(here: Instance) -> LayoutVersion:
    return do_make_plan(None, here, COUNTY, "方案甲", asked(timezone.localdate())).versions.get()


def rules(refused: Any) -> set[str]:
    return {p.rule for p in refused.value.problems}


def ready(here: Instance) -> LayoutVersion:
    """A version that closes the small school, published in time and heard."""
    version = do_change(None, here, made(here), SMALL)
    today = timezone.localdate()
    Consultation.objects.create(
        version=version,
        opened_on=today - timedelta(days=40),
        ends_on=today - timedelta(days=10),
        published_at=timezone.now(),
    )
    do_hear(None, version.plan, SMALL, today - timedelta(days=5), "路远，要校车", COUNTS)
    return version


def test_a_plan_is_made_from_the_register_and_changed_step_by_step(here: Instance) -> None:
    first = made(here)
    assert first.figures["schools"] == 3
    closed = do_change(None, here, first, SMALL)
    assert (closed.figures["closed"], closed.figures["moved"], closed.fault_count, closed.decided) == (
        1,
        18,
        0,
        {SMALL: "closed"},
    )
    assert closed.parent == first
    locked = do_lock(None, here, closed, {TOWN: "open"})
    assert locked.decided == {SMALL: "closed", TOWN: "open"}
    with pytest.raises(Refused) as refused:
        do_change(None, here, locked, FAR)
    assert rules(refused) == {"layout.change.seats"}
    assert {e.verb for e in AuditEntry.objects.all()} >= {
        "layout.plan.made",
        "layout.version.present",
        "layout.version.changed",
    }


def test_a_plan_is_solved_by_the_worker_with_what_is_locked(here: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xuezheng.layout.solver.warming.warm", lambda: None)
    version = do_lock(None, here, made(here), {SMALL: "open"})
    do_ask_solve(None, here, version, 1, 1)
    with pytest.raises(Refused) as refused:
        do_ask_solve(None, here, version, 1, 1)
    assert rules(refused) == {"layout.solve.busy"}
    assert work_once("w", KINDS, beat_seconds=0)
    solved = version.plan.versions.latest("number")
    assert (solved.origin, solved.figures["schools"], solved.fault_count) == ("solved", 3, 0)
    assert solved.bound is not None
    assert solved.bound <= solved.objective


def test_what_cannot_be_solved_is_refused_before_a_job_is_made(here: Instance) -> None:
    version = do_lock(None, here, made(here), {FAR: "closed"})
    with pytest.raises(Refused) as refused:
        do_ask_solve(None, here, version, 1, 1)
    assert "layout.county.shortage" in rules(refused)


def test_adoption_is_refused_before_notice_and_hearing(here: Instance) -> None:
    version = do_change(None, here, made(here), SMALL)
    found = {p.rule for p in check_adopt(shown(here, version), timezone.localdate())}
    assert found == {"layout.adopt.announced", "layout.adopt.heard"}
    with pytest.raises(Refused):
        do_adopt(None, here, version, "布局优化", "内教〔2026〕1号")
    assert not Succession.objects.exists()


def test_a_merger_too_soon_after_its_notice_is_refused(here: Instance) -> None:
    version, today = ready(here), timezone.localdate()
    year = version.plan.asked["first_year"]
    late = date(year - 1, 10, 1)
    Consultation.objects.update(opened_on=late, ends_on=late + timedelta(days=20))
    assert "layout.adopt.notice" in {
        p.rule for p in check_adopt(shown(here, version), max(today, late + timedelta(days=30)))
    }


def test_adoption_writes_dated_events_and_is_withdrawn_before_their_day(here: Instance) -> None:
    version = ready(here)
    letters, problems = previews(shown(here, version))
    assert not problems
    assert len(letters) == 1
    assert not Succession.objects.exists()  # only tried
    with pytest.raises(Refused) as refused:
        do_adopt(None, here, version, " ")
    assert rules(refused) == {"layout.adopt.reason"}
    adoption = do_adopt(None, here, version, "布局优化", "内教〔2026〕1号")
    event = Succession.objects.get()
    assert (event.kind, event.occurred_on) == ("merged", date(version.plan.asked["first_year"], 9, 1))
    assert Institution.objects.get(code=SMALL).closed_on == event.occurred_on
    assert "layout.adopt.adopted" in {p.rule for p in check_adopt(shown(here, version), timezone.localdate())}
    assert do_withdraw(None, adoption, "家长反对") == 1
    assert not Succession.objects.exists()
    assert Institution.objects.get(code=SMALL).closed_on is None
    assert {
        "layout.plan.adopted",
        "layout.plan.withdrawn",
        "registers.institution.merged",
        "registers.event.withdrawn",
    } <= {e.verb for e in AuditEntry.objects.all()}


def heard_and_published(version: LayoutVersion, *codes: str) -> None:
    today = timezone.localdate()
    Consultation.objects.create(
        version=version,
        opened_on=today - timedelta(days=40),
        ends_on=today - timedelta(days=10),
        published_at=timezone.now(),
    )
    for code in codes:
        do_hear(None, version.plan, code, today - timedelta(days=5), "路远，要校车", COUNTS)


OPTIONS = (
    {"of": TOWN, "kind": "extend", "seats": 90, "cost_yuan": 900_000}, {"of": TOWN, "kind": "board", "beds": 16, "cost_yuan": 1000},
    {"of": FAR, "kind": "point", "seats": 60, "cost_yuan": 1000},
)  # fmt: skip
SITES = ({"name": "河口小学", "longitude": 105.06, "latitude": 29.58, "seats": 100, "building_yuan": 2_000_000},)


@pytest.mark.parametrize(
    ("taken", "heard", "kinds"),
    [
        ([f"{TOWN}+1"], [], ["extended"]), ([f"{TOWN}+1.2"], [], ["extended"]), (["+1"], [], ["opened", "extended"]), ([f"{FAR}+3"], [FAR], ["converted"]),
        ([f"{TOWN}+1", SMALL], [SMALL], ["extended", "merged"]),
    ],
)  # fmt: skip
def test_every_kind_of_move_becomes_a_dated_event_and_is_taken_back(
    here: Instance, taken: list[str], heard: list[str], kinds: list[str]
) -> None:
    options = asked(
        timezone.localdate(),
        bands_apart=True,
        may_board={"upper": True},
        limits={"lower": 30, "upper": 120},
        options=OPTIONS,
        sites=SITES,
    )
    version = do_make_plan(None, here, COUNTY, "方案", options).versions.get()
    for code in taken:
        version = do_change(None, here, version, code)
    heard_and_published(version, *heard)
    before = state()
    coded = {one.key: one.suggested for one in to_code(shown(here, version))}
    assert not previews(shown(here, version))[1]
    adoption = do_adopt(None, here, version, "布局优化", "县府〔2026〕1号", coded)
    assert [e.kind for e in Succession.objects.order_by("pk")] == kinds
    assert state() != before
    assert {e.occurred_on.month for e in Succession.objects.all()} == {9}
    do_withdraw(None, adoption, "再议")
    assert state() == before


def state() -> tuple[Any, ...]:
    """What the register says of schools, their kinds and their rooms."""
    schools = Institution.objects.order_by("code").values_list(
        "code", "closed_on", "versions__school_type", "versions__ended_on"
    )
    return (*schools, *Room.objects.order_by("pk").values_list("pk", "seat_count", "ended_on"))


def test_a_school_of_two_stages_gives_up_one(here: Instance) -> None:
    version = InstitutionVersion.objects.get(institution__code=SMALL)
    version.school_type = "312"
    version.save()
    # its junior classes stay, its primary ones go: the code of a nine-year school begins with 31, which this one's does not
    plan = do_change(None, here, made(here), SMALL)
    move = next(m for m in shown(here, plan).moves if m.action == "dropped")
    assert move.children == 18
    heard_and_published(plan, SMALL)
    (event,) = events_of(shown(here, plan))
    assert (event.asked.kind, event.asked.values["leaving"], event.asked.values["changed"]) == (
        "converted",
        ["primary"],
        {"school_type": "311"},
    )


def test_a_new_school_needs_its_code(here: Instance) -> None:
    first = do_make_plan(None, here, COUNTY, "方案", asked(timezone.localdate(), sites=SITES)).versions.get()
    version = do_change(None, here, first, "+1")
    heard_and_published(version)
    with pytest.raises(Refused) as refused:
        do_adopt(None, here, version, "新建")
    assert rules(refused) == {"layout.adopt.code"}
    with pytest.raises(Refused) as refused:
        do_adopt(None, here, version, "新建", "", {"+1": TOWN})
    assert rules(refused) == {"registers.code.used"}
    assert not Succession.objects.exists()


def test_nothing_merges_while_the_receiving_school_lacks_rooms(here: Instance) -> None:
    version = ready(here)
    Room.objects.filter(campus__institution__code=TOWN).update(seat_count=10)
    assert "layout.adopt.rooms" in {p.rule for p in check_adopt(shown(here, version), timezone.localdate())}


def test_events_in_force_are_not_withdrawn(here: Instance) -> None:
    adoption = do_adopt(None, here, ready(here), "布局优化", "内教〔2026〕1号")
    adoption.events = [{**e, "on": "2020-09-01"} for e in adoption.events]
    with pytest.raises(Refused) as refused:
        do_withdraw(None, adoption, "太晚")
    assert rules(refused) == {"layout.withdraw.in_force"}


def test_adoption_is_refused_where_the_register_moved_on_saying_who_and_what(here: Instance) -> None:
    version = ready(here)
    account = Account.objects.create(username="officer")
    from xuezheng.registers.actions import Stated

    do_register(Asked("renamed", date(2026, 9, 15), {"code": TOWN, "name": "新名小学", "pinyin": ""}), Stated(account))
    (problem,) = check_adopt(shown(here, version), timezone.localdate())
    assert problem.rule == "layout.adopt.moved_on"
    assert problem.which == TOWN
    assert "officer" in problem.got
    assert "renamed" in problem.got


@pytest.mark.parametrize(
    ("code", "days", "summary", "counts", "rule"),
    [("9999999999", 1, "意见若干", COUNTS, "school"), (SMALL, -1, "意见若干", COUNTS, "day"), (SMALL, 1, "无", COUNTS, "summary"), (SMALL, 1, "意见若干", {}, "counts")],
)  # fmt: skip
def test_a_hearing_that_says_too_little_is_refused(
    here: Instance, code: str, days: int, summary: str, counts: dict[str, int], rule: str
) -> None:
    plan = made(here).plan
    with pytest.raises(Refused) as refused:
        do_hear(None, plan, code, timezone.localdate() - timedelta(days=days), summary, counts)
    assert rules(refused) == {f"layout.hearing.{rule}"}


def test_comments_come_within_the_period_and_are_shown_once_read(here: Instance) -> None:
    version, today = do_change(None, here, made(here), SMALL), timezone.localdate()
    with pytest.raises(Refused) as refused:
        do_publish(None, version, today, today + timedelta(days=3), "")
    assert rules(refused) == {"layout.consultation.period"}
    consultation = do_publish(None, version, today, today + timedelta(days=20), "县局基教股")
    comment = do_comment(consultation, "请保留教学点", SMALL)
    assert comment.state == "waiting"
    do_judge_comment(None, comment, "shown", "会研究")
    assert Comment.objects.get().state == "shown"
    with pytest.raises(Refused) as refused:
        do_comment(consultation, "无", "")
    assert rules(refused) == {"layout.comment.length"}


def test_without_the_right_nothing_is_done(here: Instance) -> None:
    officer = Account.objects.create(username="officer")
    do_grant(officer, "county_officer", COUNTY, started_on=date(2020, 1, 1))
    stranger = Account.objects.create(username="stranger")
    version = ready(here)
    with pytest.raises(Refused) as refused:
        do_change(stranger, here, version, TOWN)
    assert rules(refused) == {"access.right"}
    with pytest.raises(Refused) as refused:  # a county makes plans, the city adopts them
        do_adopt(officer, here, version, "布局优化")
    assert rules(refused) == {"access.right"}


RING = np.array([[104.9, 29.4], [105.4, 29.4], [105.4, 29.8], [104.9, 29.8]])
HEAD = "村代码 code,村名 name,经度 longitude,纬度 latitude,学年 counted_year,primary_code,grade_11,grade_12"


def file(*lines: str) -> list[list[str]]:
    return [line.split(",") for line in (HEAD, *lines)]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("511002100301,新村,29.58,105.06,2026,,3,4", "layout.place.swapped"), ("511002100301,新村,,,2026,,3,4", "layout.place.missing"),
        ("511002100301,新村,104.0,30.6,2026,,3,4", "layout.place.outside"), ("511302100301,新村,105.06,29.58,2026,,3,4", "layout.villages.code"),
        ("51100210030,新村,105.06,29.58,2026,,3,4", "layout.villages.code"), ("511002100301,,105.06,29.58,2026,,3,4", "layout.villages.name"),
        ("511002100301,新村,105.06,29.58,2026,9151000009,3,4", "layout.villages.primary_code"), ("511002100301,新村,105.06,29.58,2026,,3,多", "layout.villages.grade_12"),
        ("511002100301,新村,东经,29.58,2026,,3,4", "layout.villages.longitude"),
    ],
)  # fmt: skip
def test_a_wrong_village_is_named_and_nothing_taken(
    here: Instance, monkeypatch: pytest.MonkeyPatch, line: str, rule: str
) -> None:
    monkeypatch.setattr("xuezheng.layout.actions.villages.ring_of", lambda county: RING)
    with pytest.raises(Refused) as refused:
        do_take_villages(
            None, COUNTY, file("511002100300,好村,105.06,29.58,2026,,3,4", line), "v.csv", datum="wgs84", apply=True
        )
    assert rules(refused) == {rule}
    assert Village.objects.count() == 6


def test_a_file_is_tried_then_taken_and_the_shifted_datum_is_found(
    here: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xuezheng.screens.geometry.gcj02 import from_wgs84

    text = file("511002100300,好村,105.061,29.581,2026,2151000001,3,4")
    tried = do_take_villages(None, COUNTY, text, "v.csv", datum="wgs84", apply=False)
    assert (tried.added, tried.children, Village.objects.count()) == (1, 7, 6)
    do_take_villages(None, COUNTY, text, "v.csv", datum="wgs84", apply=True)
    assert Village.objects.get(code="511002100300").primary_school_id == Institution.objects.get(code=TOWN).pk
    monkeypatch.setattr("xuezheng.layout.actions.villages.ring_of", lambda county: RING)
    known = list(Village.objects.order_by("code")[:4])
    shifted = from_wgs84(np.array([[v.longitude, v.latitude] for v in known]))
    lines = [
        f"{v.code},{v.name},{lon:.6f},{lat:.6f},2026,,3,4"
        for v, (lon, lat) in zip(known, shifted.tolist(), strict=True)
    ]
    with pytest.raises(Refused) as refused:
        do_take_villages(None, COUNTY, file(*lines), "v.csv", datum="wgs84", apply=True)
    assert rules(refused) == {"layout.place.shifted"}
    turned = do_take_villages(None, COUNTY, file(*lines), "v.csv", datum="gcj02", apply=False)
    assert turned.changed == 4


def test_the_empty_form_names_every_column_it_reads(here: Instance) -> None:
    school("2151000009")
    assert template().splitlines()[0].count(",") == template().splitlines()[1].count(",")


OPTION_HEAD = [
    "变动 kind",
    "stage",
    "school_code",
    "name",
    "longitude",
    "latitude",
    "seats",
    "beds",
    "cost_wan",
    "running_wan",
    "ready_year",
]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (["move", "primary", TOWN, "", "", "", "90", "", "9", "", ""], "kind"), (["extend", "senior", TOWN, "", "", "", "90", "", "9", "", ""], "stage"),
        (["extend", "primary", "9999999999", "", "", "", "90", "", "9", "", ""], "school_code"), (["extend", "junior", TOWN, "", "", "", "90", "", "9", "", ""], "school_code"),
        (["extend", "primary", TOWN, "", "", "", "", "", "9", "", ""], "seats"), (["board", "primary", TOWN, "", "", "", "", "many", "9", "", ""], "beds"),
        (["extend", "primary", TOWN, "", "", "", "90", "", "-9", "", ""], "cost_wan"), (["site", "primary", "", "新校", "29.58", "105.06", "90", "", "9", "", ""], "longitude"),
        (["site", "primary", "", "", "105.06", "29.58", "90", "", "9", "", ""], "name"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_named_and_none_is_taken(
    here: Instance, monkeypatch: pytest.MonkeyPatch, row: list[str], rule: str
) -> None:
    monkeypatch.setattr("xuezheng.layout.actions.options.ring_of", lambda county: RING)
    good = ["extend", "primary", TOWN, "", "", "", "45", "", "9", "", "2028"]
    with pytest.raises(Refused) as refused:
        do_take_options(None, COUNTY, [OPTION_HEAD, good, row], "o.csv", apply=True)
    assert rules(refused) == {f"layout.option.{rule}"}
    assert not LayoutOption.objects.exists()


def test_options_are_taken_from_a_workbook_and_go_into_the_next_plan(here: Instance) -> None:
    book = xlsx_template(COLUMNS, [("extend", "primary", TOWN, "", "", "", "90", "", "90", "5", "")], CHOICES)
    lines = lines_of(book, "o.xlsx")
    assert (do_take_options(None, COUNTY, lines, "o.xlsx", apply=False).added, LayoutOption.objects.count()) == (1, 0)
    do_take_options(None, COUNTY, lines, "o.xlsx", apply=True)
    taken = options_for(COUNTY, "primary")
    plan = do_make_plan(None, here, COUNTY, "方案", asked(timezone.localdate(), **taken))
    assert f"{TOWN}+1" in shown(here, plan.versions.get()).made.place_of
    do_remove_option(None, LayoutOption.objects.get())
    assert options_for(COUNTY, "primary")["options"] == ()
