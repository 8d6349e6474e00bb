"""People and their work: notices, persons, steps, decisions, progress, empty states, definitions, provenance."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from xuezheng.ground.errors import Problem
from xuezheng.ground.words import Words
from xuezheng.screens.components.states import State
from xuezheng.screens.components.text import Action, Link, Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A message. An error answers four questions: which, what was read, why, what to do."""

    title: Text
    text: Text = ""
    tone: Literal["plain", "must", "doubt", "info"] = "plain"
    answers: tuple[tuple[Text, Text], ...] = ()
    links: tuple[Link, ...] = ()
    state: State | None = None


def problem_notice(problem: Problem) -> Notice:
    """A problem of `ground.errors` as a notice: which, where, what was read, what to do."""
    asked: tuple[tuple[Words, Text | None], ...] = (
        (Words("哪一个", "Which"), problem.which),
        (Words("位置", "Where"), problem.where),
        (Words("读到", "Read"), problem.got),
        (Words("怎么办", "What to do"), problem.cure),
    )
    answers = tuple((term, text) for term, text in asked if text)
    return Notice(problem.what, tone="must", answers=answers)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an office and what they may see."""

    name: Text
    office: Text
    sees: Text = ""
    href: str = ""
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    title: Text
    note: Text = ""
    status: Literal["done", "now", "todo"] = "todo"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What awaits a decision: what, why, who asks, by when."""

    what: Text
    why: Text
    who: Text
    by: Text
    href: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Long work: `done_share` 0..1; `mark_share` is where the bound stands, if there is one."""

    title: Text
    done_share: float
    text: Text = ""
    note: Text = ""
    mark_share: float | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class EmptyState:
    """Nothing here yet: what to do next."""

    title: Text
    text: Text
    actions: tuple[Action, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    term: Text
    text: Text
    href: str = ""
    state: State | None = None


@dataclass(frozen=True, slots=True)
class ProvenanceStep:
    """A link of the chain register → return → figures → release; `hash` is shown short."""

    title: Text
    text: Text = ""
    hash: str = ""
    on: dt.date | None = None
    href: str = ""
