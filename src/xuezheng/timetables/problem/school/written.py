"""A school's week and its timetable as JSON, and back: exactly, and to the byte the same each time it is written.

One object with `format`, `version`, `school`, and, where there is one, `timetable`. Lessons and rules leave out what is as usual.
Positions count from 0; a slot is `day * periods + period`; a rule is its name, its weight and the fields of its class, a teacher,
group or room in it `["teacher", 3]`.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, replace
from functools import cache
from typing import Any, cast, get_args, get_origin, get_type_hints

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.known import RULES
from xuezheng.timetables.problem.school.model import Lesson, School, Timetable, Who
from xuezheng.timetables.problem.school.rule import Rule

FORMAT, VERSION = "xuezheng.week", 1
KINDS = ("teacher", "group", "room")
PLAIN = ("name", "weeks")
LISTS = ("days", "periods", "teachers", "groups", "subjects", "rooms", "tags", "kinds", "hours")


def written_week(school: School, table: Timetable | None = None) -> bytes:
    """The school, with its timetable where one is given, as UTF-8 JSON."""
    return json.dumps(week_as_dict(school, table), ensure_ascii=False, separators=(",", ":")).encode()


def week_as_dict(school: School, table: Timetable | None = None) -> dict[str, Any]:
    """The same as plain values, for a JSON column."""
    given: dict[str, Any] = {"format": FORMAT, "version": VERSION, "school": school_as_dict(school)}
    if table is not None:
        given["timetable"] = {"starts": list(table.starts), "rooms": list(table.rooms)}
    return given


def school_as_dict(school: School) -> dict[str, Any]:
    away = sorted(school.away.items(), key=lambda one: (one[0].kind, one[0].at))
    return {
        **{name: plain(getattr(school, name)) for name in (*PLAIN, *LISTS, "closed", "half_days")},
        "away": [[*plain(who), plain(slots)] for who, slots in away],
        "lessons": [lesson_as_dict(lesson) for lesson in school.lessons],
        "rules": [rule_as_dict(rule) for rule in school.rules],
    }


def lesson_as_dict(lesson: Lesson) -> dict[str, Any]:
    usual = {field.name: field.default for field in fields(Lesson)}
    return {name: plain(value) for name, value in asdict(lesson).items() if value != usual[name]}


def rule_as_dict(rule: Rule) -> dict[str, Any]:
    own = {
        field.name: plain(getattr(rule, field.name))
        for field in fields(rule)
        if field.name != "weight" and getattr(rule, field.name) != field.default
    }
    return {"rule": rule.name, "weight": rule.weight, **own}


def plain(value: Any) -> Any:
    """A value as JSON has it: sets in order."""
    if isinstance(value, Who):
        return [value.kind, value.at]
    if isinstance(value, frozenset):
        return sorted(cast(frozenset[int], value))
    if isinstance(value, tuple):
        return [plain(one) for one in cast(tuple[Any, ...], value)]
    return value


def read_week(content: bytes, where: str = "") -> tuple[School, Timetable | None]:
    """The school and the timetable, if there is one. Raises Refused for what is no such file, with the place of each fault."""
    try:
        given = json.loads(content)
    except ValueError as error:
        raise Refused([fault("week.json", "不是 JSON 文件。", "This is not JSON.", where, str(error))]) from None
    return week_from_dict(given, where)


def week_from_dict(given: Any, where: str = "") -> tuple[School, Timetable | None]:
    if not isinstance(given, dict) or cast(dict[str, Any], given).get("format") != FORMAT:
        raise Refused([fault("week.format", "不是课表文件。", "This is no timetable file.", where)])
    held = cast(dict[str, Any], given)
    if held.get("version") != VERSION:
        what = fault("week.version", "不认识这个版本。", "This version is not known.", where, repr(held.get("version")))
        raise Refused([what])
    try:
        school = school_from_dict(held["school"], where)
        table = held.get("timetable")
        return school, None if table is None else placed(school, table, where)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        told = f"{type(error).__name__}: {error}"
        raise Refused([fault("week.content", "内容不完整或类型不对。", "Something is missing or of a wrong type.", where, told)]) from None  # fmt: skip


def school_from_dict(given: Mapping[str, Any], where: str = "") -> School:
    lists: dict[str, Any] = {name: tuple(str(one) for one in given.get(name, ())) for name in LISTS}
    lessons = tuple(lesson_from_dict(one) for one in given["lessons"])
    away = {Who(kind, at): frozenset(slots) for kind, at, slots in given.get("away", ())}
    school = School(
        name=str(given["name"]), weeks=int(given.get("weeks", 1)), lessons=lessons, rules=(), away=away,
        closed=frozenset(given.get("closed", ())), half_days=tuple(tuple(one) for one in given.get("half_days", ())), **lists,
    )  # fmt: skip
    if problems := list(dangling(school, where)):
        raise Refused(problems)
    rules = tuple(rule_from_dict(one, where) for one in given.get("rules", ()))
    if problems := [one for rule in rules if (one := beyond(school, rule, where))]:
        raise Refused(problems)
    return replace(school, rules=rules)


def lesson_from_dict(given: Mapping[str, Any]) -> Lesson:
    own = dict(given)
    for name in ("teachers", "groups", "tags", "sent"):
        own[name] = tuple(int(at) for at in own.get(name, ()))
    return Lesson(**own)


def rule_from_dict(given: Mapping[str, Any], where: str = "") -> Rule:
    kind = RULES.get(str(given.get("rule")))
    if kind is None:
        what = "不认识这条规则。", "No such rule is known."
        raise Refused([fault("week.rule", *what, where, str(given.get("rule")))])
    hints = hints_of(kind)
    values: dict[str, Any] = {"weight": int(given["weight"])}
    for field in fields(kind):
        if field.name in given and field.name != "weight":
            values[field.name] = shaped(given[field.name], hints[field.name])
        elif field.default is MISSING and field.name != "weight":
            raise Refused([fault("week.rule_field", "规则缺少参数。", "A rule lacks a parameter.", where, f"{kind.name}.{field.name}")])  # fmt: skip
    return kind(**values)


@cache
def hints_of(kind: type[Rule]) -> dict[str, Any]:
    return get_type_hints(kind)


def shaped(value: Any, hint: Any) -> Any:
    """A value of JSON as the field's type has it."""
    if hint is Who:
        kind, at = value
        if kind not in KINDS:
            raise ValueError(f"no kind {kind!r}")
        return Who(kind, int(at))
    if get_origin(hint) in (tuple, frozenset):
        inner = get_args(hint)[0]
        return get_origin(hint)(shaped(one, inner) for one in value)
    return hint(value)


