"""Linking two scales by common items: θ_to = A·θ_from + B, and how well the common items hold still.

Curves as in `rules.curves`; each method takes the common items' parameters on both scales, (J, p), of one kind.
Sources: Kolen and Brennan, Test Equating, Scaling, and Linking (2014), chapter 6; Haebara (1980); Stocking and Lord (1983);
Loyd and Hoover (1980, mean–mean); Marco (1977, mean–sigma).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from xuezheng.assessment.rules.curves import Floats, Kind, counted, log_curves

Method = Literal["mean_mean", "mean_geometric_mean", "mean_sigma", "haebara", "stocking_lord"]
METHODS: tuple[Method, ...] = ("mean_mean", "mean_geometric_mean", "mean_sigma", "haebara", "stocking_lord")
ITERATIONS = 100
ROBUST_SPREAD = 0.74  # the interquartile range of a normal distribution, times this, is its standard deviation


@dataclass(frozen=True)
class Link:
    """θ_to = `scale`·θ_from + `shift`."""

    scale: float
    shift: float

    def of(self, theta: Floats) -> Floats:
        """Abilities of the old scale on the new one."""
        return self.scale * theta + self.shift

    def after(self, first: "Link") -> "Link":
        """One link for this one made after `first`."""
        return Link(self.scale * first.scale, self.scale * first.shift + self.shift)


@dataclass(frozen=True)
class CommonItems:
    """The common items of one kind, (J, p) on the scale they come from and on the one they go to."""

    kind: Kind
    old: Floats
    new: Floats

    def keeping(self, kept: "np.typing.NDArray[np.bool_]") -> "CommonItems":
        return CommonItems(self.kind, self.old[kept], self.new[kept])


@dataclass(frozen=True)
class Drift:
    """Of each common item (J,): what is left between its difficulties after linking, in robust units, and whether it is
    more than bearable. `linking_error`: the standard error that the choice of anchors puts on a mean (as in PISA)."""

    left: Floats
    robust: Floats
    drifted: "np.typing.NDArray[np.bool_]"
    linking_error: float


def moved(kind: Kind, parameters: Floats, link: Link) -> Floats:
    """The items' parameters (J, p) on the new scale."""
    out = parameters.copy()
    out[:, 0] = parameters[:, 0] / link.scale
    pull = out[:, :1] * link.shift
    if kind == "gpcm":
        out[:, 1:] -= pull * counted(parameters.shape[1])[1:]
    elif kind == "grm":
        out[:, 1:] -= pull
    else:
        out[:, 1:2] -= pull
    return out


def difficulties(kind: Kind, parameters: Floats) -> Floats:
    """Difficulties of all steps (J, K−1)."""
    if kind == "gpcm":
        steps = np.diff(parameters[:, 1:], axis=1, prepend=0.0)
        return -steps / parameters[:, :1]
    return -parameters[:, 1 : 2 if kind == "3pl" else None] / parameters[:, :1]


def linked(common: Sequence[CommonItems], method: Method, nodes: Floats, weights: Floats) -> Link:
    """The link by one method; `nodes` (Q,) and `weights` (Q,) of the ability on the new scale for the curve methods.

    Haebara and Stocking–Lord compare on the new scale only (not symmetrised).
    """
    slope_old = np.concatenate([items.old[:, 0] for items in common])
    slope_new = np.concatenate([items.new[:, 0] for items in common])
    old = np.concatenate([difficulties(items.kind, items.old).ravel() for items in common])
    new = np.concatenate([difficulties(items.kind, items.new).ravel() for items in common])
    if len(slope_old) == 0:
        raise ValueError("Two scales can be linked only by common items. Got none.")
    if method == "mean_sigma":
        if len(old) < 2:
            raise ValueError("Mean–sigma needs at least two difficulties. Got one; link by another method.")
        scale = float(new.std()) / float(old.std())
    elif method == "mean_mean":
        scale = float(slope_old.mean()) / float(slope_new.mean())
    else:
        log_old: Floats = np.log(np.abs(slope_old))
        log_new: Floats = np.log(np.abs(slope_new))
        scale = math.exp(float(log_old.mean()) - float(log_new.mean()))
    first = Link(scale, float(new.mean()) - scale * float(old.mean()))
    if method in ("haebara", "stocking_lord"):
        gap = curve_gap if method == "haebara" else total_gap
        return least_squares(lambda link: gap(common, link, nodes, weights), first)
    return first


def curve_gap(common: Sequence[CommonItems], link: Link, nodes: Floats, weights: Floats) -> Floats:
    """Differences of all items' curves, weighted: what Haebara squares."""
    root: Floats = np.sqrt(weights)
    parts: list[Floats] = []
    for items in common:
        old: Floats = np.exp(log_curves(items.kind, moved(items.kind, items.old, link), nodes))
        new: Floats = np.exp(log_curves(items.kind, items.new, nodes))
        part: Floats = old[:, 1:] - new[:, 1:]
        parts.append((part * root).ravel())
    return np.concatenate(parts)


def total_gap(common: Sequence[CommonItems], link: Link, nodes: Floats, weights: Floats) -> Floats:
    """Differences of the expected total scores, weighted: what Stocking and Lord square."""
    out = np.zeros_like(nodes)
    for items in common:
        for parameters, sign in ((moved(items.kind, items.old, link), 1.0), (items.new, -1.0)):
            share: Floats = np.exp(log_curves(items.kind, parameters, nodes))
            totals: Floats = np.einsum("jkq,k->q", share, counted(share.shape[1]))
            out += sign * totals
    root: Floats = np.sqrt(weights)
    return out * root


