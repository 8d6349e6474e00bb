"""Frozen tables of honours."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyDesignations(Placed):
    """Titles held on 1 September; a site that is no school has a name and no institution."""

    designation_number = dy.Int64()
    title = dy.String()
    level = dy.String()
    grade = dy.String()  # "" where the title has none
    speciality = dy.String()
    programme_code = dy.String()  # "" unless a programme holds the title
    site_name = dy.String()  # "" unless a site holds it
    started_on = dy.Date()


class DatedDesignations(Placed):
    """Titles given or renewed in the school year before."""

    designation_number = dy.Int64()
    title = dy.String()
    level = dy.String()
    grade = dy.String()
    is_renewal = dy.Bool()
    started_on = dy.Date()


class DatedAwards(Placed):
    """Prizes won in the school year before."""

    award_number = dy.Int64()
    awarded_on = dy.Date()
    field = dy.String()
    level = dy.String()
    contest = dy.String()  # code of the contest
    event = dy.String()
    prize = dy.String()
    winner = dy.String()


class DatedSentAthletes(Placed):
    """Athletes sent up who won in the school year before; told apart by number, never named."""

    athlete_number = dy.Int64()
    won_on = dy.Date()
    contest = dy.String()
    event = dy.String()
    prize = dy.String()


class YearlyLessons(Placed):
    """Lessons in the library on 1 September."""

    lesson_number = dy.Int64()
    subject = dy.String()
    stage = dy.String()
    started_on = dy.Date()


class DatedStudyTrips(Placed):
    """Study trips of the school year before."""

    trip_number = dy.Int64()
    held_on = dy.Date()
    day_count = dy.Int16(min=1)
    student_count = dy.Int32(min=1)
    teacher_count = dy.Int32(min=1)
    is_to_base = dy.Bool()  # to a designated study base


DESIGNATIONS = Table(
    "return_honours__yearly_designations",
    YearlyDesignations,
    1,
    "stock",
    ("designation_number",),
    Words("称号", "Titles held"),
)
NEW_DESIGNATIONS = Table(
    "return_honours__dated_designations",
    DatedDesignations,
    1,
    "flow",
    ("started_on", "designation_number"),
    Words("新授与复评称号", "Titles given or renewed"),
    dated_by="started_on",
)
AWARDS = Table(
    "return_honours__dated_awards",
    DatedAwards,
    1,
    "flow",
    ("awarded_on", "award_number"),
    Words("获奖", "Awards"),
    dated_by="awarded_on",
)
SENT_ATHLETES = Table(
    "return_honours__dated_sent_athletes",
    DatedSentAthletes,
    1,
    "flow",
    ("won_on", "athlete_number"),
    Words("输送运动员获奖", "Athletes sent up"),
    dated_by="won_on",
)
LESSONS = Table(
    "return_honours__yearly_lessons",
    YearlyLessons,
    1,
    "stock",
    ("institution_code", "lesson_number"),
    Words("精品课", "Lessons of the library"),
)
STUDY_TRIPS = Table(
    "return_honours__dated_study_trips",
    DatedStudyTrips,
    1,
    "flow",
    ("held_on", "trip_number"),
    Words("研学活动", "Study trips"),
    dated_by="held_on",
)
TABLES = (DESIGNATIONS, NEW_DESIGNATIONS, AWARDS, SENT_ATHLETES, LESSONS, STUDY_TRIPS)
