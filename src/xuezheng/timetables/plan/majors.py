"""What universities require: rows of majors with the subjects they ask for, and of each combination the share that it opens.

The ministry's guide lists for each major a first subject (物理, 历史, or either) and others, all of them or any one; a school loads the
table of its province. Columns are found by their heads in Chinese or English.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.senior.choosing import SIX

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "university": ("院校", "院校名称", "学校"), "group": ("专业类", "门类", "学科门类"), "major": ("专业", "专业名称"),
    "first": ("首选科目", "首选", "首选科目要求"), "others": ("再选科目", "再选", "再选科目要求", "选考科目"), "how": ("要求", "关系", "再选关系"),
}  # fmt: skip
NEEDED: Final = ("group", "major", "first", "others")
FREE: Final = frozenset({"", "不限", "无", "不提科目要求", "either", "any", "-"})
MOST_ROWS: Final = 60_000
SHORT: Final = {
    "物": "物理",
    "化": "化学",
    "生": "生物",
    "史": "历史",
    "政": "政治",
    "地": "地理",
    "思想政治": "政治",
    "生物学": "生物",
}


class Major(NamedTuple):
    university: str
    group: str
    name: str
    first: str  # empty: either
    others: tuple[str, ...]
    takes_any: bool  # one of the others is enough

    def open_to(self, chosen: Sequence[str]) -> bool:
        if self.first and self.first not in chosen:
            return False
        has = [subject in chosen for subject in self.others]
        return not has or (any(has) if self.takes_any else all(has))


def majors_from(rows: Sequence[dict[str, str]], file: str) -> list[Major]:
    """Majors from rows by column key. Raises Refused naming every cell that is wrong."""
    problems: list[Problem] = []
    found: list[Major] = []
    for row in rows:
        first, others = subject_of(row.get("first", "")), list(subjects_of(row.get("others", "")))
        unknown = [s for s in (first, *others) if s and s not in SIX]
        if unknown or not row.get("major"):
            what = Words("专业空缺，或科目不认识。", "The major is missing, or a subject is not known.")
            cure = Words(f"科目写作：{'、'.join(SIX)}、不限。", f"Subjects are {', '.join(SIX)}, or 不限.")
            problems.append(
                Problem(
                    "majors_row",
                    what,
                    which=row.get("major", ""),
                    where=f"{file}:{row.get('line', '')}",
                    got="、".join(unknown),
                    cure=cure,
                )
            )
        how = row.get("how", "") + row.get("others", "")
        takes_any = any(sign in how for sign in ("或", "其一", "/", "any", "选考1门", "1门"))
        found.append(
            Major(
                row.get("university", "")[:60],
                row.get("group", "")[:40],
                row.get("major", "")[:80],
                first,
                tuple(others),
                takes_any,
            )
        )
    if not 0 < len(found) <= MOST_ROWS:
        what = Words(f"表应有1到{MOST_ROWS:,}行。", f"A table has 1 to {MOST_ROWS:,} rows.")
        problems.append(Problem("majors_rows", what, where=file, got=str(len(found))))
    if problems:
        raise Refused(problems[:100])
    return found


def subject_of(text: str) -> str:
    text = text.strip()
    return "" if text in FREE else SHORT.get(text, text)


def subjects_of(text: str) -> Iterator[str]:
    for sign in "，,、/或和+;；()（）":
        text = text.replace(sign, " ")
    for part in text.split():
        if part not in FREE and part not in ("均须选考", "均需选考", "其一", "1门", "2门", "选考"):
            yield SHORT.get(part, part)


def told_of(majors: Sequence[Major], combinations: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Of each combination: majors open, and open of all by group."""
    groups = sorted({one.group for one in majors})
    found: dict[str, Any] = {"total": len(majors), "groups": groups, "by": {}}
    totals = {group: sum(one.group == group for one in majors) for group in groups}
    for chosen in combinations:
        open_to = [one for one in majors if one.open_to(chosen)]
        by_group = dict.fromkeys(groups, 0)
        for one in open_to:
            by_group[one.group] += 1
        found["by"]["+".join(chosen)] = {
            "open": len(open_to),
            "groups": [[group, by_group[group], totals[group]] for group in groups],
        }
    return found


def kept_rows(majors: Sequence[Major]) -> list[list[Any]]:
    return [[m.university, m.group, m.name, m.first, list(m.others), m.takes_any] for m in majors]


def majors_of(rows: Sequence[Sequence[Any]]) -> list[Major]:
    return [Major(u, g, n, f, tuple(o), a) for u, g, n, f, o, a in rows]
