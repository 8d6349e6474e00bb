"""Programmes on a scale: calibrated together or one after the other, linked to a scale that stands, persons scored on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from xuezheng.assessment.plan.answers import group_table, item_table, known_items
from xuezheng.assessment.plan.quality import by_sex, classical, dependence, differences, fits
from xuezheng.assessment.problem import Floats, Item
from xuezheng.assessment.rules.classical import reliability_of_expected, reliability_of_weighted
from xuezheng.assessment.rules.curves import counted, log_curves
from xuezheng.assessment.rules.linking import CommonItems, Drift, Link, steady_link
from xuezheng.assessment.rules.monitoring import FEWEST_ANCHORS, GROUPING, PLAUSIBLE, SCHOOL_GROUPINGS
from xuezheng.assessment.solver.estimates import GroupEstimate, ItemEstimate
from xuezheng.assessment.solver.item_response import ItemResponse
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

Flags = NDArray[np.bool_]
Tell = Callable[[float, str], None]
ABOUT = ("person", "school_code", "class_number", "form", "sex", "weight")


@dataclass(frozen=True)
class Sitting:
    """A programme's answers: `frame` as `intake.Read.answers` with `person` for the number, points of its items by name, their
    domains, and its forms (names of items). `frame` may have `earlier`, the ability an earlier test showed: plausible values
    hold its relation to this one's only if they are drawn with it."""

    key: str
    frame: pl.DataFrame
    points: Mapping[str, int]
    domains: Mapping[str, str]
    forms: Mapping[str, Sequence[str]]

    @property
    def items(self) -> list[str]:
        return [name for name in self.frame.columns if name in self.points]


@dataclass(frozen=True)
class StandingScale:
    """A scale that stands: tables of its items and groups, as `answers.item_table` and `group_table` make them."""

    items: pl.DataFrame
    groups: pl.DataFrame


@dataclass
class Scaled:
    """`items` with classical and other statistics, `groups`, `persons` (scores, plausible values), `domains` (person, programme,
    domain, points got, possible, expected), `links` (anchors), `differences` (items between groups), what is told in numbers, and
    findings."""

    items: pl.DataFrame
    groups: pl.DataFrame
    persons: pl.DataFrame
    domains: pl.DataFrame
    links: pl.DataFrame
    differences: pl.DataFrame
    told: dict[str, Any]
    findings: list[Problem]


@dataclass
class Stack:
    """All sittings' answers one below the other: (N, J) with NaN, the names of items, each row's programme, what stands beside."""

    scores: Floats
    names: list[str]
    programme: list[str]
    about: pl.DataFrame
    points: dict[str, int]
    domains: dict[str, str]
    forms: dict[str, Sequence[str]]


def is_background(name: str) -> bool:
    return name.startswith("bg_") or name == "earlier"


def is_grouping(name: str) -> bool:
    """A column that says which group a person is of, to look for items that treat groups differently and to compare them."""
    return name.startswith(GROUPING)


def stacked(sittings: Sequence[Sitting]) -> Stack:
    points: dict[str, int] = {}
    domains: dict[str, str] = {}
    forms: dict[str, Sequence[str]] = {}
    for one in sittings:
        points |= {name: one.points[name] for name in one.items}
        domains |= one.domains
        forms |= {f"{one.key}/{code}": own for code, own in one.forms.items()}
    names = list(points)
    parts = [
        one.frame.select(
            *ABOUT,
            *(c for c in one.frame.columns if is_background(c) or is_grouping(c)),
            *one.items,
            programme=pl.lit(one.key),
        )
        for one in sittings
    ]
    whole = pl.concat(parts, how="diagonal_relaxed").with_columns(form=pl.col("programme") + "/" + pl.col("form"))
    scores = whole.select(pl.col(names).cast(pl.Float64)).to_numpy().copy()
    answered: Flags = np.asarray(np.isfinite(scores).any(axis=1), dtype=np.bool_)
    kept = whole.filter(pl.Series(answered))
    return Stack(scores[answered], names, kept["programme"].to_list(), kept.drop(names), points, domains, forms)


def models_of(stack: Stack, model: str, kept: Mapping[str, Item]) -> list[str]:
    """One model an item; the models of two scores become partial credit where an item has more."""
    many = {"rasch": "pcm", "2pl": "gpcm", "3pl": "gpcm", "mixed": "gpcm"}
    two = {"mixed": "2pl", "pcm": "rasch"}
    own = [many.get(model, model) if stack.points[name] > 1 else two.get(model, model) for name in stack.names]
    return [kept[name].model if name in kept else one for name, one in zip(stack.names, own, strict=True)]


