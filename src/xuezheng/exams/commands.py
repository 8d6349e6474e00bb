"""`xuezheng exams seat|invigilate|marks|convert|classes|rules` and `xuezheng admission run`: files in, files out, no instance."""

import json
import shutil
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.engine.commands import Command, say
from xuezheng.exams.plan import conversion
from xuezheng.exams.plan.reading import text_table
from xuezheng.exams.rules.graded_variants import VARIANTS, variant
from xuezheng.ground.errors import Problem
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words


def add(parser: ArgumentParser, name: str, zh: str, en: str, **rest: Any) -> None:
    parser.add_argument(name, help=Words(zh, en).in_(shell_language()), **rest)


def part(parts: Any, name: str, zh: str, en: str, run: Callable[[Namespace], int]) -> ArgumentParser:
    made = parts.add_parser(name, help=Words(zh, en).in_(shell_language()))
    made.set_defaults(run_part=run)
    return made


def exam_arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    seat = part(
        parts, "seat", "编排考场座位（可复核的抽签）", "draw the seats, so that anybody can draw them again", run_seat
    )
    add(seat, "candidates", "考生名单", "the candidates", type=Path, metavar="CANDIDATES.csv")
    add(seat, "--rooms", "考场名单", "the rooms", type=Path, required=True, metavar="ROOMS.csv")
    add(seat, "--seed", "公开的种子", "the seed thrown in public", required=True, metavar="S")
    add(
        seat, "--session", "只编排这一场（按 sessions 列）", "seats of this session alone (column sessions)", default=""
    )
    add(seat, "--out", "结果文件夹", "folder of the results", type=Path, default=Path("seats"), metavar="FOLDER")
    watch = part(parts, "invigilate", "抽签安排监考", "draw the invigilators", run_invigilate)
    add(watch, "staff", "监考人员名单", "the people", type=Path, metavar="STAFF.csv")
    add(watch, "--rooms", "考场名单", "the rooms", type=Path, required=True, metavar="ROOMS.csv")
    add(watch, "--seats", "编排结果 seats.csv", "the drawn seats", type=Path, required=True, metavar="SEATS.csv")
    add(watch, "--sessions", "各场科目，逗号分列", "the sessions' subjects, by commas", required=True, metavar="A,B")
    add(watch, "--relatives", "亲属关系", "relatives to be kept apart", type=Path, metavar="RELATIVES.csv")
    add(watch, "--seed", "公开的种子", "the seed thrown in public", required=True, metavar="S")
    add(watch, "--out", "结果文件夹", "folder of the results", type=Path, default=Path("duties"), metavar="FOLDER")
    convert = part(parts, "convert", "等级赋分", "convert raw scores to graded scores", run_convert)
    add(convert, "scores", "原始分", "the raw scores", type=Path, metavar="SCORES.csv")
    add(
        convert,
        "--rule",
        "规则代码（exams rules 列出）",
        "the rule (exams rules lists them)",
        required=True,
        metavar="ID",
    )
    add(convert, "--columns", "要转换的列，逗号分列", "columns to convert, by commas", default="", metavar="COL,COL")
    add(convert, "--full", "原始分满分", "full raw score", type=int, default=100, metavar="POINTS")
    add(convert, "--out", "结果", "the results", type=Path, default=Path("graded.csv"), metavar="GRADED.csv")
    add(convert, "--map", "赋分对照表", "the map of scores", type=Path, default=Path("map.csv"), metavar="MAP.csv")
    marks = part(
        parts,
        "marks",
        "合成成绩：双评、仲裁、复核",
        "scores from marks: double marking, arbitration, appeals",
        run_marks,
    )
    add(marks, "candidates", "考生名单", "the candidates", type=Path, metavar="CANDIDATES.csv")
    add(marks, "--papers", "试卷与题目", "papers and questions", type=Path, required=True, metavar="PAPERS.csv")
    add(
        marks,
        "--marks",
        "评卷系统的给分",
        "marks from the marking system",
        type=Path,
        required=True,
        metavar="MARKS.csv",
    )
    add(marks, "--appeals", "复核", "appeals", type=Path, metavar="APPEALS.csv")
    add(marks, "--dry-run", "只试读，不写结果", "try only, write nothing", action="store_true")
    add(marks, "--out", "结果文件夹", "folder of the results", type=Path, default=Path("scores"), metavar="FOLDER")
    divide = part(parts, "classes", "阳光分班", "divide pupils into classes by lot", run_classes)
    add(divide, "pupils", "学生名单", "the pupils", type=Path, metavar="PUPILS.csv")
    add(divide, "--classes", "班数", "how many classes", type=int, required=True, metavar="K")
    add(divide, "--seed", "公开的种子", "the seed thrown in public", required=True, metavar="S")
    add(
        divide,
        "--by-score",
        "按成绩均衡（义务教育入学不用）",
        "balance prior scores (never for compulsory schooling)",
        action="store_true",
    )
    add(divide, "--out", "结果文件夹", "folder of the results", type=Path, default=Path("classes"), metavar="FOLDER")
    part(parts, "rules", "列出赋分规则", "list the rules of conversion", run_rules)


