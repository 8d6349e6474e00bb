"""`xuezheng evaluate cv|county|school`: the national evaluations on the command line."""

import csv
import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.engine.commands import Command, say
from xuezheng.engine.instance import Instance
from xuezheng.evaluations.evidence import given_for
from xuezheng.evaluations.law import INDICATORS, is_of_2017
from xuezheng.evaluations.rules import weighted_variation
from xuezheng.evaluations.schemes import BY_ID, schemes_of
from xuezheng.evaluations.scorecard import Evaluated, Outcome, Scorecard, scorecard
from xuezheng.evaluations.standing import evaluated_here
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words

VERDICT_WORDS = {
    "met": Words("达到", "met"), "unmet": Words("未达到", "not met"), "unknown": Words("未知", "unknown"),
    "not_applicable": Words("不适用", "not applicable"),
}  # fmt: skip


def _arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="what", required=True)
    cv = parts.add_parser("cv", help="加权差异系数 / the weighted coefficient of variation of a CSV file")
    cv.add_argument("file", type=Path)
    cv.add_argument("--weight", required=True, metavar="COLUMN", help="学生数 / students")
    cv.add_argument("--value", required=True, metavar="COLUMN", help="总量（册、平方米、人）/ quantity of the school")
    cv.add_argument("--per-student", action="store_true", help="该列已是生均值 / the column is per student already")
    cv.add_argument("--format", choices=("table", "json"), default="table")
    county = parts.add_parser("county", help="一个县的评估 / a county's scorecard")
    county.add_argument("code")
    county.add_argument("--scheme", choices=tuple(BY_ID))
    school = parts.add_parser("school", help="一所学校的指标 / a school's lines")
    school.add_argument("code")
    for part in (county, school):
        part.add_argument("--year", type=int, help="2023 = 2023—2024；缺省为最近一年 / the latest unless given")
        part.add_argument("--format", choices=("table", "json"), default="table")


def _words(words: Words) -> str:
    return words.in_(shell_language())


def _column(path: Path, rows: list[dict[str, str]], name: str) -> list[float | None]:
    found: list[float | None] = []
    problems: list[Problem] = []
    for line, row in enumerate(rows, start=2):
        text = (row.get(name) or "").strip().replace(",", "")
        try:
            found.append(float(text) if text else None)
        except ValueError:
            what = Words("这里要一个数。", "This must be a number.")
            problems.append(Problem("cv.number", what, where=f"{path.name}:{line} {name}", got=text))
    if problems:
        raise Refused(problems[:20])
    return found


def _cv(args: Namespace) -> int:
    if not args.file.exists():
        raise Refused([Problem("cv.file", Words("没有这个文件。", "There is no such file."), where=str(args.file))])
    with args.file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    heads = list(rows[0]) if rows else []
    absent = [name for name in (args.weight, args.value) if name not in heads]
    if absent:
        cure = Words(f"表头：{'、'.join(heads)}", f"The columns: {', '.join(heads)}")
        raise Refused(
            [
                Problem("cv.column", Words("表中没有这一列。", "The file has no such column."), which=n, cure=cure)
                for n in absent
            ]
        )
    weights, values = _column(args.file, rows, args.weight), _column(args.file, rows, args.value)
    if any(w is None for w in weights):
        line = weights.index(None) + 2
        raise Refused(
            [
                Problem(
                    "cv.weight",
                    Words("每行都要有学生数。", "Every row needs its students."),
                    where=f"{args.file.name}:{line}",
                )
            ]
        )
    students = [w or 0.0 for w in weights]
    if args.per_student:
        values = [None if v is None else v * w for v, w in zip(values, students, strict=True)]
    try:
        found = weighted_variation(values, students)
    except ValueError as error:
        what = Words("学生数与总量不能为负，须为有限的数。", "Students and quantities must be finite and not negative.")
        raise Refused([Problem("cv.negative", what, where=str(args.file), got=str(error))]) from error
    if args.format == "json":
        about = {"variation": found.value, "mean": found.mean, "deviation": found.deviation, "students": found.students,
                 "schools": found.schools, "left_out": found.left_out, "missing": found.missing}  # fmt: skip
        print(json.dumps(about))
        return 0
    if found.value is None:
        say(f"无法计算：{found.missing} 所学校缺数。" if found.missing else "无法计算：均值为零或没有学生。",
            f"Cannot be had: {found.missing} schools lack the quantity." if found.missing else "Cannot be had: the mean is zero, or there are no students.")  # fmt: skip
        return 1
    say(
        f"加权差异系数 {found.value:.6f}（{found.schools} 所学校，{found.students:g} 名学生，均值 {found.mean:.6f}，标准差 {found.deviation:.6f}）",
        f"weighted coefficient of variation {found.value:.6f} ({found.schools} schools, {found.students:g} students, "
        f"mean {found.mean:.6f}, standard deviation {found.deviation:.6f})",
    )
    if found.left_out:
        say(f"没有学生的 {found.left_out} 所未计。", f"{found.left_out} schools without students were left out.")
    return 0


def _here() -> Evaluated:
    instance = Instance.here()
    found = evaluated_here(instance)
    if found is None:
        what = Words("还没有冻结的年报，无从评估。", "No return is frozen yet: there is nothing to evaluate.")
        raise Refused(
            [
                Problem(
                    "evaluate.frozen",
                    what,
                    where=str(instance.returns),
                    cure=Words("xuezheng freeze", "xuezheng freeze"),
                )
            ]
        )
    return found


