"""Frozen tables of training for subject choice and timetabling."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class DatedRounds(Placed):
    """Rounds of training begun in the school year before; they stand with the area that held them."""

    round_number = dy.Int64()
    subject = dy.String()
    held_on = dy.Date()
    last_on = dy.Date()
    school_count = dy.Int32(min=0)  # that sent somebody


class DatedAttendances(Placed):
    """What each institution sent to those rounds."""

    round_number = dy.Int64()
    subject = dy.String()
    held_on = dy.Date()
    trainee_count = dy.Int32(min=1)


ROUNDS = Table(
    "return_timetables__dated_rounds",
    DatedRounds,
    1,
    "flow",
    ("held_on", "round_number"),
    Words("应用培训轮次", "Rounds of training"),
    dated_by="held_on",
)
ATTENDANCES = Table(
    "return_timetables__dated_attendances",
    DatedAttendances,
    1,
    "flow",
    ("held_on", "round_number", "institution_code"),
    Words("学校参训", "Schools at the training"),
    dated_by="held_on",
)
TABLES = (ROUNDS, ATTENDANCES)
