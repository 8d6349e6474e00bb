"""`ItemResponse`: calibrate items and score persons, in the manner of scikit-learn. Needs NumPy only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

from xuezheng.assessment.problem import (
    MODELS,
    CalibrationProblem,
    Floats,
    Grid,
    Item,
    Model,
    Normal,
    Scores,
    Whole,
)
from xuezheng.assessment.solver.blocks import blocks
from xuezheng.assessment.solver.calibration import Calibration, Stop, calibrate
from xuezheng.assessment.solver.differential import Differential, differential
from xuezheng.assessment.solver.estimates import (
    GroupEstimate,
    ItemEstimate,
    doubts,
    group_estimates,
    item_estimates,
    with_common_slope,
)
from xuezheng.assessment.solver.fit import ItemFit, item_fit, local_dependence
from xuezheng.assessment.solver.parameters import starting
from xuezheng.assessment.solver.plausible import PlausibleValues, plausible_values
from xuezheng.assessment.solver.scoring import PersonScores, expected_scores, modal_scores, weighted_scores
from xuezheng.assessment.solver.screening import Screened, screened, whole_scores
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

# On logit g: one in five, 95 % between 0.07 and 0.45. A narrower one draws intervals off what they promise.
GUESSING_PRIOR = Normal(-1.386, 0.6)


class ItemResponse:
    """Item response by marginal maximum likelihood.

    `model` is "rasch", "1pl", "2pl", "3pl", "grm", "gpcm", "pcm", "mixed" (2PL for items of two scores, generalised
    partial credit for others), or one name an item. `priors` by parameter ("a", "d", "logit_g"); the 3PL has a prior on
    logit g unless `priors` is given. `known` gives items' parameters to keep, by name (fixed-item calibration).

    After `fit`: `items_`, `groups_`, `loglik_`, `iterations_`, `is_converged_`, `findings_` (what was left out and why),
    `calibration_` (all parameters and their covariance).
    """

    def __init__(
        self,
        model: str | Sequence[str] = "2pl",
        *,
        grid: Grid | None = None,
        stop: Stop | None = None,
        standard_errors: bool = True,
        priors: Mapping[str, Normal] | None = None,
        known: Mapping[str, Sequence[float]] | None = None,
    ) -> None:
        self.model, self.known = model, dict(known or {})
        self.grid, self.stop = grid or Grid(), stop or Stop()
        self.standard_errors = standard_errors
        self.findings_: tuple[Problem, ...] = ()
        self.priors = priors

    def fit(
        self,
        responses: Any,
        groups: Sequence[Any] | None = None,
        weights: Sequence[float] | None = None,
        item_names: Sequence[str] | None = None,
        tops: Sequence[int] | None = None,
        first_row: int = 0,
    ) -> "ItemResponse":
        """Calibrate. `responses` (N, J): whole scores, NaN, None or a negative number where not given; any array or frame.

        `groups` (N,) names each person's group, the first seen being the reference; `weights` (N,) are sampling weights;
        `tops` (J,) highest scores, by default the highest seen (1 for Rasch, 1PL, 2PL and 3PL). Findings name rows
        counted from `first_row`. Raises `Refused` if nothing can be calibrated.
        """
        with threadpool_limits(1, "blas"):
            self._fit(responses, groups, weights, item_names, tops, first_row)
        return self

    def _fit(
        self,
        responses: Any,
        groups: Sequence[Any] | None,
        weights: Sequence[float] | None,
        item_names: Sequence[str] | None,
        tops: Sequence[int] | None,
        first_row: int,
    ) -> None:
        answers, names = numbers(responses, item_names)
        models = self.models(answers, names)
        highest = self.tops(answers, models, tops)
        scores, findings = whole_scores(answers, highest, names, first_row)
        items = tuple(
            Item(name, model, int(top), tuple(self.known[name]) if name in self.known else None)
            for name, model, top in zip(names, models, highest, strict=True)
        )
        group, group_names = coded(groups, len(scores))
        priors = self.priors
        if priors is None:
            priors = {"logit_g": GUESSING_PRIOR} if "3pl" in models else {}
        problem = CalibrationProblem(scores, items, group, group_names, weighed(weights, len(scores)), priors)
        found = screened(problem, first_row)
        self.findings_ = (*findings, *found.findings)
        if not found.problem.items or not len(found.problem.scores):
            raise Refused(
                [
                    *self.findings_,
                    Problem("nothing_to_calibrate", Words("没有可以标定的题。", "No item can be calibrated.")),
                ]
            )
        self.problem_, self.screened_ = found.problem, found
        calibration = calibrate(found.problem, self.grid, self.stop, self.standard_errors)
        self.findings_ = (*self.findings_, *doubts(calibration, found.problem))
        self._tell(calibration)

    def _tell(self, calibration: Calibration) -> None:
        self.items_: tuple[ItemEstimate, ...] = item_estimates(self.problem_.items, calibration)
        self.groups_: tuple[GroupEstimate, ...] = group_estimates(self.problem_.group_names, calibration)
        if all(item.model == "1pl" for item in self.problem_.items) and not self.problem_.is_anchored:
            spread = self.groups_[0]
            calibration = with_common_slope(calibration)
            self.items_ = tuple(
                replace(item, slope_error=spread.sd_error) for item in item_estimates(self.problem_.items, calibration)
            )
            self.groups_ = tuple(
                replace(g, mean=g.mean / spread.sd, mean_error=g.mean_error / spread.sd, sd=g.sd / spread.sd)
                for g in self.groups_
            )
        self.calibration_ = calibration
        self.loglik_, self.iterations_ = calibration.loglik, calibration.iterations
        self.is_converged_ = calibration.is_converged

    def models(self, answers: Floats, names: tuple[str, ...]) -> list[Model]:
        """One model an item."""
        if not isinstance(self.model, str):
            wanted = list(self.model)
        elif self.model == "mixed":
            many = np.fmax.reduce(answers, axis=0, initial=0.0) > 1
            wanted = ["gpcm" if more else "2pl" for more in many]
        else:
            wanted = [self.model] * len(names)
        known: dict[str, Model] = {model: model for model in MODELS}
        unknown = sorted({name for name in wanted if name not in known})
        if unknown or len(wanted) != len(names):
            raise ValueError(
                f"The model must be one of {', '.join(MODELS)} or mixed, or one an item. Got {unknown or wanted}."
            )
        return [known[name] for name in wanted if name in known]

    def tops(self, answers: Floats, models: list[Model], tops: Sequence[int] | None) -> Whole:
        """Highest scores (J,)."""
        if tops is not None:
            return np.asarray(tops, dtype=np.int64)
        seen = np.fmax.reduce(answers, axis=0, initial=1.0)
        two = np.array(
            [model in ("1pl", "2pl", "3pl") or (model == "rasch" and self.model != "mixed") for model in models]
        )
        return np.where(two, 1, seen).astype(np.int64)

    def prepared(self, responses: Any, groups: Sequence[Any] | None) -> CalibrationProblem:
        """New answers to the calibrated items as a problem, columns in `fit`'s order."""
        answers, _ = numbers(responses, None)
        if answers.shape[1] != len(self.screened_.items):
            raise ValueError(
                f"The answers must have {len(self.screened_.items)} columns, as in fit. Got {answers.shape[1]}."
            )
        scores: Scores = np.full((len(answers), len(self.problem_.items)), -1, dtype=np.int8)
        for new, old in enumerate(np.flatnonzero(self.screened_.items)):
            for score, original in enumerate(self.screened_.score_of[new]):
                scores[answers[:, old] == original, new] = score
        group = np.zeros(len(scores), dtype=np.int64)
        if groups is not None:
            place = {name: index for index, name in enumerate(self.problem_.group_names)}
            group = np.array([place[str(name)] for name in groups], dtype=np.int64)
        return CalibrationProblem(scores, self.problem_.items, group, self.problem_.group_names, np.ones(len(scores)))

    @classmethod
    def calibrated(
        cls, items: Sequence[Item], groups: Mapping[str, tuple[float, float]] | None = None, grid: Grid | None = None
    ) -> "ItemResponse":
        """A scale whose items (all with `known` parameters) and groups (mean, standard deviation) are given, to score on.

        Without groups there is one, with mean 0 and standard deviation 1.
        """
        places = dict(groups or {"all": (0.0, 1.0)})
        made = cls([item.model for item in items], grid=grid)
        empty = np.full((0, len(items)), -1, dtype=np.int8)
        made.problem_ = CalibrationProblem(empty, tuple(items), np.zeros(0, dtype=np.int64), tuple(places), np.zeros(0))
        parameters = replace(
            starting(made.problem_),
            mean=np.array([mean for mean, _ in places.values()]),
            log_sd=np.log([sd for _, sd in places.values()]),
        )
        made.screened_ = Screened(
            made.problem_, np.ones(len(items), dtype=bool), np.zeros(0, dtype=bool),
            tuple(np.arange(item.top + 1) for item in items), (),
        )  # fmt: skip
        made.findings_ = ()
        made._tell(Calibration(parameters, [], made.grid.nodes, 0.0, 0, 0, True, None))
        return made

    def score(self, responses: Any, groups: Sequence[Any] | None = None, method: str = "eap") -> PersonScores:
        """Scores (N,) and their errors (N,) by "eap", "map" or "wle"; NaN for a person without answers.

        `groups` (N,) say whose normal distribution is the prior (EAP, MAP); by default the reference group's.
        """
        if method not in ("eap", "map", "wle"):
            raise ValueError(f"The method must be eap, map or wle. Got {method}.")
        problem = self.prepared(responses, groups)
        parameters = self.calibration_.parameters
        with threadpool_limits(1, "blas"):
            first = expected_scores(blocks(problem), parameters, self.calibration_.theta, len(problem.scores))
            if method == "eap":
                empty = (problem.scores < 0).all(axis=1)
                return PersonScores(np.where(empty, np.nan, first.score), np.where(empty, np.nan, first.error))
            climb = modal_scores if method == "map" else weighted_scores
            return climb(problem, parameters, first.score)

    def plausible_values(
        self,
        responses: Any,
        background: Floats | None = None,
        weights: Sequence[float] | None = None,
        count: int = 10,
        seed: int = 0,
    ) -> PlausibleValues:
        """`count` plausible values a person (N, M), ability regressed on `background` (N, p; no constant, no gaps).

        A group's differences are in the values only if it is in the background. `weights` (N,) are sampling weights.
        """
        problem = self.prepared(responses, None)
        people = len(problem.scores)
        known = np.zeros((people, 0)) if background is None else np.asarray(background, dtype=np.float64)
        if known.shape[0] != people or not np.isfinite(known).all():
            raise ValueError(
                "The background must be known for every person. Impute or mark gaps by columns of their own."
            )
        with threadpool_limits(1, "blas"):
            return plausible_values(
                blocks(problem), self.calibration_.parameters, self.calibration_.theta, known,
                weighed(weights, people), count, seed,
            )  # fmt: skip

    def item_fit(self) -> ItemFit:
        """S-X² of each calibrated item, on the persons of `fit` who answered all items."""
        return item_fit(self.problem_, self.calibration_.parameters, self.calibration_.theta)

    def local_dependence(self) -> Floats:
        """Q3 of each pair of calibrated items (J, J), at the persons' EAP scores."""
        parameters, people = self.calibration_.parameters, len(self.problem_.scores)
        score = expected_scores(self.calibration_.blocks, parameters, self.calibration_.theta, people).score
        return local_dependence(self.problem_, parameters, score)

    def differential(self, items: Sequence[str] | None = None) -> tuple[Differential, ...]:
        """Likelihood-ratio tests of differential functioning between the groups of `fit`, of these items or of all."""
        wanted = [place for place, item in enumerate(self.problem_.items) if items is None or item.name in items]
        with threadpool_limits(1, "blas"):
            return differential(self.problem_, self.calibration_, wanted, self.grid, self.stop)


