"""Portfolios: record, choose, lock, export; signing and the display stand beside. What is private never leaves."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.assessment.actions.where import folder, refuse, require
from xuezheng.assessment.models import Chosen, Objection, Portfolio, Record
from xuezheng.assessment.plan.bundle import bundled
from xuezheng.assessment.rules.portfolio import (
    CODE_LETTERS,
    DOMAINS,
    MOST_CHOSEN,
    SIGNING_LETTERS,
    STATES,
    may_go_on,
    plain_code,
    private_matters,
)
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import canonical_json, sha256_of
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.actions import institution_of
from xuezheng.registers.lookup.pupils import pupils_on

MOST_EVIDENCE = 10_000_000


def hashed(code: str) -> str:
    return hashlib.sha256(plain_code(code).encode()).hexdigest()


def drawn_code(letters: int) -> str:
    """A code that nobody guesses: five bits a letter."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(letters))


def evidence_of(instance: Instance, content: bytes) -> str:
    """Keep a file under its hash and give it."""
    digest = hashlib.sha256(content).hexdigest()
    place = folder(instance, "files", digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return digest


def pupil_here(school: Any, student_id: int, day: date) -> dict[str, Any]:
    """Where a pupil of the school sits on a day. Raises Refused where the child is not there."""
    mine = pupils_on(day, institution_code=school.code, student_id=student_id)
    if mine.is_empty():
        raise refuse(
            "quality.not_here",
            "这名学生当天不在本校。",
            "The pupil is not at this school on that day.",
            which=str(student_id),
        )
    return mine.row(0, named=True)


def do_record(
    account: Any, instance: Instance, school_code: str, student_id: int, domain: str, happened_on: date, title: str, text: str,
    is_private: bool = False, evidence: tuple[str, bytes] | None = None,
) -> Record:  # fmt: skip
    """Write something down, with its evidence. What names private matters is kept only as private."""
    school = institution_of(school_code)
    require(account, "quality.record", school.county_code, school.code)
    if domain not in DOMAINS or not title.strip() or happened_on > timezone.localdate():
        raise refuse(
            "quality.record",
            "请填写领域、名称和已经过去的日期。",
            "Domain, title and a day that has passed are needed.",
            got=title,
        )
    found = private_matters(f"{title} {text}")
    if found and not is_private:
        cure = Words("删去这些内容；确需留存的，勾选“不公开”。", "Take it out; what must be kept is marked private.")
        what = Words("内容含隐私，不能进入公示的档案。", "This is private and cannot enter what is displayed.")
        raise Refused([Problem("quality.private", what, which=words.zh, cure=cure) for words in found])
    if evidence and len(evidence[1]) > MOST_EVIDENCE:
        raise refuse(
            "quality.evidence", "佐证文件不超过10兆。", "A file of evidence is at most 10 MB.", which=evidence[0]
        )
    seat = pupil_here(school, student_id, happened_on)
    digest = evidence_of(instance, evidence[1]) if evidence else ""
    with transaction.atomic():
        made = Record.objects.create(
            student_id=student_id, institution=school, domain=domain, grade=seat["grade"], happened_on=happened_on, title=title.strip()[:80],
            text=text.strip()[:2000], is_private=is_private, evidence_name=evidence[0][:120] if evidence else "", evidence_hash=digest,
            made_at=timezone.now(), made_by=account,
        )  # fmt: skip
        record(
            "quality.record.made",
            account=account,
            area_code=school.county_code,
            subject=school.code,
            detail={"id": made.pk, "domain": domain, "evidence": digest},
        )
    return made


def do_choose(
    account: Any, school_code: str, student_id: int, school_year: int, record_ids: Sequence[int]
) -> tuple[Portfolio, str]:
    """Choose records for a school year, anew as long as it is not signed. Gives the portfolio, and the code by which the child
    signs: it is told once, and a new one makes the old one void."""
    school = institution_of(school_code)
    require(account, "quality.record", school.county_code, school.code)
    year = SchoolYear(school_year)
    found = list(Record.objects.filter(pk__in=list(record_ids), student_id=student_id))
    if not found or len(found) > MOST_CHOSEN:
        raise refuse(
            "quality.choose_count",
            f"请选 1 至 {MOST_CHOSEN} 条记录。",
            f"Choose 1 to {MOST_CHOSEN} records.",
            got=str(len(found)),
        )
    if any(one.is_private for one in found):
        raise refuse(
            "quality.choose_private",
            "不公开的记录不能入选。",
            "Private records cannot be chosen.",
            which=", ".join(one.title for one in found if one.is_private),
        )
    if any(not year.starts_on <= one.happened_on <= year.ends_on for one in found):
        raise refuse("quality.choose_year", "记录须在该学年内。", "Records must be of the school year.")
    lacking = [words.zh for key, words in DOMAINS.items() if key not in {one.domain for one in found}]
    seat = pupil_here(school, student_id, min(timezone.localdate(), max(one.happened_on for one in found)))
    secret = drawn_code(SIGNING_LETTERS)
    with transaction.atomic():
        made, _ = Portfolio.objects.select_for_update().get_or_create(
            student_id=student_id, school_year=school_year,
            defaults={"institution": school, "grade": seat["grade"], "class_number": seat["class_number"]},
        )  # fmt: skip
        if made.state != "chosen" or made.institution_id != school.pk:  # type: ignore[attr-defined]
            raise refuse(
                "quality.signed",
                "已经签字，不能再改；有错由公示中提出。",
                "It is signed and cannot be changed; errors are raised while it is on display.",
            )
        made.chosen.all().delete()  # type: ignore[attr-defined]
        Chosen.objects.bulk_create(Chosen(portfolio=made, record=one) for one in found)
        made.secret, made.declined = hashed(secret), ""
        made.save(update_fields=["secret", "declined"])
        record(
            "quality.portfolio.chosen",
            account=account,
            area_code=school.county_code,
            subject=school.code,
            detail={"id": made.pk, "records": len(found), "lacking": lacking},
        )
    return made, secret


def content(portfolio: Portfolio, *, with_struck: bool = False) -> dict[str, Any]:
    """All that a portfolio says, as it is locked (as it was signed, with what a review struck out); nothing private."""
    chosen = portfolio.chosen.select_related("record").order_by("record__domain", "record__happened_on", "pk")  # type: ignore[attr-defined]
    if not with_struck:
        chosen = chosen.filter(is_struck=False)
    return {
        "student_number": portfolio.student.student_number, "school": portfolio.institution.code, "school_year": portfolio.school_year,
        "grade": portfolio.grade, "class": portfolio.class_number,
        "records": [
            {"domain": c.record.domain, "on": c.record.happened_on.isoformat(), "title": c.record.title, "text": c.record.text, "evidence": c.record.evidence_hash}
            for c in chosen
        ],
    }  # fmt: skip


def open_objections(portfolio: Portfolio) -> int:
    return Objection.objects.filter(chosen__portfolio=portfolio, state="open").count()


def do_lock(account: Any, instance: Instance, portfolio: Portfolio) -> Portfolio:
    """End the display and lock: what is exported from then on has this hash. Raises Refused while days or objections are left."""
    school = portfolio.institution
    require(account, "quality.record", school.county_code, school.code)
    today = timezone.localdate()
    is_over = portfolio.display_ends_on is not None and today > portfolio.display_ends_on
    if portfolio.state != "displayed" or not may_go_on("displayed", bool(open_objections(portfolio)), is_over):
        cure = Words(
            "公示满期、异议都已复核后再归档。", "Lock it when the display is over and every objection is decided."
        )
        raise Refused(
            [
                Problem(
                    "quality.lock",
                    Words("还不能归档。", "It cannot be locked yet."),
                    got=STATES[portfolio.state].zh,
                    cure=cure,
                )
            ]
        )
    if sha256_of(content(portfolio, with_struck=True)) != portfolio.signed_hash:
        raise refuse(
            "quality.changed_since",
            "档案内容与学生签字时不符，不能归档。",
            "The portfolio is no longer what the child signed: it cannot be locked.",
            which=str(portfolio.pk),
            cure=Words("查审计链，找出改动。", "Look through the audit chain for what changed it."),
        )
    said = content(portfolio)
    broken = [r["title"] for r in said["records"] if r["evidence"] and not intact(instance, r["evidence"])]
    if broken:
        raise refuse(
            "quality.evidence_broken",
            "佐证文件缺失或被改动。",
            "A file of evidence is missing or was changed.",
            which=", ".join(broken),
        )
    with transaction.atomic():
        portfolio.state, portfolio.locked_on, portfolio.hash = "locked", today, sha256_of(said)
        portfolio.save()
        place = folder(instance, "portfolios", f"{portfolio.pk}.json")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(canonical_json(said), encoding="utf-8")
        record(
            "quality.portfolio.locked",
            account=account,
            area_code=school.county_code,
            subject=school.code,
            detail={"id": portfolio.pk, "hash": portfolio.hash},
        )
    return portfolio


def intact(instance: Instance, digest: str) -> bool:
    place = folder(instance, "files", digest)
    return place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == digest


def do_export(account: Any, instance: Instance, portfolio: Portfolio) -> bytes:
    """The locked portfolio, whose hash must still be the one it was locked with. Raises Refused where it is not."""
    school = portfolio.institution
    require(account, "quality.record", school.county_code, school.code)
    place = folder(instance, "portfolios", f"{portfolio.pk}.json")
    found = place.read_bytes() if portfolio.state == "locked" and place.is_file() else b""
    if hashlib.sha256(found).hexdigest() != portfolio.hash:
        raise refuse(
            "quality.export", "还没有归档，或归档文件被改动。", "It is not locked, or the locked file was changed."
        )
    record(
        "quality.portfolio.exported",
        account=account,
        area_code=school.county_code,
        subject=school.code,
        detail={"id": portfolio.pk, "hash": portfolio.hash},
    )
    return found


def do_bundle(account: Any, instance: Instance, portfolio: Portfolio) -> bytes:
    """The locked portfolio with its evidence and a list of their SHA-256 as a ZIP, the same bytes whenever it is made. Raises
    Refused where anything is not what was locked."""
    said = do_export(account, instance, portfolio)
    files = {"portfolio.json": said}
    names = {
        c.record.evidence_hash: Path(c.record.evidence_name).suffix.lower()
        for c in portfolio.chosen.filter(is_struck=False).select_related("record")  # type: ignore[attr-defined]
    }
    for digest in sorted({str(one["evidence"]) for one in json.loads(said)["records"]} - {""}):
        if not intact(instance, digest):
            raise refuse(
                "quality.evidence_broken",
                "佐证文件缺失或被改动。",
                "A file of evidence is missing or was changed.",
                which=digest[:12],
            )
        files[f"evidence/{digest}{names.get(digest, '')}"] = folder(instance, "files", digest).read_bytes()
    return bundled(files)


def do_look(account: Any, area_code: str, school_code: str, reason: str, what: str, **detail: Any) -> None:
    """A look at children's records, before anything is shown."""
    record(
        f"quality.{what}.seen", account=account, area_code=area_code, subject=school_code, reason=reason, detail=detail
    )


def class_roll(school_code: str, day: date) -> Any:
    """The school's pupils on a day, as a frame of persons."""
    return pupils_on(day, institution_code=school_code)


def grown(student_id: int, *, with_private: bool) -> list[Record]:
    """A child's records from kindergarten on, the newest first, of all its schools; private ones only to the school that keeps them."""
    found = Record.objects.filter(student_id=student_id).select_related("institution").order_by("-happened_on", "-pk")
    return list(found if with_private else found.filter(is_private=False))
