"""The printed value beside the computed one: do they agree, and why.

How a printed value is read follows its qualifier: `exact` to the digits printed; `rounded` within 1%; `over` from the
printed value to 15% above; `at_least` from the printed value on; `under` up to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from xuezheng.ground.words import Words
from xuezheng.publication.printed import Printed
from xuezheng.publication.units import unit_words
from xuezheng.screens.numbers import number

ROUNDED_WITHIN = Decimal("0.01")
OVER_WITHIN = Decimal("0.15")

MISSING: dict[str, Words] = {
    "unknown": Words(
        "登记册里没有这一项的记录，无从比较。",
        "The register holds no records for this, so there is nothing to compare.",
    ),
    "not_applicable": Words("这一地区、这一年份不适用此指标。", "The indicator does not apply to this area and year."),
    "withheld": Words("人数过少，数值不公开，不作比较。", "Too few people: the value is withheld and not compared."),
}
NOT_COMPUTED = Words(
    "目录里还没有能算出这一项的指标。", "The catalogue has no indicator yet that computes this figure."
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`agrees` is None where there is no computed value; `difference` is computed − printed, in the unit of print."""

    agrees: bool | None
    why: Words
    difference: float | None = None


def decimals_printed(value: float) -> int:
    """How many decimals a printed value shows: 28.55 → 2, 67.0 → 0."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def compare(printed: Printed, computed: float | None, state: str = "known") -> Comparison:
    """Judge one figure. `computed` is in the unit of print (%, yuan); None with the `state` that says why."""
    if computed is None:
        return Comparison(None, MISSING.get(state, NOT_COMPUTED))
    agrees, why = _READINGS[printed.qualifier](printed, Decimal(str(computed)))
    return Comparison(agrees, why, float(Decimal(str(computed)) - Decimal(str(printed.value))))


def _exact(printed: Printed, computed: Decimal) -> tuple[bool, Words]:
    decimals = decimals_printed(printed.value)
    target = Decimal(str(printed.value))
    if computed == target:
        return True, Words("与见报数完全相同。", "Identical to the printed value.")
    if printed.unit == "%" and target == 100:
        return False, Words(
            f"见报为全部（100%），记录算得{_digits(computed)}%：有例外，不能四舍五入成全部。",
            f"Printed as all (100%); the records give {_digits(computed)}%: there are exceptions, and all is never a rounding.",
        )
    rounded = computed.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if rounded == target:
        return True, Words(
            f"记录算得{_digits(computed)}，保留{decimals}位小数即为见报数。",
            f"The records give {_digits(computed)}; to {decimals} decimals that is the printed value.",
        )
    return False, Words(f"{_facts(printed, computed).zh}，不一致。", f"{_facts(printed, computed).en}: they differ.")


def _rounded(printed: Printed, computed: Decimal) -> tuple[bool, Words]:
    target = Decimal(str(printed.value))
    gap = abs(computed - target) / abs(target) if target else abs(computed)
    facts = _facts(printed, computed)
    if gap == 0:
        return True, Words("与见报数完全相同。", "Identical to the printed value.")
    if gap <= ROUNDED_WITHIN:
        return True, Words(
            f"{facts.zh}，相差{_percent(gap)}；见报数经过取整，在1%以内。",
            f"{facts.en}, {_percent(gap)} apart; the printed value is rounded, within 1%.",
        )
    return False, Words(
        f"{facts.zh}，相差{_percent(gap)}，超过取整可容的1%。",
        f"{facts.en}, {_percent(gap)} apart: more than the 1% that rounding allows.",
    )


def _over(printed: Printed, computed: Decimal) -> tuple[bool, Words]:
    target = Decimal(str(printed.value))
    facts = _facts(printed, computed)
    if computed < target:
        return False, Words(
            f"见报称“余／超”，{facts.zh}，反而不足。", f"Printed as “more than”; {facts.en}, which is less."
        )
    above = (computed - target) / target if target else computed
    if above <= OVER_WITHIN:
        return True, Words(
            f"见报称“余／超”，{facts.zh}，高出{_percent(above)}。",
            f"Printed as “more than”; {facts.en}, {_percent(above)} above.",
        )
    return False, Words(
        f"见报称“余／超”，{facts.zh}，高出{_percent(above)}，超过15%就不该再称“余”。",
        f"Printed as “more than”; {facts.en}, {_percent(above)} above: beyond 15% it is another number.",
    )


def _at_least(printed: Printed, computed: Decimal) -> tuple[bool, Words]:
    facts = _facts(printed, computed)
    if computed >= Decimal(str(printed.value)):
        return True, Words(f"见报称“不低于”，{facts.zh}，达到。", f"Printed as “at least”; {facts.en}: it is reached.")
    return False, Words(
        f"见报称“不低于”，{facts.zh}，没有达到。", f"Printed as “at least”; {facts.en}: it is not reached."
    )


def _under(printed: Printed, computed: Decimal) -> tuple[bool, Words]:
    facts = _facts(printed, computed)
    if computed <= Decimal(str(printed.value)):
        return True, Words(f"见报称“以下”，{facts.zh}，相符。", f"Printed as “under”; {facts.en}: it holds.")
    return False, Words(f"见报称“以下”，{facts.zh}，不在其下。", f"Printed as “under”; {facts.en}: it lies above.")


_READINGS: dict[str, Callable[[Printed, Decimal], tuple[bool, Words]]] = {
    "exact": _exact,
    "rounded": _rounded,
    "over": _over,
    "at_least": _at_least,
    "under": _under,
}


def _facts(printed: Printed, computed: Decimal) -> Words:
    """Both numbers in one clause."""
    ours, theirs = _digits(computed), _digits(Decimal(str(printed.value)))
    source = (
        Words("依据标准为", "the standard says ")
        if printed.kind == "stated"
        else Words("记录算得", "the records give ")
    )
    unit, same = unit_words(printed.unit, computed), unit_words(printed.unit, printed.value)
    gap = "" if printed.unit == "%" else " "
    return Words(
        f"{source.zh}{ours}{unit.zh}，见报{theirs}{same.zh}",
        f"{source.en}{ours}{gap}{unit.en}, the page prints {theirs}{gap}{same.en}",
    )


def _digits(value: Decimal) -> str:
    """A number with the decimals it needs, four at most."""
    short = value.quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()
    exponent = short.as_tuple().exponent
    return number(short, max(0, -exponent) if isinstance(exponent, int) else 0)


def _percent(share: Decimal) -> str:
    percent = share * 100
    return f"{percent:.2f}%" if percent >= Decimal("0.01") else "<0.01%"
