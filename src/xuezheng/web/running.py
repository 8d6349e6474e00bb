"""Commands for running a site: the worker, backup and restore, the list of settings."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from xuezheng.engine.commands import Command
from xuezheng.engine.environment import PREFIX, VARIABLES, shown
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words
from xuezheng.jobs.worker import work
from xuezheng.web.backup import do_backup, do_restore
from xuezheng.web.handlers import KINDS


def worker(args: Namespace) -> int:
    """Do jobs until stopped; a job in hand is given back."""
    work(KINDS)
    return 0


def backup_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--keys", action="store_true", help="with the keys, without which ID numbers cannot be read: keep it safe"
    )


def backup(args: Namespace) -> int:
    """Write a backup of the instance."""
    count = do_backup(settings.INSTANCE, args.file.resolve(), has_keys=args.keys, now=timezone.now())
    print_line(f"{args.file}: {count} files, verified")
    return 0


def restore_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="put it in the place of the instance there is")


def restore(args: Namespace) -> int:
    """Put a backup in the place of the instance."""
    former = do_restore(settings.INSTANCE, args.file.resolve(), is_replacing=args.replace)
    print_line(f"{settings.INSTANCE.home}" + (f" (before: {former})" if former else ""))
    return 0


def show_settings(args: Namespace) -> int:
    """Print every setting with its value and meaning."""
    language = shell_language()
    for one in VARIABLES:
        print_line(f"{PREFIX + one.name:<24} {shown(one) or '—':<28} {one.meaning.in_(language)}")
    return 0


def print_line(text: str) -> None:
    print(text, flush=True)  # noqa: T201


COMMANDS = (
    Command("worker", Words("后台任务进程", "Do the long jobs"), lambda parser: None, worker),
    Command("backup", Words("备份整个实例", "Back the instance up"), backup_arguments, backup),
    Command("restore", Words("从备份恢复", "Restore a backup"), restore_arguments, restore),
    Command("settings", Words("列出全部设置", "List the settings"), lambda parser: None, show_settings),
)
