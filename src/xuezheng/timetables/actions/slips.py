"""Personal codes on printed slips: made anew at each printing, kept as a keyed hash, and the student found by one."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.actions.rights import require
from xuezheng.timetables.actions.rounds import note
from xuezheng.timetables.models import ChoiceRound, Chooser

SIGNS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
LENGTH: Final = 10  # 31 signs: 49 bits
TEMPLATE = Path(__file__).with_name("slips.typ")
FACES = (("noto-serif-sc", "600SemiBold"), ("noto-sans-sc", "400Regular"), ("noto-sans-sc", "600SemiBold"))
SYNTHETIC = Words("演示数据：学校、人员与记录均为虚构", "Demonstration data: schools, people and records are invented")


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def hash_of(code: str) -> str:
    """HMAC-SHA256 of a code in its normal form, under a key of the instance."""
    plain = "".join(sign for sign in code.upper() if sign in SIGNS)
    return hmac.new(bytes.fromhex(settings.INSTANCE.key("choice_codes")), plain.encode(), hashlib.sha256).hexdigest()


def found_by(code: str) -> Chooser | None:
    """The student in a round of a code; None where no slip has it."""
    chooser = Chooser.objects.filter(code_hash=hash_of(code)).select_related("round__institution", "student").first()
    if chooser is not None:
        school = chooser.round.institution
        subject = f"{school.code} round {chooser.round_id}"
        record(
            "timetables.choice.code.seen", area_code=school.county_code, subject=subject, detail={"chooser": chooser.pk}
        )
    return chooser


def do_make_codes(account: Any, one: ChoiceRound, class_number: int | None = None) -> list[tuple[Chooser, str]]:
    """A new code for each student of the round, or of one class; what was printed before does not open anything any more."""
    require(account, "choice.manage", one.institution)
    found = one.choosers.select_related("student")
    people = list(found if class_number is None else found.filter(class_number=class_number))
    if not people:
        raise Refused([Problem("choice.slips.none", Words("没有学生。", "There are no students."))])
    made = [(chooser, new_code()) for chooser in people]
    now = timezone.now()
    for chooser, code in made:
        chooser.code_hash, chooser.printed_at = hash_of(code), now
    with transaction.atomic():
        Chooser.objects.bulk_update(people, ["code_hash", "printed_at"], batch_size=400)
        note("choice.slips.printed", account, one, {"slips": len(made), "class": class_number or 0})
    return made


def font_paths() -> list[str]:
    """The folders of the faces. Raises Refused where one is missing."""
    folders = [settings.NODE_MODULES / "@expo-google-fonts" / package / weight for package, weight in FACES]
    if missing := [folder for folder in folders if not any(folder.glob("*.ttf"))]:
        what = Words("缺少印刷所用的中文字体，未排版。", "The Chinese type for print is missing; nothing was set.")
        cure = Words("运行 make setup 安装字体，再试。", "Run make setup to install it, then try again.")
        raise Refused([Problem("type_installed", what, where=missing[0].name, cure=cure)])
    return [str(folder) for folder in folders]


def slips_pdf(one: ChoiceRound, made: Sequence[tuple[Chooser, str]], school: str, address: str, language: str) -> bytes:
    """Slips to cut apart, ten a page, by class."""
    zone = timezone.get_current_timezone()
    opens, closes = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (one.opens_at, one.closes_at))
    slips = [
        {"class": f"{c.class_number}", "name": c.student.name, "code": f"{code[:5]} {code[5:]}"}
        for c, code in sorted(made, key=lambda pair: (pair[0].class_number, pair[0].student.student_number))
    ]
    words = {
        "title": Words(f"{school}　{one.title}", f"{school}: {one.title}"), "class": Words("班", "Class"), "code": Words("个人码", "Code"),
        "when": Words(f"{opens} 至 {closes}", f"{opens} to {closes}"), "where": Words(f"手机打开 {address}", f"Open {address}"),
        "care": Words("个人码只限本人使用，遗失请找班主任重印。", "For you alone. If it is lost, ask your class teacher for a new one."),
        "mark": SYNTHETIC if settings.INSTANCE.is_synthetic else Words("", ""),
    }  # fmt: skip
    given = {
        "slips": slips,
        "words": {key: value.in_(language) for key, value in words.items()},
        "english": language.startswith("en"),
    }
    pdf = typst.compile(
        str(TEMPLATE),
        font_paths=font_paths(),
        ignore_system_fonts=True,
        sys_inputs={"slips": json.dumps(given, ensure_ascii=False)},
    )
    assert isinstance(pdf, bytes)
    return pdf