def _year(found: Evaluated, asked: int | None) -> int:
    if asked is not None and asked not in found.years:
        years = ", ".join(str(y) for y in found.years)
        raise Refused(
            [
                Problem(
                    "evaluate.year",
                    Words("这一学年没有年报。", "No return of this school year."),
                    got=str(asked),
                    cure=Words(years, years),
                )
            ]
        )
    return asked if asked is not None else found.years[-1]


def outcome_row(one: Outcome) -> dict[str, Any]:
    """An item of a scorecard as plain data."""
    return {
        "item": one.item.id, "number": one.item.number, "term": _words(one.item.term), "verdict": one.verdict,
        "value": one.value, "limit": one.limit, "comparison": one.item.comparison, "unit": one.unit,
        "shortfall": one.shortfall, "since": one.since, "source": one.item.source, "limit_verified": one.is_verified,
        "evidence": [{"id": g.id, "file": g.file_name, "page": g.page, "sha256": g.sha256, "statement": g.statement} for g in one.given],
    }  # fmt: skip


def _card(card: Scorecard, format: str) -> dict[str, Any]:
    rows = [outcome_row(o) for o in card.outcomes]
    if format == "table":
        counts = "  ".join(f"{_words(VERDICT_WORDS[v])} {card.count(v)}" for v in ("met", "unmet", "unknown"))
        print(
            f"\n{_words(card.scheme.title)}  {card.county_code}  {card.year}  {_words(VERDICT_WORDS[card.verdict])}  ({counts})"
        )
        for row in rows:
            value = "…" if row["value"] is None else f"{row['value']:.4f}".rstrip("0").rstrip(".")
            limit = "" if row["limit"] is None else f"{row['comparison'].replace('=0', '=')}{row['limit']:g}"
            mark = "" if row["limit_verified"] else " ?"
            print(
                f"  {row['number']:>4}  {_words(VERDICT_WORDS[row['verdict']]):8} {value:>12} {limit + mark:>12}  {row['since']}  {row['term']}"
            )
    return {
        "scheme": card.scheme.id,
        "county": card.county_code,
        "year": card.year,
        "verdict": card.verdict,
        "items": rows,
    }


def _county(args: Namespace) -> int:
    found = _here()
    if args.code not in found.counties():
        what = Words("年报里没有这个县。", "No return holds this county.")
        raise Refused(
            [
                Problem(
                    "evaluate.county",
                    what,
                    got=args.code,
                    cure=Words("、".join(found.counties()), ", ".join(found.counties())),
                )
            ]
        )
    year = _year(found, args.year)
    if args.scheme and BY_ID[args.scheme] not in schemes_of(year):
        scheme, held = BY_ID[args.scheme], "、".join(s.id for s in schemes_of(year))
        what = Words("这一学年还没有这项评估：", "This evaluation did not judge the school year yet: ")
        what = Words(what.zh + scheme.document.zh, what.en + scheme.document.en)
        raise Refused(
            [
                Problem(
                    "evaluate.scheme",
                    what,
                    which=args.scheme,
                    got=str(year),
                    cure=Words(held, held.replace("、", ", ")),
                )
            ]
        )
    given = given_for(args.code)
    schemes = [BY_ID[args.scheme]] if args.scheme else list(schemes_of(year))
    cards = [_card(scorecard(found, scheme, args.code, year, given), args.format) for scheme in schemes]
    if args.format == "json":
        print(json.dumps(cards, ensure_ascii=False, indent=1))
    return 0


def _school(args: Namespace) -> int:
    found = _here()
    year = _year(found, args.year)
    lines = found.lines.filter((pl.col("institution_code") == args.code) & (pl.col("school_year") == year))
    if lines.is_empty() and not is_of_2017(year):
        what = Words(
            "学校的指标自2017学年起有（教督〔2017〕6号）。",
            "Schools have lines from the school year 2017 on (2017 no. 6).",
        )
        raise Refused([Problem("evaluate.school", what, got=str(year))])
    if lines.is_empty():
        what = Words("这一学年的评估不含这所学校。", "The evaluation of this year does not hold this school.")
        raise Refused([Problem("evaluate.school", what, got=args.code)])
    per = {indicator: scale for indicator, (_, scale) in INDICATORS.items()}
    rows = [
        {
            **row,
            "value": None if row["value"] is None else row["value"] * per[row["indicator"]],
            "minimum": row["minimum"] * per[row["indicator"]],
        }
        for row in lines.iter_rows(named=True)
    ]
    if args.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        verdict = VERDICT_WORDS["unknown" if row["is_met"] is None else "met" if row["is_met"] else "unmet"]
        value = "…" if row["value"] is None else f"{row['value']:.2f}"
        print(f"{row['part']:8} {row['indicator']:32} {value:>12} / {row['minimum']:<10g} {_words(verdict)}")
    return 0


def _run(args: Namespace) -> int:
    return {"cv": _cv, "county": _county, "school": _school}[args.what](args)


COMMANDS = (
    Command(
        "evaluate",
        Words("国家评估：差异系数、县、学校", "National evaluations: variation, county, school"),
        _arguments,
        _run,
    ),
)
