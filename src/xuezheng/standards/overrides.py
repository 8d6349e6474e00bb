"""What an instance sets itself: `standards.yaml` in its folder puts a local value in the place of an unverified one.

Only what was written from memory may be replaced for the whole country; a value with its own area (a city's, a
county's) may be added to any entry, for local rules go before national ones. The file reads

    preschool_universal.standard_class_share:
      - {value: 0.9, from_on: 2024-01-01, area: "511000", document: {zh: 内教〔2024〕1号, en: "Neijiang 2024 no. 1"}}
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.standards.dated import NATION, Standard
from xuezheng.standards.reading import read_yaml

NAME = "standards.yaml"


def overridden(entries: tuple[Standard, ...], path: Path) -> tuple[Standard, ...]:
    """The entries with those of the file in their place. Raises Refused where the file does not hold together."""
    if not path.exists():
        return entries
    content = cast(dict[str, list[dict[str, Any]]], read_yaml(path) or {})
    problems: list[Problem] = []
    made: list[Standard] = []
    replaced: set[tuple[str, str]] = set()
    for id, values in content.items():
        known = [one for one in entries if one.id == id]
        for value in values:
            if problem := _wrong(id, value, known, path):
                problems.append(problem)
                continue
            area = str(value.get("area", NATION))
            replaced.add((id, area))
            made.append(_local(known[-1], value, area))
    if problems:
        raise Refused(problems)
    kept = [one for one in entries if (one.id, one.area) not in replaced]
    return tuple(sorted([*kept, *made], key=lambda s: (s.id, s.area, s.from_on)))


def _wrong(id: str, value: dict[str, Any], known: list[Standard], path: Path) -> Problem | None:
    if not known:
        what = Words("没有这个标准。", "There is no such standard.")
        return Problem(
            "standards.unknown",
            what,
            which=id,
            where=str(path),
            cure=Words("xuezheng standards list", "xuezheng standards list"),
        )
    if not isinstance(value.get("value"), int | float) or "from_on" not in value:
        what = Words(
            "每个值须有 value（数）与 from_on（日期）。", "Each value needs value (a number) and from_on (a day)."
        )
        return Problem("standards.value", what, which=id, where=str(path), got=str(value))
    if str(value.get("area", NATION)) == NATION and known[-1].verification != "memory":
        what = Words("此值已与文件核对，全国值不能改；可加本地区的值（area）。",
                     "This value was checked against its document: the national value stands. Add one of your area.")  # fmt: skip
        return Problem("standards.verified", what, which=id, where=str(path), got=str(value["value"]))
    return None


def _local(like: Standard, value: dict[str, Any], area: str) -> Standard:
    document = Words(**value["document"]) if "document" in value else Words("本机构设定", "Set by this bureau")
    return replace(
        like, value=value["value"], area=area, from_on=value["from_on"], to_on=value.get("to_on"), document=document,
        verification=value.get("verification", "memory"), checked_on=value.get("checked_on", value["from_on"]),
        note=str(value.get("note", "")), is_local=True,
    )  # fmt: skip
