"""Questions that the software raises by itself about any figure, printed or computed.

Every rule is general: it looks at units, counts, relations and years, never at a figure's id. A doubt that the records
answer (what the 100% is of) stays as a note, closed; an open one asks somebody to do something.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xuezheng.ground.words import Words
from xuezheng.publication.claims import Claim
from xuezheng.publication.units import unit_words
from xuezheng.screens.numbers import number

JUMP_FACTOR = 2.0
JUMP_FROM = 100  # below this, doubling is a matter of a few records


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a figure is questioned and what to do about it. `is_open` is False where the records hold the answer."""

    rule: str
    why: Words
    cure: Words
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of doubt: its name, what it looks for, and the function that finds it in a claim among all claims."""

    name: str
    title: Words
    find: Callable[[Claim, Sequence[Claim]], Doubt | None]


def rate_over_whole(claim: Claim, _all: Sequence[Claim]) -> Doubt | None:
    """A part is never larger than its whole."""
    over = [value for value in (claim.printed, claim.computed) if value is not None and value > 100]
    if not claim.is_rate or not over:
        return None
    counts = _counts(claim)
    return Doubt(
        "rate_over_whole",
        Words(
            f"比率{_written(max(over), '%').zh}，超过100%：分子里有分母里没有的人{counts.zh}。不等于算错，但不能读作“一个不少”。",
            f"A rate of {_written(max(over), '%').en}, above 100%: its numerator counts some whom its denominator does not{counts.en}. "
            "Not necessarily wrong, but not to be read as “nobody is lost”.",
        ),
        Words(
            "按学籍逐人重算，迁入、迁出分列后再发布。",
            "Recompute pupil by pupil, with moves in and out shown apart, before relying on it.",
        ),
    )


def flow_over_stock(claim: Claim, _all: Sequence[Claim]) -> Doubt | None:
    """In one year no more can leave a stock than it holds."""
    if claim.stock is None or not claim.stock.value:
        return None
    over = [value for value in (claim.printed, claim.computed) if value is not None and value > claim.stock.value]
    if not over:
        return None
    flow, stock = _written(max(over), claim.unit), _written(claim.stock.value, claim.unit)
    times = number(max(over) / claim.stock.value, 1)
    return Doubt(
        "flow_over_stock",
        Words(
            f"一年的流量{flow.zh}，大于它所出的存量：{claim.stock.term.zh}{stock.zh}，是其{times}倍。",
            f"A year's flow of {flow.en} is larger than the stock it comes from: {claim.stock.term.en}, {stock.en}; {times} times as much.",
        ),
        Words("问清口径：是否含短期培训、累计数或外地人员；能逐人登记的，以登记数发布。",
              "Ask what is counted (short courses, sums over years, people from elsewhere); publish what can be registered one by one."),
    )  # fmt: skip


def whole_without_denominator(claim: Claim, _all: Sequence[Claim]) -> Doubt | None:
    """“All” says nothing unless it is said of how many."""
    if not claim.is_rate or claim.printed != 100:
        return None
    if claim.denominator is None or claim.numerator is None:
        return Doubt(
            "whole_without_denominator",
            Words("称“全部”“100%”，没有说分母是多少；登记册里也没有可作分母的记录。",
                  "“All” or “100%” without saying of how many; the register holds no records to take as the denominator."),
            Words("写出分母：应有多少，已有多少，名单何在。", "State the denominator: how many there should be, how many there are, and the list."),
        )  # fmt: skip
    part, whole = number(claim.numerator), number(claim.denominator)
    if claim.computed == 100:
        return Doubt(
            "whole_without_denominator",
            Words(f"称“全部”“100%”而未报分母。记录给出分母：{whole}中的{part}，可逐一查看。",
                  f"“All” or “100%” was printed without a denominator. The records supply it: {part} of {whole}, each can be looked up."),
            Words("发布时写明分母。", "Print the denominator beside it."),
            is_open=False,
        )  # fmt: skip
    return Doubt(
        "whole_without_denominator",
        Words(f"称“全部”“100%”而未报分母。记录里是{whole}中的{part}，不是全部。",
              f"“All” or “100%” was printed without a denominator. The records give {part} of {whole}: not all."),
        Words("逐一核对缺的那些：漏报，还是确实没有。", "Check the missing ones: not reported, or really not there."),
    )  # fmt: skip


def records_differ(claim: Claim, _all: Sequence[Claim]) -> Doubt | None:
    """The page and the register are two places; where they disagree, one of them is wrong."""
    if claim.agrees is not False:
        return None
    return Doubt(
        "records_differ",
        Words(f"见报数与登记册不符：{claim.why.zh}", f"The page and the register disagree: {claim.why.en}"),
        Words("补登漏报的记录，或更正见报数；以登记册算得的数发布。",
              "Register what is missing, or correct the printed value; what the register gives is published."),
    )  # fmt: skip


def printed_twice(claim: Claim, everything: Sequence[Claim]) -> Doubt | None:
    """The same question answered in print with two values."""
    if claim.printed is None or claim.question is None:
        return None
    for other in everything:
        same = other.id != claim.id and other.question == claim.question and other.unit == claim.unit
        if same and other.printed is not None and other.printed != claim.printed:
            ours, theirs = _written(claim.printed, claim.unit), _written(other.printed, other.unit)
            return Doubt(
                "printed_twice",
                Words(f"同一数见报两处而不同：{ours.zh}与{theirs.zh}。", f"Printed in two places with different values: {ours.en} and {theirs.en}."),
                Words("查明哪一处有误，发更正。", "Find which is wrong and publish a correction."),
            )  # fmt: skip
    return None


def growth_against_levels(claim: Claim, everything: Sequence[Claim]) -> Doubt | None:
    """A printed growth must follow from the two printed levels."""
    if not claim.is_growth or claim.asked is None or claim.printed is None:
        return None
    period = claim.asked.period
    levels = {
        other.asked.period.year: other.printed
        for other in everything
        if other.asked is not None and not other.is_growth and other.unit != "%" and other.printed is not None
        and other.asked.place_code == claim.asked.place_code and other.stock is None
        and other.asked.filters == claim.asked.filters and _kin(other, claim)
    }  # fmt: skip
    before, after = levels.get(period.since), levels.get(period.year)
    if not before or after is None:
        return None
    growth = 100 * (after / before - 1)
    if abs(growth - claim.printed) < 0.006:
        return None
    return Doubt(
        "growth_against_levels",
        Words(f"见报增长{number(claim.printed, 2)}%，而由见报的两个年份算得{number(growth, 2)}%。",
              f"A growth of {number(claim.printed, 2)}% is printed, but the two printed levels give {number(growth, 2)}%."),
        Words("由两年的人数重算增长。", "Recompute the growth from the two levels."),
    )  # fmt: skip


def parts_against_whole(claim: Claim, _all: Sequence[Claim]) -> Doubt | None:
    """A city's count is that of its counties together."""
    values = [value for _, value in claim.parts if value is not None]
    if not claim.is_additive or claim.computed is None or not values or len(values) != len(claim.parts):
        return None
    gap = claim.computed - sum(values)
    if abs(gap) < 0.5:
        return None
    whole, parts = _written(claim.computed, claim.unit), _written(sum(values), claim.unit)
    facts = Words(
        f"全市{whole.zh}，各县（市、区）相加{parts.zh}", f"The city has {whole.en}, its counties together {parts.en}"
    )
    if gap > 0:
        return Doubt(
            "parts_against_whole",
            Words(
                f"{facts.zh}：差额属市本级，不在任何县名下。",
                f"{facts.en}: the rest belongs to the city itself and to no county.",
            ),
            Words("发布县级数时注明市本级。", "Name the city's own share where counties are shown."),
            is_open=False,
        )
    return Doubt(
        "parts_against_whole",
        Words(f"{facts.zh}：有的记录在两个县重复计数。", f"{facts.en}: some records count in more than one county."),
        Words("县级数不可相加；查重复的记录。", "Do not add the counties up; look for records that count twice."),
    )


