"""The rules of the return as a reader meets them: enough of them, each with a reason of its own in both languages."""

from collections import Counter

from xuezheng.engine.offices import Check, declared

LEAST = 60


def all_rules() -> list[Check]:
    return [check for office in declared() for check in office.checks]


def test_there_are_rules_of_every_kind() -> None:
    kinds = Counter(check.kind for check in all_rules())
    assert sum(kinds.values()) >= LEAST
    assert set(kinds) == {"row", "between", "last_year", "neighbours"}


def test_every_rule_says_why_it_is_asked_and_no_two_say_the_same() -> None:
    mute = [check.name for check in all_rules() if check.why is None]
    assert not mute
    said = Counter(check.why for check in all_rules())
    assert not [words for words, times in said.items() if times > 1]
    assert all(words and words.zh.endswith("。") and words.en.endswith(".") for words in said)
