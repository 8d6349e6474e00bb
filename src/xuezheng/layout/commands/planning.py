"""`xuezheng layout plan|show|what-if|adopt|withdraw|villages`: a county's plans on the command line."""

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from django.utils import timezone

from xuezheng.engine.commands import say
from xuezheng.engine.instance import Instance, no_instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words


def arguments(parts: "_SubParsersAction[ArgumentParser]", language: str) -> None:
    def added(name: str, zh: str, en: str) -> ArgumentParser:
        return parts.add_parser(name, help=Words(zh, en).in_(language))

    def numbered(parser: ArgumentParser) -> None:
        parser.add_argument("plan", type=int, metavar="PLAN", help=Words("方案号", "number of the plan").in_(language))
        parser.add_argument(
            "--version",
            type=int,
            metavar="N",
            help=Words("第几版，缺省为最新", "version; the newest if not given").in_(language),
        )

    make = added("plan", "立一县一学段的方案并求解", "make a plan of a county and stage, and solve it")
    make.add_argument("county", metavar="COUNTY")
    make.add_argument("--stage", choices=("primary", "junior"), default="primary")
    make.add_argument(
        "--from", dest="first", type=int, metavar="YEAR", help=Words("起始学年", "first school year").in_(language)
    )
    make.add_argument("--years", type=int, default=5)
    make.add_argument("--title", default="")
    make.add_argument(
        "--asked",
        type=Path,
        metavar="ASKED.json",
        help=Words("上限、权重、预算、备选点", "limits, weights, budgets, sites").in_(language),
    )
    make.add_argument("--seconds", type=float, default=60.0)
    make.add_argument("--seed", type=int, default=0)
    show_ = added("show", "看一个方案，或全部", "show a plan, or all")
    show_.add_argument("plan", type=int, nargs="?", metavar="PLAN")
    show_.add_argument("--version", type=int, metavar="N")
    show_.add_argument("--format", choices=("table", "json"), default="table")
    trial = added("what-if", "停办（或保留）一所学校会怎样", "what follows where a school is closed, or kept")
    numbered(trial)
    trial.add_argument("code", metavar="SCHOOL")
    adopt_ = added("adopt", "采纳一版：写入登记册", "adopt a version: into the register")
    numbered(adopt_)
    adopt_.add_argument("--reason", default="")
    adopt_.add_argument("--document", default="")
    adopt_.add_argument(
        "--apply",
        action="store_true",
        help=Words("写入；缺省只说还缺什么", "write; else only say what is lacking").in_(language),
    )
    back = added("withdraw", "撤回采纳，登记册复原", "withdraw an adoption; the register is as it was")
    back.add_argument("plan", type=int, metavar="PLAN")
    back.add_argument("--reason", required=True)
    take = added("villages", "收村庄与儿童的文件", "take a file of villages and their children")
    take.add_argument("file", type=Path)
    take.add_argument("--county", metavar="CODE")
    take.add_argument("--datum", choices=("wgs84", "gcj02"), default="wgs84")
    take.add_argument(
        "--apply", action="store_true", help=Words("写入；缺省为试读", "write; else only tried").in_(language)
    )
    take.add_argument(
        "--template", action="store_true", help=Words("写一张空表到 FILE", "write an empty form to FILE").in_(language)
    )


def _instance() -> Instance:
    here = Instance.here()
    if not here.about():
        raise no_instance(here.home)
    return here


def _version(args: Namespace) -> Any:
    from xuezheng.layout.models import LayoutVersion

    found = LayoutVersion.objects.filter(plan_id=args.plan).select_related("plan", "parent").order_by("-number")
    number = getattr(args, "version", None)
    version = (found if number is None else found.filter(number=number)).first()
    if version is None:
        what = Words("没有这个方案或这一版。", "There is no such plan or version.")
        cure = Words("xuezheng layout show 列出全部。", "xuezheng layout show lists all.")
        raise Refused([Problem("layout.plan.unknown", what, got=f"{args.plan} {number or ''}".strip(), cure=cure)])
    return version


