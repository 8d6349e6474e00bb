"""What a plan does to one school, as a letter would say it: why, how many children, their new ways, what stays, when, who is heard."""

from dataclasses import dataclass

import numpy as np

from xuezheng.ground.words import Words
from xuezheng.layout.plan.describing import LEAVING, Answer, Move, load_of, moves_of
from xuezheng.layout.plan.prepared import Prepared
from xuezheng.layout.rules.planning import begins_on, first_closing_year


@dataclass(frozen=True)
class WayRow:
    """One village's children: the school of now and the new one, with minutes."""

    village: str
    children: int
    before: str
    minutes_before: float
    after: str
    minutes_after: float
    limit: float


@dataclass(frozen=True)
class Letter:
    """The letter of one school. `move` is None where it goes on as it is."""

    code: str
    name: str
    heading: Words
    why: tuple[Words, ...]
    children: tuple[Words, ...]
    ways: tuple[WayRow, ...]
    stays: tuple[Words, ...]
    when: tuple[Words, ...]
    move: Move | None


def reason_of(made: Prepared, answer: Answer, move: Move) -> Words:
    """Why a school merges, opens or receives, in one sentence of figures."""
    site = made.sites.row(move.site, named=True)
    names = made.sites["site_name"].to_list()
    last = made.asked.years[-1]
    once_zh, once_en = f"，一次投入{move.once:,.0f}万元", f"; {move.once * 10:,.0f} thousand yuan once"
    if move.action == "opened":
        return Words(
            f"新点可容{site['seats']}人，服务{move.children}名儿童{once_zh}",
            f"A new site of {site['seats']} seats serves {move.children} children{once_en}",
        )
    if move.action == "closed":
        return Words("已无学生，服务范围内也没有儿童", "It has no pupils, and no children live within its reach")
    if move.action in ("extend", "board", "grown"):
        form = made.sites.row(move.form, named=True)
        t = move.year - made.asked.first_year
        beds = int(form["beds"]) - int(site["beds"])
        more_zh = (f"，床位增{beds}" if beds else "") + once_zh
        more_en = (f", {beds} more beds" if beds else "") + once_en
        load = int(load_of(made, answer, t)[move.site])
        return Words(
            f"学位由{site['seats']}个到{form['seats']}个，当年就读{load}人{more_zh}",
            f"{form['seats']} seats instead of {site['seats']}, {load} pupils in that year{more_en}",
        )
    if move.action == "point":
        return Words(
            f"高年级{move.children}人到{names[move.into]}，平均{move.minutes:.0f}分钟；1—3年级就近留下{once_zh}",
            f"{move.children} children of the upper grades go to {names[move.into]}, {move.minutes:.0f} minutes on average; grades 1 to 3 stay near{once_en}",
        )
    if move.action == "convert":
        form = made.sites.row(move.form, named=True)
        return Words(
            f"改办后学位{form['seats']}个；原来的{move.children}人主要到{names[move.into]}，平均{move.minutes:.0f}分钟{once_zh}",
            f"{form['seats']} seats of the other stage; its {move.children} children go mostly to {names[move.into]}, {move.minutes:.0f} minutes on average{once_en}",
        )
    if move.action == "receives":
        load = int(load_of(made, answer, made.asked.year_count - 1)[move.site])
        return Words(
            f"到{last}年共{load}人，学位{site['seats']}，接收{move.children}人",
            f"{load} pupils in {last} on {site['seats']} seats, {move.children} of them new",
        )
    full = site["pupils"] / max(1, site["seats"])
    return Words(
        f"在校{site['pupils']}人，学位用去{full:.0%}，到{last}年服务范围内{move.last_children}人；至{names[move.into]}平均{move.km:.1f}公里、{move.minutes:.0f}分钟，每年省{move.saved:,.0f}万元",
        f"{site['pupils']} pupils now, {full:.0%} of its seats; {move.last_children} children in {last}; {move.km:.1f} km and {move.minutes:.0f} minutes to "
        f"{names[move.into]} on average; {move.saved * 10:,.0f} thousand yuan a year are saved",
    )


