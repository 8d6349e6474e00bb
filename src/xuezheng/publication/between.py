"""Two releases played against each other: what the earlier printed is known for good, whatever the later one withholds.

Pure. A cell that did not change is one unknown in both; one that a correction changed is two, bound by the equations of its
own release. `joined` puts both releases into one system, in which `suppression.withhold` chooses and `attack` tries.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from xuezheng.publication.suppression import Cells, Equation, Key

THEN = "~"  # marks the cell of the earlier release in the time of a key, where the later one holds another value


@dataclass(frozen=True)
class Earlier:
    """What is known of releases before: every number they printed; of the last, its cells and what it withheld.

    `cells` are needed only where a return was corrected since; without them the later release's own equations suffice.
    """

    printed: Mapping[Key, frozenset[int]] = field(default_factory=dict[Key, frozenset[int]])
    withheld: frozenset[Key] = frozenset()
    cells: Cells | None = None


def then(key: Key) -> Key:
    """The cell of the earlier release."""
    return key[0], key[1], key[2] + THEN


def joined(now: Cells, earlier: Earlier) -> Cells:
    """The cells of both releases as one system.

    `public` of the outcome are numbers that an earlier release printed: withholding them again hides nothing. A cell of the
    earlier release that has changed since stands beside the present one, public if it was printed, else never to be told.
    """
    values, equations = dict(now.values), dict(now.equations)
    public = {key for key, told in earlier.printed.items() if values.get(key) in told}
    unseen = set(now.unseen)
    if earlier.cells is not None:
        changed = {k for k, v in earlier.cells.values.items() if k in values and values[k] != v}
        gone = {k for k in earlier.cells.values if k not in values}
        named = {key: then(key) for key in changed | gone}
        for key, its_then in named.items():
            value = earlier.cells.values[key]
            values[its_then] = value
            is_told = key not in earlier.withheld and value in earlier.printed.get(key, frozenset())
            (public if is_told else unseen).add(its_then)
        for equation in earlier.cells.equations:
            renamed: Equation = tuple((named.get(key, key), c) for key, c in equation)
            if all(key in values for key, _ in renamed):
                equations[renamed] = None
    return replace(
        now, values=values, equations=equations, unseen=unseen - public, public=now.public | public,
        before=now.before | (set(earlier.withheld) & now.values.keys()),
    )  # fmt: skip
