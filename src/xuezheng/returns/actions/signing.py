"""Signatures: the school's, the county's, the city's, which freezes; and the way back, with a reason."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import declared
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.returns.actions.collecting import do_look_over_school, scope_of
from xuezheng.returns.actions.entering import above, refuse_locked
from xuezheng.returns.actions.freezing import Frozen, do_freeze
from xuezheng.returns.forms import forms_of
from xuezheng.returns.models import Collection, Part, PartStep
from xuezheng.returns.reading import filled_live
from xuezheng.returns.rules import (
    FROZEN,
    LEVELS,
    OPEN,
    REASON_LENGTH,
    SIGNED,
    Dues,
    Level,
    is_late,
    lacking_to_sign,
    reopening,
)

NAMED = 20  # parts named in a refusal


def dues_of(collection: Collection) -> Dues:
    return Dues(collection.school_due_on, collection.county_due_on, collection.city_due_on)


def _refuse(rule: str, zh: str, en: str, which: str = "", got: str = "") -> Refused:
    return Refused([Problem(f"return.{rule}", Words(zh, en), which=which, got=got)])


def _reason(reason: str, which: str) -> str:
    if len(reason.strip()) < REASON_LENGTH:
        raise _refuse(
            "reason_short",
            f"原因至少写{REASON_LENGTH}个字。",
            f"A reason has at least {REASON_LENGTH} characters.",
            which,
            reason,
        )
    return reason.strip()[:200]


def _stamp(part: Part, step: str, now: datetime, account: Any, note: str = "", fingerprint: str = "") -> None:
    """One step of a part, and its audit row."""
    late = step in ("signed", "certified") and is_late(
        dues_of(part.collection).on(part.level),
        timezone.localdate(now),
        timezone.localdate(now),
    )
    PartStep.objects.create(part=part, step=step, at=now, by=account, note=note, is_late=late, fingerprint=fingerprint)
    if step in ("signed", "certified"):
        part.is_late = late
    record(
        f"returns.{part.level}.{step}", account=account, area_code=part.county_code,
        subject=f"{part.code} {part.collection.school_year}", reason=note, detail={"fingerprint": fingerprint} if fingerprint else {},
    )  # fmt: skip


def _sign(part: Part, now: datetime, account: Any, note: str, fingerprint: str) -> None:
    part.state, part.signed_at, part.signed_by, part.note, part.fingerprint = SIGNED, now, account, note, fingerprint
    _stamp(part, "signed", now, account, note, fingerprint)
    part.save()


def do_sign_school(instance: Instance, part: Part, *, account: Any = None, note: str = "") -> None:
    """Sign a school's return. Raises Refused with what is lacking."""
    refuse_locked(part)
    filled = do_look_over_school(instance, part)
    if words := lacking_to_sign(part.lacking_count, part.error_count, part.unexplained_count):
        raise Refused([Problem("return.not_ready", words, which=f"{part.code} {part.name}")])
    fingerprint = filled.fingerprint(forms_of(frozenset(part.stages.split())), part.code)
    with transaction.atomic():
        _sign(part, timezone.now(), account, note.strip()[:200], fingerprint)


def do_withdraw(part: Part, *, account: Any = None, note: str = "") -> None:
    """Take back a school's own signature, as long as the county has not signed."""
    county, city = above(part)
    if part.state != SIGNED or county.state != OPEN or city.state != OPEN:
        raise _refuse("not_to_withdraw", "区县还没有签字时才能撤回。", "Only before the county has signed.", part.code)
    with transaction.atomic():
        _open_again(part, "withdrawn", timezone.now(), account, note.strip()[:200])


def _open_again(part: Part, step: str, now: datetime, account: Any, note: str) -> None:
    part.state, part.fingerprint, part.signed_at, part.signed_by, part.is_late = OPEN, "", None, None, False
    _stamp(part, step, now, account, note)
    part.save()


def changed_since_signed(collection: Collection, schools: Iterable[Part]) -> list[Part]:
    """Schools whose forms, filled from the register now, are not those they signed."""
    filled = filled_live(scope_of(collection))
    return [p for p in schools if filled.fingerprint(forms_of(frozenset(p.stages.split())), p.code) != p.fingerprint]


