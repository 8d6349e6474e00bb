"""The child signs: by a code it is given, and a word of its own that nobody at school knows. It may also say why it does not."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.assessment.actions.portfolios import content, drawn_code, hashed
from xuezheng.assessment.actions.where import refuse, require
from xuezheng.assessment.models import Portfolio, SigningKey
from xuezheng.assessment.rules.portfolio import LEAST_KEY, SIGNING_LETTERS, private_matters
from xuezheng.ground.provenance import sha256_of
from xuezheng.registers.actions import institution_of

WORK = {"n": 2**13, "r": 8, "p": 1}  # of scrypt: some hundredths of a second


def today() -> date:
    return timezone.localdate()


def by_secret(code: str) -> Portfolio | None:
    """The portfolio that a code of the child's own opens; None for a void one."""
    return (
        Portfolio.objects.filter(secret=hashed(code), state="chosen")
        .exclude(secret="")
        .select_related("student", "institution")
        .first()
    )


def word_hash(word: str, salt: str) -> str:
    return hashlib.scrypt(word.strip().encode(), salt=bytes.fromhex(salt), dklen=32, **WORK).hex()


def has_key(portfolio: Portfolio) -> bool:
    """Whether the child chose its word already."""
    return SigningKey.objects.filter(student_id=portfolio.student_id).exists()  # type: ignore[attr-defined]


def do_sign(code: str, name: str, word: str) -> Portfolio:
    """The child signs by the code, with its name as the register has it and its own word, which the first time it chooses. The code
    is void from then on. Raises Refused."""
    with transaction.atomic():
        found = locked_by(code)
        if name.strip() != found.student.name:
            raise refuse("quality.name", "请写本人姓名。", "Write your own name.", got=name[:20])
        check_word(found, word)
        found.state, found.signed_on, found.secret = "signed", today(), ""
        found.signed_hash = sha256_of(content(found, with_struck=True))
        found.save()
        tell(found, "signed", {"hash": found.signed_hash})
    return found


def do_decline(code: str, text: str) -> Portfolio:
    """The child says what is not true; the school reads it and chooses anew. The code is void from then on. Raises Refused."""
    if not text.strip() or private_matters(text):
        raise refuse(
            "quality.decline",
            "请写明哪一条不对；不要写身份证号、电话等隐私。",
            "Say which record is wrong, without ID or telephone numbers.",
        )
    with transaction.atomic():
        found = locked_by(code)
        found.declined, found.secret = text.strip()[:400], ""
        found.save(update_fields=["declined", "secret"])
        tell(found, "declined", {})
    return found


def locked_by(code: str) -> Portfolio:
    """The portfolio of a code, held so that two tabs do not sign it twice. Raises Refused."""
    found = by_secret(code)
    if found is not None:
        found = (
            Portfolio.objects.select_for_update(of=("self",)).select_related("student", "institution").get(pk=found.pk)
        )
    if found is None or found.state != "chosen" or found.secret != hashed(code):
        raise refuse(
            "quality.link", "签字码已失效，请向班主任要新的。", "The code is void; ask your teacher for a new one."
        )
    return found


def check_word(portfolio: Portfolio, word: str) -> None:
    """Raises Refused unless the word is the child's own; the first time it is kept."""
    if len(word.strip()) < LEAST_KEY:
        raise refuse(
            "quality.word_short",
            f"口令至少 {LEAST_KEY} 个字符。",
            f"Your own word has {LEAST_KEY} characters at least.",
        )
    key = SigningKey.objects.filter(student_id=portfolio.student_id).first()  # type: ignore[attr-defined]
    if key is None:
        salt = secrets.token_hex(16)
        SigningKey.objects.create(
            student_id=portfolio.student_id,  # type: ignore[attr-defined]
            salt=salt,
            hash=word_hash(word, salt),
            set_on=today(),
        )
        tell(portfolio, "key_set", {})
    elif not hmac.compare_digest(key.hash, word_hash(word, key.salt)):
        raise refuse(
            "quality.word_wrong",
            "口令不对。忘了口令，请学校重设。",
            "That is not your word. If you forgot it, ask your school to reset it.",
        )


def do_forget_key(account: Any, school_code: str, student_id: int, reason: str) -> None:
    """The school lets a child choose its word anew; that it did stands in the chain. Raises Refused."""
    school = institution_of(school_code)
    require(account, "quality.record", school.county_code, school.code)
    if len(reason.strip()) < 4:
        raise refuse("quality.reset_reason", "请写明重设口令的原因。", "Say why the word is reset.")
    with transaction.atomic():
        count, _ = SigningKey.objects.filter(student_id=student_id).delete()
        record(
            "quality.signing_key.forgotten",
            account=account,
            area_code=school.county_code,
            subject=school.code,
            reason=reason.strip()[:200],
            detail={"student": student_id, "was_set": bool(count)},
        )


def do_slips(account: Any, school_code: str, portfolios: Sequence[Portfolio]) -> list[tuple[Portfolio, str]]:
    """New codes for all of a class that have not signed, to be handed out on slips; the old ones are void. Raises Refused."""
    school = institution_of(school_code)
    require(account, "quality.record", school.county_code, school.code)
    waiting = [one for one in portfolios if one.state == "chosen" and one.institution_id == school.pk]  # type: ignore[attr-defined]
    if not waiting:
        raise refuse("quality.no_slips", "没有等待签字的档案。", "No portfolio awaits a signature.")
    made = [(one, drawn_code(SIGNING_LETTERS)) for one in waiting]
    with transaction.atomic():
        for one, code in made:
            Portfolio.objects.filter(pk=one.pk, state="chosen").update(secret=hashed(code), declined="")
        record(
            "quality.portfolio.codes_made",
            account=account,
            area_code=school.county_code,
            subject=school.code,
            detail={"ids": [one.pk for one in waiting]},
        )
    return made


def tell(portfolio: Portfolio, what: str, detail: dict[str, Any]) -> None:
    school = portfolio.institution
    record(
        f"quality.portfolio.{what}",
        area_code=school.county_code,
        subject=school.code,
        detail={"id": portfolio.pk, **detail},
    )
