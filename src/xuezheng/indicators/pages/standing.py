"""Where a page of figures stands: the area and year asked for, the figures it reads, and what may be seen."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from xuezheng.access.actions import held_by, may
from xuezheng.access.rules import POLICY, Place
from xuezheng.engine.catalogue import Catalogue, catalogue, sql_store
from xuezheng.engine.figure_sets import FigureSet, figure_set
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.offices import declared
from xuezheng.engine.snapshots import FrozenReturn
from xuezheng.ground.codes import area_prefix
from xuezheng.ground.words import Words
from xuezheng.indicators.aims import notes_of, targets_of
from xuezheng.indicators.models import SeriesNote, Target
from xuezheng.registers.lookup import area_chain, find_area, names_of, parts_of
from xuezheng.screens.components import Link, ProvenanceStep, YearChoice
from xuezheng.screens.kept import kept
from xuezheng.screens.numbers import Kind


class NotRegistered(Http404):
    """The register does not have the person's own area yet."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The area {code} is not in the register yet.")
        self.code = code


@lru_cache(maxsize=1)
def whole_catalogue() -> Catalogue:
    """Every indicator, built once a process."""
    return catalogue(declared(), sql_store(settings.INSTANCE))


@dataclass(frozen=True)
class Around:
    """An area with those above it, those directly below, the counties of its city (or province), and its targets."""

    area: Any
    chain: tuple[Any, ...]
    parts: tuple[Any, ...]
    counties: dict[str, Words]
    targets: tuple[Target, ...]
    notes: tuple[SeriesNote, ...]  # on breaks in the area's series

    def broken(self, indicator_id: str) -> frozenset[int]:
        """The years from which the area's series of a figure is not to be set beside the earlier ones."""
        return frozenset(n.school_year for n in self.notes if n.indicator_id == indicator_id)


def around(code: str) -> Around | None:
    """Read from the register; None where it has no such area."""
    area = find_area(code)
    if area is None:
        return None
    prefix = code[:2] if area.level == "province" else code[:4]
    return Around(
        area,
        tuple(area_chain(code)),
        tuple(parts_of(area)),
        names_of(prefix, "county"),
        tuple(targets_of(code)),
        tuple(notes_of(code)),
    )


@dataclass(frozen=True)
class Standing:
    """The area and year of a page, with the figures computed for the instance (None where there are none yet)."""

    around: Around
    words: Words
    year: int
    years: tuple[int, ...]
    figures: FigureSet | None
    catalogue: Catalogue
    open_codes: frozenset[str] = frozenset()  # of the areas around it, those whose figures the person may see

    @property
    def area(self) -> Any:
        return self.around.area

    @property
    def prefix(self) -> str:
        return area_prefix(self.area.code)

    @property
    def child_level(self) -> Any:
        return {"province": "city", "city": "county", "county": "town"}.get(self.area.level)

    def address(self, name: str, *args: str, **query: object) -> str:
        """The address of a page at this area and year."""
        asked = {"area": self.area.code, "year": self.year, **query}
        if name == "area":
            asked.pop("area")
        return (
            reverse(name, args=list(args))
            + "?"
            + urlencode({k: str(v) for k, v in asked.items() if v not in ("", None)})
        )


def home_area(request: HttpRequest) -> str:
    """The area of the first role that lets its holder see figures."""
    for held in held_by(request.user):
        if held.role in POLICY["figure.view"]:
            return held.area_code
    raise PermissionDenied


def standing(request: HttpRequest, area_code: str = "") -> Standing:
    """Read the area (`?area=`, else the person's own) and the year (`?year=`, else the last). 404 or 403 where not."""
    code = area_code or request.GET.get("area", "") or home_area(request)
    found_around = kept(request, ("around", code), lambda: around(code))
    if found_around is None and code == home_area(request):
        raise NotRegistered(code)
    if found_around is None:
        raise Http404(f"No area {code}")
    if not may(request.user, "figure.view", Place(code)):
        raise PermissionDenied
    found = figure_set(settings.INSTANCE)
    years = known_years(found)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else (years[-1] if years else 0)
    area = found_around.area
    seen = frozenset(a.code for a in found_around.chain if may(request.user, "figure.view", Place(a.code)))
    words = Words(area.name, area.name_en or area.name)
    return Standing(found_around, words, year, years, found, whole_catalogue(), seen)


def known_years(found: FigureSet | None) -> tuple[int, ...]:
    """The years of a figure set, from the returns it was made of."""
    return tuple(sorted({entry["year"] for entry in found.manifest["inputs"]})) if found else ()


def crumbs(here: Standing, *more: Link) -> tuple[Link, ...]:
    """The chain of areas, each that may be seen leading to its page at this year, and what stands below."""
    links = [
        Link(
            Words(a.name, a.name_en or a.name),
            reverse("area", args=[a.code]) + f"?year={here.year}" if a.code in here.open_codes else "",
        )
        for a in here.around.chain
    ]
    return (*links, *more)


def year_choices(request: HttpRequest, here: Standing) -> tuple[YearChoice, ...]:
    """Every year there is, as this page would show it."""
    query = {key: value for key, value in request.GET.items() if key not in ("year", "page")}
    return tuple(YearChoice(y, "?" + urlencode({**query, "year": y}), y == here.year) for y in reversed(here.years))


def returns_of(here: Standing) -> list[FrozenReturn]:
    """The frozen returns of the area's cities in the year."""
    city = here.prefix[:4]
    frozen = Frozen.of(settings.INSTANCE)
    return [r for r in frozen.returns if r.year == here.year and r.city_code.startswith(city)]


def provenance(here: Standing) -> tuple[ProvenanceStep, ...]:
    """Register → return → figures, with the hashes that make each traceable."""
    steps = [
        ProvenanceStep(
            Words("登记册", "Register"), Words("实时", "live"), href=reverse("institutions") + f"?area={here.area.code}"
        )
    ]
    found = returns_of(here)
    if len(found) == 1:
        one = found[0]
        steps.append(
            ProvenanceStep(
                Words(f"{one.year}年报第{one.revision}版", f"Return {one.year}, revision {one.revision}"),
                hash=one.manifest.hash,
                href=reverse("return", args=[one.city_code, one.year, one.revision]),
            )
        )
    elif found:
        steps.append(
            ProvenanceStep(
                Words(f"{here.year}年报（{len(found)}市）", f"Returns {here.year} ({len(found)} cities)"),
                href=reverse("returns"),
            )
        )
    if here.figures:
        steps.append(ProvenanceStep(Words("指标", "Figures"), hash=here.figures.hash))
    return tuple(steps)


def kind_of(unit: str) -> Kind:
    """How a value in a unit is written."""
    return "share" if unit == "share" else "amount" if unit == "fen" else "number"
