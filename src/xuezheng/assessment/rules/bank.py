"""The item bank: subjects, kinds of items, and what must hold of an item and of forms together. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from xuezheng.ground.words import Words

SUBJECTS: Final[dict[str, Words]] = {
    "chinese": Words("语文", "Chinese"), "maths": Words("数学", "Mathematics"), "english": Words("英语", "English"),
    "science": Words("科学", "Science"), "morals": Words("道德与法治", "Morality and law"), "health": Words("体育与健康", "Health"),
    "arts": Words("艺术", "Arts"), "mandarin": Words("普通话", "Mandarin"),
}  # fmt: skip
KINDS: Final[dict[str, Words]] = {
    "choice": Words("选择题", "Choice"), "scored": Words("评分题", "Scored by hand"),
}  # fmt: skip
ANCHORS_WANTED = (
    0.2  # of a form's items (Kolen and Brennan 2014, chapter 8: a fifth of the test, at least twenty where it is long)
)


def item_faults(kind: str, key: str, points: int, options: Iterable[str]) -> list[Words]:
    """What is wrong with a version of an item."""
    letters = list(options)
    found: list[Words] = []
    if kind not in KINDS:
        found.append(Words("题型须为 choice 或 scored。", "The kind must be choice or scored."))
    if kind == "choice":
        if not key:
            found.append(Words("选择题须有答案。", "An item of choice must have a key."))
        elif letters and any(letter not in letters for letter in key):
            found.append(Words("答案须在选项之内。", "The key must be among the options."))
        if len(set(letters)) < len(letters):
            found.append(Words("选项字母重复。", "An option's letter stands twice."))
    if not 1 <= points <= 100:
        found.append(Words("满分须为 1 至 100。", "The points must be 1 to 100."))
    return found


def islands(forms: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Forms in groups that common items tie together, the largest first; one group is what a scale needs."""
    left = {name: set(items) for name, items in forms.items()}
    found: list[tuple[str, ...]] = []
    while left:
        name, items = next(iter(left.items()))
        del left[name]
        names = [name]
        while tied := [other for other, own in left.items() if own & items]:
            for other in tied:
                items |= left.pop(other)
                names.append(other)
        found.append(tuple(sorted(names)))
    return sorted(found, key=lambda names: (-len(names), names))


def anchor_counts(forms: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], int]:
    """How many items each two forms share."""
    names = sorted(forms)
    sets = {name: set(forms[name]) for name in names}
    return {(a, b): len(sets[a] & sets[b]) for i, a in enumerate(names) for b in names[i + 1 :]}
