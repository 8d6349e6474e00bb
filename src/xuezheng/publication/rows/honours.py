"""Honours on the page."""

from datetime import date

from xuezheng.engine.figures import Asked, Period
from xuezheng.publication.rows.periods import NOW, SINCE_2018, SINCE_2021, THREE_YEARS, UNTIL, calendar

NEIJIANG, SUINING, LESHAN, NANCHONG = "511000", "510900", "511100", "511300"
PROVINCIAL = {"level": ("provincial",)}
NATIONAL = {"level": ("national",)}
THIS_YEAR = Period(first_on=date(2024, 1, 1), last_on=UNTIL)


def awards(place: str, period: Period, field: str, level: str) -> Asked:
    return Asked("awards_won", place, period, {"field": (field,), "level": (level,)})


def medals(prize: str) -> Asked:
    return Asked("awards_won", LESHAN, calendar(2021), {"contest": ("national_games_14",), "prize": (prize,)})


ROWS = {
    "nj.model_kindergartens": Asked("model_kindergartens", NEIJIANG, NOW, PROVINCIAL),
    "nj.sports_schools": Asked("sports_feature_schools", NEIJIANG, NOW, NATIONAL),
    "nj.sports_awards_national": awards(NEIJIANG, SINCE_2018, "sports", "national"),
    "nj.sports_awards_provincial": awards(NEIJIANG, SINCE_2018, "sports", "provincial"),
    "nj.heritage_schools_national": Asked("heritage_culture_schools", NEIJIANG, NOW, NATIONAL),
    "nj.heritage_schools_provincial": Asked("heritage_culture_schools", NEIJIANG, NOW, PROVINCIAL),
    "nj.art_schools_provincial": Asked("art_feature_schools", NEIJIANG, NOW, PROVINCIAL),
    "nj.art_awards_national": awards(NEIJIANG, SINCE_2018, "art", "national"),
    "nj.art_awards_provincial": awards(NEIJIANG, SINCE_2018, "art", "provincial"),
    "nj.labour_schools": Asked("labour_pilot_schools", NEIJIANG, NOW, PROVINCIAL),
    "nj.study_bases": Asked("study_bases", NEIJIANG, NOW, PROVINCIAL),
    "nj.model_senior_level1": Asked("model_senior_schools", NEIJIANG, NOW, PROVINCIAL | {"grade": ("first",)}),
    "nj.model_senior_level2": Asked("model_senior_schools", NEIJIANG, NOW, PROVINCIAL | {"grade": ("second",)}),
    "sn.model_vocational_schools": Asked("model_vocational_schools", SUINING, NOW, PROVINCIAL),
    "sn.model_programmes": Asked("model_programmes", SUINING, NOW, PROVINCIAL),
    "sn.three_names_schools": Asked("three_names_schools", SUINING, NOW, PROVINCIAL),
    "sn.teaching_prizes_first": Asked(
        "awards_won",
        SUINING,
        SINCE_2021,
        {"field": ("teaching_results",), "level": ("provincial",), "prize": ("first",)},
    ),
    "sn.awards_national": awards(SUINING, SINCE_2021, "vocational", "national"),
    "sn.awards_provincial": awards(SUINING, SINCE_2021, "vocational", "provincial"),
    "ls.civics_lessons": Asked("civics_lessons", LESHAN, NOW),
    "ls.science_schools": Asked("science_pilot_schools", LESHAN, NOW, NATIONAL),
    "ls.heritage_schools": Asked("heritage_culture_schools", LESHAN, NOW, NATIONAL),
    "ls.unity_bases": Asked("unity_bases", LESHAN, NOW, PROVINCIAL),
    "ls.study_bases": Asked("study_bases", LESHAN, NOW, PROVINCIAL),
    "ls.games_gold": medals("gold"),
    "ls.games_silver": medals("silver"),
    "ls.games_bronze": medals("bronze"),
    "ls.asian_games_athletes": Asked("athletes_sent_up", LESHAN, calendar(2023), {"contest": ("asian_games_19",)}),
    "ls.olympic_players": Asked(
        "athletes_sent_up", LESHAN, THIS_YEAR, {"contest": ("olympic_games_33",), "prize": ("silver",)}
    ),
    "ls.teaching_contest_first": Asked(
        "awards_won", LESHAN, calendar(2023), {"contest": ("young_teachers_contest_4",), "prize": ("first",)}
    ),
    "nc.party_units_model": Asked("party_model_sites", NANCHONG, THREE_YEARS),
    "nc.model_senior": Asked("model_senior_schools", NANCHONG, NOW, PROVINCIAL),
    "nc.model_kindergartens": Asked("model_kindergartens", NANCHONG, NOW, PROVINCIAL),
    "nc.study_trips": Asked("study_trips", NANCHONG, THREE_YEARS),
    "nc.study_trip_students": Asked("study_trip_students", NANCHONG, THREE_YEARS),
}
