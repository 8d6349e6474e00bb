"""Every constraint type of XHSTT costs what the specification says, on a school small enough to count by hand."""

import os
from pathlib import Path

import pytest

from xuezheng.ground.errors import Refused
from xuezheng.timetables import evaluate, read_archive, written_archive
from xuezheng.timetables.tests.tiny_school import (
    CLASS,
    DAYS,
    EVENTS,
    TEACHERS,
    TIMES,
    archive,
    bounds,
    constraint,
    part,
)

ROLE = "<Role>Teacher</Role>"
AND_LI = CLASS.replace("</Resources>", '<Resource Reference="Li"/></Resources>')
MO1 = '<Times><Time Reference="Mo1"/></Times>'
# Maths in two parts: two periods on Monday with Wang, one on Tuesday (second period) with Li; sport clashes with the latter.
TIMETABLE = (part("Maths", 2, "Mo1", "Wang"), part("Maths", 1, "Tu2", "Li"), part("Sport", 1, "Tu2"))
PAIR = (
    '<EventPairs><EventPair><FirstEvent Reference="Sport"/><SecondEvent Reference="Maths"/>'
    "<MinSeparation>1</MinSeparation></EventPair></EventPairs>"
)
SPLIT = (
    "<MinimumDuration>1</MinimumDuration><MaximumDuration>1</MaximumDuration>"
    "<MinimumAmount>3</MinimumAmount><MaximumAmount>3</MaximumAmount>"
)
SPREAD = "<TimeGroups>" + "".join(
    f'<TimeGroup Reference="{day}">{bounds(0, 1)}</TimeGroup>' for day in ("Mo", "Tu")
) + "</TimeGroups>"  # fmt: skip

CASES = [
    ("all is placed", constraint("AssignTime", EVENTS), TIMETABLE, 0),
    ("three periods of maths are not", constraint("AssignTime", EVENTS), TIMETABLE[2:], 3),
    ("squared", constraint("AssignTime", EVENTS, function="Quadratic"), TIMETABLE[2:], 9),
    ("once", constraint("AssignTime", EVENTS, function="Step"), TIMETABLE[2:], 1),
    ("maths without a teacher, sport has its own", constraint("AssignResource", EVENTS, ROLE), TIMETABLE[2:], 3),
    ("parts of 1 and three of them: sport is too few by 2, maths by 1 and one is too long", constraint("SplitEvents", EVENTS, SPLIT), TIMETABLE, 4),
    ("two parts of duration 1 at least", constraint("DistributeSplitEvents", EVENTS, f"<Duration>1</Duration>{bounds(2, 9)}"), TIMETABLE, 2),
    ("Wang is preferred: one period of maths by Li", constraint("PreferResources", EVENTS, f'<Resources><Resource Reference="Wang"/></Resources>{ROLE}'), TIMETABLE, 1),
    ("only Monday's first: two parts of duration 1 elsewhere", constraint("PreferTimes", EVENTS, MO1), TIMETABLE, 2),
    ("parts of two periods only", constraint("PreferTimes", EVENTS, f"{MO1}<Duration>2</Duration>"), TIMETABLE, 0),
    ("two teachers for one group", constraint("AvoidSplitAssignments", EVENTS, ROLE), TIMETABLE, 1),
    ("two start on Tuesday", constraint("SpreadEvents", EVENTS, SPREAD), TIMETABLE, 1),
    ("maths runs on Monday, sport does not", constraint("LinkEvents", EVENTS), TIMETABLE, 2),
    ("maths must begin one period after sport ends; it begins four before that", constraint("OrderEvents", PAIR), TIMETABLE, 5),
    ("the class attends two at once, and so does Li", constraint("AvoidClashes", AND_LI), TIMETABLE, 2),
    ("Monday's first is taken", constraint("AvoidUnavailableTimes", CLASS, MO1), TIMETABLE, 1),
    ("Wang teaches both, nobody waits", constraint("LimitIdleTimes", TEACHERS, f"{DAYS}{bounds(0, 0)}"), TIMETABLE, 0),
    ("Tuesday's first between Monday and Tuesday's second", constraint("LimitIdleTimes", CLASS, f'<TimeGroups><TimeGroup Reference="All"/></TimeGroups>{bounds(0, 0)}'), TIMETABLE, 1),
    ("each teacher comes on one day only", constraint("ClusterBusyTimes", TEACHERS, f"{DAYS}{bounds(2, 2)}"), TIMETABLE, 2),
    ("Li teaches one period on Tuesday, two are asked; on Monday none is fine", constraint("LimitBusyTimes", TEACHERS, f"{DAYS}{bounds(2, 2)}"), TIMETABLE, 1),
    ("Wang has two, Li two; three are asked", constraint("LimitWorkload", TEACHERS, bounds(3, 3)), TIMETABLE, 2),
    ("what the file does not mention is not placed", constraint("AssignTime", EVENTS), (part("Sport", 1),), 4),
]  # fmt: skip


