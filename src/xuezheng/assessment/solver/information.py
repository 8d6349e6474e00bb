"""Gradient and observed information of the marginal log-likelihood, exact (Louis 1982; what mirt calls Oakes).

The information is that of the complete data less the spread of the complete data's scores within each person's posterior.
That spread is a sum over persons of products over all pairs of parameters; since a score depends on the answers only
through indicators, it comes from weighted counts of pairs of indicators at every node, again matrix products.
"""

from dataclasses import dataclass, replace

import numpy as np

from xuezheng.assessment.problem import Floats, Whole
from xuezheng.assessment.rules import curves
from xuezheng.assessment.solver.blocks import Block
from xuezheng.assessment.solver.expectation import Expected, posteriors
from xuezheng.assessment.solver.maximisation import item_derivatives
from xuezheng.assessment.solver.parameters import Parameters

NEGLIGIBLE = 1e-10  # posterior share below which a node is left out of the counts of pairs
LIKE = 512  # persons of like ability at a time: few enough that they need few nodes


@dataclass(frozen=True)
class Information:
    """`observed` (P, P) information of the free parameters; `crossed` (P, P) the products of the persons' gradients."""

    observed: Floats
    crossed: Floats


@dataclass(frozen=True)
class Slots:
    """The free parameters of a block's persons: position in the whole vector, columns they touch, and their scores there.

    `column` (p, K) into the indicators, `len(indicators)` being the constant 1; `score` (p, K, Q).
    """

    position: Whole
    column: Whole
    score: Floats


def gradient(parameters: Parameters, expected: Expected, theta: Floats) -> Floats:
    """First derivatives (P,) of the log-likelihood and log-priors by the free parameters."""
    parts = [
        item_derivatives(family, expected.scores[parameters.rows(family)], theta)[0][family.free]
        for family in parameters.families
    ]
    by_mean, by_sd = group_scores(parameters, theta)
    mean = np.einsum("gq,gq->g", expected.groups, by_mean)
    sd = np.einsum("gq,gq->g", expected.groups, by_sd)
    return np.concatenate([*parts, mean[parameters.free_mean], sd[parameters.free_sd]])


def group_scores(parameters: Parameters, theta: Floats) -> tuple[Floats, Floats]:
    """Derivatives of the groups' log-weights by mean and log standard deviation: two of (G, Q)."""
    weights = np.exp(parameters.log_weights(theta))
    standard = (theta - parameters.mean[:, None]) / np.exp(parameters.log_sd)[:, None]
    by_mean, by_sd = standard / np.exp(parameters.log_sd)[:, None], standard**2
    by_mean -= (weights * by_mean).sum(axis=1, keepdims=True)
    by_sd -= (weights * by_sd).sum(axis=1, keepdims=True)
    return by_mean, by_sd


def information(blocks: list[Block], parameters: Parameters, expected: Expected, theta: Floats) -> Information:
    """Observed information at these parameters; `expected` must be theirs."""
    observed = complete_information(parameters, expected, theta)
    crossed = np.zeros_like(observed)
    scores = all_scores(parameters, theta)
    table, prior = parameters.log_curves(theta), parameters.log_weights(theta)
    for block in blocks:
        slots = slots_of(block, parameters, scores, theta)
        pairs, crossing = spread_within(block, parameters, slots, table, prior)
        where = np.ix_(slots.position, slots.position)
        observed[where] -= pairs - crossing[0]
        crossed[where] += crossing[1]
    return Information(0.5 * (observed + observed.T), crossed)


def complete_information(parameters: Parameters, expected: Expected, theta: Floats) -> Floats:
    """Minus second derivatives of the expected complete log-likelihood: one small square an item and a group."""
    size = len(parameters.vector)
    out = np.zeros((size, size))
    start = 0
    for family in parameters.families:
        _, curvature = item_derivatives(family, expected.scores[parameters.rows(family)], theta)
        for row, free in enumerate(family.free):
            stop = start + int(free.sum())
            out[start:stop, start:stop] = curvature[row][np.ix_(free, free)]
            start = stop
    weights = np.exp(parameters.log_weights(theta))
    by_mean, by_sd = group_scores(parameters, theta)
    people = expected.groups.sum(axis=1)
    means, sds = group_positions(parameters, start)
    for g in range(len(people)):
        for p, first in ((means[g], by_mean[g]), (sds[g], by_sd[g])):
            for r, second in ((means[g], by_mean[g]), (sds[g], by_sd[g])):
                if p >= 0 and r >= 0:
                    out[p, r] = people[g] * float((weights[g] * first * second).sum())
    return out


