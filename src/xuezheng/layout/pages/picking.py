"""The panel of one school: what it is in the version, and what follows where it is turned off, or on again."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import Shown
from xuezheng.layout.actions.reading import Trial, load_of
from xuezheng.layout.pages.drawing import becomes
from xuezheng.layout.pages.where import address
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


def picked(here: Shown, code: str, t: int, trial: Trial | None) -> Pick:
    """The panel of a school of a version in year t."""
    made = here.made
    j = made.place_of[code]
    site, year = made.sites.row(j, named=True), made.asked.first_year + t
    state, move = becomes(here, j, t), next((m for m in here.moves if m.site == j), None)
    names = made.sites["site_name"].to_list()
    words = {
        "kept": Words("保留", "It stays"), "absent": Words("备选点，未开办", "A possible site, not opened"), "opened": Words("新办", "It opens"),
        "receives": Words("保留，并接收别校学生", "It stays, and receives pupils"),
        "merged": Words(f"{move.year}年并入{names[move.into]}" if move else "并入", f"merges into {names[move.into]} in {move.year}" if move else "merges"),
    }[state]  # fmt: skip
    load = load_of(made, here.answer, t)
    facts = (
        (Words("在校", "Pupils now"), number(site["pupils"])), (Words("学位", "Seats"), number(site["seats"])),
        (Words(f"{year}年", f"In {year}"), number(int(load[j]))),
        (Words("每年运行", "Running a year"), Words(f"{site['running_fen'] / 1e6:,.0f}万元", f"{site['running_fen'] / 1e5:,.0f} thousand yuan")),
    )  # fmt: skip
    is_open = bool(here.answer.is_open[-1, j])
    base = Pick(
        code, Words(f"{j + 1:02d} {site['site_name']}", f"{j + 1:02d} {site['site_name']}"), words, facts, code in here.version.decided, is_open,
        address(here.plan, "layout-letter", code, version=here.version.number),
        hidden={"version": here.version.number, "code": code, "year": made.asked.first_year + t},
    )  # fmt: skip
    return base if trial is None else _with_trial(base, here, trial, names)


def _with_trial(pick: Pick, here: Shown, trial: Trial, names: list[str]) -> Pick:
    made, year = here.made, here.made.asked.first_year + trial.t
    own = int(made.children[trial.t][trial.rows[trial.before == trial.site]].sum())
    others = trial.children - own
    name = names[trial.site]
    verb = (
        Words(f"如果{name}自{year}年起停办", f"If {name} closed from {year} on")
        if trial.closes
        else Words(f"如果{name}开办", f"If {name} were open")
    )
    told = [
        Words(
            f"{verb.zh}：{trial.children:,}名儿童换校，平均单程由{trial.minutes_before:.0f}分钟变为{trial.minutes_after:.0f}分钟，最远{trial.longest:.0f}分钟。",
            f"{verb.en}: {trial.children:,} children change school; their way takes {trial.minutes_after:.0f} minutes on average instead of "
            f"{trial.minutes_before:.0f}, {trial.longest:.0f} at most.",
        ),
        Words(f"运行费每年{_more(trial.running)}；一次性支出{trial.once:,.0f}万元；路程折合每年{_more(trial.travel)}。",
              f"Running costs {_more_en(trial.running)} a year; once {trial.once * 10:,.0f} thousand yuan; ways, weighed, {_more_en(trial.travel)} a year."),
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
    return Pick(
        pick.code, pick.title, pick.state, pick.facts, pick.is_locked, pick.is_open, pick.letter_href, tuple(told), tuple(lost),
        Table(GOES, tuple(rows[:MOST]), is_tight=True, caption=Words("学生去向", "Where they go")) if rows else None, max(0, len(rows) - MOST), trial.stands,
        trial.closes, year, {**pick.hidden, "from_year": year},
    )  # fmt: skip


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