@pytest.mark.parametrize(("told", "constraints", "parts", "cost"), CASES, ids=[case[0] for case in CASES])
def test_cost(told: str, constraints: str, parts: tuple[str, ...], cost: int) -> None:
    found = read_archive(archive(constraints, *parts), "tiny.xml")
    solution = found.groups[0].solutions[0]
    assert evaluate(solution).cost == (cost, 0), told
    again = read_archive(written_archive(found, [(cost, 0)]), "again.xml")
    assert again.instances == found.instances
    assert again.groups[0].solutions[0].parts == solution.parts
    assert again.groups[0].solutions[0].reported == (cost, 0)


FAULTS = [
    ("no such group", archive(constraint("AssignTime", EVENTS.replace('"E"', '"Nobody"'))), "Nobody"),
    ("no such resource in a solution", archive("", part("Sport", 1, "Mo1"), part("Maths", 3, "Mo1", "Zhao")), "Zhao"),
    ("no such time", archive("", part("Sport", 1, "Sunday")), "Sunday"),
    ("an unknown constraint", archive(constraint("AvoidMondays", EVENTS)), "<AvoidMondaysConstraint>"),
    ("an unknown part", archive(constraint("AssignTime", EVENTS, "<Colour/>")), "<Colour>"),
    ("an unknown cost function", archive(constraint("AssignTime", EVENTS, function="Cubic")), "Cubic"),
    ("a weight that is no number", archive(constraint("AssignTime", EVENTS).replace(">1<", ">one<")), "one"),
    ("an id twice", archive(constraint("AssignTime", EVENTS) * 2), "stands twice"),
    ("beyond the last time", archive("", part("Maths", 2, "Tu2")), "beyond the last time"),
    ("parts longer than the event", archive("", part("Sport", 2, "Mo1")), "2 > 1"),
    ("no XML", b"<HighSchoolTimetableArchive>", "not well-formed"),
    ("a document type", b"<!DOCTYPE a><a/>", "document type"),
    ("a time in a missing group", archive("", times=TIMES.replace('"All"', '"None"')), "None"),
]


@pytest.mark.parametrize(("told", "content", "named"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_faults_are_named(told: str, content: bytes, named: str) -> None:
    with pytest.raises(Refused) as refused:
        read_archive(content, "tiny.xml")
    sentences = [problem.sentence("en") for problem in refused.value.problems]
    assert any(named in sentence for sentence in sentences), sentences
    assert all("tiny.xml:" in sentence for sentence in sentences)


@pytest.mark.skipif("XUEZHENG_ARCHIVES" not in os.environ, reason="needs the public archives")
def test_published_costs() -> None:
    """A solution of BR-SM-00 is known to cost 0/51, one of NL-KP-09 to cost 0/5095."""
    folder = Path(os.environ["XUEZHENG_ARCHIVES"]) / "xhstt"
    found = read_archive((folder / "BR-SM-00.xml").read_bytes(), "BR-SM-00.xml")
    assert [str(evaluate(s)) for g in found.groups for s in g.solutions] == ["0/121", "0/78", "0/61", "0/51"]
    found = read_archive((folder / "NL-KP-09.xml").read_bytes(), "NL-KP-09.xml")
    assert all(evaluate(s).cost == s.reported for g in found.groups for s in g.solutions if s.reported)
