"""Names of areas, and the chain of areas above one."""

from xuezheng.ground.codes import AreaLevel, parent_area
from xuezheng.ground.words import Words
from xuezheng.registers.models import Area


def area_words(code: str) -> Words:
    """The name of an area in both languages; the code itself where the register lacks it."""
    area = Area.objects.filter(code=code).only("name", "name_en").first()
    return Words(area.name, area.name_en or area.name) if area else Words(code, code)


def area_chain(code: str) -> list[Area]:
    """The areas from the province down to this one, as far as the register has them."""
    codes: list[str] = []
    here: str | None = code
    while here and here != "000000":
        codes.append(here)
        here = parent_area(here)
    return sorted(Area.objects.filter(code__in=codes), key=lambda area: codes.index(area.code), reverse=True)


def find_area(code: str) -> Area | None:
    """The area of a code, with the one above it at hand."""
    return Area.objects.filter(code=code).select_related("parent").first()


def parts_of(area: Area) -> list[Area]:
    """The areas directly below, by code."""
    return list(Area.objects.filter(parent=area).order_by("code"))


def names_of(prefix: str, level: AreaLevel) -> dict[str, Words]:
    """The names of the areas of a level whose code begins with a prefix, by code."""
    found = Area.objects.filter(code__startswith=prefix, level=level).values_list("code", "name", "name_en")
    return {code: Words(name, name_en or name) for code, name, name_en in found}