def jump(claim: Claim, _all: Sequence[Claim]) -> Doubt | None:
    """A value that doubles or halves within a year deserves a look."""
    for (year, before), (next_year, after) in zip(claim.trend, claim.trend[1:], strict=False):
        if (
            next_year != year + 1
            or before is None
            or after is None
            or min(before, after) < JUMP_FROM
            or claim.is_growth
        ):
            continue
        factor = max(before, after) / min(before, after)
        if factor > JUMP_FACTOR:
            ours, theirs = _written(after, claim.unit), _written(before, claim.unit)
            return Doubt(
                "jump",
                Words(f"{next_year}年{ours.zh}，上一年{theirs.zh}，一年间变动{number(factor, 1)}倍。",
                      f"{ours.en} in {next_year} against {theirs.en} the year before: {number(factor, 1)} times within a year."),
                Words("查口径是否变动、机构是否新设或撤并。", "Check whether the definition changed, or institutions opened, merged or closed."),
            )  # fmt: skip
    return None


RULES: tuple[Rule, ...] = (
    Rule("rate_over_whole", Words("比率超过100%", "A rate above 100%"), rate_over_whole),
    Rule("flow_over_stock", Words("流量大于其存量", "A flow larger than the stock it comes from"), flow_over_stock),
    Rule("whole_without_denominator", Words("“100%”而无分母", "100% without a denominator"), whole_without_denominator),
    Rule("records_differ", Words("见报数与登记册不符", "The page and the register disagree"), records_differ),
    Rule("printed_twice", Words("两处见报不同", "Printed twice, differently"), printed_twice),
    Rule(
        "growth_against_levels",
        Words("增长与两年数不符", "A growth that its levels do not give"),
        growth_against_levels,
    ),
    Rule(
        "parts_against_whole",
        Words("县级相加不等于全市", "Counties that do not add up to the city"),
        parts_against_whole,
    ),
    Rule("jump", Words("一年间骤变", "A jump within a year"), jump),
)


def doubts(claim: Claim, everything: Sequence[Claim]) -> list[Doubt]:
    """Every doubt about a claim, in the order of the rules."""
    found = (rule.find(claim, everything) for rule in RULES)
    return [doubt for doubt in found if doubt is not None]


def _kin(level: Claim, growth: Claim) -> bool:
    """The level a growth is of: the same indicator, or the one whose terms it shares."""
    assert level.asked is not None
    assert growth.asked is not None
    own, other = growth.asked.indicator_id, level.asked.indicator_id
    return own == other or own.removesuffix("_growth").removesuffix("_change") == other


def _written(value: float, unit: str) -> Words:
    """A value with its unit."""
    decimals = 2 if unit == "%" and value != round(value) else 0
    digits, words = number(value, decimals), unit_words(unit, value)
    return Words(digits + words.zh, f"{digits}%" if unit == "%" else f"{digits} {words.en}")


def _counts(claim: Claim) -> Words:
    """The two counts of a share in brackets; nothing where they are not known."""
    if claim.numerator is None or claim.denominator is None:
        return Words("", "")
    part, whole = number(claim.numerator), number(claim.denominator)
    return Words(f"（{part}比{whole}）", f" ({part} to {whole})")
