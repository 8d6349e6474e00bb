"""Texts and links: what every component is made of."""

from dataclasses import dataclass

from xuezheng.ground.words import Words

Text = str | Words


def say(text: Text, language: str) -> str:
    """The text in the language; a plain string is the same in both."""
    return text.in_(language) if isinstance(text, Words) else text


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere; without an address it is plain text."""

    label: Text
    href: str = ""
    note: Text = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A button. `is_binding`: takes effect once pressed, so it is vermilion and its word ends in `…`.

    A button that cannot be pressed has no address and says in `lacking` what is missing.
    """

    label: Text
    href: str = ""
    lacking: Text = ""
    key: str = ""
    is_main: bool = False
    is_binding: bool = False
