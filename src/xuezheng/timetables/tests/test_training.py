"""Rounds of training, from records to rows and figures."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from tests.worlds import NEIJIANG_2024, measured, school, sound

from xuezheng.timetables.collect import collect_attendances, collect_rounds
from xuezheng.timetables.figures import TRAINEES, TRAINING_ROUNDS
from xuezheng.timetables.models import TrainingAttendance, TrainingRound
from xuezheng.timetables.tables import ATTENDANCES, ROUNDS

pytestmark = pytest.mark.django_db


def training(number: int, day: date, **more: Any) -> TrainingRound:
    values = {"area_code": "511000", "subject": "platform", "last_on": day, "title": "培训", **more}
    return TrainingRound.objects.create(number=number, held_on=day, **values)


def test_a_round_counts_where_it_is_held_in_the_year_in_which_it_begins() -> None:
    training(1, date(2023, 8, 31), last_on=date(2023, 9, 2))  # begun in the year before
    second = training(2, date(2023, 9, 1))
    training(3, date(2024, 8, 31), last_on=date(2024, 9, 1))
    training(1, date(2024, 3, 1), subject="curriculum")
    training(1, date(2024, 3, 1), area_code="511300")
    hill, far = school("3451000001", school_type="341"), school("3451000002", "511302", "341")
    for one in (hill, far):
        TrainingAttendance.objects.create(training_round=second, institution=one, trainee_count=4)
    rounds = sound(collect_rounds(NEIJIANG_2024), ROUNDS)
    assert rounds.select("held_on", "subject", "school_count").rows() == [
        (date(2023, 9, 1), "platform", 2),
        (date(2024, 3, 1), "curriculum", 0),
        (date(2024, 8, 31), "platform", 0),
    ]
    assert measured(TRAINING_ROUNDS.numerator, rounds) == 2
    attendances = sound(collect_attendances(NEIJIANG_2024), ATTENDANCES)
    assert attendances.select("institution_code", "trainee_count").rows() == [("3451000001", 4)]
    assert measured(TRAINEES.numerator, attendances) == 4


@pytest.mark.parametrize("values", [{"last_on": date(2024, 2, 28)}, {"subject": "dancing"}, {"number": 0}])
def test_nonsense_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        training(**{"number": 1, "day": date(2024, 3, 1), **values})
