"""The command `xuezheng`: every command is listed here by hand, and lives in its folder's `commands.py`."""

import argparse
import os
import sys

from xuezheng.demo.homes import prepare
from xuezheng.engine.commands import Command
from xuezheng.engine.environment import check_environment
from xuezheng.engine.instance import Instance, no_instance, unfinished_restore
from xuezheng.ground.disk import full_disk
from xuezheng.ground.errors import Refused
from xuezheng.ground.shell import shell_language

# Every other command reads an instance, or writes to one.
WITHOUT_INSTANCE = {
    "demo",
    "init",
    "template",
    "assessment",
    "standards",
    "restore",
    "settings",
    "timetable",
    "layout",
    "exams",
    "admission",
    "seats",
}


def commands() -> tuple[Command, ...]:
    """Every command. Imported late, because commands may need Django to be set up."""
    from xuezheng.assessment import commands as assessment
    from xuezheng.demo import commands as demo
    from xuezheng.evaluations import commands as evaluations
    from xuezheng.exams import commands as exams
    from xuezheng.indicators import commands as indicators
    from xuezheng.layout import commands as layout
    from xuezheng.publication import commands as publication
    from xuezheng.publication.rows import ROWS
    from xuezheng.registers import commands as registers
    from xuezheng.returns import commands as returns
    from xuezheng.seats import commands as seats
    from xuezheng.standards import commands as standards
    from xuezheng.timetables import commands as timetables
    from xuezheng.web import commands as web

    figures = indicators.commands(lambda: ROWS)
    return (
        *demo.COMMANDS,
        *web.COMMANDS,
        *registers.COMMANDS,
        *returns.COMMANDS,
        *figures,
        *publication.COMMANDS,
        *assessment.COMMANDS,
        *layout.COMMANDS,
        *exams.COMMANDS,
        *seats.COMMANDS,
        *standards.COMMANDS,
        *evaluations.COMMANDS,
        *timetables.COMMANDS,
    )


def main(argv: list[str] | None = None) -> int:
    """Run one command; give its exit code (0 done, 1 refused, 2 wrong call)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuezheng.web.settings")
    language = shell_language()
    try:
        check_environment()
        return _run(sys.argv[1:] if argv is None else argv, language)
    except Refused as refusal:
        for problem in refusal.problems:
            print(problem.sentence(language), file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read our lines (head, less) has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if not (problem := full_disk(error, Instance.here().home)):
            raise
        print(problem.sentence(language), file=sys.stderr)
        return 1


def _run(argv: list[str], language: str) -> int:
    if argv[:1] == ["demo"] and not {"-h", "--help"} & set(argv):
        prepare(argv)  # the settings read once which instance it is
    import django

    django.setup()
    parser = argparse.ArgumentParser(prog="xuezheng")
    parts = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in commands():
        own = parts.add_parser(command.name, help=command.help.in_(language), description=command.help.in_(language))
        command.arguments(own)
        own.set_defaults(run=command.run)
    args = parser.parse_args(argv)
    here = Instance.here()
    if args.command not in WITHOUT_INSTANCE and not here.about() and not getattr(args, "list", False):
        raise no_instance(here.home)
    if args.command not in WITHOUT_INSTANCE and (refusal := unfinished_restore(here.home)):
        raise refusal
    return int(args.run(args))


if __name__ == "__main__":
    raise SystemExit(main())