def _told(version: Any) -> None:
    f = version.figures
    gap = "…" if version.gap is None else f"{version.gap:.2%}"
    what = version.what
    say(
        f"第{version.number}版　{what['zh']}：学校{f['schools']}所（撤并{f['closed']}，新办{f['opened']}），换校{f['moved']:,}人，平均{f['mean']:.1f}分钟，最长{f['longest']:.0f}分钟，"
        f"超过上限{f['beyond']}人，费用{f['cost']:,.0f}万元，差距{gap}，违反{version.fault_count}处",
        f"version {version.number}  {what['en']}: {f['schools']} schools ({f['closed']} merged, {f['opened']} opened), {f['moved']:,} children change, mean {f['mean']:.1f} min, "
        f"longest {f['longest']:.0f} min, {f['beyond']} beyond the limit, {f['cost'] * 10:,.0f} thousand yuan, gap {gap}, {version.fault_count} faults",
    )


def plan(args: Namespace) -> int:
    from xuezheng.layout.actions.planning import do_make_plan, usual
    from xuezheng.layout.actions.reading import asked_of
    from xuezheng.layout.actions.solving import do_solve
    from xuezheng.layout.plan.siting import last_line

    here, today = _instance(), timezone.localdate()
    asked = {**usual(args.stage, today), "year_count": args.years, **({"first_year": args.first} if args.first else {})}
    if args.asked is not None:
        asked |= _json(args.asked)
    made = do_make_plan(None, here, args.county, args.title or str(today), asked_of(asked))
    say(f"方案 {made.pk}：/layout/plans/{made.pk}/", f"plan {made.pk}: /layout/plans/{made.pk}/")
    for note in made.notes:
        say(f"注意　{note['what']['zh']}　{note['which']}", f"note  {note['what']['en']}  {note['which']}")
    first = made.versions.get()
    _told(first)
    version = do_solve(None, here, first, args.seconds, args.seed)
    _told(version)
    print(last_line(version.objective, version.bound or 0.0, version.gap or 0.0, version.seconds))
    return 0


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        what = Words("文件不是JSON。", "The file is no JSON.")
        raise Refused([Problem("layout.asked.file", what, where=str(path), got=str(error)[:80])]) from None
    if not isinstance(found, dict):
        raise Refused(
            [Problem("layout.asked.file", Words("文件应是一个对象。", "The file must be one object."), where=str(path))]
        )
    return found


def show(args: Namespace) -> int:
    from xuezheng.layout.actions.planning import shown
    from xuezheng.layout.actions.reading import reason_of
    from xuezheng.layout.models import LayoutPlan

    here, language = _instance(), shell_language()
    if args.plan is None:
        for one in LayoutPlan.objects.prefetch_related("versions"):
            last = max(one.versions.all(), key=lambda v: v.number)
            print(
                f"{one.pk}\t{one.county_code}\t{one.stage}\t{one.title}\t{last.number}\t{last.figures['schools']}\t{last.objective:.1f}"
            )
        return 0
    version = _version(args)
    what = shown(here, version)
    codes, names = what.made.sites["site_code"].to_list(), what.made.sites["site_name"].to_list()
    moves = [
        {"code": codes[m.site], "name": names[m.site], "action": m.action, "into": codes[m.into] if m.into >= 0 else None, "year": m.year,
         "children": m.children, "minutes": round(m.minutes, 1), "longest": round(m.longest, 1), "reason": reason_of(what.made, what.answer, m).in_(language)}
        for m in what.moves
    ]  # fmt: skip
    if args.format == "json":
        told = {"plan": version.plan.pk, "version": version.number, "objective": version.objective, "bound": version.bound, "gap": version.gap,
                "figures": version.figures, "decided": version.decided, "faults": [f.rule for f in what.faults], "moves": moves}  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    _told(version)
    for m in moves:
        if m["action"] != "receives":
            print(
                f"{m['year']}  {m['code']} {m['name']}  {m['action']} {m['into'] or ''}  {m['children']}  {m['reason']}"
            )
    for fault in what.faults:
        print(fault.sentence(language))
    return 0


