"""The panel of one school: what it is in the version, and what follows where it is turned off, or on again."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import Shown
from xuezheng.layout.actions.reading import Move, Trial, load_of
from xuezheng.layout.pages.drawing import becomes
from xuezheng.layout.pages.where import ACTION_WORDS, address
from xuezheng.screens.components import Column, Row, Table
from xuezheng.screens.numbers import number

GOES = (
    Column("village", Words("村（社区）", "Village"), is_sortable=False), Column("children", Words("儿童", "Children"), "count", is_sortable=False),
    Column("before", Words("原来", "Now at"), is_sortable=False), Column("after", Words("改去", "Goes to"), is_sortable=False),
    Column("minutes", Words("单程", "One way"), "number", Words("分钟", "min"), 0, is_sortable=False),
    Column("more", Words("比原来", "Change"), "number", Words("分钟", "min"), 0, is_signed=True, is_sortable=False),
)  # fmt: skip
MOST = 30


@dataclass(frozen=True)
class Choice:
    """An option of the school: what it is, and whether the version takes it. `href` tries it without script."""

    code: str
    words: Words
    is_taken: bool
    is_locked: bool
    is_tried: bool
    href: str


@dataclass(frozen=True)
class Pick:
    """What the panel shows. `can_keep`: whether the change may be kept as it stands."""

    code: str
    title: Words
    state: Words
    facts: tuple[tuple[Words, str | Words], ...]
    is_locked: bool
    is_open: bool
    letter_href: str
    told: tuple[Words, ...] = ()
    lost: tuple[Words, ...] = ()
    table: Table | None = None
    rest: int = 0
    can_keep: bool = False
    closes: bool = False
    year: int = 0
    hidden: dict[str, Any] = field(default_factory=dict[str, Any])
    action: str = "close"
    options: tuple[Choice, ...] = ()
    kept_by: Words | None = None


def picked(here: Shown, code: str, t: int, trial: Trial | None) -> Pick:
    """The panel of a school of a version in year t."""
    made = here.made
    j = int(made.ground[made.place_of[code]])
    site, year = made.sites.row(j, named=True), made.asked.first_year + t
    state, move = becomes(here, j, t), next((m for m in here.moves if m.site == j), None)
    names = made.sites["site_name"].to_list()
    form = made.form_at(here.answer.is_open[t], j)
    load = load_of(made, here.answer, t)
    facts = (
        (Words("在校", "Pupils now"), number(site["pupils"])), (Words("学位", "Seats"), number(made.sites["seats"][max(form, j)])),
        *(((Words("床位", "Beds"), number(made.sites["beds"][max(form, j)])),) if made.county.boarding is not None else ()),
        (Words(f"{year}年", f"In {year}"), number(int(load[j]))),
        (Words("每年运行", "Running a year"), Words(f"{site['running_fen'] / 1e6:,.0f}万元", f"{site['running_fen'] / 1e5:,.0f} thousand yuan")),
    )  # fmt: skip
    own = str(site["site_code"])
    base = Pick(
        own, Words(f"{j + 1:02d} {site['site_name']}", f"{j + 1:02d} {site['site_name']}"), _state_words(state, move, names), facts,
        own in here.version.decided, made.form_at(here.answer.is_open[-1], j) >= 0,
        address(here.plan, "layout-letter", own, version=here.version.number),
        hidden={"version": here.version.number, "code": code, "year": made.asked.first_year + t}, options=choices_of(here, j, year, trial),
        kept_by=KEPT_BY.get(str(site["kept_by"])),
    )  # fmt: skip
    return base if trial is None else _with_trial(base, here, trial, names)


KEPT_BY = {
    "township": Words("按规定保留：每个乡镇原则上至少一所初中", "Kept by the rule: each township has a junior school in principle"),
    "teaches": Words("按规定保留：它还办另一学段", "Kept: it teaches another stage, too"),
}  # fmt: skip


def _state_words(state: str, move: Move | None, names: list[str]) -> Words:
    """What becomes of a school, with the year and the school that its pupils go to."""
    if move is not None and move.action not in ("receives", "opened"):
        verb = ACTION_WORDS[move.action]
        into = names[move.into] if move.action == "merged" and move.into >= 0 else ""
        return Words(f"{move.year}年{verb.zh}{into}", f"{verb.en} {into} in {move.year}".replace("  ", " "))
    return {
        "absent": Words("备选点，未开办", "A possible site, not opened"), "opened": Words("新办", "It opens"),
        "receives": Words("保留，并接收别校学生", "It stays, and receives pupils"),
    }.get(state, Words("保留", "It stays"))  # fmt: skip


def choices_of(here: Shown, base: int, year: int, trial: Trial | None) -> tuple[Choice, ...]:
    """The options of a school, each with what it adds and costs."""
    made = here.made
    standing = made.form_at(here.answer.is_open[-1], base)
    line = made.county.form.line(standing) if standing >= 0 else []
    found: list[Choice] = []
    for k in made.options_of(base):
        row = made.sites.row(k, named=True)
        seats, beds = row["seats"] - made.sites["seats"][base], row["beds"] - made.sites["beds"][base]
        added_zh = "、".join([f"学位{seats:+d}"] * bool(seats) + [f"床位{beds:+d}"] * bool(beds))
        added_en = ", ".join([f"{seats:+d} seats"] * bool(seats) + [f"{beds:+d} beds"] * bool(beds))
        wan = float(made.county.built[k] - made.county.built[base])
        verb = ACTION_WORDS[row["kind"]]
        ready = f"，{row['ready_year']}年起" if row["ready_year"] else ""
        code = str(row["site_code"])
        found.append(Choice(
            code, Words(f"{verb.zh}（{added_zh + '，' if added_zh else ''}{wan:,.0f}万元{ready}）",
                        f"{verb.en} ({added_en + ', ' if added_en else ''}{wan * 10:,.0f} thousand yuan{', from ' + str(row['ready_year']) if row['ready_year'] else ''})"),
            k in line, code in here.version.decided, trial is not None and trial.site == k,
            address(here.plan, version=here.version.number, year=year, school=code) + "&try=1#pick",
        ))  # fmt: skip
    return tuple(found)


def _with_trial(pick: Pick, here: Shown, trial: Trial, names: list[str]) -> Pick:
    made, year = here.made, here.made.asked.first_year + trial.t
    own = int(made.children[trial.t][trial.rows[made.grounds(trial.before) == made.ground[trial.site]]].sum())
    others = trial.children - own
    name = names[trial.site]
    verb = _if_words(here, trial, name, year)
    told = [
        Words(
            f"{verb.zh}：{trial.children:,}名儿童换校，平均单程由{trial.minutes_before:.0f}分钟变为{trial.minutes_after:.0f}分钟，最远{trial.longest:.0f}分钟。",
            f"{verb.en}: {trial.children:,} children change school; their way takes {trial.minutes_after:.0f} minutes on average instead of "
            f"{trial.minutes_before:.0f}, {trial.longest:.0f} at most.",
        ),
        Words(f"运行费每年{_more(trial.running)}；一次性支出{trial.once:,.0f}万元；路程折合每年{_more(trial.travel)}{_boarders(trial).zh}。",
              f"Running costs {_more_en(trial.running)} a year; once {trial.once * 10:,.0f} thousand yuan; ways, weighed, {_more_en(trial.travel)} a year{_boarders(trial).en}."),
    ]  # fmt: skip
    if others and trial.closes:
        told.insert(
            1,
            Words(
                f"其中{own:,}名原在该校，{others:,}名为腾出学位而换校。",
                f"{own:,} of them are its own, {others:,} change to make room.",
            ),
        )
    lost: list[Words] = []
    if not trial.stands:
        lost.append(
            Words(
                f"{trial.without_seat:,}名儿童在上限内没有学位。",
                f"{trial.without_seat:,} children have no seat within the limit.",
            )
        )
        villages = list(dict.fromkeys(made.rows["village_name"][i] for i in trial.homeless_rows))
        if villages:
            lost.append(
                Words(f"超过上限：{'、'.join(villages[:12])}。", f"Beyond the limit: {', '.join(villages[:12])}.")
            )
        full = [names[k] for k in trial.overfull]
        if full:
            lost.append(Words(f"超员：{'、'.join(full[:8])}。", f"Overfull: {', '.join(full[:8])}."))
    rows = _rows(here, trial, names)
    table = Table(GOES, tuple(rows[:MOST]), is_tight=True, caption=Words("学生去向", "Where they go")) if rows else None
    return replace(
        pick, told=tuple(told), lost=tuple(lost), table=table, rest=max(0, len(rows) - MOST), can_keep=trial.stands, closes=trial.closes, year=year,
        action=trial.action, hidden={**pick.hidden, "from_year": year},
    )  # fmt: skip


def _if_words(here: Shown, trial: Trial, name: str, year: int) -> Words:
    """What is tried."""
    kind = ACTION_WORDS.get(str(here.made.sites["kind"][trial.site]), Words("", ""))
    return {
        "close": Words(f"如果{name}自{year}年起停办", f"If {name} closed from {year} on"), "keep": Words(f"如果{name}保留", f"If {name} stayed"),
        "open": Words(f"如果{name}自{year}年起开办", f"If {name} opened in {year}"),
        "enter": Words(f"如果{name}自{year}年起{kind.zh}", f"If {name} had this from {year} on ({kind.en})"),
        "leave": Words(f"如果{name}不{kind.zh}", f"If {name} did without ({kind.en})"),
    }[trial.action]  # fmt: skip


def _boarders(trial: Trial) -> Words:
    if not trial.boarders:
        return Words("", "")
    more = trial.boarders > 0
    return Words(
        f"；住校{'多' if more else '少'}{abs(trial.boarders):,}人",
        f"; {abs(trial.boarders):,} {'more' if more else 'fewer'} boarders",
    )


def _more(value: float) -> str:
    return f"{'多' if value > 0 else '省'}{abs(value):,.1f}万元"


def _more_en(value: float) -> str:
    return f"{abs(value) * 10:,.0f} thousand yuan {'more' if value > 0 else 'less'}"


def _rows(here: Shown, trial: Trial, names: list[str]) -> list[Row]:
    made = here.made
    villages, children = made.rows["village_name"].to_list(), made.children[trial.t]
    merged: dict[tuple[str, int, int], list[float]] = {}
    for i, old, new in zip(trial.rows.tolist(), trial.before.tolist(), trial.after.tolist(), strict=True):
        before = float(made.minutes[i, old]) if old >= 0 else np.nan
        after = float(made.minutes[i, new]) if new >= 0 else np.nan
        kept = merged.setdefault((villages[i], old, new), [0.0, before, after])
        kept[0] += float(children[i])
    rows: list[Row] = []
    for (village, old, new), (count, before, after) in sorted(
        merged.items(), key=lambda item: -(item[1][2] if np.isfinite(item[1][2]) else 1e9)
    ):
        if count:
            rows.append({
                "village": village, "children": int(count), "before": names[old] if old >= 0 else "—",
                "after": names[new] if new >= 0 else Words("上限内没有学校", "no school within the limit"),
                "minutes": after if np.isfinite(after) else None, "more": after - before if np.isfinite(after - before) else None,
            })  # fmt: skip
    return rows
