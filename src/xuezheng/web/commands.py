"""Commands of the site: an empty instance, accounts, the audit chain, serving."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import anchor_files, audit_breaks, do_grant
from xuezheng.access.models import Account, AuditEntry
from xuezheng.access.rules import ROLES
from xuezheng.engine.commands import Command, say
from xuezheng.engine.serving import check_port, serve, start_worker
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.web import running
from xuezheng.web.first_account import asked_password, check_password, role_problems


def init(args: Namespace) -> int:
    """Make an empty instance: folder, keys, database."""
    home: Path = settings.INSTANCE.home
    about = home / "instance.json"
    if about.exists():
        raise Refused(
            [
                Problem(
                    "init.exists",
                    Words("这里已经有一个实例，没有改动。", "There is an instance here already; nothing was changed."),
                    which=str(home),
                    cure=Words("换一个文件夹：XUEZHENG_HOME=…", "Take another folder: XUEZHENG_HOME=…"),
                )
            ]
        )
    home.mkdir(parents=True, exist_ok=True)
    for name in ("django", "encryption", "blind_index", "pseudonym", "audit"):
        settings.INSTANCE.key(name)
    call_command("migrate", verbosity=0)
    about.write_text(json.dumps({"name": args.name, "is_synthetic": False}, ensure_ascii=False) + "\n")
    print(f"{home}")
    steps = "xuezheng template, xuezheng import, xuezheng freeze, xuezheng publish, xuezheng account, xuezheng serve"
    say(f"接着：{steps.replace(', ', '、')}", f"Next: {steps}")
    return 0


def init_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--name", default="学政", help="name of the bureau, shown on pages")


def account(args: Namespace) -> int:
    """Make an account with one role over an area (and a school)."""
    problems = role_problems(args.role, args.area, args.institution)
    if Account.objects.filter(username=args.username).exists():
        what = Words("这个账号已经有了，没有改动。", "This account exists; nothing was changed.")
        cure = Words(
            "换一个用户名；另加角色在网站“账号”页", "Take another name; more roles are given on the page “People”"
        )
        problems.insert(0, Problem("account.exists", what, which=args.username, cure=cure))
    if problems:
        raise Refused(problems)
    password = args.password or asked_password()
    check_password(password, Account(username=args.username, display_name=args.display_name))
    with transaction.atomic():
        made = Account.objects.create_user(
            args.username, password=password, display_name=args.display_name or args.username
        )
        do_grant(made, args.role, args.area, args.institution, started_on=timezone.localdate())
    print(f"{args.username}: {args.role} {args.area} {args.institution}".rstrip())
    return 0


def account_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("username")
    parser.add_argument("--role", required=True, choices=sorted(ROLES))
    parser.add_argument("--area", required=True, help="area code, e.g. 511000")
    parser.add_argument("--institution", default="", help="10-digit code, for a role at one school")
    parser.add_argument("--display-name", default="")
    parser.add_argument("--password", default="", help="asked for when left out")


def audit_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=["verify"], default="verify", help="verify: check the whole chain")


def audit(args: Namespace) -> int:
    """Check the whole audit chain against itself and its anchors; 1 where it does not hold."""
    breaks = audit_breaks()
    for one in breaks:
        print(f"#{one.number}: {one.what}")
    anchors = ", ".join(str(file.path) for file in anchor_files())
    print(f"{AuditEntry.objects.count()} entries, {len(breaks)} breaks (anchors: {anchors})")
    return 1 if breaks else 0


def serve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-worker", action="store_true", help="long jobs are done elsewhere: xuezheng worker")


def serve_site(args: Namespace) -> int:
    """Serve until stopped."""
    check_port(args.host, args.port)
    if not args.no_worker:  # it ends with the site, which takes the place of this process
        start_worker()
    print(f"http://{args.host}:{args.port}  (Ctrl-C)", flush=True)
    return serve(settings.SITE_APPLICATION, args.host, args.port, args.workers, settings.SITE_WORKERS)


COMMANDS = (
    Command("init", Words("新建一个空实例", "Make an empty instance"), init_arguments, init),
    Command("account", Words("新建账号并授予角色", "Make an account with a role"), account_arguments, account),
    Command("audit", Words("核对审计链", "Verify the audit chain"), audit_arguments, audit),
    Command(
        "serve",
        Words("启动网站", "Serve the site"),
        serve_arguments,
        serve_site,
    ),
    *running.COMMANDS,
)
