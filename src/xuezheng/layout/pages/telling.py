"""A version in words and tables: what it comes to, its costs by part, every move with its reason, beside other versions."""

from typing import Any

from xuezheng.ground.words import Words
from xuezheng.layout.actions.planning import Shown
from xuezheng.layout.actions.reading import ENDING, reason_of, summary, ways_summary
from xuezheng.layout.models import LayoutPlan, LayoutVersion
from xuezheng.layout.pages.where import ACTION_WORDS, address
from xuezheng.screens.components import Cell, Column, Row, Table
from xuezheng.screens.numbers import number

PARTS = {
    "running": Words("运行", "Running"), "building": Words("建设", "Building"), "closing": Words("撤并一次性支出", "Closing, once"),
    "boarding": Words("住校", "Boarders"),
    "travel": Words("路程（折合）", "Ways, weighed"), "disruption": Words("换校（折合）", "Changes of school, weighed"),
}  # fmt: skip
WAN = Words("万元", "10,000 yuan")
# what stands side by side: key of a version's figures, words, kind, decimals
COMPARED: tuple[tuple[str, Words, str, int], ...] = (
    ("schools", Words("学校（所）", "Schools"), "count", 0), ("closed", Words("撤并（所）", "Merged"), "count", 0),
    ("opened", Words("新办（所）", "Opened"), "count", 0), ("extended", Words("扩建、办寄宿（处）", "Grown"), "count", 0),
    ("turned", Words("改教学点、改办（所）", "Turned"), "count", 0), ("moved", Words("换校学生（人）", "Children who change"), "count", 0),
    ("mean", Words("平均单程（分钟）", "Mean way (min)"), "number", 1), ("median", Words("中位单程（分钟）", "Median way (min)"), "number", 1),
    ("longest", Words("最长单程（分钟）", "Longest way (min)"), "number", 0), ("beyond", Words("超过上限（人）", "Beyond the limit"), "count", 0),
    ("boarders", Words("住校（人）", "Boarders"), "count", 0), ("overfull", Words("超员（人）", "Over the seats"), "count", 0),
    ("cost", Words("各年费用（万元）", "Money, all years (10,000 yuan)"), "number", 0),
    ("objective", Words("目标值（万元）", "Objective (10,000 yuan)"), "number", 0), ("bound", Words("已证下界（万元）", "Proven bound (10,000 yuan)"), "number", 0),
    ("gap", Words("差距", "Gap"), "share", 2), ("faults", Words("违反约束（处）", "Faults"), "count", 0),
)  # fmt: skip


def figures_of(version: LayoutVersion) -> dict[str, Any]:
    """A version's figures with its objective, bound and gap."""
    return {
        "boarders": 0, "extended": 0, "turned": 0, **version.figures, "objective": version.objective, "bound": version.bound, "gap": version.gap, "faults": version.fault_count,
    }  # fmt: skip


def facts_of(here: Shown, t: int) -> list[tuple[Words, str, Words, Words]]:
    """Objective, bound and gap: term, number, unit, note."""
    version = here.version
    years = here.made.asked.year_count
    dash = "…"
    told = [
        (Words(f"{years}年目标值", f"Objective, {years} years"), number(version.objective, 0), WAN, Words("费用＋折合的路程与换校", "money, and ways and changes weighed")),
        (Words("已证下界", "Proven bound"), number(version.bound, 0) if version.bound is not None else dash, WAN,
         Words("再好也低不过它", "no plan costs less") if version.bound is not None else Words("锁定放宽后未重算", "not proven for these locks: solve again")),
        (Words("差距", "Gap"), f"{version.gap:.2%}".rstrip("%") if version.gap is not None else dash, Words("%", "%"),
         Words(f"用时{version.seconds:.0f}秒，种子{version.seed}", f"{version.seconds:.0f} s, seed {version.seed}")),
    ]  # fmt: skip
    return told


def parts_table(here: Shown) -> Table:
    """Costs by part, of the plan and as it is now, over all years."""
    now = summary(here.made, here.present)["parts"]
    columns = (
        Column("part", Words("构成", "Part"), is_sortable=False), Column("now", Words("现状", "Now"), "number", WAN, 0, is_sortable=False),
        Column("plan", Words("本版", "This version"), "number", WAN, 0, is_sortable=False),
    )  # fmt: skip
    rows: list[Row] = [
        {"part": words, "now": now[key], "plan": float(sum(here.parts[key]))} for key, words in PARTS.items()
    ]
    total: Row = {
        "part": Words("合计", "Total"),
        "now": sum(now.values()),
        "plan": float(sum(sum(v) for v in here.parts.values())),
    }
    return Table(columns, tuple(rows), total=total, is_tight=True)


def beside(here: Shown) -> Table:
    """This version beside how it is now and the one it comes from."""
    versions = [here.plan.versions.order_by("number").first(), here.version.parent, here.version]
    shown_ = list({v.pk: v for v in versions if v is not None}.values())
    return side_by_side(shown_, here.version)


def side_by_side(versions: list[LayoutVersion], current: LayoutVersion | None = None, with_plan: bool = False) -> Table:
    """Versions as columns, what is compared as rows."""

    def title(v: LayoutVersion) -> Words:
        if v.origin == "present" and not with_plan:
            return Words("现状", "Now")
        name = f"{v.plan.title}　" if with_plan else ""
        return Words(f"{name}第{v.number}版", f"{name.strip()} version {v.number}".strip())

    columns = [Column("what", Words("", ""), is_sortable=False)]
    columns += [
        Column(f"v{v.pk}", title(v), "number", is_sortable=False, is_strong=current is not None and v.pk == current.pk)
        for v in versions
    ]
    rows: list[Row] = []
    figures = {v.pk: figures_of(v) for v in versions}
    for key, words, kind, decimals in COMPARED:
        row: dict[str, Any] = {"what": words}
        for v in versions:
            value = figures[v.pk].get(key)
            if value is None:
                row[f"v{v.pk}"] = None
                continue
            text = f"{value:.2%}" if kind == "share" else number(float(value), decimals)
            row[f"v{v.pk}"] = Cell(text, is_strong=current is not None and v.pk == current.pk)
        rows.append(row)
    return Table(tuple(columns), tuple(rows), is_tight=True)


