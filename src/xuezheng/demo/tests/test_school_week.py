"""The week of the demonstration's senior school: the timetable that was kept still fits, is published, and a draft is being worked on."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.worlds import school

from xuezheng.access.actions import do_grant
from xuezheng.access.models import Account
from xuezheng.demo.school_week import build_week, found_before
from xuezheng.engine.instance import Instance
from xuezheng.timetables.models import TermWeek

CODE, COUNTY = "3451000001", "511002"


@pytest.mark.django_db
def test_the_kept_timetable_is_published_and_worked_on(tmp_path: Path, settings: Any) -> None:
    settings.INSTANCE = Instance(tmp_path)
    school(CODE, COUNTY, "341")
    account = Account.objects.create(username="director")
    do_grant(account, "academic_director", COUNTY, CODE, started_on=date(2020, 1, 1))
    build_week()
    week = TermWeek.objects.get()
    assert week.published is not None
    assert week.head is not None
    assert (week.published.hard, week.published.soft, week.published.bound) == (0, 30, 30)
    assert (week.head.hard > 0, week.head.starts.count(-1), len(week.head.locks)) == (True, 1, 1)
    assert found_before(account, week) is not None  # nothing was solved anew