def calibrated(
    stack: Stack, model: str, known: Sequence[Item] = (), *, standard_errors: bool = True
) -> ItemResponse:  # fmt: skip
    """All programmes at once, each a group of its own."""
    kept = {item.name: item for item in known if item.name in stack.names}
    scale = ItemResponse(models_of(stack, model, kept), known={name: item.known or () for name, item in kept.items()},
                         standard_errors=standard_errors)  # fmt: skip
    tops = [kept[name].top if name in kept else stack.points[name] for name in stack.names]
    weights = stack.about["weight"].to_list()
    return scale.fit(stack.scores, stack.programme, weights, stack.names, tops, first_row=1)


def common_items(new: Sequence[ItemEstimate], base: pl.DataFrame) -> tuple[list[CommonItems], list[str]]:
    """The items of both scales by kind and number of parameters, and their names in that order."""
    old = {item.name: item for item in known_items(base)}
    shared: dict[tuple[str, int], list[tuple[str, tuple[float, ...], tuple[float, ...]]]] = {}
    for item in new:
        there = old.get(item.name)
        if there is None or there.known is None or there.top != item.top:
            continue
        mine = Item(item.name, item.model, item.top)  # type: ignore[arg-type]
        if mine.kind == there.kind and len(item.parameters) == len(there.known):
            key = mine.kind, len(there.known)
            shared.setdefault(key, []).append((item.name, item.parameters, there.known))
    made: list[CommonItems] = []
    names: list[str] = []
    for (kind, _), rows in shared.items():
        made.append(CommonItems(kind, np.array([row[1] for row in rows]), np.array([row[2] for row in rows])))  # type: ignore[arg-type]
        names += [row[0] for row in rows]
    return made, names


@dataclass(frozen=True)
class Tied:
    """A link to a scale that stands: the transformation, the anchors with their drift, and the names of those set aside."""

    link: Link
    drift: Drift
    names: tuple[str, ...]
    aside: frozenset[str]


def tied(new: Sequence[ItemEstimate], base: StandingScale, method: str, grid: Floats) -> Tied:
    """Raises `Refused` where too few items are on both scales."""
    common, names = common_items(new, base.items)
    if len(names) < FEWEST_ANCHORS:
        what = Words(
            f"与所选量尺的共同题不足 {FEWEST_ANCHORS} 道，连不起来。",
            f"Fewer than {FEWEST_ANCHORS} items are on both scales: they cannot be linked.",
        )
        cure = Words("补锚题，或另立量尺。", "Add anchor items, or begin a scale of its own.")
        raise Refused([Problem("assessment.no_link", what, which=", ".join(names), got=str(len(names)), cure=cure)])
    mean, sd = float(base.groups["mean"][0]), max(float(base.groups["sd"][0]), 1e-3)
    weights = np.exp(-0.5 * ((grid - mean) / sd) ** 2)
    way: Any = "stocking_lord" if method == "fixed" else method
    link, drift, kept = steady_link(common, way, grid, weights / weights.sum())
    stay = np.concatenate(kept)
    aside = frozenset(name for name, own in zip(names, stay, strict=True) if not own)
    return Tied(link, drift, tuple(names), aside)


def on_base(item: ItemEstimate, link: Link) -> ItemEstimate:
    """An item's estimate on the new scale; errors scaled as the parameters are (the link's own error apart)."""
    slope, shift = item.slope / link.scale, link.shift
    gpcm = item.model not in ("grm", "3pl")
    steps = range(1, len(item.intercepts) + 1)
    return replace(
        item, slope=slope, slope_error=item.slope_error / link.scale,
        intercepts=tuple(d - slope * shift * (c if gpcm else 1) for c, d in zip(steps, item.intercepts, strict=True)),
        difficulties=tuple(link.scale * b + shift for b in item.difficulties),
        difficulty_errors=tuple(link.scale * e for e in item.difficulty_errors),
    )  # fmt: skip