def letter_of(made: Prepared, answer: Answer, code: str) -> Letter:
    """The letter of a school of the plan. Raises KeyError for one that the plan does not have."""
    j = made.place_of[code]
    name = str(made.sites["site_name"][j])
    move = next((m for m in moves_of(made, answer) if m.site == j), None)
    t = move.year - made.asked.first_year if move else made.asked.year_count - 1
    concerned = (
        (made.present == j) | (made.grounds(answer.school_of[t]) == j)
        if move is None or move.action not in LEAVING
        else _own(made, answer, j, t)
    )
    ways = _ways(made, answer, t, np.flatnonzero(concerned & (made.children[t] > 0)))
    if move is None or move.action not in LEAVING:
        return Letter(
            code,
            name,
            _heading(made, name, move),
            _why_stays(made, answer, j, move),
            _children_of(made, answer, j, t),
            ways,
            (),
            () if move is None or move.action == "receives" else _when(made, move),
            move,
        )
    return Letter(
        code, name, _heading(made, name, move), (Words(*_pair(reason_of(made, answer, move))), *_rules(made)), _moving(made, move), ways,
        _stays(made, move), _when(made, move), move,
    )  # fmt: skip


def _pair(words: Words) -> tuple[str, str]:
    return words.zh + "。", words.en + "."


def _own(made: Prepared, answer: Answer, j: int, t: int) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    own = made.grounds(answer.school_of[t - 1]) == j if t > 0 else made.present == j
    return own if own.any() else made.present == j


def _ways(
    made: Prepared, answer: Answer, t: int, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> tuple[WayRow, ...]:
    names, villages = made.sites["site_name"].to_list(), made.rows["village_name"].to_list()
    asked = made.rows["limit_minutes"].to_list()
    found: dict[tuple[str, int, int], WayRow] = {}
    for i in rows.tolist():
        old, new = int(made.present[i]), int(answer.school_of[t][i])
        key = (villages[i], old, int(made.ground[new]) if new >= 0 else -1)
        count = int(made.children[t][i]) + (found[key].children if key in found else 0)
        found[key] = WayRow(
            villages[i], count, names[old] if old >= 0 else "", float(made.minutes[i, old]) if old >= 0 else float("nan"),
            names[new] if new >= 0 else "", float(made.minutes[i, new]) if new >= 0 else float("nan"), float(asked[i]),
        )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda w: -w.minutes_after))


def _heading(made: Prepared, name: str, move: Move | None) -> Words:
    if move is None:
        return Words(f"{name}：照常办学", f"{name} goes on")
    into = str(made.sites["site_name"][move.into]) if move.into >= 0 else ""
    return {
        "merged": Words(
            f"{name}：拟自{move.year}年9月1日起并入{into}",
            f"{name} is to become part of {into} on 1 September {move.year}",
        ),
        "opened": Words(f"{name}：拟自{move.year}年9月1日起开办", f"{name} is to open on 1 September {move.year}"),
        "dropped": Words(f"{name}：拟自{move.year}年9月1日起不再办这一学段，学生转到{into}",
                         f"{name} is to give up this stage on 1 September {move.year}; its pupils go to {into}"),
        "closed": Words(f"{name}：拟自{move.year}年9月1日起停办", f"{name} is to close on 1 September {move.year}"),
        "extend": Words(f"{name}：拟自{move.year}年9月1日起扩建启用", f"{name} is to have more seats from 1 September {move.year}"),
        "board": Words(f"{name}：拟自{move.year}年9月1日起可寄宿", f"{name} is to take boarders from 1 September {move.year}"),
        "grown": Words(f"{name}：拟自{move.year}年9月1日起扩建并可寄宿", f"{name} is to have more seats and beds from 1 September {move.year}"),
        "point": Words(f"{name}：拟自{move.year}年9月1日起改为教学点", f"{name} is to keep grades 1 to 3 from 1 September {move.year}"),
        "convert": Words(f"{name}：拟自{move.year}年9月1日起改办另一学段", f"{name} is to turn to the other stage on 1 September {move.year}"),
        "receives": Words(f"{name}：继续办学，接收附近的学生", f"{name} goes on, and takes pupils from nearby"),
    }[move.action]  # fmt: skip


def _rules(made: Prepared) -> tuple[Words, ...]:
    minutes = [f"{limit:g}" for limit in sorted(set(made.asked.limits.values()))]
    limits, limits_en = "、".join(minutes), " or ".join(minutes)
    return (
        Words(
            f"方案在全县一起计算：每名儿童单程不超过{limits}分钟（按年龄），各校不超员；只有它能让低年级在上限内到校的学校一律保留。",
            f"The plan was computed for the whole county: nobody travels longer than {limits_en} minutes one way (by age), no school is overfull, and a "
            "school that alone is within reach of the youngest always stays.",
        ),
    )


