"""What is checked before the command line makes an account: the place of its role, and its password."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from xuezheng.access.rules import AT_SCHOOL
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.shell import shell_language
from xuezheng.ground.words import Words
from xuezheng.registers.lookup.areas import find_area
from xuezheng.registers.models import Area, Institution

CODE_LENGTHS = (6, 9)


def role_problems(role: str, area: str, institution: str) -> list[Problem]:
    """Why a role cannot be held there. An area is looked up once the register has any: before, its form is checked."""
    found: list[Problem] = []
    is_code = area.isascii() and area.isdigit() and len(area) in CODE_LENGTHS
    if not is_code or (Area.objects.exists() and find_area(area) is None):
        what = Words("登记册里没有这个地区，没有建账号。", "The register has no such area; no account was made.")
        cure = Words(
            "用市、县或乡镇的代码，例如 510300；或先导入地区",
            "Give the code of a city, county or township, for example 510300; or import the areas first",
        )
        found.append(Problem("account.area", what, which=area, cure=cure))
    if (role in AT_SCHOOL) is not bool(institution):
        what = Words(
            "校长、教务主任须写明学校，其他角色不写。",
            "Head teachers and academic directors, and nobody else, name a school.",
        )
        cure = Words("--institution 学校标识码", "--institution SCHOOL_CODE")
        found.append(Problem("account.institution", what, which=role, got=institution, cure=cure))
    school = Institution.objects.filter(code=institution).first() if institution else None
    if institution and (school is None or not school.county_code.startswith(area.rstrip("0"))):
        what = Words("这个地区没有这所学校。", "The area has no such school.")
        cure = Words("检查学校标识码与地区", "Check the school's code and the area")
        found.append(Problem("account.institution", what, which=institution, got=area, cure=cure))
    return found


def asked_password() -> str:
    """The password, typed twice. Raises Refused where nobody is there to type it, or the two differ."""
    zh = shell_language() == "zh"
    if not sys.stdin.isatty():
        what = Words(
            "没有给出密码，也没有终端可以输入。", "No password is given, and there is no terminal to type it at."
        )
        raise Refused([Problem("account.password", what, cure=Words("加 --password 密码", "Add --password PASSWORD"))])
    first = getpass.getpass("密码：" if zh else "Password: ")
    if getpass.getpass("再输一次：" if zh else "Again: ") != first:
        what = Words("两次输入不一样，没有建账号。", "The two differ; no account was made.")
        raise Refused([Problem("account.password", what, cure=Words("再运行一次", "Run it again"))])
    return first


def check_password(password: str, account: Any) -> None:
    """Refuse a password that is too easy to guess, with every reason."""
    said: dict[str, list[str]] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            try:
                validate_password(password, account)
            except ValidationError as error:
                said[language] = [str(message) for message in error.messages]
    if said:
        reasons = Words("".join(said["zh-hans"]), " ".join(said["en"]))
        cure = Words("换一个更长的密码", "Take a longer one")
        raise Refused([Problem("account.password", reasons, which=account.username, cure=cure)])