def numbers(responses: Any, item_names: Sequence[str] | None) -> tuple[Floats, tuple[str, ...]]:
    """Answers (N, J) as numbers, NaN where missing, and the items' names: given, the frame's columns, or 1, 2, …"""
    columns = getattr(responses, "columns", None)
    array = responses.to_numpy() if columns is not None else np.asarray(responses)
    answers = np.array(array, dtype=np.float64)
    if answers.ndim != 2:
        raise ValueError(f"The responses must be a table of persons by items. Got shape {answers.shape}.")
    answers[answers < 0] = np.nan
    if item_names is None:
        item_names = (
            [str(name) for name in columns] if columns is not None else [str(j + 1) for j in range(answers.shape[1])]
        )
    return answers, tuple(item_names)


def coded(groups: Sequence[Any] | None, people: int) -> tuple[Whole, tuple[str, ...]]:
    """Groups as numbers (N,) in the order they are first seen, and their names."""
    if groups is None:
        return np.zeros(people, dtype=np.int64), ("all",)
    places: dict[str, int] = {}
    codes = np.array([places.setdefault(str(name), len(places)) for name in groups], dtype=np.int64)
    return codes, tuple(places)


def weighed(weights: Sequence[float] | None, people: int) -> Floats:
    found = np.ones(people) if weights is None else np.asarray(weights, dtype=np.float64)
    if not (np.isfinite(found).all() and (found >= 0).all() and found.any()):
        raise ValueError("The weights must be known for every person and not negative. Leave out who has none.")
    return found