def scaled(
    sittings: Sequence[Sitting], model: str, method: str, base: StandingScale | None, seed: int, tell: Tell = lambda share, text: None
) -> Scaled:  # fmt: skip
    """Calibrate, link, look at fit, score. Raises `Refused` where it cannot be done at all."""
    tell(0.05, "reading")
    stack = stacked(sittings)
    tell(0.1, "calibrating")
    scale = calibrated(stack, model, standard_errors=method != "fixed")
    findings = list(scale.findings_)
    link, bond = Link(1.0, 0.0), None
    if base is not None:
        tell(0.4, "linking")
        bond = tied(scale.items_, base, method, scale.grid.nodes)
        link = bond.link
        findings += drifted(bond)
        if method == "fixed":
            known = [item for item in known_items(base.items) if item.name not in bond.aside]
            scale, link = calibrated(stack, model, known), Link(1.0, 0.0)
    items = [on_base(item, link) for item in scale.items_]
    groups = [
        GroupEstimate(g.name, link.scale * g.mean + link.shift, link.scale * g.mean_error, link.scale * g.sd, link.scale * g.sd_error)
        for g in scale.groups_
    ]  # fmt: skip
    tell(0.5, "looking at fit")
    apart = differences(stack.scores, stack.names, stack.about["form"], groupings(stack.about))
    table = quality_table(stack, scale, bond).join(by_sex(apart), on="item", how="left", maintain_order="left")
    table = item_table(items).join(table, on="item", how="left", maintain_order="left")
    tell(0.6, "scoring")
    persons, rows = scored(stack, scale, link)
    tell(0.7, "drawing plausible values")
    persons = with_values(stack.scores[rows], scale, link, persons, seed)
    tell(0.9, "adding up domains")
    told = told_of(stack, scale, persons, bond, link)
    told["pairs"] = dependence(scale)
    return Scaled(
        table, group_table(groups), persons, by_domain(stack, items, persons), link_table(bond), apart, told, findings
    )


def groupings(about: pl.DataFrame) -> dict[str, pl.Series]:
    """By what persons are told apart: sex, and every grouping that was given."""
    own = {name.removeprefix(GROUPING): about[name].cast(pl.String) for name in about.columns if is_grouping(name)}
    return {"sex": about["sex"], **own}


def quality_table(stack: Stack, scale: ItemResponse, bond: Tied | None) -> pl.DataFrame:
    table = classical(stack.scores, stack.names, np.array([stack.points[n] for n in stack.names], dtype=np.float64))
    table = table.join(fits(scale, stack), on="item", how="left", maintain_order="left")
    anchors = link_table(bond).select("item", "drift", "is_set_aside")
    return table.join(anchors, on="item", how="left", maintain_order="left")


def link_table(bond: Tied | None) -> pl.DataFrame:
    """The anchors: what is left between their difficulties after linking, in robust units, and who was set aside."""
    if bond is None:
        return pl.DataFrame(
            schema={"item": pl.String, "left": pl.Float64, "drift": pl.Float64, "is_set_aside": pl.Boolean}
        )
    return pl.DataFrame({
        "item": bond.names, "left": bond.drift.left, "drift": bond.drift.robust, "is_set_aside": [n in bond.aside for n in bond.names],
    })  # fmt: skip


def drifted(bond: Tied) -> list[Problem]:
    what = Words("锚题难度漂移，未用来链接。", "The anchor drifted; the link does without it.")
    cure = Words(
        "查看曝光、教材与评分是否变了。", "See whether it became known, or the curriculum or its marking changed."
    )
    place = {name: at for at, name in enumerate(bond.names)}
    return [
        Problem("assessment.anchor_drift", what, which=name, got=f"{bond.drift.robust[place[name]]:+.1f}", cure=cure)
        for name in sorted(bond.aside)
    ]


def scored(stack: Stack, scale: ItemResponse, link: Link) -> tuple[pl.DataFrame, Flags]:
    """What stands beside, the share of points got, EAP and WLE with their errors; and the rows (N,) of those who have them."""
    given = np.isfinite(stack.scores)
    tops = np.array([stack.points[name] for name in stack.names], dtype=np.float64)
    share = np.where(given, stack.scores, 0.0).sum(axis=1) / (given @ tops)
    expected = scale.score(stack.scores, stack.programme, "eap")
    weighted = scale.score(stack.scores, stack.programme, "wle")
    persons = stack.about.with_columns(
        pl.Series("answered_count", given.sum(axis=1)), pl.Series("share", share),
        pl.Series("eap", link.of(expected.score), nan_to_null=True), pl.Series("eap_se", link.scale * expected.error, nan_to_null=True),
        pl.Series("wle", link.of(weighted.score), nan_to_null=True), pl.Series("wle_se", link.scale * weighted.error, nan_to_null=True),
    )  # fmt: skip
    rows = np.isfinite(expected.score)
    return persons.filter(pl.Series(rows)), rows


