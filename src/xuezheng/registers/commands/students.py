"""`xuezheng student`: admit, transfer, leave, return, repeat, promote, graduate; one at a time, or a file of them.

Without `--apply` an act is tried and taken back. A student is named by ID number, student number or the number of the
record; `-` reads it from the standard input, so that it stands in no shell's history.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.engine.commands import Command, say
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words
from xuezheng.registers.actions import Stated, institution_of, life, promotion, transfers
from xuezheng.registers.actions.by_row import do_act, student_of
from xuezheng.registers.actions.judging import latest_name
from xuezheng.registers.commands.files import account_named
from xuezheng.registers.intake.acts import ActRow, read_acts
from xuezheng.registers.intake.faults import Fault
from xuezheng.registers.models import LifeEvent, TransferRequest
from xuezheng.registers.words import (
    ACT_WORDS,
    END_WORDS,
    GRADE_WORDS,
    LIFE_WORDS,
    TRANSFER_WORDS,
    WAY_IN_WORDS,
    named,
)

MOST_SHOWN = 50


def stated_of(args: Namespace) -> Stated:
    return Stated(account_named(args.account), args.reason)


def _who(given: str) -> str:
    return sys.stdin.readline().strip() if given == "-" else given


def _end(applied: bool) -> None:
    if not applied:
        say("这是试办，没有写入；加 --apply 写入。", "This was a trial, nothing was written; add --apply to write.")
        transaction.set_rollback(True)


def _told(done: LifeEvent | TransferRequest) -> None:
    """What was done, or is asked for."""
    if isinstance(done, TransferRequest):
        say(
            f"已申请转学 {done.pk}：{latest_name(done.sending)} → {latest_name(done.receiving)}，应在{done.due_on}以前答复。",
            f"Transfer {done.pk} asked for: {latest_name(done.sending)} → {latest_name(done.receiving)}; due {done.due_on}.",
        )
        return
    words = named(LIFE_WORDS, done.kind)
    to = f" → {latest_name(done.other_institution)}" if done.other_institution else ""
    who = f" student {done.student_id}" if done.student_id else ""
    say(
        f"{words.zh} {done.occurred_on}：{latest_name(done.institution)}{to}{who}（变动 {done.pk}，撤销：xuezheng student undo {done.pk}）",
        f"{words.en} {done.occurred_on}: {latest_name(done.institution)}{to}{who} (act {done.pk}; xuezheng student undo {done.pk} takes it back)",
    )


def one(act: str) -> Callable[[Namespace], int]:
    """Runs an act on one student."""

    def run(args: Namespace) -> int:
        values: dict[str, Any] = {name: value for name, value in vars(args).items() if value not in (None, "")}
        who = _who(args.who)
        values |= {"act": act, "who": who, "id_number": who}
        with transaction.atomic():
            _told(do_act(values, stated_of(args)))
            _end(args.apply)
        return 0

    return run


def from_file(args: Namespace) -> int:
    """Do every row of a file, in order: all of them or none."""
    rows, faults = read_acts(args.file)
    stated, counts = stated_of(args), Counter[str]()
    with transaction.atomic():
        for row in rows if not faults else ():
            faults += _tried(row, stated, counts)
        if faults:
            transaction.set_rollback(True)
            return _refused(faults)
        for act, count in sorted(counts.items()):
            say(f"{ACT_WORDS[act].zh} {count:,} 人", f"{ACT_WORDS[act].en}: {count:,}")
        if args.apply:
            say("已全部写入。", "All of them are written.")
        _end(args.apply)
    return 0


def _tried(row: ActRow, stated: Stated, counts: Counter[str]) -> list[Fault]:
    """Do one row; what is wrong with it, at its place."""
    try:
        with transaction.atomic():
            do_act(row.values, stated)
    except Refused as error:
        return [row.fault(p.rule, p.what, p.cure, got=p.got) for p in error.problems]
    counts[row.values["act"]] += 1
    return []


def _refused(faults: list[Fault]) -> int:
    for fault in faults[:MOST_SHOWN]:
        print("✗ " + fault.problem().sentence(shell_language()))
    if (more := len(faults) - MOST_SHOWN) > 0:
        say(f"……还有 {more} 处", f"… and {more} more")
    say(
        f"共 {len(faults)} 处不对，没有任何改动。",
        f"{len(faults)} {'problem' if len(faults) == 1 else 'problems'}; nothing was changed.",
    )
    return 1


def promote(args: Namespace) -> int:
    """A whole school goes up: what each class becomes is told first."""
    school, stated = institution_of(args.school), stated_of(args)
    found = promotion.preview_promotion(school, args.year, args.graduates_on, stated)
    if found.problems:
        raise Refused(list(found.problems))
    for c in found.classes:
        ahead = named(GRADE_WORDS, c.next_grade) if c.next_grade else Words("毕业", "graduates")
        grade = named(GRADE_WORDS, c.grade)
        say(
            f"  {grade.zh}（{c.number}）班 {c.pupil_count} 人 → {ahead.zh} {c.next_count} 人",
            f"  {grade.en}, class {c.number}: {c.pupil_count} → {ahead.en}: {c.next_count}",
        )
    with transaction.atomic():
        if args.apply:
            _told(promotion.do_promote(school, args.year, args.graduates_on, stated))
        _end(args.apply)
    return 0


def answer(args: Namespace) -> int:
    """Agree to a transfer, refuse it, or take it back."""
    asked = TransferRequest.objects.filter(pk=args.number).select_related("sending", "receiving").first()
    if asked is None:
        what = Words("没有这件转学。", "There is no such transfer.")
        raise Refused([Problem("registers.transfer.none", what, got=str(args.number))])
    stated = stated_of(args)
    with transaction.atomic():
        if args.answer == "agree":
            _told(transfers.do_confirm_transfer(asked, stated, args.class_number or 0))
        else:
            do = transfers.do_refuse_transfer if args.answer == "refuse" else transfers.do_withdraw_transfer
            do(asked, stated)
            words = named(TRANSFER_WORDS, asked.state)
            say(f"转学 {asked.pk}：{words.zh}", f"Transfer {asked.pk}: {words.en}")
        _end(args.apply)
    return 0


def waiting(args: Namespace) -> int:
    """The transfers that wait for an answer, the one due first above."""
    today = timezone.localdate()
    found = (
        TransferRequest.objects.filter(state="asked").select_related("sending", "receiving").order_by("due_on", "pk")
    )
    for asked in found:
        left = transfers.clock_of(asked, today).left_count
        side = asked.receiving if transfers.answering_side(asked) == "receiving" else asked.sending
        line = f"{asked.pk}  {asked.due_on}  {left:+d}  {latest_name(asked.sending)} → {latest_name(asked.receiving)}"
        say(f"{line}  等{latest_name(side)}答复", f"{line}  {latest_name(side)} is to answer")
    say(
        f"{len(found)} 件等待答复；数字是剩下的工作日。", f"{len(found)} wait; the number is that of working days left."
    )
    return 0


def undo(args: Namespace) -> int:
    """Take an act back."""
    event = LifeEvent.objects.filter(pk=args.number).first()
    if event is None:
        what = Words("没有这次变动。", "There is no such act.")
        raise Refused([Problem("registers.life.unknown", what, got=str(args.number))])
    with transaction.atomic():
        life.do_undo(event, stated_of(args))
        say("已撤销，登记恢复原状。", "Undone; what stood before stands again.")
        _end(args.apply)
    return 0


def history(args: Namespace) -> int:
    """Where a student was and is enrolled; nobody is named."""
    student = student_of(_who(args.who))
    for e in student.enrolments.select_related("institution").order_by("started_on", "pk"):  # type: ignore[attr-defined]
        start, end, grade = (
            named(WAY_IN_WORDS, e.start_reason),
            named(END_WORDS, e.end_reason),
            named(GRADE_WORDS, e.entry_grade),
        )
        span = f"{e.started_on} – {e.ended_on or ''}  {latest_name(e.institution)}"
        say(
            f"{span}  {grade.zh}（{e.class_number}）班  {start.zh} {end.zh}",
            f"{span}  {grade.en}, class {e.class_number}  {start.en} {end.en}",
        )
    for event in student.life_events.order_by("pk"):  # type: ignore[attr-defined]
        words, gone = named(LIFE_WORDS, event.kind), ("（已撤销）", " (undone)") if event.undone_on else ("", "")
        say(
            f"变动 {event.pk}  {event.occurred_on}  {words.zh}{gone[0]}",
            f"act {event.pk}  {event.occurred_on}  {words.en}{gone[1]}",
        )
    return 0


def _stating(parser: ArgumentParser, *, needs_reason: bool = True) -> None:
    parser.add_argument("--reason", required=needs_reason, default="", help="事由 / why")
    parser.add_argument("--account", help="以哪个账户办理 / on whose account")
    parser.add_argument("--apply", action="store_true", help="写入 / write; without it nothing is")


def _student(parser: ArgumentParser) -> None:
    parser.add_argument(
        "who", metavar="WHO", help="身份证号、学籍号或登记号；- 从标准输入读 / ID, student or record number; - reads it"
    )
    parser.add_argument("--on", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    _stating(parser)


def _place(parser: ArgumentParser, *, needs_grade: bool) -> None:
    parser.add_argument("--class", dest="class_number", type=int, metavar="N", help="班号 / class")
    if needs_grade:
        parser.add_argument(
            "--grade", required=True, choices=sorted(GRADE_WORDS), metavar="GRADE", help="年级 / grade: 11 … 16, 21 …"
        )
        parser.add_argument("--stage", help="学段 / stage: primary, junior …")
        for name, words in (
            ("boarder", "寄宿 / boards"),
            ("migrant", "随迁子女 / migrant worker's child"),
            ("left-behind", "留守儿童 / left behind"),
        ):
            parser.add_argument(
                f"--{name}", dest=f"is_{name.replace('-', '_')}", action="store_true", default=None, help=words
            )


def arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="what", required=True, metavar="WHAT")

    def part(name: str, zh: str, en: str, run: Callable[[Namespace], int]) -> ArgumentParser:
        made = parts.add_parser(name, help=f"{zh} / {en}")
        made.set_defaults(do=run)
        return made

    own = part("admit", "入学", "a new student", one("admit"))
    _student(own)
    _place(own, needs_grade=True)
    own.add_argument("--school", required=True, metavar="CODE")
    own.add_argument("--name", required=True, help="姓名 / name")
    own.add_argument("--ethnicity", default="01", help="民族代码 / code of the ethnicity: 01 …")
    own.add_argument("--home-town", help="户籍乡镇代码 / code of the home township")
    own = part("transfer", "申请转学", "ask for a transfer", one("transfer"))
    _student(own)
    _place(own, needs_grade=False)
    own.add_argument("--to", dest="school", required=True, metavar="CODE")
    own.add_argument("--agreed", action="store_true", help="两校已同意，立即办理 / both have agreed: done at once")
    own = part("leave", "离校", "leave", one("leave"))
    _student(own)
    own.add_argument("--why", required=True, choices=("left", "suspended", "died"))
    own = part("return", "复学", "come back", one("return"))
    _student(own)
    _place(own, needs_grade=True)
    own = part("repeat", "留级", "repeat the grade", one("repeat"))
    _student(own)
    _place(own, needs_grade=False)
    _student(part("graduate", "毕业", "graduate", one("graduate")))
    own = part("promote", "全校升级", "a whole school goes up", promote)
    own.add_argument("school", metavar="CODE")
    own.add_argument("--year", type=int, required=True, help="结束的学年，2024 即 2024—2025 / the year that ends")
    own.add_argument("--graduates-on", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    _stating(own)
    own = part("file", "按文件逐行办理", "every row of a file: XLSX, XLS or CSV", from_file)
    own.add_argument("file", type=Path)
    _stating(own, needs_reason=False)
    part("transfers", "等待答复的转学", "transfers that wait", waiting)
    own = part("answer", "答复转学", "answer a transfer", answer)
    own.add_argument("number", type=int)
    own.add_argument("answer", choices=("agree", "refuse", "withdraw"))
    _place(own, needs_grade=False)
    _stating(own)
    part("history", "学籍经历", "where a student was", history).add_argument("who", metavar="WHO")
    own = part("undo", "撤销一次变动", "take an act back", undo)
    own.add_argument("number", type=int)
    _stating(own)


def student(args: Namespace) -> int:
    return int(args.do(args))


COMMANDS = (
    Command(
        "student",
        Words(
            "学籍：入学、转学、离校、复学、留级、升级、毕业",
            "students: admit, transfer, leave, return, repeat, promote, graduate",
        ),
        arguments,
        student,
    ),
)
