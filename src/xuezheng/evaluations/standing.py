"""The evaluations of this instance, kept for as long as its returns and figures stay the same."""

from xuezheng.engine.figure_sets import figure_set
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.evaluations.evidence import allowed_now
from xuezheng.evaluations.schemes import SCHEMES
from xuezheng.evaluations.scorecard import Evaluated, evaluated

WANTED = tuple(sorted({item.figure for scheme in SCHEMES for item in scheme.items if item.figure}))


def evaluated_here(instance: Instance) -> Evaluated | None:
    """What the frozen returns of the instance say; None where none is frozen."""
    return evaluated(Frozen.of(instance), figure_set(instance), WANTED, allowed_now())