def placed(school: School, given: Mapping[str, Any], where: str) -> Timetable:
    starts, rooms = (tuple(int(at) for at in given[name]) for name in ("starts", "rooms"))
    if len(starts) != len(school.lessons) or len(rooms) != len(school.lessons):
        got = f"{len(starts)}, {len(rooms)} / {len(school.lessons)}"
        raise Refused([fault("week.places", "课表与课数不符。", "The timetable does not have one place a lesson.", where, got)])  # fmt: skip
    for at, (start, room) in enumerate(zip(starts, rooms, strict=True)):
        if not (-1 <= start < school.slots and -1 <= room < len(school.rooms)):
            got = f"{school.lessons[at].id}: {start}, {room}"
            raise Refused([fault("week.place", "没有这个节次或教室。", "There is no such slot or room.", where, got)])
    return Timetable(school, starts, rooms)


def dangling(school: School, where: str) -> list[Problem]:
    """References that lead nowhere."""
    sizes = {"teacher": len(school.teachers), "group": len(school.groups), "room": len(school.rooms)}
    wrong = [
        f"{lesson.id}: {kind} {at}"
        for lesson in school.lessons
        for kind, ats, size in (
            ("teacher", lesson.teachers, sizes["teacher"]), ("group", (*lesson.groups, *lesson.sent), sizes["group"]),
            ("subject", (lesson.subject,), len(school.subjects)), ("tag", lesson.tags, len(school.tags)),
        )
        for at in ats
        if not 0 <= at < size
    ]  # fmt: skip
    wrong += [f"{who.kind} {who.at}" for who in school.away if not 0 <= who.at < sizes.get(who.kind, 0)]
    wrong += [f"slot {slot}" for slot in sorted(school.closed) if not 0 <= slot < school.slots]
    return [fault("week.reference", "引用的对象不存在。", "Something is referred to that is not there.", where, one) for one in wrong]  # fmt: skip


def beyond(school: School, rule: Rule, where: str) -> Problem | None:
    """A rule that speaks of lessons, slots, rooms or people that the school does not have."""
    sizes = {"teacher": len(school.teachers), "group": len(school.groups), "room": len(school.rooms)}
    ends = {"lessons": len(school.lessons), "slots": school.slots, "rooms": len(school.rooms)}
    for field in fields(rule):
        value = getattr(rule, field.name)
        size = ends.get(field.name)
        if size is not None and any(not 0 <= one < size for one in value):
            return fault("week.reference", "引用的对象不存在。", "Something is referred to that is not there.", where, f"{rule.name}.{field.name}")  # fmt: skip
        if field.name == "whos" and any(not 0 <= who.at < sizes[who.kind] for who in value):
            return fault("week.reference", "引用的对象不存在。", "Something is referred to that is not there.", where, f"{rule.name}.whos")  # fmt: skip
    return None


def fault(rule: str, zh: str, en: str, where: str, got: str = "") -> Problem:
    return Problem(rule, Words(zh, en), where=where, got=got[:200])