def least_squares(gap: Callable[[Link], Floats], first: Link) -> Link:
    """Gauss and Newton's method, damped (Levenberg); derivatives by differences, for there are two unknowns."""
    scale, shift, damping = first.scale, first.shift, 1e-3
    here = gap(first)
    for _ in range(ITERATIONS):
        by_scale, by_shift = sloped(gap, scale, shift, (1.0, 0.0)), sloped(gap, scale, shift, (0.0, 1.0))
        a, b, c = inner(by_scale, by_scale), inner(by_scale, by_shift), inner(by_shift, by_shift)
        p, q = -inner(by_scale, here), -inner(by_shift, here)
        a, c = a * (1.0 + damping) + 1e-14, c * (1.0 + damping) + 1e-14
        whole = a * c - b * b
        far, along = (c * p - b * q) / whole, (a * q - b * p) / whole
        there = gap(Link(scale + far, shift + along))
        if scale + far > 0 and inner(there, there) <= inner(here, here):
            scale, shift, here, damping = scale + far, shift + along, there, damping * 0.1
            if max(abs(far), abs(along)) < 1e-10:
                break
        else:
            damping = max(damping, 1e-8) * 10.0
            if damping > 1e8:
                break
    return Link(scale, shift)


def inner(x: Floats, y: Floats) -> float:
    """The inner product, typed once: each `@` of arrays costs the checker a tenth of a second."""
    return float(np.dot(x, y))


def sloped(gap: Callable[[Link], Floats], scale: float, shift: float, way: tuple[float, float]) -> Floats:
    """How the gaps change along a way, by a central difference."""
    x, y = 1e-6 * way[0], 1e-6 * way[1]
    up: Floats = gap(Link(scale + x, shift + y))
    down: Floats = gap(Link(scale - x, shift - y))
    return (up - down) / 2e-6


def drift(items: CommonItems, link: Link, bearable: float = 2.7) -> Drift:
    """Differences of the items' mean difficulties after linking, as robust z: (d − median) / (0.74 · interquartile range).

    `bearable` 2.7 marks what lies outside all but 1 % of a normal distribution (Huynh and Meyer 2010 use 1.645).
    """
    left = left_between(items, link)
    low, middle, high = np.percentile(left, [25.0, 50.0, 75.0])
    spread = max(float(ROBUST_SPREAD * (high - low)), 1e-12)
    robust = (left - middle) / spread
    count = len(left)
    error = float(left.std(ddof=1) / np.sqrt(count)) if count > 1 else float("nan")
    return Drift(left, robust, np.abs(robust) > bearable, error)


def linked_without_drift(
    items: CommonItems, method: Method, nodes: Floats, weights: Floats, bearable: float = 2.7, fewest: int = 3
) -> tuple[Link, "np.typing.NDArray[np.bool_]"]:
    """Link, set aside the anchor that drifts most, and link again until none does or `fewest` are left; and who stayed."""
    kept = np.ones(len(items.old), dtype=bool)
    while True:
        link = linked([items.keeping(kept)], method, nodes, weights)
        found = drift(items.keeping(kept), link, bearable)
        if not found.drifted.any() or int(kept.sum()) <= fewest:
            return link, kept
        kept[np.flatnonzero(kept)[int(np.argmax(np.abs(found.robust)))]] = False


def steady_link(
    common: Sequence[CommonItems],
    method: Method,
    nodes: Floats,
    weights: Floats,
    bearable: float = 2.7,
    least: float = 0.2,
) -> tuple[Link, Drift, list["np.typing.NDArray[np.bool_]"]]:
    """As `linked_without_drift`, for common items of several kinds together: the link, the drift of all of them under it, kinds
    one after the other, and which of each kind stayed. `linking_error` is that of the anchors that stayed.

    An anchor is set aside where its difficulty moved by more than is bearable among its fellows and by more than `least` on the
    scale (what moves less is small beside any teaching, however sharply the others agree), as long as more than half stay.
    """
    fewest = sum(len(items.old) for items in common) // 2 + 1
    kept = [np.ones(len(items.old), dtype=bool) for items in common]
    while True:
        link = linked([items.keeping(own) for items, own in zip(common, kept, strict=True)], method, nodes, weights)
        left = np.concatenate([left_between(items, link) for items in common])
        stay = np.concatenate(kept)
        low, middle, high = np.percentile(left[stay], [25.0, 50.0, 75.0])
        robust = (left - middle) / max(float(ROBUST_SPREAD * (high - low)), 1e-12)
        count = int(stay.sum())
        error = float(left[stay].std(ddof=1) / np.sqrt(count)) if count > 1 else float("nan")
        moved_far = stay & (np.abs(robust) > bearable) & (np.abs(left - middle) > least)
        if not moved_far.any() or count <= fewest:
            return link, Drift(left, robust, ~stay, error), kept
        worst = int(np.argmax(np.where(moved_far, np.abs(robust), -1.0)))
        for own in kept:
            if worst < len(own):
                own[worst] = False
                break
            worst -= len(own)


def left_between(items: CommonItems, link: Link) -> Floats:
    """What is left between the items' mean difficulties after linking."""
    old: Floats = difficulties(items.kind, moved(items.kind, items.old, link)).mean(axis=1)
    new: Floats = difficulties(items.kind, items.new).mean(axis=1)
    return old - new
