"""The items of each national evaluation, in the order of its document."""

from xuezheng.evaluations.schemes import balanced, basic, preschool, senior, vocational
from xuezheng.evaluations.schemes.item import Group, Item, Scheme

SCHEMES: tuple[Scheme, ...] = (
    balanced.SCHEME, basic.SCHEME, preschool.SCHEME, senior.SCHEME, vocational.SCHEME,
)  # fmt: skip
BY_ID = {scheme.id: scheme for scheme in SCHEMES}
ITEMS = {item.id: item for scheme in SCHEMES for item in scheme.items}


def schemes_of(year: int) -> tuple[Scheme, ...]:
    """The evaluations that judge a school year, each year by its own law; the one of compulsory education that holds first."""
    return tuple(scheme for scheme in SCHEMES if scheme.from_year <= year)


__all__ = ["BY_ID", "ITEMS", "SCHEMES", "Group", "Item", "Scheme", "schemes_of"]
