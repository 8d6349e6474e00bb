"""Frozen tables of the workforce office."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyStudios(Placed):
    """Studios on 1 September, by host school."""

    studio_number = dy.Int64()
    kind = dy.String()
    level = dy.String()
    stage = dy.String()
    started_on = dy.Date()


class DatedTrainings(Placed):
    """Trainings of the school year before, by the area that held them."""

    training_number = dy.Int64()
    kind = dy.String()
    held_on = dy.Date()
    hour_count = dy.Int16(min=1)
    participant_count = dy.Int32(min=1)


class DatedExchanges(Placed):
    """Joint and visiting lessons of the school year before, by the school that held them."""

    activity_number = dy.Int64()
    kind = dy.String()
    subject = dy.String()
    held_on = dy.Date()
    teacher_count = dy.Int32(min=1)


class DatedExchangeReach(Placed):
    """Schools reached by those lessons: one row a school and lesson."""

    activity_number = dy.Int64()
    kind = dy.String()
    held_on = dy.Date()


class DatedRecruitments(Placed):
    """Posts that began in the school year before because somebody was recruited."""

    pseudonym = dy.String()
    post = dy.String()
    stage = dy.String()
    started_on = dy.Date()


STUDIOS = Table(
    "return_workforce__yearly_studios",
    YearlyStudios,
    1,
    "stock",
    ("studio_number",),
    Words("名师工作坊与校长工作室", "Studios of teachers and principals"),
)
TRAININGS = Table(
    "return_workforce__dated_trainings",
    DatedTrainings,
    1,
    "flow",
    ("held_on", "training_number"),
    Words("教师培训", "Teacher trainings"),
    dated_by="held_on",
)
EXCHANGES = Table(
    "return_workforce__dated_exchanges",
    DatedExchanges,
    1,
    "flow",
    ("held_on", "activity_number"),
    Words("同课异构与送教", "Joint and visiting lessons"),
    dated_by="held_on",
)
EXCHANGE_REACH = Table(
    "return_workforce__dated_exchange_reach",
    DatedExchangeReach,
    1,
    "flow",
    ("held_on", "activity_number", "institution_code"),
    Words("送教覆盖学校", "Schools reached by exchange lessons"),
    dated_by="held_on",
)
RECRUITMENTS = Table(
    "return_workforce__dated_recruitments",
    DatedRecruitments,
    1,
    "flow",
    ("started_on", "institution_code", "pseudonym", "post", "stage"),
    Words("招引教师", "Recruitments"),
    dated_by="started_on",
)
TABLES = (STUDIOS, TRAININGS, EXCHANGES, EXCHANGE_REACH, RECRUITMENTS)
