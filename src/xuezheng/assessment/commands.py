"""`xuezheng assessment calibrate`, `xuezheng assessment score` and `xuezheng assessment value-added`."""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.assessment.plan import answers as plan
from xuezheng.engine.commands import Command
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words

BLANKS = ["", "NA", "NaN", "."]
HEAD = 1000
ITEMS_FROM_ANSWERS = Words(
    "由作答标定题目：一人一行，一题一列，空格为未给出",
    "items from answers: a row a person, a column an item, blanks not given",
)
SCHOOLS_FROM_RESULTS = Words("学校增值：随机截距模型", "what schools add: a random-intercept model")
SCORES_FROM_ANSWERS = Words("由作答与题目参数计分", "scores of persons from answers and calibrated items")


def language() -> str:
    return shell_language()


def arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    calibrate = parts.add_parser("calibrate", help=ITEMS_FROM_ANSWERS.in_(language()))
    add(calibrate, "--model", "模型", "the model", required=True, choices=plan.MODEL_NAMES)
    add(
        calibrate,
        "--papers",
        "各题满分（列 item,top）",
        "highest scores (columns item, top)",
        type=Path,
        metavar="PAPERS.csv",
    )
    add(
        calibrate,
        "--known",
        "保持不变的题（固定题标定）",
        "items to keep (fixed-item calibration)",
        type=Path,
        metavar="ITEMS.csv",
    )
    add(calibrate, "--out", "题目参数", "the items' parameters", type=Path, required=True, metavar="ITEMS.csv")
    add(calibrate, "--groups-out", "各组均值与标准差", "the groups' means and spreads", type=Path, metavar="GROUPS.csv")
    score = parts.add_parser("score", help=SCORES_FROM_ANSWERS.in_(language()))
    add(score, "--items", "题目参数", "the items' parameters", type=Path, required=True, metavar="ITEMS.csv")
    add(score, "--method", "计分方法", "the kind of score", choices=("eap", "map", "wle"), default="eap")
    add(
        score,
        "--population",
        "各组分布，缺省为 0 与 1",
        "the groups, as --groups-out wrote them; else 0 and 1",
        type=Path,
    )
    add(score, "--plausible", "每人似真值个数", "plausible values a person", type=int, default=0, metavar="M")
    add(score, "--background", "背景变量列", "columns on which ability is regressed", default="", metavar="COL,COL")
    add(score, "--seed", "随机种子", "seed of the draws", type=int, default=0)
    add(score, "--out", "得分", "the scores", type=Path, required=True, metavar="SCORES.csv")
    added = parts.add_parser("value-added", help=SCHOOLS_FROM_RESULTS.in_(language()))
    added.add_argument("results", type=Path, metavar="PUPILS.csv")
    add(
        added,
        "--result",
        "结果列；似真值用逗号分列",
        "column of results; plausible values by commas",
        required=True,
        metavar="COL,COL",
    )
    add(added, "--school", "学校列", "column of schools", required=True, metavar="COL")
    add(added, "--covariates", "先前成绩与背景列", "columns of prior score and context", default="", metavar="COL,COL")
    add(
        added, "--least-pupils", "人数不足者不列效应", "schools of fewer are withheld", type=int, default=1, metavar="N"
    )
    add(added, "--out", "各校效应", "the schools' effects", type=Path, required=True, metavar="SCHOOLS.csv")
    for part in (calibrate, score):
        part.add_argument("answers", type=Path, metavar="RESP.csv")
        add(part, "--groups", "组别列，首组为参照", "column of groups, the first being the reference", metavar="COL")
        add(part, "--weights", "抽样权重列", "column of sampling weights", metavar="COL")
        add(part, "--id", "考生标识列", "column that names persons", metavar="COL")


def add(parser: ArgumentParser, name: str, zh: str, en: str, **rest: Any) -> None:
    parser.add_argument(name, help=Words(zh, en).in_(language()), **rest)


def run(args: Namespace) -> int:
    return {"calibrate": run_calibrate, "score": run_score, "value-added": run_value_added}[args.part](args)