def admission_arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    run = part(parts, "run", "按志愿录取", "admit by ordered preferences", run_admission)
    add(run, "candidates", "考生及成绩", "candidates with their scores", type=Path, metavar="CANDIDATES.csv")
    add(run, "--choices", "志愿", "the lists", type=Path, required=True, metavar="CHOICES.csv")
    add(run, "--programmes", "招生计划", "the programmes", type=Path, required=True, metavar="PROGRAMMES.csv")
    add(
        run,
        "--order",
        "排序的列，先后比较",
        "columns of the order, compared one after another",
        default="total",
        metavar="COL,COL",
    )
    add(
        run,
        "--ties",
        "各项相同时：签分先后，或并列录取",
        "equal in all: by lot, or all of them",
        choices=("lot", "all"),
        default="lot",
    )
    add(
        run,
        "--mechanism",
        "平行志愿，或延迟接受",
        "serial dictatorship, or deferred acceptance",
        choices=("serial", "deferred"),
        default="serial",
    )
    add(run, "--longest", "每批志愿个数上限", "how many choices a list may hold", type=int, metavar="N")
    add(run, "--keep-quotas", "指标余额不转统招", "do not give empty quotas to the open programme", action="store_true")
    add(run, "--seed", "签分的种子", "the seed of the lots", default="", metavar="S")
    add(run, "--letter", "打印一名考生的录取说明", "print the letter to one candidate", metavar="NUMBER")
    add(run, "--out", "结果文件夹", "folder of the results", type=Path, default=Path("admission"), metavar="FOLDER")


def run_part(args: Namespace) -> int:
    return int(args.run_part(args))


def tell(findings: Sequence[Problem], folder: Path | None = None, shown: int = 20) -> None:
    """What was left out and why, to the error stream (the first ones) and to findings.csv (all of them)."""
    language = shell_language()
    for finding in findings[:shown]:
        print(finding.sentence(language), file=sys.stderr)
    if len(findings) > shown:
        print(f"… {len(findings) - shown} +", file=sys.stderr)
    if folder is not None:
        rows = [
            {"rule": f.rule, "what": f.what.in_(language), "which": f.which, "where": f.where, "got": f.got}
            for f in findings
        ]
        empty: dict[str, Any] = dict.fromkeys(("rule", "what", "which", "where", "got"), pl.String)
        pl.DataFrame(rows, schema=empty).write_csv(folder / "findings.csv")


def folder_of(args: Namespace) -> Path:
    args.out.mkdir(parents=True, exist_ok=True)
    return args.out


# What solves is imported where it solves: it is slow to load (tests/architecture/test_weight.py).


