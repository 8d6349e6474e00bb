"""Names by sound, for search: pinyin without tones, joined, and its initials."""

from functools import lru_cache

LONGEST = 240


@lru_cache(maxsize=65536)
def sound_of(name: str) -> str:
    """隆昌市 → "longchangshi lcs": people type the whole, its beginning, or the initials."""
    from pypinyin import lazy_pinyin  # its dictionaries take a quarter of a second, and few commands need them

    syllables = lazy_pinyin(name)
    return f"{''.join(syllables)} {''.join(s[0] for s in syllables if s)}"[:LONGEST]


@lru_cache(maxsize=8192)
def _sign(sign: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(sign))


def person_sound(name: str) -> str:
    """陈小雨 → "chenxiaoyu", sign by sign: the same signs always sound the same, and few signs make all names."""
    return "".join(map(_sign, name))[:LONGEST]
