"""How a round stands, and how schools of an area stand: counts, what is missing, whether the school can serve it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q

from xuezheng.ground.words import Words
from xuezheng.timetables.actions.choosing import by_combination, counts_of
from xuezheng.timetables.actions.rounds import state_of
from xuezheng.timetables.models import ChoiceRound, ClassVersion, TermWeek
from xuezheng.timetables.plan.choosing import Need, cohort_of, feasibility, needs_of
from xuezheng.timetables.plan.withholding import Count as Shown
from xuezheng.timetables.plan.withholding import withheld_table
from xuezheng.timetables.rules import SHOWN_FROM

KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Standing:
    """A round as its school sees it: no names."""

    students: int
    chosen: int
    by_combination: Mapping[str, Shown]
    by_class: list[tuple[int, int, int]]  # class, students, chosen
    waiting: int
    before: dict[str, int]  # of the round before, of the same grade and year
    changed: int  # students who chose otherwise before


@dataclass(frozen=True)
class Can:
    """Whether the school can serve what is chosen: state yes, no, unknown or empty; the reason and the needs."""

    state: str
    fewest: int
    needs: tuple[Need, ...]
    why: Words | None
    cure: Words | None


def standing_of(one: ChoiceRound) -> Standing:
    counts = counts_of(one)
    classes = (
        one.choosers.order_by("class_number")
        .values_list("class_number")
        .annotate(n=Count("pk"), m=Count("pk", filter=~Q(chosen="")))
    )
    earlier = ChoiceRound.objects.filter(
        institution=one.institution_id, school_year=one.school_year, grade=one.grade, opens_at__lt=one.opens_at
    ).first()
    changed = 0
    if earlier is not None:
        old = dict(earlier.choosers.exclude(chosen="").values_list("student_id", "chosen"))
        changed = sum(
            old.get(s, c) != c for s, c in one.choosers.exclude(chosen="").values_list("student_id", "chosen")
        )
    waiting = one.choosers.filter(requests__state="waiting").count()
    students = sum(counts.values())
    before = by_combination(earlier) if earlier is not None else {}
    return Standing(
        students, students - counts.get("", 0), by_combination(one), list(classes), waiting, before, changed
    )


def from_above(stands: Standing) -> Standing:
    """A round as people above the school see it: small counts withheld, no classes."""
    known = {chosen: n or 0 for chosen, n in stands.by_combination.items()}
    shown = withheld_table({"": list(known.values())}, SHOWN_FROM)[""]
    return replace(stands, by_combination=dict(zip(known, shown, strict=True)), by_class=[], before={}, changed=0)


def can_serve(one: ChoiceRound, means: dict[str, Any] | None = None) -> Can:
    """Asked of the engine at most once for the same choices and means."""
    asked = {"scheme": one.scheme, "means": means or one.means, "counts": counts_of(one)}
    key = "choice-can:" + hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    found: Can | None = cache.get(key)
    if found is None:
        told = feasibility(cohort_of(asked["scheme"], asked["means"], asked["counts"]))
        found = Can(
            told.state,
            told.fewest,
            told.needs,
            told.why.what if told.why else None,
            told.why.cure if told.why else None,
        )
        cache.set(key, found, KEPT_SECONDS)
    return found


@dataclass(frozen=True)
class SchoolStanding:
    """A school as its city sees it: no child, no count below ten."""

    code: str
    county: str
    round: str
    state: str  # none, before, open, closed
    students: int
    chosen: int
    missing_teachers: int
    classes: str  # none, formed, published
    week: str  # none, draft, published


@dataclass(frozen=True)
class AreaStanding:
    """Schools of an area, choices by county with small counts withheld, teachers missing and loads by subject."""

    schools: dict[str, SchoolStanding]
    combinations: list[str]
    by_county: dict[str, list[Shown]]
    needs: list[Need]


def newest_rounds(prefix: str) -> dict[str, ChoiceRound]:
    """Of each school of an area, the round that opened last."""
    found: dict[str, ChoiceRound] = {}
    rounds = ChoiceRound.objects.filter(institution__county_code__startswith=prefix).select_related("institution")
    for one in rounds.order_by("school_year", "opens_at", "pk"):
        found[one.institution.code] = one
    return found


def area_standing(prefix: str, now: datetime) -> AreaStanding:
    """Every school with a round in an area."""
    rounds = newest_rounds(prefix)
    formed, published = versions_of(prefix)
    weeks = weeks_of(prefix)
    schools: dict[str, SchoolStanding] = {}
    counted: dict[str, dict[str, int]] = {}
    total: dict[str, list[int]] = {}
    for code, one in rounds.items():
        counts = counts_of(one)
        needs = needs_of(cohort_of(one.scheme, one.means, counts))
        for need in needs:
            own = total.setdefault(need.subject, [0, 0, 0, 0])
            for at, value in enumerate(need[1:]):
                own[at] += int(value)
        students, county = sum(counts.values()), one.institution.county_code
        for chosen, n in by_combination(one).items():
            own_county = counted.setdefault(county, {})
            own_county[chosen] = own_county.get(chosen, 0) + n
        state = "published" if one.pk in published else "formed" if one.pk in formed else "none"
        schools[code] = SchoolStanding(
            code, county, one.title, state_of(one, now), students, students - counts.get("", 0), sum(need.missing for need in needs), state,
            weeks.get(code, "none"),
        )  # fmt: skip
    names = sorted({chosen for own in counted.values() for chosen in own})
    table = {county: [own.get(chosen, 0) for chosen in names] for county, own in counted.items()}
    needs = [Need(s, *values) for s, values in sorted(total.items(), key=lambda item: (-item[1][3], item[0]))]
    return AreaStanding(schools, names, withheld_table(table, SHOWN_FROM), needs)


def versions_of(prefix: str) -> tuple[set[int], set[int]]:
    """Rounds of which classes are formed, and published."""
    found = ClassVersion.objects.filter(plan__round__institution__county_code__startswith=prefix)
    formed = set(found.values_list("plan__round", flat=True))
    return formed, set(found.filter(published_at__isnull=False).values_list("plan__round", flat=True))


def weeks_of(prefix: str) -> dict[str, str]:
    """Of each school with a week: draft or published."""
    found: dict[str, str] = {}
    weeks = TermWeek.objects.filter(institution__county_code__startswith=prefix)
    for code, published in weeks.values_list("institution__code", "published"):
        found[code] = "published" if published or found.get(code) == "published" else "draft"
    return found
