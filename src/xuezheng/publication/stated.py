"""What the page states without counting: rules and targets, kept as dated values in `standards` under the figure's id."""

from collections.abc import Iterable
from datetime import date

from xuezheng.ground.words import Words
from xuezheng.publication.page import StatedValue
from xuezheng.publication.printed import Printed
from xuezheng.publication.units import in_print
from xuezheng.screens import numbers
from xuezheng.standards.dated import NoSuchStandard, Standard, entry

# figure id → the national standard it is held to
STANDARD_OF = {
    "nj.public_preschool_share_2023": "preschool_universal.public_enrolment_share",
    "nj.inclusive_preschool_coverage_2023": "preschool_universal.inclusive_coverage",
}


def stated(printed: Iterable[Printed]) -> dict[str, StatedValue]:
    """The dated value of each stated figure, as it held on 1 September of the year it is printed for."""
    found: dict[str, StatedValue] = {}
    for figure in printed:
        if figure.kind != "stated":
            continue
        try:
            standard = entry(figure.id, on=date(figure.to_year, 9, 1), area=figure.city_code)
        except NoSuchStandard:
            continue  # the figure then has no value to be compared with
        found[figure.id] = StatedValue(
            in_print(standard.value, figure.unit), standard.term, _source(standard), _since(standard)
        )
    return found


def targets(on: date) -> dict[str, float]:
    """The national standards of figures on a day, in %."""
    return {id: round(100 * entry(standard, on=on).value, 6) for id, standard in STANDARD_OF.items()}


def _source(standard: Standard) -> Words:
    article = f" {standard.article}" if standard.article else ""
    return Words(standard.document.zh + article, standard.document.en + article)


def _since(standard: Standard) -> Words:
    day = standard.from_on
    return Words(f"{numbers.date(day, 'zh')}起", f"from {numbers.date(day, 'en')}")
