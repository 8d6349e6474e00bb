"""A planner's own scenario: what the form asks, read and checked, and told again beside the forecast made with it."""

from typing import Any

from django.http import HttpRequest

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.lookup import names_of
from xuezheng.seats.actions import Own
from xuezheng.seats.pages.where import Here

PERCENTS = (
    ("births_change", Words("出生每年变化", "Births, change a year")), ("town_drift", Words("每年由乡到城", "From villages to towns a year")),
    ("migration", Words("每年迁入（负为迁出）", "Moving in a year (negative: out)")),
)  # fmt: skip
MOST = 20.0  # per cent a year


def own_of(request: HttpRequest, here: Here) -> Own:
    """The scenario of a form, in per cent a year. Raises Refused naming each field that is wrong."""
    problems: list[Problem] = []
    shares = [_percent(request, name, words, problems) for name, words in PERCENTS]
    dwellings: list[tuple[str, int, int]] = []
    town = request.POST.get("own_town", "")
    if request.POST.get("own_dwellings", "").strip():
        count, year = (_whole(request, name, problems) for name in ("own_dwellings", "own_year"))
        if town not in names_of(here.city_code[:4], "town"):
            what = Words("本市没有这个乡镇。", "This city has no such township.")
            problems.append(Problem("seats.own.town", what, got=town))
        dwellings.append((town, year, count))
    if shares[1] < 0:
        what = Words("由乡到城的比例不小于0。", "The share that moves to towns is not negative.")
        problems.append(Problem("seats.own.town_drift", what, got=str(shares[1])))
    if problems:
        raise Refused(problems)
    return Own(shares[0], shares[1], shares[2], tuple(dwellings))


def _percent(request: HttpRequest, name: str, words: Words, problems: list[Problem]) -> float:
    text = request.POST.get(name, "").strip().removesuffix("%") or "0"
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -MOST <= value <= MOST:
        what = Words(f"{words.zh}应在±{MOST:g}%之间。", f"{words.en} lies within ±{MOST:g} %.")
        problems.append(Problem(f"seats.own.{name}", what, got=text))
        return 0.0
    return value / 100


def _whole(request: HttpRequest, name: str, problems: list[Problem]) -> int:
    text = request.POST.get(name, "").strip()
    if not text.isascii() or not text.isdigit() or int(text) > 1_000_000:
        problems.append(
            Problem(f"seats.own.{name}", Words("要一个整数。", "This must be a whole number."), which=name, got=text)
        )
        return 0
    return int(text)


def own_words(own: Any) -> Words | None:
    """The scenario a forecast was made with, in words; None without one."""
    if not own:
        return None
    zh = [f"{words.zh}{100 * own[name]:+.1f}%" for name, words in PERCENTS]
    en = [f"{words.en} {100 * own[name]:+.1f} %" for name, words in PERCENTS]
    for town, year, count in own["dwellings"]:
        zh.append(f"{town} {year}学年交付{count}套")
        en.append(f"{count} dwellings in {town} in {year}")
    return Words("，".join(zh), "; ".join(en))