def run_seat(args: Namespace) -> int:
    from xuezheng.exams.plan import remake_seats as script
    from xuezheng.exams.plan import seating

    began = time.perf_counter()
    made = seating.drawn(text_table(args.candidates), text_table(args.rooms), args.seed, args.session)
    out = folder_of(args)
    made.seats.write_csv(out / "seats.csv")
    (out / "roster.csv").write_bytes(made.roster)
    (out / "rooms.csv").write_bytes(made.rooms)
    seating.statistics(made).write_csv(out / "statistics.csv")
    shutil.copyfile(script.__file__, out / "remake_seats.py")
    seed = f"{args.seed}/{args.session}" if args.session else args.seed
    about = {"seed": seed, "roster": made.roster_hash, "seated": made.seats.height, "rooms": made.used_rooms}
    (out / "draw.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    tell(made.findings, out)
    pairs = int((made.seating.clash > 0).sum())
    say(f"复核：python3 {out}/remake_seats.py {seed}", f"To check: python3 {out}/remake_seats.py {seed}")
    seconds = time.perf_counter() - began
    print(
        f"seated {made.seats.height} rooms {made.used_rooms} clashing {pairs} roster {made.roster_hash} seconds {seconds:.3f}"
    )
    return 0


def run_invigilate(args: Namespace) -> int:
    from xuezheng.exams.plan import invigilation

    began = time.perf_counter()
    seats = text_table(args.seats)
    relatives = text_table(args.relatives) if args.relatives else None
    sessions = [name for name in args.sessions.split(",") if name]
    made = invigilation.drawn(text_table(args.staff), text_table(args.rooms), seats, sessions, args.seed, relatives)
    out = folder_of(args)
    made.duties.write_csv(out / "duties.csv")
    made.counted.write_csv(out / "people.csv")
    tell(made.findings, out)
    spread = " ".join(f"{number}×{people}" for number, people in sorted(invigilation.spread(made).items()))
    km, seconds = made.duties["km"].mean() or 0.0, time.perf_counter() - began
    print(f"duties {made.duties.height} spread {spread} km {km:.1f} seconds {seconds:.3f}")
    return 0


def run_convert(args: Namespace) -> int:
    began = time.perf_counter()
    rule = variant(args.rule)
    columns = [name for name in args.columns.split(",") if name]
    made = conversion.graded(text_table(args.scores), rule, columns, args.full)
    made.scores.write_csv(args.out)
    made.maps.write_csv(args.map)
    tell(made.findings)
    if rule.verification == "memory":
        say(f"注意：{rule.note.zh}", f"Note: {rule.note.en}")
    subjects, valid = (made.maps["subject"].n_unique(), int(made.maps["count"].sum())) if made.maps.height else (0, 0)
    print(
        f"rows {made.scores.height} converted {valid} subjects {subjects} rule {rule.id} seconds {time.perf_counter() - began:.3f}"
    )
    return 0


def run_marks(args: Namespace) -> int:
    from xuezheng.exams.plan import marks

    appeals = text_table(args.appeals) if args.appeals else None
    made = marks.composed(text_table(args.candidates), text_table(args.papers), text_table(args.marks), appeals)
    if args.dry_run:
        tell(made.findings)
    else:
        out = folder_of(args)
        for name, table in (("scores", made.scores), ("awaiting", made.awaiting), ("trace", made.trace)):
            table.write_csv(out / f"{name}.csv")
        tell(made.findings, out)
    print(
        f"scored {made.scores['total'].count()} of {made.scores.height} awaiting {made.awaiting.height} corrections {made.trace.height}"
    )
    return 0


def run_classes(args: Namespace) -> int:
    from xuezheng.exams.plan import classes
    from xuezheng.exams.plan import remake_classes as script

    made = classes.drawn(text_table(args.pupils), args.classes, args.seed, args.by_score)
    out = folder_of(args)
    made.pupils.write_csv(out / "pupils.csv")
    made.classes.write_csv(out / "classes.csv")
    (out / "roster.csv").write_bytes(made.roster)
    shutil.copyfile(script.__file__, out / "remake_classes.py")
    say(
        f"复核：python3 {out}/remake_classes.py {args.seed} {args.classes}",
        f"To check: python3 {out}/remake_classes.py {args.seed} {args.classes}",
    )
    tell(made.findings, out)
    print(f"divided {made.pupils.height} classes {args.classes} roster {made.roster_hash}")
    return 0


def run_rules(args: Namespace) -> int:
    for rule in VARIANTS:
        until = f"–{rule.to_on}" if rule.to_on else "–"
        grades = " ".join(
            f"{b.grade}:{b.percent}%→{b.top}" + (f"–{b.bottom}" if b.bottom != b.top else "") for b in rule.bands
        )
        print(
            f"{rule.id}  {rule.term.in_(shell_language())}  {rule.from_on}{until}  [{rule.verification}]\n    {grades}"
        )
    return 0


def run_admission(args: Namespace) -> int:
    from xuezheng.exams.plan import admission, letters

    began = time.perf_counter()
    order = tuple(name for name in args.order.split(",") if name)
    rules = admission.Rules(order, args.ties, args.mechanism, args.longest, not args.keep_quotas, args.seed)
    made = admission.run(text_table(args.candidates), text_table(args.choices), text_table(args.programmes), rules)
    out = folder_of(args)
    made.results.write_csv(out / "results.csv")
    made.lines.write_csv(out / "lines.csv")
    tell(made.findings, out)
    for batch in made.batches:
        for claim in batch.claims:
            print(f"{batch.name or '-'}: {claim.in_(shell_language())}")
    if args.letter and (found := letters.letter(made, args.letter)):
        language = shell_language()
        print(
            found.result.in_(language),
            *(f"{n}: {w.in_(language)}" for n, w in found.reasons),
            found.order.in_(language),
            sep="\n",
        )
    admitted = made.results["programme"].count()
    print(
        f"admitted {admitted} of {made.results.height} batches {len(made.batches)} stable yes seconds {time.perf_counter() - began:.3f}"
    )
    return 0


COMMANDS = (
    Command(
        "exams",
        Words("考场、监考、赋分、分班", "Exam rooms, invigilators, graded scores, classes"),
        exam_arguments,
        run_part,
    ),
    Command("admission", Words("录取", "Admission"), admission_arguments, run_part),
)