MOVE_COLUMNS = (
    Column("number", Words("图号", "No.")), Column("school", Words("学校", "School")), Column("code", Words("标识码", "Code")), Column("action", Words("动作", "What")),
    Column("into", Words("去向", "Into")), Column("year", Words("学年", "From"), "year"), Column("children", Words("学生", "Children"), "count"),
    Column("km", Words("平均路程", "Mean way"), "number", Words("公里", "km"), 1), Column("minutes", Words("平均单程", "Mean way"), "number", Words("分钟", "min"), 0),
    Column("longest", Words("最远", "Longest"), "number", Words("分钟", "min"), 0), Column("saved", Words("每年省", "Saved a year"), "number", WAN, 1),
    Column("once", Words("一次投入", "Once"), "number", WAN, 0),
    Column("reason", Words("理由", "Why"), is_sortable=False), Column("locked", Words("锁定", "Locked"), is_sortable=False),
)  # fmt: skip


def move_values(here: Shown) -> list[dict[str, Any]]:
    """Every move as plain values for files and the page."""
    names, codes = here.made.sites["site_name"].to_list(), here.made.sites["site_code"].to_list()
    rows: list[dict[str, Any]] = []
    for move in here.moves:
        rows.append({
            "number": f"{move.site + 1:02d}", "school": names[move.site], "code": codes[move.site], "action": ACTION_WORDS[move.action],
            "into": names[move.into] if move.into >= 0 else "", "year": move.year, "children": move.children, "km": round(move.km, 2),
            "minutes": round(move.minutes, 1), "longest": round(move.longest, 1), "saved": move.saved if move.action in ENDING else None, "once": move.once,
            "reason": reason_of(here.made, here.answer, move), "locked": "✓" if codes[move.site] in here.version.decided else "",
        })  # fmt: skip
    return rows


def move_rows(here: Shown, selected: str, year: int) -> list[dict[str, Any]]:
    """The moves for the page, each leading to its school on the map."""
    return [
        {**row, "href": address(here.plan, version=here.version.number, year=year, school=row["code"]) + "#pick",
         "letter": address(here.plan, "layout-letter", row["code"], version=here.version.number), "is_selected": row["code"] == selected,
         "is_merged": row["saved"] is not None, "receives": row["action"] == ACTION_WORDS["receives"], "is_locked": bool(row["locked"])}
        for row in move_values(here)
    ]  # fmt: skip


def versions_table(plan: LayoutPlan, current: LayoutVersion | None) -> Table:
    """The history of a plan, the newest first."""
    columns = (
        Column("number", Words("版", "No."), is_sortable=False), Column("what", Words("怎么来的", "How it came"), is_sortable=False),
        Column("from", Words("来自", "From"), is_sortable=False), Column("schools", Words("学校", "Schools"), "count", is_sortable=False),
        Column("moved", Words("换校", "Change"), "count", Words("人", "children"), is_sortable=False),
        Column("mean", Words("平均单程", "Mean way"), "number", Words("分钟", "min"), 1, is_sortable=False),
        Column("cost", Words("各年费用", "Money"), "number", WAN, 0, is_sortable=False), Column("objective", Words("目标值", "Objective"), "number", WAN, 0, is_sortable=False),
        Column("gap", Words("差距", "Gap"), "share", decimals=2, is_sortable=False), Column("faults", Words("违反", "Faults"), "count", is_sortable=False),
        Column("locked", Words("锁定", "Locked"), "count", is_sortable=False), Column("by", Words("谁", "By"), is_sortable=False),
        Column("at", Words("时间", "When"), "instant", is_sortable=False),
    )  # fmt: skip
    versions = list(plan.versions.select_related("parent", "made_by").order_by("-number")[:60])
    rows: list[Row] = [
        {
            "number": Cell(str(v.number), href=address(plan, version=v.number)), "what": Words(v.what.get("zh", ""), v.what.get("en", "")),
            "from": str(v.parent.number) if v.parent else "—", "schools": v.figures.get("schools"), "moved": v.figures.get("moved"), "mean": v.figures.get("mean"),
            "cost": v.figures.get("cost"), "objective": v.objective, "gap": v.gap, "faults": v.fault_count, "locked": len(v.decided),
            "by": v.made_by.get_username() if v.made_by else "—", "at": v.made_at,
        }
        for v in versions
    ]  # fmt: skip
    selected = frozenset(i for i, v in enumerate(versions) if current is not None and v.pk == current.pk)
    return Table(columns, tuple(rows), selected=selected, is_tight=True)


def ways_words(here: Shown, t: int) -> Words:
    """One line of how ways change."""
    now, plan = ways_summary(here.made, here.present, t), ways_summary(here.made, here.answer, t)
    return Words(
        f"平均{now['mean']:.1f}→{plan['mean']:.1f}　最长{now['longest']:.0f}→{plan['longest']:.0f}　超过上限{now['beyond']:,}人→{plan['beyond']:,}人",
        f"mean {now['mean']:.1f} → {plan['mean']:.1f}, longest {now['longest']:.0f} → {plan['longest']:.0f}, beyond the limit {now['beyond']:,} → {plan['beyond']:,}",
    )
