"""`xuezheng institution`: open, rename, close, merge, split, convert, hand over, withdraw; and the history of one.

Without `--apply` an event is tried and taken back, and the rows it would write are counted.
"""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.engine.commands import Command, say
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers import actions
from xuezheng.registers.actions import Asked, Stated, institution_of
from xuezheng.registers.lookup import history_of
from xuezheng.registers.models import Succession
from xuezheng.registers.words import SUCCESSION_WORDS, TYPE_WORDS, named

ROW_WORDS = {
    "Institution": Words("学校", "institutions"),
    "InstitutionVersion": Words("学校登记", "entries of an institution"),
    "Campus": Words("校区", "campuses"),
    "Room": Words("用房", "rooms"),
    "Programme": Words("专业", "programmes"),
    "Conditions": Words("办学条件", "reports of conditions"),
    "SchoolClass": Words("班级", "classes"),
    "StaffPost": Words("岗位", "posts"),
    "Enrolment": Words("学籍", "enrolments"),
}


def described(args: Namespace) -> dict[str, Any]:
    names = ("name", "organiser", "urban_rural")
    given = {name: getattr(args, name) for name in names}
    return given | {"school_type": args.type, "town_code": args.town, "is_inclusive": args.inclusive}


def changed(args: Namespace) -> dict[str, Any]:
    """What was given of a description."""
    return {name: value for name, value in described(args).items() if value not in (None, False)}


def open_one(args: Namespace) -> Asked:
    site = {"address": args.address, "longitude": args.longitude, "latitude": args.latitude}
    return Asked("opened", args.on, {"code": args.code, "described": described(args), "site": site})


def rename(args: Namespace) -> Asked:
    return Asked("renamed", args.on, {"code": args.code, "name": args.name})


def close(args: Namespace) -> Asked:
    return Asked("closed", args.on, {"code": args.code})


def merge(args: Namespace) -> Asked:
    return Asked("merged", args.on, {"codes": args.codes, "into": args.into, "name": args.name or ""})


def split(args: Namespace) -> Asked:
    new = asdict(actions.described_now(institution_of(args.code), args.on)) | changed(args) | {"pinyin": ""}
    taken = {"stages": args.stages, "campus_numbers": args.campuses}
    return Asked("split", args.on, {"code": args.code, "new_code": args.new_code, "described": new, "taken": taken})


def convert(args: Namespace) -> Asked:
    return Asked("converted", args.on, {"code": args.code, "changed": changed(args), "new_code": args.new_code})


def hand_over(args: Namespace) -> Asked:
    given = {"organiser": args.organiser, "town_code": args.town, "urban_rural": args.urban_rural}
    given |= {"is_inclusive": False} if args.organiser else {}
    kept = {name: value for name, value in given.items() if value is not None}
    return Asked("handed_over", args.on, {"code": args.code, "changed": kept})


def settle(_: Namespace) -> int:
    """Put schools handed over in advance under their new county, once the day has come."""
    count = actions.do_settle_all(timezone.localdate())
    say(f"{count}所学校到了移交日，已归新的区县。", f"{count} schools have come under their new county.")
    return 0


def event(ask: Callable[[Namespace], Asked]) -> Callable[[Namespace], int]:
    """Runs an event: for good with --apply, else to see what it would write."""

    def run(args: Namespace) -> int:
        with transaction.atomic():
            done = actions.do_register(ask(args), Stated(reason=args.reason, document=args.document))
            rows = Counter((entry["model"], "now" in entry and "was" not in entry) for entry in done.journal)
            kind = named(SUCCESSION_WORDS, done.kind)
            say(f"{kind.zh} {done.occurred_on}：", f"{kind.en} on {done.occurred_on}:")
            for (model, is_new), count in sorted(rows.items()):
                if model in ROW_WORDS:
                    words, mark = ROW_WORDS[model], ("新增", "new") if is_new else ("改动", "changed")
                    say(f"  {mark[0]} {words.zh} {count:,}", f"  {count:,} {words.en} {mark[1]}")
            if not args.apply:
                transaction.set_rollback(True)
        if args.apply:
            say(
                f"已登记为事项 {done.pk}。撤回：xuezheng institution withdraw {done.pk}",
                f"Registered as event {done.pk}. To take it back: xuezheng institution withdraw {done.pk}",
            )
        else:
            say(
                "这是试登记，没有写入；加 --apply 写入。",
                "This was a trial, nothing was written; add --apply to write.",
            )
        return 0

    return run


def withdraw(args: Namespace) -> int:
    """Take an event back."""
    found = Succession.objects.filter(pk=args.event).first()
    if found is None:
        what = Words("没有这个事项。", "There is no such event.")
        raise Refused([Problem("registers.event.unknown", what, got=str(args.event))])
    actions.do_withdraw_event(found, Stated(reason=args.reason))
    say("已撤回，登记恢复原状。", "Withdrawn; what stood before stands again.")
    return 0


