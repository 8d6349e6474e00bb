"""Files of births, new dwellings and projects: every row checked, all or nothing, and a dry run unless asked to write."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import may, record
from xuezheng.access.rules import Place
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import find_area
from xuezheng.seats.actions.projects import check_project, do_add_project
from xuezheng.seats.models import Births, Dwellings, TakenFile, school_of
from xuezheng.seats.rules import STEPS, STOPPED

MOST_ROWS = 20_000


@dataclass(frozen=True)
class Sheet:
    """A kind of file: its columns (key, heading, whether needed, an example)."""

    key: str
    title: Words
    columns: tuple[tuple[str, Words, bool, str], ...]


SHEETS: Mapping[str, Sheet] = {
    "births": Sheet("births", Words("出生人数", "Births"), (
        ("area_code", Words("地区代码", "Area code"), True, "511002"), ("year", Words("年份", "Year"), True, "2023"),
        ("birth_count", Words("出生人数", "Births"), True, "3120"), ("source", Words("来源", "Source"), False, "卫健委"),
    )),
    "dwellings": Sheet("dwellings", Words("新建住房", "New dwellings"), (
        ("town_code", Words("乡镇代码", "Township code"), True, "511002001"), ("name", Words("楼盘", "Name"), True, "滨江新城"),
        ("year", Words("交付学年", "School year of handing over"), True, "2026"), ("dwelling_count", Words("套数", "Dwellings"), True, "860"),
        ("source", Words("来源", "Source"), False, "住建局"),
    )),
    "projects": Sheet("projects", Words("建设项目", "Building projects"), (
        ("code", Words("项目编号", "Project code"), True, "511002-2026-01"), ("name", Words("项目名称", "Name"), False, "城东小学新建"),
        ("institution_code", Words("学校标识码", "School code"), False, ""), ("town_code", Words("乡镇代码", "Township code"), False, "511002001"),
        ("kind", Words("类别", "Kind"), True, "new"), ("stage", Words("学段", "Stage"), True, "primary"),
        ("programme", Words("来源计划", "Programme"), False, ""), ("seat_count", Words("学位数", "Seats"), True, "1080"),
        ("budget_yuan", Words("预算（元）", "Budget (yuan)"), True, "45000000"), ("step", Words("阶段", "Step"), True, "approved"),
        ("started_on", Words("登记日期", "Registered on"), True, "2025-03-01"), ("planned_open_on", Words("计划开学日期", "Planned to open"), False, "2027-09-01"),
    )),
}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What a file would do, or did: rows that are new, changed and as they were."""

    added: int
    changed: int
    unchanged: int
    number: int = 0  # of the taken file, by which it can be taken back


def template(kind: str) -> str:
    """An empty file with headings in both languages and one example row."""
    sheet = SHEETS[kind]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f"{words.zh} {key}" for key, words, _, _ in sheet.columns])
    writer.writerow([example for *_, example in sheet.columns])
    return "\ufeff" + out.getvalue()


def read_sheet(kind: str, text: str, file: str) -> list[dict[str, str]]:
    """The rows by column key. Raises Refused where a needed column is missing or the file is too long or empty."""
    sheet = SHEETS[kind]
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    heads = [cell.strip() for cell in rows[0]] if rows else []
    at: dict[str, int] = {}
    for key, words, _, _ in sheet.columns:
        names = {key, words.zh, words.en, f"{words.zh} {key}"}
        if places := [i for i, head in enumerate(heads) if head in names]:
            at[key] = places[0]
    problems = [
        Problem("intake.column", Words("表中没有这一列。", "The file has no such column."), which=f"{words.zh} / {key}", where=file)
        for key, words, needed, _ in sheet.columns if needed and key not in at
    ]  # fmt: skip
    body = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    if not problems and not 0 < len(body) <= MOST_ROWS:
        what = Words(f"文件应有1到{MOST_ROWS:,}行。", f"A file has between 1 and {MOST_ROWS:,} rows.")
        problems.append(Problem("intake.rows", what, where=file, got=str(len(body))))
    if problems:
        raise Refused(problems)
    return [{key: row[i].strip() if i < len(row) else "" for key, i in at.items()} for row in body]


