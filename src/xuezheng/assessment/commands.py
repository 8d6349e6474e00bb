"""`xuezheng assessment calibrate`, `xuezheng assessment score` and `xuezheng assessment value-added`."""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.assessment.plan import answers as plan
from xuezheng.assessment.plan import judging
from xuezheng.assessment.plan.bundle import looked_through
from xuezheng.assessment.rules.linking import METHODS
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
FIT_OF_ITEMS = Words("题目拟合、组间差异、题对相依", "fit of items, difference between groups, dependent pairs")
CLASSICAL = Words("经典统计与选项分析", "classical statistics and distractors")
CHECK = Words("核对归档的综合素质档案", "a locked portfolio checked against its hashes")
LINK = Words("把一个量尺的题换到另一个上，标出漂移的锚题", "items of one scale put on another, drifting anchors marked")
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
    add(
        score,
        "--regression-out",
        "潜在回归系数",
        "coefficients of the latent regression",
        type=Path,
        metavar="COEFFICIENTS.csv",
    )
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
    add(added, "--year", "学年列：多年联合估计", "column of years: several years jointly", metavar="COL")
    add(added, "--out", "各校效应", "the schools' effects", type=Path, required=True, metavar="SCHOOLS.csv")
    fit = more_parts(parts)
    for part in (calibrate, score, fit):
        part.add_argument("answers", type=Path, metavar="RESP.csv")
        add(part, "--groups", "组别列，首组为参照", "column of groups, the first being the reference", metavar="COL")
        add(part, "--weights", "抽样权重列", "column of sampling weights", metavar="COL")
        add(part, "--id", "考生标识列", "column that names persons", metavar="COL")


def more_parts(parts: Any) -> ArgumentParser:
    """Parts that judge items and scales; gives that of fit, which takes answers like the first two."""
    fit = parts.add_parser("fit", help=FIT_OF_ITEMS.in_(language()))
    add(fit, "--model", "模型", "the model", required=True, choices=plan.MODEL_NAMES)
    add(
        fit,
        "--out",
        "每题 S-X² 与 DIF",
        "S-X² of each item; with --groups the likelihood-ratio test of its difference",
        type=Path,
        required=True,
        metavar="FIT.csv",
    )
    add(fit, "--pairs-out", "题对残差相关 Q3", "Q3 of pairs of items", type=Path, metavar="PAIRS.csv")
    classical = parts.add_parser("classical", help=CLASSICAL.in_(language()))
    classical.add_argument("answers", type=Path, metavar="RESP.csv")
    add(classical, "--id", "考生标识列", "column that names persons", metavar="COL")
    add(
        classical,
        "--keys",
        "选择题答案（列 item,key）；不给则作答为得分",
        "keys of choices (columns item, key); without it answers are scores",
        type=Path,
        metavar="KEYS.csv",
    )
    add(classical, "--out", "每题统计", "statistics of items", type=Path, required=True, metavar="ITEMS.csv")
    add(classical, "--options-out", "每个选项", "every option", type=Path, metavar="OPTIONS.csv")
    link = parts.add_parser("link", help=LINK.in_(language()))
    link.add_argument("old", type=Path, metavar="OLD.csv")
    link.add_argument("new", type=Path, metavar="NEW.csv")
    add(link, "--method", "方法", "the method", choices=METHODS, default="stocking_lord")
    add(
        link,
        "--out",
        "OLD 的题换到 NEW 的量尺上",
        "OLD's items on NEW's scale",
        type=Path,
        required=True,
        metavar="MOVED.csv",
    )
    add(link, "--drift-out", "锚题漂移", "the anchors' drift", type=Path, metavar="DRIFT.csv")
    check = parts.add_parser("check-portfolio", help=CHECK.in_(language()))
    check.add_argument("file", type=Path, metavar="PORTFOLIO.zip")
    return fit


def add(parser: ArgumentParser, name: str, zh: str, en: str, **rest: Any) -> None:
    parser.add_argument(name, help=Words(zh, en).in_(language()), **rest)


