"""`xuezheng institution`: open, rename, close, merge, split, convert, withdraw; and the history of one.

Without `--apply` an event is tried and taken back, and the rows it would write are counted.
"""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable
from datetime import date

from django.db import transaction

from xuezheng.engine.commands import Command, say
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers import actions
from xuezheng.registers.actions import Described, Site, Stated, Taken
from xuezheng.registers.lookup import history_of
from xuezheng.registers.models import Institution, Succession
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


def institution_of(code: str) -> Institution:
    """The institution of a code. Raises Refused where there is none."""
    found = Institution.objects.filter(code=code).first()
    if found is None:
        what = Words("没有这个标识码的学校。", "There is no institution of this code.")
        raise Refused([Problem("registers.institution.unknown", what, got=code)])
    return found


def described(args: Namespace) -> Described:
    return Described(args.name, args.type, args.organiser, args.urban_rural, args.town, args.inclusive)


def changed(args: Namespace, institution: Institution) -> Described:
    """As the institution is described now, with what was given changed."""
    given = {"name": args.name, "school_type": args.type, "organiser": args.organiser, "urban_rural": args.urban_rural}
    given |= {"town_code": args.town, "is_inclusive": args.inclusive or None}
    kept = {key: value for key, value in given.items() if value is not None}
    return actions.described_now(institution, args.on, **kept, pinyin="")


def stated(args: Namespace) -> Stated:
    return Stated(reason=args.reason, document=args.document)


def open_one(args: Namespace) -> Succession:
    site = Site(args.address, args.longitude, args.latitude)
    return actions.do_open(args.code, described(args), args.on, site, stated(args))


def rename(args: Namespace) -> Succession:
    return actions.do_rename(institution_of(args.code), args.name, args.on, stated(args))


def close(args: Namespace) -> Succession:
    return actions.do_close(institution_of(args.code), args.on, stated(args))


def merge(args: Namespace) -> Succession:
    ending = [institution_of(code) for code in args.codes]
    return actions.do_merge(ending, institution_of(args.into), args.on, stated(args), args.name or "")


def split(args: Namespace) -> Succession:
    taken = Taken(tuple(args.stages), tuple(args.campuses))
    old = institution_of(args.code)
    return actions.do_split(old, args.new_code, changed(args, old), args.on, taken, stated(args))


def convert(args: Namespace) -> Succession:
    old = institution_of(args.code)
    return actions.do_convert(old, changed(args, old), args.on, args.new_code, stated(args))


def event(do: Callable[[Namespace], Succession]) -> Callable[[Namespace], int]:
    """Runs an event: for good with --apply, else to see what it would write."""

    def run(args: Namespace) -> int:
        with transaction.atomic():
            done = do(args)
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