def what_if(args: Namespace) -> int:
    from xuezheng.layout.actions.planning import shown, tried

    version = _version(args)
    trial = tried(shown(_instance(), version), args.code)
    say(
        f"{'停办' if trial.closes else '保留'}{args.code}：{trial.children:,}名儿童换校，平均{trial.minutes_before:.1f}→{trial.minutes_after:.1f}分钟，最远{trial.longest:.0f}分钟，"
        f"运行每年{trial.running:+,.1f}万元，一次性{trial.once:,.1f}万元，没有学位{trial.without_seat}人",
        f"{args.code} {'closed' if trial.closes else 'kept'}: {trial.children:,} children change, {trial.minutes_before:.1f} → {trial.minutes_after:.1f} min, longest {trial.longest:.0f}, "
        f"running {trial.running * 10:+,.0f} thousand yuan a year, once {trial.once * 10:,.0f} thousand, {trial.without_seat} without a seat",
    )
    return 0


def adopt(args: Namespace) -> int:
    from xuezheng.layout.actions.adopting import check_adopt, do_adopt, events_of
    from xuezheng.layout.actions.planning import shown

    here, version = _instance(), _version(args)
    if not args.apply:
        what = shown(here, version)
        if problems := check_adopt(what, timezone.localdate()):
            raise Refused(problems)
        count = len(events_of(what))
        say(
            f"手续齐了，会写入{count}个事项（加 --apply 写入）",
            f"nothing is lacking: {count} events would be written (--apply writes them)",
        )
        return 0
    done = do_adopt(None, here, version, args.reason, args.document)
    say(f"已采纳，写入{len(done.events)}个事项", f"adopted: {len(done.events)} events written")
    return 0


def withdraw(args: Namespace) -> int:
    from xuezheng.layout.actions.adopting import do_withdraw, standing_adoption

    _instance()
    adoption = standing_adoption(_version(args).plan)
    if adoption is None:
        raise Refused(
            [
                Problem(
                    "layout.withdraw.none",
                    Words("这个方案没有采纳的版本。", "No version of this plan is adopted."),
                    got=str(args.plan),
                )
            ]
        )
    count = do_withdraw(None, adoption, args.reason)
    say(f"已撤回{count}个事项", f"{count} events withdrawn")
    return 0


def villages(args: Namespace) -> int:
    from xuezheng.layout.actions.sheets import lines_of
    from xuezheng.layout.actions.villages import do_take_villages, template

    if args.template:
        args.file.write_text(template(), encoding="utf-8")
        return 0
    _instance()
    if not args.county:
        raise Refused(
            [
                Problem(
                    "layout.villages.county",
                    Words("请用 --county 写明区县代码。", "Give the county's code with --county."),
                )
            ]
        )
    try:
        lines = lines_of(args.file.read_bytes(), args.file.name)
    except OSError:
        raise Refused(
            [Problem("layout.villages.file", Words("没有这个文件。", "There is no such file."), where=str(args.file))]
        ) from None
    taken = do_take_villages(None, args.county, lines, args.file.name, datum=args.datum, apply=args.apply)
    done = (
        ("已写入", "taken")
        if args.apply
        else ("试读通过，没有写入（加 --apply 写入）", "tried, nothing written (--apply writes)")
    )
    say(f"{done[0]}：新增{taken.added}，改动{taken.changed}，不变{taken.unchanged}，儿童{taken.children:,}人",
        f"{done[1]}: {taken.added} new, {taken.changed} changed, {taken.unchanged} as they were, {taken.children:,} children")  # fmt: skip
    return 0
