"""A school's rules as a file of their own: YAML or JSON, the same fields as in the workbook."""

import json
from collections.abc import Sequence
from dataclasses import MISSING, fields
from typing import Any, cast

import yaml

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.week.book import Asked, row_from_dict

FIELDS = {field.name: field for field in fields(Asked)}


def rules_as_dicts(rules: Sequence[Asked]) -> list[dict[str, Any]]:
    """Each with what is not as usual."""
    return [
        {
            name: list(cast(tuple[str, ...], value)) if isinstance(value, tuple) else value
            for name, field in FIELDS.items()
            if (value := getattr(one, name)) != field.default or field.default is MISSING or name == "weight"
        }
        for one in rules
    ]


def written_rules(rules: Sequence[Asked], form: str) -> bytes:
    """`json` or `yaml`."""
    given = rules_as_dicts(rules)
    if form == "json":
        return json.dumps(given, ensure_ascii=False, indent=1).encode()
    return yaml.safe_dump(given, allow_unicode=True, sort_keys=False).encode()


def read_rules(content: bytes, where: str = "") -> tuple[Asked, ...]:
    """Rules from YAML or JSON. Raises Refused for what has another shape; whether names and times are known is seen by the book."""
    try:
        given: Any = yaml.safe_load(content.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        what = Words("不是 YAML 或 JSON 文件。", "This is neither YAML nor JSON.")
        raise Refused([Problem("week.rules_unreadable", what, where=where, got=str(error)[:120])]) from None
    if not isinstance(given, list):
        what = Words("文件须是规则的列表。", "The file must be a list of rules.")
        raise Refused([Problem("week.rules_list", what, where=where)])
    rows = cast(list[Any], given)
    if problems := [one for at, row in enumerate(rows, 1) for one in faults_of(row, f"{where} {at}".strip())]:
        raise Refused(problems)
    return tuple(row_from_dict(Asked, row) for row in rows)


def faults_of(row: Any, where: str) -> list[Problem]:
    shown = str(row)[:80]
    if not isinstance(row, dict) or "name" not in row:
        return [Problem("week.rules_name", Words("规则没有 name。", "A rule has no name."), where=where, got=shown)]
    found: list[Problem] = []
    for key, value in cast(dict[str, Any], row).items():
        if key not in FIELDS:
            found.append(
                Problem("week.rules_field", Words("没有这个字段。", "There is no such field."), where=where, got=key)
            )
            continue
        usual = FIELDS[key].default
        is_list = isinstance(usual, tuple)
        fits = isinstance(value, list) and all(isinstance(one, str) for one in cast(list[Any], value)) if is_list else (
            isinstance(value, int) and not isinstance(value, bool) if key == "number" else isinstance(value, str)
        )  # fmt: skip
        if not fits:
            found.append(
                Problem(
                    "week.rules_type",
                    Words("字段类型不对。", "The field has another type."),
                    which=key,
                    where=where,
                    got=str(cast(Any, value))[:60],
                )
            )
    return found
