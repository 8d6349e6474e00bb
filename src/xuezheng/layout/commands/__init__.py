"""`xuezheng layout`: published formats solved; plans of a county made, shown, changed, adopted, withdrawn; villages taken."""

from argparse import ArgumentParser, Namespace

from xuezheng.engine.commands import Command
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words
from xuezheng.layout.commands import planning, solving

HELP = Words(
    "布局规划：选址、划片、一县的方案", "layout: which schools to keep or open, whom they serve, plans of a county"
)
RUNS = {
    "solve": solving.solve, "catchments": solving.catch, "county": solving.county, "plan": planning.plan, "show": planning.show, "what-if": planning.what_if, "adopt": planning.adopt,
    "withdraw": planning.withdraw, "villages": planning.villages,
}  # fmt: skip


def arguments(parser: ArgumentParser) -> None:
    language = shell_language()
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    solving.arguments(parts, language)
    planning.arguments(parts, language)


def run(args: Namespace) -> int:
    return RUNS[args.part](args)


COMMANDS = (Command("layout", HELP, arguments, run),)