def history(args: Namespace) -> int:
    """The versions and events of one institution."""
    told = history_of(institution_of(args.code))
    for version in told.versions:
        kind, until = named(TYPE_WORDS, version.school_type), version.ended_on or ""
        say(
            f"{version.started_on} – {until}  {version.name}  {kind.zh}  {version.town.name}",
            f"{version.started_on} – {until}  {version.name}  {kind.en}  {version.town.name}",
        )
    for seen in told.events:
        words = named(SUCCESSION_WORDS, seen.event.kind)
        sides = f"{' '.join(i.code for i in seen.before)} → {' '.join(i.code for i in seen.after)}"
        number = seen.event.pk
        say(
            f"{seen.event.occurred_on}  {words.zh}（事项 {number}）  {sides}  {seen.event.reason}",
            f"{seen.event.occurred_on}  {words.en} (event {number})  {sides}  {seen.event.reason}",
        )
    return 0


def _dated(parser: ArgumentParser) -> None:
    parser.add_argument("--on", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--reason", default="")
    parser.add_argument("--document", default="", help="批文号 / number of the document")
    parser.add_argument("--apply", action="store_true", help="写入 / write; without it nothing is")


def _kind(parser: ArgumentParser, *, needed: bool) -> None:
    parser.add_argument("--name", required=needed)
    parser.add_argument("--type", required=needed, help="办学类型 / type: 111, 211, 311, 312 …")
    parser.add_argument("--organiser", required=needed, help="举办者 / organiser: 831, 999 …")
    parser.add_argument("--urban-rural", required=needed, help="城乡分类 / urban–rural class: 111 … 220")
    parser.add_argument("--town", required=needed, help="九位乡镇代码 / nine-digit code of the township")
    parser.add_argument("--inclusive", action="store_true", help="普惠性民办园 / inclusive private kindergarten")


def arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="what", required=True, metavar="WHAT")

    def part(name: str, zh: str, en: str, run: Callable[[Namespace], int]) -> ArgumentParser:
        made = parts.add_parser(name, help=f"{zh} / {en}")
        made.set_defaults(do=run)
        return made

    own = part("history", "沿革", "versions and events", history)
    own.add_argument("code")
    own = part("open", "设立", "a new institution", event(open_one))
    own.add_argument("code")
    own.add_argument("--address", default="")
    own.add_argument("--longitude", type=float)
    own.add_argument("--latitude", type=float)
    _kind(own, needed=True)
    _dated(own)
    own = part("rename", "更名", "another name", event(rename))
    own.add_argument("code")
    own.add_argument("--name", required=True)
    _dated(own)
    own = part("close", "撤销", "the end of an institution nobody attends", event(close))
    own.add_argument("code")
    _dated(own)
    own = part("merge", "合并", "schools go over to another", event(merge))
    own.add_argument("codes", nargs="+", metavar="CODE", help="终止的学校 / those that end")
    own.add_argument("--into", required=True, metavar="CODE")
    own.add_argument("--name", help="新名称 / a new name")
    _dated(own)
    own = part("split", "分设", "a part becomes a new school", event(split))
    own.add_argument("code")
    own.add_argument("--new-code", required=True)
    own.add_argument("--stages", nargs="*", default=[], metavar="STAGE")
    own.add_argument("--campuses", nargs="*", type=int, default=[], metavar="NUMBER")
    _kind(own, needed=False)
    _dated(own)
    own = part("convert", "转设", "another type of school", event(convert))
    own.add_argument("code")
    own.add_argument("--new-code", default="", help="类别改变时 / where the category changes")
    _kind(own, needed=False)
    _dated(own)
    own = part("hand-over", "移交", "another organiser or county", event(hand_over))
    own.add_argument("code")
    own.add_argument("--organiser", help="举办者 / organiser: 831, 999 …")
    own.add_argument("--town", help="九位乡镇代码 / nine-digit code of the township")
    own.add_argument("--urban-rural", help="城乡分类 / urban–rural class: 111 … 220")
    _dated(own)
    part("settle", "移交日到了的学校归新的区县", "put schools handed over under their new county", settle)
    own = part("withdraw", "撤回一个事项", "take an event back", withdraw)
    own.add_argument("event", type=int)
    own.add_argument("--reason", default="")


def institution(args: Namespace) -> int:
    return int(args.do(args))


COMMANDS = (
    Command(
        "institution",
        Words("学校的设立、更名、撤并与沿革", "institutions: open, rename, close, merge, split, convert, history"),
        arguments,
        institution,
    ),
)
