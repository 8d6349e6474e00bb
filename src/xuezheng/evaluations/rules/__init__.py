"""What the evaluations prescribe, as pure functions; every number of the law is an argument."""

from xuezheng.evaluations.rules.schools import Minimum, SchoolLine, SchoolVerdict, judge_school
from xuezheng.evaluations.rules.splitting import split_shares
from xuezheng.evaluations.rules.variation import Variation, composite_variation, weighted_variation
from xuezheng.evaluations.rules.verdicts import Comparison, Verdict, all_of, compared, shortfall, since

__all__ = [
    "Comparison", "Minimum", "SchoolLine", "SchoolVerdict", "Variation", "Verdict", "all_of", "compared",
    "composite_variation", "judge_school", "shortfall", "since", "split_shares", "weighted_variation",
]  # fmt: skip
