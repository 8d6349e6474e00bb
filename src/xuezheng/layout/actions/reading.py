"""What pages read of versions, from the plan's pure part."""

from xuezheng.layout.actions.planning import Shown, plans_folder, shown, tried
from xuezheng.layout.plan.asking import Asked, asked_of
from xuezheng.layout.plan.changing import Trial, action_of
from xuezheng.layout.plan.describing import (
    ENDING,
    LEAVING,
    Answer,
    Move,
    load_of,
    parts_of_cost,
    present_answer,
    spread_of,
    summary,
    ways_of,
    ways_summary,
)
from xuezheng.layout.plan.letters import Letter, letter_of, reason_of
from xuezheng.layout.plan.prepared import Prepared

__all__ = [
    "ENDING",
    "LEAVING",
    "Answer",
    "Asked",
    "Letter",
    "Move",
    "Prepared",
    "Shown",
    "Trial",
    "action_of",
    "asked_of",
    "letter_of",
    "load_of",
    "parts_of_cost",
    "plans_folder",
    "present_answer",
    "reason_of",
    "shown",
    "spread_of",
    "summary",
    "tried",
    "ways_of",
    "ways_summary",
]
