"""The expectation step: each person's posterior on the nodes, and the counts expected of every score at every node.

Bock and Aitkin (1981). For a block the log-likelihood is one matrix product of indicators and log-curves, and the counts
another; between them stands one exponential a person and node.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xuezheng.assessment.problem import Floats
from xuezheng.assessment.solver.blocks import Block
from xuezheng.assessment.solver.parameters import Parameters

CHUNK = 2048  # rows at a time: small enough for the processor's cache


@dataclass(frozen=True)
class Expected:
    """`loglik` of the data; `scores` (F, Q) counts of every score; `groups` (G, Q) counts of persons."""

    loglik: float
    scores: Floats
    groups: Floats


def expect(blocks: list[Block], parameters: Parameters, theta: Floats) -> Expected:
    """Expected counts at these parameters."""
    table, prior = parameters.log_curves(theta), parameters.log_weights(theta)
    scores, groups = np.zeros_like(table), np.zeros_like(prior)
    loglik = 0.0
    for block in blocks:
        base = parameters.offset[block.item]
        counts = np.zeros((len(block.item), len(theta)))
        people = np.zeros(len(theta))
        for start, answers, share, log_total in posteriors(block, parameters, table, prior):
            weight = block.weight[start : start + len(answers)]
            loglik += float(weight @ log_total)
            np.multiply(share, weight, out=share)
            counts += (share @ answers).T
            people += share.sum(axis=1)
        np.add.at(scores, base + block.score, counts)
        np.add.at(scores, base[block.score > 0], -counts[block.score > 0])
        scores[parameters.offset[block.whole]] += people
        groups[block.group] += people
    return Expected(loglik, scores, groups)


def posteriors(
    block: Block, parameters: Parameters, table: Floats, prior: Floats
) -> Iterator[tuple[int, Floats, Floats, Floats]]:
    """Chunk by chunk: first row, indicators (m, C), posterior (Q, m), and log-likelihood (m,) of its persons.

    `table` and `prior` are the log-curves and the groups' log-weights on the nodes.
    """
    base = parameters.offset[block.item]
    weights = table[base + block.score]
    weights[block.score > 0] -= table[base[block.score > 0]]
    constant = (prior[block.group] + table[parameters.offset[block.whole]].sum(axis=0))[:, None]
    across = np.ascontiguousarray(weights.T)
    for start in range(0, len(block.indicators), CHUNK):
        answers = block.indicators[start : start + CHUNK].astype(np.float64)
        share = across @ answers.T
        share += constant
        top = share.max(axis=0)
        share -= top
        np.exp(share, out=share)
        total = share.sum(axis=0)
        share /= total
        yield start, answers, share, np.log(total) + top