def _refuse_changed(collection: Collection, schools: list[Part]) -> None:
    if changed := changed_since_signed(collection, schools):
        what = Words(
            "签字以后登记册改过，请退回由学校重签。",
            "The register has changed since the school signed; send it back to be signed again.",
        )
        raise Refused([Problem("return.changed_since", what, which=f"{p.code} {p.name}") for p in changed[:NAMED]])


def do_sign_county(part: Part, *, account: Any = None, note: str = "") -> None:
    """Sign for a county whose schools have all signed, and whose forms still are what they signed."""
    _, city = above(part)
    if part.state != OPEN or city.state != OPEN:
        raise _refuse("signed_already", "已经签过字。", "It is signed already.", part.name)
    schools = list(part.collection.parts.filter(level="school", county_code=part.code))
    waiting = [p for p in schools if p.state == OPEN]
    if waiting:
        names = "、".join(p.name for p in waiting[:5])
        raise _refuse(
            "schools_wait",
            f"还有{len(waiting)}所学校没有签字。",
            f"{len(waiting)} schools have not signed.",
            part.name,
            names,
        )
    _refuse_changed(part.collection, schools)
    joined = hashlib.sha256("".join(p.fingerprint for p in sorted(schools, key=lambda p: p.code)).encode()).hexdigest()
    with transaction.atomic():
        _sign(part, timezone.now(), account, note.strip()[:200], joined)


def do_certify(instance: Instance, collection: Collection, *, account: Any = None, reason: str = "") -> Frozen:
    """Certify the city's return and freeze it. Raises Refused where a county has not signed, or a rule stops the freeze."""
    city = collection.parts.get(level="city")
    counties = list(collection.parts.filter(level="county"))
    waiting = [p.name for p in counties if p.state == OPEN]
    if city.state != OPEN:
        raise _refuse("signed_already", "已经核定。", "It is certified already.", city.name)
    if waiting:
        raise _refuse(
            "counties_wait",
            f"还有{len(waiting)}个区县没有签字。",
            f"{len(waiting)} counties have not signed.",
            city.name,
            "、".join(waiting),
        )
    _refuse_changed(collection, list(collection.parts.filter(level="school")))
    done = do_freeze(instance, scope_of(collection), declared(), account=account, reason=reason)
    now, label = timezone.now(), done.frozen.label
    with transaction.atomic():
        city.signed_at, city.signed_by, city.note, city.fingerprint = (
            now,
            account,
            reason.strip()[:200],
            done.frozen.manifest.hash,
        )
        _stamp(city, "certified", now, account, reason.strip()[:200], done.frozen.manifest.hash)
        PartStep.objects.create(
            part=city, step="frozen", at=now, by=account, note=label, fingerprint=done.frozen.manifest.hash
        )
        city.state = FROZEN
        city.save()
        collection.parts.exclude(level="city").update(state=FROZEN)
    return done


def do_reopen(part: Part, by: Level, reason: str, *, account: Any = None) -> None:
    """Send a part back, with what stands above it: a school opens its county and the city again.

    Of a frozen return the other parts go back to signed; the frozen tables stay, and the next certification makes a new
    revision.
    """
    county, city = above(part)
    if words := reopening(part.level, by, county.state, city.state):
        raise Refused([Problem("return.not_to_reopen", words, which=f"{part.code} {part.name}")])
    if part.state == OPEN:
        raise _refuse("open_already", "本来就没有签字。", "It is not signed.", f"{part.code} {part.name}")
    reason, now = _reason(reason, part.code), timezone.now()
    with transaction.atomic():
        if city.state == FROZEN:
            part.collection.parts.filter(state=FROZEN).update(state=SIGNED)
            for one in (part, county, city):
                one.refresh_from_db()
        for one in {
            p.pk: p for p in (part, county, city) if LEVELS.index(p.level) >= LEVELS.index(part.level)
        }.values():
            if one.state != OPEN:
                _open_again(one, "reopened", now, account, reason)
