"""Balanced incomplete booklets: every two blocks of items meet in the same number of booklets, each block stands in each
place equally often. Cyclic designs from difference sets (Cochran and Cox, Experimental Designs, 1957, chapter 11). Pure.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

# (blocks, blocks a booklet) → base booklets, turned through all blocks
DIFFERENCES: Final[dict[tuple[int, int], tuple[tuple[int, ...], ...]]] = {
    (3, 2): ((0, 1),), (4, 3): ((0, 1, 2),), (5, 2): ((0, 1), (0, 2)), (5, 4): ((0, 1, 2, 3),), (6, 5): ((0, 1, 2, 3, 4),),
    (7, 2): ((0, 1), (0, 2), (0, 3)), (7, 3): ((0, 1, 3),), (7, 4): ((0, 3, 5, 6),), (9, 4): ((0, 1, 2, 4), (0, 3, 4, 7)),
    (11, 5): ((1, 3, 4, 5, 9),), (13, 3): ((0, 1, 4), (0, 2, 7)), (13, 4): ((0, 1, 3, 9),), (21, 5): ((3, 6, 7, 12, 14),),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Balance:
    """How often each two blocks meet, and each block stands in each place: the least and the most."""

    least_meetings: int
    most_meetings: int
    least_in_place: int
    most_in_place: int

    @property
    def is_balanced(self) -> bool:
        return self.least_meetings == self.most_meetings > 0 and self.least_in_place == self.most_in_place


def booklets(blocks: int, each: int) -> tuple[tuple[int, ...], ...]:
    """Booklets of `each` blocks of 0 … `blocks` − 1, in order. Raises KeyError for a design that is not known."""
    base = DIFFERENCES[blocks, each]
    return tuple(tuple((start + turn) % blocks for start in one) for one in base for turn in range(blocks))


def balance(design: Sequence[Sequence[int]], blocks: int) -> Balance:
    """Check a design by counting, however it came about."""
    meetings = Counter(frozenset(pair) for one in design for pair in combinations(one, 2))
    places = Counter((block, place) for one in design for place, block in enumerate(one))
    longest = max((len(one) for one in design), default=0)
    met = [meetings[frozenset(pair)] for pair in combinations(range(blocks), 2)]
    stood = [places[block, place] for block in range(blocks) for place in range(longest)]
    return Balance(min(met, default=0), max(met, default=0), min(stood, default=0), max(stood, default=0))


def dealt(items: Sequence[str], blocks: int) -> tuple[tuple[str, ...], ...]:
    """Items in as many blocks, dealt to and fro so that what stands in order of difficulty comes out even."""
    made: list[list[str]] = [[] for _ in range(blocks)]
    for place, item in enumerate(items):
        turn, at = divmod(place, blocks)
        made[at if turn % 2 == 0 else blocks - 1 - at].append(item)
    return tuple(tuple(one) for one in made)