def background(persons: pl.DataFrame) -> Floats:
    """What ability is regressed on: the programme, the school's mean, sex, and what was sent in, gaps filled by the mean and marked."""
    sent = [name for name in persons.columns if is_background(name)]
    level = pl.col("wle").clip(-4.0, 4.0)
    told = [(name, value) for name in persons.columns if is_grouping(name) for value in levels_of(persons, name)]
    columns = [
        *(pl.when(pl.col("programme") == key).then(1.0).otherwise(0.0).alias(f"is_{key}") for key in sorted(set(persons["programme"]))[1:]),
        (level.mean().over("programme", "school_code") - level.mean().over("programme")).alias("school"),
        pl.when(pl.col("sex") == "2").then(1.0).otherwise(0.0).alias("is_girl"),
        *(pl.when(pl.col(name) == value).then(1.0).otherwise(0.0).alias(f"{name}={value}") for name, value in told),
        *(pl.col(name).fill_null(pl.col(name).mean().over("programme")).fill_null(0.0).alias(name) for name in sent),
        *(pl.col(name).is_null().cast(pl.Float64).alias(f"no_{name}") for name in sent),
    ]  # fmt: skip
    made = persons.select(columns).to_numpy()
    spread = made.std(axis=0)
    used = spread > 1e-9
    return (made[:, used] - made[:, used].mean(axis=0)) / spread[used]


def levels_of(persons: pl.DataFrame, name: str) -> list[str]:
    """The values of a grouping beside its most frequent; none of one that whole schools share, whose mean is there already."""
    if name.removeprefix(GROUPING) in SCHOOL_GROUPINGS:
        return []
    counts = persons[name].drop_nulls().value_counts().sort("count", name, descending=[True, False])
    return counts[name].to_list()[1:12]


def with_values(answers: Floats, scale: ItemResponse, link: Link, persons: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Plausible values of persons, whose answers these are."""
    drawn = scale.plausible_values(answers, background(persons), persons["weight"].to_list(), PLAUSIBLE, seed)
    return persons.with_columns(pl.Series(f"pv{m + 1}", link.of(drawn.values[:, m])) for m in range(PLAUSIBLE))


def by_domain(stack: Stack, items: Sequence[ItemEstimate], persons: pl.DataFrame) -> pl.DataFrame:
    """Points got, possible, and to be expected of a person of that ability, by domain."""
    place = {name: at for at, name in enumerate(stack.names)}
    key = stack.about.select("person", "programme").with_row_index("at")
    kept = persons.select("person", "programme", "eap").join(key, on=["person", "programme"], maintain_order="left")
    scores, theta = stack.scores[kept["at"].to_numpy()], kept["eap"].to_numpy()
    sums: dict[str, list[Floats]] = {}
    for item in items:
        shape = Item(item.name, item.model, item.top)  # type: ignore[arg-type]
        curves = np.exp(log_curves(shape.kind, np.array([item.parameters]), theta))[0]
        own = scores[:, place[item.name]]
        given = np.isfinite(own)
        got, possible, expected = sums.setdefault(
            stack.domains.get(item.name, ""), [np.zeros(len(theta)) for _ in range(3)]
        )
        got += np.where(given, own, 0.0)
        possible += np.where(given, item.top, 0.0)
        expected += np.where(given, counted(len(curves)) @ curves, 0.0)
    parts = [
        kept.select("person", "programme").with_columns(
            pl.lit(domain).alias("domain"), pl.Series("got", got), pl.Series("possible", possible), pl.Series("expected", expected)
        )
        for domain, (got, possible, expected) in sums.items()
    ]  # fmt: skip
    return pl.concat(parts).filter(pl.col("possible") > 0)


def told_of(stack: Stack, scale: ItemResponse, persons: pl.DataFrame, bond: Tied | None, link: Link) -> dict[str, Any]:
    """The calibration in numbers: likelihood, link, reliabilities by programme."""
    told: dict[str, Any] = {
        "persons": persons.height, "items": len(scale.items_), "loglik": round(scale.loglik_, 3), "iterations": scale.iterations_,
        "is_converged": bool(scale.is_converged_), "link": {"scale": round(link.scale, 6), "shift": round(link.shift, 6)},
        "anchors": len(bond.names) if bond else 0, "set_aside": len(bond.aside) if bond else 0,
        "linking_error": round(bond.drift.linking_error, 6) if bond else 0.0, "reliability": {},
    }  # fmt: skip
    for key in sorted(set(stack.programme)):
        own = persons.filter(pl.col("programme") == key)
        told["reliability"][key] = {
            "eap": round(reliability_of_expected(own["eap"].to_numpy(), own["eap_se"].to_numpy()), 4),
            "wle": round(reliability_of_weighted(own["wle"].to_numpy(), own["wle_se"].to_numpy()), 4),
        }
    return told
