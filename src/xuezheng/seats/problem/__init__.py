"""What a forecast is made from: grades, counts of children by year, area and grade, births; and invented histories."""

from xuezheng.seats.problem.history import Cohorts, Grade, History, Scenario
from xuezheng.seats.problem.ladders import ladder_of
from xuezheng.seats.problem.reading import Notice, Read, births_from_rows, history_from_rows
from xuezheng.seats.problem.synthetic import Truth, invented_history
from xuezheng.seats.rules import CHAIN_OF_STAGES

__all__ = [
    "CHAIN_OF_STAGES",
    "Cohorts",
    "Grade",
    "History",
    "Notice",
    "Read",
    "Scenario",
    "Truth",
    "births_from_rows",
    "history_from_rows",
    "invented_history",
    "ladder_of",
]