def _moving(made: Prepared, move: Move) -> tuple[Words, ...]:
    names = made.sites["site_name"].to_list()
    told = [
        Words(
            f"{move.year}年届时有{move.children}名儿童换校：平均单程由{move.minutes_before:.0f}分钟变为{move.minutes:.0f}分钟，最远{move.longest:.0f}分钟。",
            f"{move.children} children change school in {move.year}: their way takes {move.minutes:.0f} minutes on average instead of "
            f"{move.minutes_before:.0f}, {move.longest:.0f} at most.",
        )
    ]
    if move.others:
        also = "、".join(names[k] for k in move.others[:4])
        told.append(Words(f"其中一部分离{also}更近，划到那里。", f"Some of them live nearer to {also} and go there."))
    return tuple(told)


def _children_of(made: Prepared, answer: Answer, j: int, t: int) -> tuple[Words, ...]:
    load, seats, year = int(load_of(made, answer, t)[j]), int(made.sites["seats"][j]), made.asked.first_year + t
    return (Words(f"{year}年约{load}人，学位{seats}个。", f"About {load} pupils in {year}, on {seats} seats."),)


def _why_stays(made: Prepared, answer: Answer, j: int, move: Move | None) -> tuple[Words, ...]:
    within = made.base_minutes <= made.rows["limit_minutes"].to_numpy()[:, None]
    alone = within[:, j] & (within.sum(axis=1) == 1)
    told: list[Words] = []
    if alone.any():
        villages = list(
            dict.fromkeys(v for v, a in zip(made.rows["village_name"].to_list(), alone.tolist(), strict=True) if a)
        )
        told.append(Words(
            f"{'、'.join(villages[:6])}的儿童在上限内只能到这所学校，按规定必须保留。",
            f"It alone is within reach of {', '.join(villages[:6])}, and must stay by the rule of small schools.",
        ))  # fmt: skip
    if made.sites["kept_by"][j] == "township":
        told.append(Words("所在乡镇只有这一所初中（或它最大），原则上每个乡镇至少办一所初中。",
                          "It is the junior school of its township (or the largest of them): each township keeps one in principle."))  # fmt: skip
    if made.sites["kept_by"][j] == "teaches":
        told.append(
            Words(
                "它还办另一学段，不因这一学段的规划而撤并。",
                "It teaches another stage, too: a plan of one does not end it.",
            )
        )
    if move is not None:
        told.append(Words(*_pair(reason_of(made, answer, move))))
    return tuple(told) or (
        Words(
            "在上限、学位与费用之间，保留它比并入别处更好。",
            "Between ways, seats and costs, keeping it is better than merging it.",
        ),
    )


def _stays(made: Prepared, move: Move) -> tuple[Words, ...]:
    into = str(made.sites["site_name"][move.into])
    if move.action in ("point", "convert", "dropped"):
        name = str(made.sites["site_name"][move.site])
        return (
            Words(f"{name}不撤销：校舍、标识码的沿用按登记册办理，留下的年级照常上课。", f"{name} is not ended; the grades that stay go on as before."),
            Words(f"转走学生的学籍、班级转到{into}；教职工编制与待遇不因此减少。", f"Records and classes of those who leave go to {into}; posts and pay are not cut because of it."),
        )  # fmt: skip
    return (
        Words(
            f"学籍、班级与教职工随并入{into}，编制与待遇不因撤并减少。",
            f"Pupils' records, classes and staff go to {into}; posts and pay are not cut because of it.",
        ),
        Words(
            "原校代码同日作废，旧的登记与统计都不变。",
            "Its code ends that day; what was registered and counted before stays.",
        ),
        Words(
            "接收学校的教室、床位或交通没有落实以前，不撤并。",
            "It does not merge before rooms, beds and transport at the receiving school are there.",
        ),
        Words(
            "撤并后设一年过渡期；人数回升，可以恢复。",
            "A year of transition follows; where children come back, it may be opened again.",
        ),
    )


def _years(count: float) -> str:
    return "a year" if count == 1 else f"{count:g} years"


def _when(made: Prepared, move: Move) -> tuple[Words, ...]:
    notice, announced = made.asked.notice_years, made.asked.announced_on
    day = begins_on(move.year)
    first = first_closing_year(day.replace(year=day.year - int(notice)), notice)
    return (
        Words(
            f"{day.year}年9月1日起生效；至少提前{notice:g}年公告（方案按{announced}公告计算）。",
            f"In force from 1 September {day.year}; announced {_years(notice)} ahead at least (the plan counts on {announced}).",
        ),
        Words(
            f"公告不晚于{first - int(notice)}年9月1日；公示与听证在前，签字采纳在后，生效以前可以撤回。",
            f"Announced by 1 September {first - int(notice)}; notice and hearing come first, then it is adopted; until its day it can be withdrawn.",
        ),
        Words(
            "公示期间可在公示页提出意见，或在听证会上提出。",
            "Anybody may comment on the public page during the period, or at the hearing.",
        ),
    )
