"""Sentences with computed numbers in them: `{nj.seats_added}` is filled from a release, never typed in.

`{id}` gives the number with its unit in readable steps (8.54万个; 85,412 seats), `{id:n}` its digits alone (1,824),
`{id:w}` the readable number without the unit (62.24万; 622,400), `{a-b:n}` the distance between two figures.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xuezheng.ground.words import Words
from xuezheng.publication.entry import Entry
from xuezheng.publication.units import unit_words
from xuezheng.screens import numbers
from xuezheng.screens.numbers import Missing

PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)(?:-([a-z0-9_.]+))?(?::([nw]))?\}")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence; `figure_id` where it is a number that opens to its figure."""

    text: str
    figure_id: str = ""


Line = tuple[Run, ...]


def fill(template: Words, entries: Mapping[str, Entry], language: str, **plain: str) -> Line:
    """The sentence in a language. `plain` fills `[name]` with text that leads nowhere (a count of the page itself)."""
    text = template.in_(language)
    for name, value in plain.items():
        text = text.replace(f"[{name}]", value)
    runs: list[Run] = []
    end = 0
    for found in PLACEHOLDER.finditer(text):
        if found.start() > end:
            runs.append(Run(text[end : found.start()]))
        runs.append(_number(found, entries, language))
        end = found.end()
    if end < len(text):
        runs.append(Run(text[end:]))
    return tuple(runs)


def fill_known(
    templates: Sequence[Words], entries: Mapping[str, Entry], language: str, joint: str = "", **plain: str
) -> Line:
    """Those sentences whose numbers are all known, one after the other with `joint` between them."""
    lines = [fill(template, entries, language, **plain) for template in templates]
    runs: list[Run] = []
    for line in lines:
        if any(Missing.UNKNOWN.value in run.text for run in line):
            continue
        if runs and joint:
            runs.append(Run(joint))
        runs.extend(line)
    return tuple(runs)


def _number(found: re.Match[str], entries: Mapping[str, Entry], language: str) -> Run:
    id, other, form = found.group(1), found.group(2), found.group(3) or ""
    entry = entries.get(id)
    value = entry.computed if entry else None
    if entry is None or value is None:
        return Run(Missing.UNKNOWN.value, id if entry else "")
    if other:
        second = entries.get(other)
        if second is None or second.computed is None:
            return Run(Missing.UNKNOWN.value, id)
        value = abs(value - second.computed)
    return Run(written(value, entry.unit, language, form), id)


def written(value: float, unit: str, language: str, form: str = "") -> str:
    """A value as it stands in a sentence."""
    digits, words = steps(value, unit, language, is_whole=form == "n")
    if form == "n" or unit == "%":
        return digits if form == "n" else digits + words
    if form == "w":
        return readable(value, language)
    return f"{digits} {words}" if numbers.is_english(language) else digits + words


def steps(value: float, unit: str, language: str, *, is_whole: bool = False) -> tuple[str, str]:
    """Digits and unit apart: (`8.54`, `万个`), (`56.11`, `%`), (`245`, `million yuan`)."""
    if unit == "%":
        return numbers.number(value, 0 if value == round(value) else 2), "%"
    if is_whole:
        return numbers.number(value, 0 if value == round(value) else 2), unit_words(unit, value).in_(language)
    return numbers.scaled(round(value), unit_words(unit, round(value)), language)


def readable(value: float, language: str) -> str:
    """A count in readable steps without its unit: `62.24万`, `622,400`."""
    digits, step = numbers.scaled(round(value), Words("", ""), language)
    return f"{digits} {step}".strip() if numbers.is_english(language) else digits + step
