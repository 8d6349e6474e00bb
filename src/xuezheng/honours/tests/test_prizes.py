"""Prizes and athletes, from records to rows and figures."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from tests.worlds import NEIJIANG_2024, measured, school, sound

from xuezheng.honours.collect import collect_awards, collect_sent_athletes
from xuezheng.honours.figures import ATHLETES_SENT_UP, AWARDS_WON
from xuezheng.honours.models import Award, Contest, SentAthlete
from xuezheng.honours.tables import AWARDS, SENT_ATHLETES

pytestmark = pytest.mark.django_db


def contest(code: str = "games", field: str = "sports", level: str = "national") -> Contest:
    day = date(2024, 5, 1)
    return Contest.objects.create(code=code, name=code, field=field, level=level, first_on=day, last_on=day)


def won(at: Contest, day: date, **more: Any) -> Award:
    return Award.objects.create(**{"contest": at, "awarded_on": day, "prize": "gold", "winner": "student", **more})


def test_a_prize_counts_in_the_school_year_in_which_it_is_won() -> None:
    hill, games = school("2151000001"), contest()
    for day in (date(2023, 8, 31), date(2023, 9, 1), date(2024, 8, 31), date(2024, 9, 1)):
        won(games, day, institution=hill)
    awards = sound(collect_awards(NEIJIANG_2024), AWARDS)
    assert awards.select("awarded_on", "field", "level", "contest").rows() == [
        (date(2023, 9, 1), "sports", "national", "games"),
        (date(2024, 8, 31), "sports", "national", "games"),
    ]
    assert measured(AWARDS_WON.numerator, awards) == 2


def test_a_prize_stands_with_its_school_even_if_that_has_closed_or_else_with_an_area() -> None:
    games, day = contest(), date(2024, 5, 1)
    won(games, day, institution=school("2151000001", closed_on=date(2024, 7, 10)))
    won(games, day, area_code="511000")
    won(games, day, area_code="511300")  # another city's delegation
    awards = collect_awards(NEIJIANG_2024)
    assert awards.select("institution_code", "county_code").rows() == [("2151000001", "511002"), (None, None)]


@pytest.mark.parametrize(
    "values", [{}, {"area_code": "511000", "school": True}, {"area_code": "511000", "prize": "best"}]
)
def test_a_prize_has_one_winner_and_a_known_prize(values: dict[str, Any]) -> None:
    games = contest()
    if values.pop("school", False):
        values["institution"] = school("2151000001")
    with pytest.raises(IntegrityError):
        won(games, date(2024, 5, 1), **values)


def test_athletes_are_counted_one_by_one_and_never_named() -> None:
    hill, games = school("3451000001", school_type="341"), contest("olympic_games", level="international")
    for number in (1, 2):
        SentAthlete.objects.create(
            contest=games, institution=hill, number=number, won_on=date(2024, 8, 9), event="曲棍球", prize="silver"
        )
    sent = sound(collect_sent_athletes(NEIJIANG_2024), SENT_ATHLETES)
    assert measured(ATHLETES_SENT_UP.numerator, sent) == 2
    assert not {"name", "person", "pseudonym"} & set(sent.columns)
    with pytest.raises(IntegrityError):
        SentAthlete.objects.create(
            contest=games, institution=hill, number=2, won_on=date(2024, 8, 9), event="曲棍球", prize="silver"
        )
