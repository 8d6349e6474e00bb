"""The seam of the command line: a folder's `commands.py` declares `COMMANDS`, `cli.py` lists them by hand."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words


@dataclass(frozen=True)
class Command:
    """A command of `xuezheng`: its name, what it does, its arguments, and the function that runs it.

    `run` gives the exit code. It may raise `ground.errors.Refused`, which the command line prints problem by problem
    and answers with exit code 1.
    """

    name: str
    help: Words
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def say(zh: str, en: str) -> None:
    """Print a line in the language of the shell."""
    print(en if shell_language() == "en" else zh, flush=True)