def run_calibrate(args: Namespace) -> int:
    began = time.perf_counter()
    beside = [name for name in (args.id, args.groups, args.weights) if name]
    given = plan.answers(table_at(args.answers), beside)
    tell((*given.findings, *(plan.doubled(given, args.id) if args.id else ())))
    paper = plan.papers(table_at(args.papers)) if args.papers else None
    known = plan.known_items(table_at(args.known)) if args.known else []
    found = plan.calibrated(given, args.model, args.groups, args.weights, known, paper)
    tell(found.findings_)
    plan.item_table(found.items_).write_csv(args.out)
    if args.groups_out:
        plan.group_table(found.groups_).write_csv(args.groups_out)
    for group in found.groups_:
        print(f"group {group.name} mean {group.mean:.6f} sd {group.sd:.6f}")
    seconds = time.perf_counter() - began
    print(f"loglik {found.loglik_:.6f} iterations {found.iterations_} seconds {seconds:.3f}")
    return 0


def run_score(args: Namespace) -> int:
    background = [name for name in args.background.split(",") if name]
    beside = [name for name in (args.id, args.groups, args.weights, *background) if name]
    items = plan.known_items(table_at(args.items))
    given = plan.answers(table_at(args.answers), beside, [item.name for item in items])
    doubled = plan.doubled(given, args.id) if args.id else ()
    tell((*given.findings, *doubled, *plan.lost_scores(given, items)))
    population = None
    if args.population:
        population = plan.populations(table_at(args.population))
    group_of = [str(name) for name in given.beside[args.groups]] if args.groups and population else None
    scores = plan.scored(given, items, population, group_of, args.method)
    if args.plausible:
        scores = plan.with_plausible_values(scores, background, args.weights, args.plausible, args.seed)
    scores.table.write_csv(args.out)
    print(f"scored {scores.table.height} method {args.method}")
    return 0


def run_value_added(args: Namespace) -> int:
    began = time.perf_counter()
    results, covariates = ([name for name in text.split(",") if name] for text in (args.result, args.covariates))
    found, findings = plan.schools(table_at(args.results), results, args.school, covariates, args.least_pupils)
    tell(findings)
    plan.school_table(found).write_csv(args.out)
    seconds = time.perf_counter() - began
    print(
        f"schools {len(found.effect)} sd_between {found.sd_between:.6f} sd_within {found.sd_within:.6f} seconds {seconds:.3f}"
    )
    return 0


def table_at(path: Path) -> pl.DataFrame:
    """A CSV file in UTF-8 or, as office programs of China save it, in GB 18030."""
    if not path.is_file():
        cure = Words("核对文件名与路径。", "Check the name and the folder.")
        raise Refused(
            [Problem("file_missing", Words("没有这个文件。", "There is no such file."), which=str(path), cure=cure)]
        )
    content = path.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        content = content.decode("gb18030", errors="replace").encode("utf-8")
    try:
        return read(content, HEAD)
    except pl.exceptions.ComputeError:  # a later line holds other than numbers where the first ones held numbers
        pass
    except pl.exceptions.PolarsError as reason:
        raise unreadable(path, reason) from reason
    try:
        return read(content, None)
    except pl.exceptions.PolarsError as reason:
        raise unreadable(path, reason) from reason


def read(content: bytes, lines: int | None) -> pl.DataFrame:
    """Columns by what their first lines hold; by all lines, twice as slow, if None."""
    return pl.read_csv(content, infer_schema_length=lines, null_values=BLANKS)


def unreadable(path: Path, reason: Exception) -> Refused:
    what = Words("读不出表格。", "This cannot be read as a table.")
    cure = Words(
        "须为 CSV：首行为列名，各行列数相同。", "It must be CSV: a line of names, then lines of as many cells."
    )
    return Refused([Problem("file_unreadable", what, which=str(path), got=str(reason).splitlines()[0], cure=cure)])


def tell(findings: Sequence[Problem]) -> None:
    """What was left out, and why, to the error stream: the rest is done."""
    for finding in findings:
        print(finding.sentence(language()), file=sys.stderr)


COMMANDS = (Command("assessment", Words("标定题目、为考生计分", "Calibrate items, score persons"), arguments, run),)