class _Row:
    """One row while it is checked: reads cells, collects what is wrong with their places."""

    def __init__(self, cells: Mapping[str, str], where: str, problems: list[Problem]) -> None:
        self.cells, self.where, self.problems = cells, where, problems

    def wrong(self, key: str, zh: str, en: str) -> None:
        self.problems.append(
            Problem(f"intake.{key}", Words(zh, en), where=f"{self.where} {key}", got=self.cells.get(key, ""))
        )

    def number(self, key: str, least: int = 0, most: int = 10**9) -> int:
        text = self.cells.get(key, "").replace(",", "")
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            self.wrong(
                key, f"要一个{least}到{most:,}的整数。", f"This must be a whole number from {least} to {most:,}."
            )
            return least
        return int(text)

    def day(self, key: str) -> date | None:
        text = self.cells.get(key, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong(key, "日期应写作2025-09-01。", "A date reads 2025-09-01.")
            return None

    def area(self, key: str, account: Any, levels: tuple[str, ...]) -> str:
        code = self.cells.get(key, "")
        found = find_area(code) if code else None
        if found is None or found.level not in levels:
            self.wrong(key, "登记册里没有这个地区。", "The register has no such area.")
        elif account is not None and not may(account, "record.edit", Place(code[:6])):
            self.wrong(key, "不在你的辖区。", "This area is not yours.")
        return code


def _births(row: _Row, account: Any) -> dict[str, Any]:
    return {
        "key": {"area_id": row.area("area_code", account, ("county", "town")), "year": row.number("year", 1990, 2100)},
        "values": {"birth_count": row.number("birth_count"), "source": row.cells.get("source", "")[:120]},
    }


def _dwellings(row: _Row, account: Any) -> dict[str, Any]:
    key = {
        "town_id": row.area("town_code", account, ("town",)),
        "name": row.cells.get("name", "")[:80],
        "year": row.number("year", 1990, 2100),
    }
    return {
        "key": key,
        "values": {"dwelling_count": row.number("dwelling_count"), "source": row.cells.get("source", "")[:120]},
    }


def _projects(row: _Row, account: Any) -> dict[str, Any]:
    cells, school = row.cells, row.cells.get("institution_code", "")
    if cells.get("town_code"):
        row.area("town_code", account, ("town",))
    elif (
        school
        and (found := school_of(school))
        and account is not None
        and not may(account, "record.edit", Place(found.county_code))
    ):
        row.wrong("institution_code", "不在你的辖区。", "This school is not in your area.")
    asked = {
        "code": cells.get("code", ""), "town_code": cells.get("town_code", ""), "institution_code": school, "kind": cells.get("kind", ""),
        "stage": cells.get("stage", ""), "programme": cells.get("programme", ""), "seat_count": row.number("seat_count"),
        "budget_fen": row.number("budget_yuan", most=10**11) * 100,
    }  # fmt: skip
    for problem in check_project(**asked):
        row.problems.append(Problem(problem.rule, problem.what, problem.which, row.where, problem.got, problem.cure))
    if cells.get("step") not in (*STEPS, STOPPED):
        row.wrong("step", f"阶段应为：{'、'.join(STEPS)}。", f"The step is one of {', '.join(STEPS)}.")
    on, planned = row.day("started_on"), row.day("planned_open_on")
    return {
        **asked,
        "name": cells.get("name", "")[:120],
        "step": cells.get("step", ""),
        "on": on or timezone.localdate(),
        "planned_open_on": planned,
    }


READERS: Mapping[str, Callable[[_Row, Any], dict[str, Any]]] = {
    "births": _births,
    "dwellings": _dwellings,
    "projects": _projects,
}


def do_take_file(account: Any, kind: str, text: str, file: str, *, apply: bool) -> Taken:
    """Take a file: all rows or none, and none without `apply`. Raises Refused naming every cell that is wrong."""
    problems: list[Problem] = []
    wanted = [
        READERS[kind](_Row(cells, f"{file}:{line}", problems), account)
        for line, cells in enumerate(read_sheet(kind, text, file), start=2)
    ]
    if problems:
        raise Refused(problems[:100])
    with transaction.atomic():
        taken, before = _written(account, kind, wanted)
        if not apply:
            transaction.set_rollback(True)
            return taken
        kept = TakenFile.objects.create(
            kind=kind, name=file[:200], area_code=_common(wanted), taken_at=timezone.now(), taken_by=account, before=before
        )  # fmt: skip
        taken = replace(taken, number=kept.pk)
        record(
            f"seats.{kind}.taken", account=account, subject=file,
            area_code=_common(wanted), detail={"added": taken.added, "changed": taken.changed, "rows": len(wanted)},
        )  # fmt: skip
    return taken


def _common(wanted: list[dict[str, Any]]) -> str:
    """The smallest area that holds all rows: a county, a city, or "" for several cities."""
    codes = {
        str(w.get("key", w).get("area_id") or w.get("key", w).get("town_id") or w.get("town_code") or "")
        for w in wanted
    }
    counties = {code[:6] for code in codes}
    if len(counties) == 1:
        return counties.pop()
    cities = {code[:4] for code in codes}
    return f"{cities.pop()}00" if len(cities) == 1 else ""


def _written(account: Any, kind: str, wanted: list[dict[str, Any]]) -> tuple[Taken, list[dict[str, Any]]]:
    """Write the rows; what each had before and has now, for taking it back."""
    before: list[dict[str, Any]] = []
    if kind == "projects":
        before = [{"pk": do_add_project(account, **one).pk, "was": None, "now": {}} for one in wanted]
        return Taken(len(wanted), 0, 0), before
    model: Any = {"births": Births, "dwellings": Dwellings}[kind]
    for one in wanted:
        found, values = model.objects.filter(**one["key"]).first(), one["values"]
        if found is None:
            before.append({"pk": model.objects.create(**one["key"], **values).pk, "was": None, "now": values})
        elif any(getattr(found, name) != value for name, value in values.items()):
            before.append({"pk": found.pk, "was": {name: getattr(found, name) for name in values}, "now": values})
            model.objects.filter(pk=found.pk).update(**values)
    added = sum(row["was"] is None for row in before)
    return Taken(added, len(before) - added, len(wanted) - len(before)), before