def group_positions(parameters: Parameters, start: int) -> tuple[Whole, Whole]:
    """Where the groups' means and log standard deviations stand in the vector; −1 where they are not free."""
    means = np.where(parameters.free_mean, start - 1 + np.cumsum(parameters.free_mean), -1)
    start += int(parameters.free_mean.sum())
    return means, np.where(parameters.free_sd, start - 1 + np.cumsum(parameters.free_sd), -1)


def all_scores(parameters: Parameters, theta: Floats) -> list[tuple[int, int, Floats]]:
    """For each free item parameter: item, number of scores, and derivatives (K, Q) of log P, in the vector's order."""
    out: list[tuple[int, int, Floats]] = []
    for family in parameters.families:
        first = curves.slopes(family.kind, family.values, theta)
        for row, free in enumerate(family.free):
            out += [(int(family.items[row]), family.scores, first[row, :, p]) for p in np.flatnonzero(free)]
    return out


def slots_of(block: Block, parameters: Parameters, scores: list[tuple[int, int, Floats]], theta: Floats) -> Slots:
    constant, most = len(block.item), max((count for _, count, _ in scores), default=1)
    columns = {(int(j), int(c)): k for k, (j, c) in enumerate(zip(block.item, block.score, strict=True))}
    whole = set(block.whole.tolist())
    position: list[int] = []
    column: list[Whole] = []
    score: list[Floats] = []
    for index, (item, count, by_score) in enumerate(scores):
        if item not in whole and (item, 0) not in columns:
            continue
        where, value = np.full(most, constant), np.zeros((most, len(theta)))
        where[0] = columns.get((item, 0), constant)
        where[1:count] = [columns[item, c] for c in range(1, count)]
        value[0], value[1:count] = by_score[0], by_score[1:] - by_score[0]
        position.append(index)
        column.append(where)
        score.append(value)
    places = group_positions(parameters, len(scores))
    for place, by_group in zip(places, group_scores(parameters, theta), strict=True):
        if place[block.group] >= 0:
            position.append(int(place[block.group]))
            column.append(np.full(most, constant))
            score.append(np.vstack([by_group[block.group], np.zeros((most - 1, len(theta)))]))
    return Slots(np.array(position, dtype=np.int64), np.array(column, dtype=np.int64), np.array(score))


def spread_within(
    block: Block, parameters: Parameters, slots: Slots, table: Floats, prior: Floats
) -> tuple[Floats, tuple[Floats, Floats]]:
    """Sums over the block's persons: of the expected products of scores (p, p); and of the products of their expected
    scores, once weighted and once with squared weights."""
    count, nodes = len(slots.position), table.shape[1]
    expected_products = np.zeros((count, count))
    crossing = np.zeros((count, count)), np.zeros((count, count))
    if not count:
        return expected_products, crossing
    wide, most = len(block.item) + 1, slots.column.shape[1]
    pairs = np.zeros((nodes, wide, wide))
    for rows in by_ability(block, parameters, table, prior):
        part = replace(block, indicators=block.indicators[rows], weight=block.weight[rows])
        for start, indicators, share, _ in posteriors(part, parameters, table, prior):
            weight = part.weight[start : start + len(indicators)]
            answers = np.column_stack([indicators, np.ones(len(indicators))])
            means = np.zeros((len(answers), count))
            for k in range(most):
                means += answers[:, slots.column[:, k]] * (share.T @ slots.score[:, k].T)
            weighted = means * weight[:, None]
            halved = means * np.sqrt(weight)[:, None]  # a product of a matrix with itself costs half
            crossing[0][:] += halved.T @ halved
            crossing[1][:] += weighted.T @ weighted
            for q in np.flatnonzero(share.max(axis=1) > NEGLIGIBLE):
                root = answers * np.sqrt(share[q] * weight)[:, None]
                pairs[q] += root.T @ root
    for q in range(nodes):
        turned = np.zeros((count, wide))
        for k in range(most):
            turned += slots.score[:, k, q, None] * pairs[q][slots.column[:, k]]
        for k in range(most):
            expected_products += slots.score[:, k, q] * turned[:, slots.column[:, k]]
    return expected_products, crossing


def by_ability(block: Block, parameters: Parameters, table: Floats, prior: Floats) -> list[Whole]:
    """The block's rows in chunks of like ability, so that each chunk needs few nodes."""
    if len(block.indicators) <= LIKE:
        return [np.arange(len(block.indicators))]
    ranks = np.arange(table.shape[1], dtype=np.float64)
    means = np.concatenate([ranks @ share for _, _, share, _ in posteriors(block, parameters, table, prior)])
    order = np.argsort(means, kind="stable")
    return [order[start : start + LIKE] for start in range(0, len(order), LIKE)]
