"""Working days around public holidays, and the days a bureau adds itself."""

from datetime import date
from pathlib import Path

import pytest

from xuezheng.ground.errors import Refused
from xuezheng.standards import calendar as calendars
from xuezheng.standards.calendar import calendar, shipped


@pytest.mark.parametrize(
    ("day", "count", "due", "why"),
    [
        (date(2024, 3, 1), 1, date(2024, 3, 4), "a weekend"),
        (date(2024, 3, 4), 10, date(2024, 3, 18), "two weekends"),
        (date(2026, 9, 24), 10, date(2026, 10, 15), "Mid-Autumn, the National Day, and Saturday the 10th worked"),
        (date(2026, 2, 13), 1, date(2026, 2, 14), "a Saturday worked before the Spring Festival"),
        (date(2026, 2, 14), 1, date(2026, 2, 24), "the Spring Festival"),
        (date(2025, 12, 31), 2, date(2026, 1, 5), "Sunday the 4th is worked, the New Year is not"),
    ],
)
def test_working_days(day: date, count: int, due: date, why: str) -> None:
    assert shipped().working_days_after(day, count) == due, why
    assert shipped().working_days(day, due) == count


def test_the_days_left_out_are_told_in_runs() -> None:
    span = (date(2026, 9, 24), date(2026, 10, 15))
    told = [(run.name.en, run.first_on.day, run.last_on.day) for run in shipped().left_out(*span)]
    assert told == [("Mid-Autumn Festival", 25, 27), ("National Day", 1, 7)]
    assert shipped().worked_weekends(*span) == (date(2026, 10, 10),)


def test_a_year_without_its_notice_says_so() -> None:
    assert shipped().unarranged(date(2026, 12, 25), date(2027, 1, 8)) == (2027,)
    assert shipped().unarranged(date(2026, 12, 1), date(2026, 12, 31)) == ()
    assert shipped().day_off(date(2027, 2, 8)) is not None, "the statutory day stands"


def test_every_arranged_year_has_its_seven_festivals_in_order() -> None:
    for year in sorted(shipped().arranged):
        runs = [run for run in shipped().off if run.first_on.year == year]
        names = {run.name.en for run in runs}
        assert len(names) >= 6, year
        assert [run.first_on for run in runs] == sorted(run.first_on for run in runs)
        assert all(run.first_on.weekday() >= 5 for run in shipped().worked if run.first_on.year == year)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XUEZHENG_HOME", str(tmp_path))
    return tmp_path


def test_a_bureau_adds_its_own_days_and_the_notice_of_a_year(home: Path) -> None:
    (home / calendars.NAME).write_text(
        """
rest:
  - {from: 2026-12-02, to: 2026-12-03, area: "511083", name: {zh: 停课, en: Closed}}
  - {from: 2027-01-01, to: 2027-01-03, name: {zh: 元旦, en: New Year}}
worked:
  - {day: 2026-12-05}
arranged: [2027]
""",
        encoding="utf-8",
    )
    own = calendar()
    assert own.working_days_after(date(2026, 12, 1), 1, "511083") == date(2026, 12, 4)
    assert own.working_days_after(date(2026, 12, 1), 1, "511011") == date(2026, 12, 2)
    assert own.day_off(date(2026, 12, 5)) is None
    assert own.unarranged(date(2026, 12, 25), date(2027, 1, 8)) == ()
    assert own.day_off(date(2027, 2, 8)) is None, "the notice stands in full, the statutory days alone no longer"


@pytest.mark.parametrize(
    "text", ["rest: [{from: soon}]", "holidays: []", "rest: [{from: 2026-12-03, to: 2026-12-02, name: {zh: a, en: a}}]", "- : ["]
)  # fmt: skip
def test_a_calendar_that_cannot_be_read_is_refused(home: Path, text: str) -> None:
    (home / calendars.NAME).write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="calendar of days off"):
        calendar()