def run(args: Namespace) -> int:
    runs = {
        "calibrate": run_calibrate, "score": run_score, "value-added": run_value_added, "fit": run_fit, "classical": run_classical, "link": run_link,
        "check-portfolio": run_check,
    }  # fmt: skip
    return runs[args.part](args)


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
    if args.regression_out:
        names = ["constant", *background]
        plan.regression_of(scores, names, args.weights).write_csv(args.regression_out)
    print(f"reliability {plan.reliability_of(scores.table, args.method):.6f}")
    print(f"scored {scores.table.height} method {args.method}")
    return 0


def run_value_added(args: Namespace) -> int:
    began = time.perf_counter()
    results, covariates = ([name for name in text.split(",") if name] for text in (args.result, args.covariates))
    if args.year:
        return run_years(args, results, covariates, began)
    found, findings = plan.schools(table_at(args.results), results, args.school, covariates, args.least_pupils)
    tell(findings)
    plan.school_table(found).write_csv(args.out)
    seconds = time.perf_counter() - began
    print(
        f"schools {len(found.effect)} sd_between {found.sd_between:.6f} sd_within {found.sd_within:.6f} seconds {seconds:.3f}"
    )
    return 0


def run_years(args: Namespace, results: Sequence[str], covariates: Sequence[str], began: float) -> int:
    """What schools add in several years jointly: a row a school and year, and one (year 0) for what lasts."""
    table, told, findings = judging.years(
        table_at(args.results), results, args.school, args.year, covariates, args.least_pupils
    )
    tell(findings)
    table.write_csv(args.out)
    seconds = time.perf_counter() - began
    spreads = " ".join(f"{name} {value:.6f}" for name, value in told.items())
    print(f"schools {table['school'].n_unique()} {spreads} seconds {seconds:.3f}")
    return 0


def run_fit(args: Namespace) -> int:
    began = time.perf_counter()
    given = plan.answers(table_at(args.answers), [name for name in (args.id, args.groups, args.weights) if name])
    tell(given.findings)
    found = plan.calibrated(given, args.model, args.groups, args.weights)
    tell(found.findings_)
    judging.fit_table(found).write_csv(args.out)
    if args.pairs_out:
        judging.pair_table(found).write_csv(args.pairs_out)
    print(f"items {len(found.items_)} seconds {time.perf_counter() - began:.3f}")
    return 0


def run_classical(args: Namespace) -> int:
    table = table_at(args.answers)
    items, options, alpha = judging.classical_tables(
        table, [args.id] if args.id else [], table_at(args.keys) if args.keys else None
    )
    items.write_csv(args.out)
    if args.options_out:
        options.write_csv(args.options_out)
    print(f"items {items.height} alpha {alpha:.6f}")
    return 0


def run_link(args: Namespace) -> int:
    moved, drift, link, error = judging.linked_tables(table_at(args.old), table_at(args.new), args.method)
    moved.write_csv(args.out)
    if args.drift_out:
        drift.write_csv(args.drift_out)
    print(
        f"scale {link.scale:.6f} shift {link.shift:.6f} anchors {drift.height} set_aside {int(drift['is_set_aside'].sum())} linking_error {error:.6f}"
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


def run_check(args: Namespace) -> int:
    """Every file of a locked portfolio against its hash; the portfolio's own hash is told, to be compared with the one on record."""
    try:
        content = args.file.read_bytes()
    except OSError as reason:
        what = Words("读不出这个文件。", "This file cannot be read.")
        raise Refused([Problem("quality.bundle_unreadable", what, which=str(args.file), got=str(reason))]) from reason
    found = looked_through(content, args.file.name)
    print(f"portfolio {found['hash']} records {found['records']} evidence {found['evidence']}")
    return 0


COMMANDS = (Command("assessment", Words("标定题目、为考生计分", "Calibrate items, score persons"), arguments, run),)
