"""The settings that the environment may give, as one list: what is not in it, or has no sense, is refused."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import urlsplit

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

PREFIX = "XUEZHENG_"


@dataclass(frozen=True)
class Variable:
    """A setting: its name without the prefix, what it means, what stands where it is not given, and which form it has."""

    name: str
    meaning: Words
    default: str = ""
    is_secret: bool = False
    form: str = ".*"  # a regular expression for the whole value
    example: str = ""


VARIABLES: tuple[Variable, ...] = (
    Variable("HOME", Words("实例的文件夹", "the folder of the instance"), "./instance"),
    Variable(
        "DATABASE",
        Words("PostgreSQL 的地址，缺省用实例里的 SQLite", "address of PostgreSQL; SQLite in the instance unless given"),
        is_secret=True,
        form=r"(postgresql|postgres)://[^/]*/[^/?]+(\?.*)?|",
        example="postgresql://user:password@host:5432/name",
    ),
    Variable(
        "HOSTS", Words("网站应答的主机名，逗号分隔", "host names the site answers to, by comma"), "127.0.0.1,localhost"
    ),
    Variable("NODE_MODULES", Words("npm 包所在", "where the npm packages lie"), "./node_modules"),
    Variable("ANCHOR", Words("审计链末端的第二个存放处", "a second place for ends of the audit chain")),
    Variable(
        "OIDC_URL",
        Words("统一身份（OpenID Connect）的地址", "address of the OpenID Connect provider"),
        form=r"https?://.+|",
        example="https://id.example.cn",
    ),
    Variable("OIDC_NAME", Words("统一身份的名称", "what the provider is called"), "OpenID Connect"),
    Variable("OIDC_CLIENT", Words("在统一身份处的客户端号", "our client id at the provider")),
    Variable("OIDC_SECRET", Words("在统一身份处的密钥", "our secret at the provider"), is_secret=True),
    Variable("METRICS_TOKEN", Words("读 /metrics 的令牌", "the token that may read /metrics"), is_secret=True),
    Variable(
        "HTTPS",
        Words("1：网站经 https 到达，cookie 只走 https", "1: the site is reached by https; cookies travel by it alone"),
        "0",
        form="[01]",
        example="1",
    ),
    Variable(
        "PROXIES",
        Words("网站前面有几层自己的反向代理", "how many reverse proxies of yours stand before the site"),
        "0",
        form="[0-9]",
        example="1",
    ),
    Variable(
        "ENGINE",
        Words("在何处计算全部指标：duckdb 或 spark", "what computes all figures: duckdb, or spark"),
        "duckdb",
        form="(duckdb|spark)|",
        example="spark",
    ),
    Variable(
        "SPARK",
        Words("Spark 集群的地址，缺省用本机", "address of the Spark cluster; this machine unless given"),
        example="spark://host:7077",
    ),
    Variable(
        "LANGUAGE",
        Words("命令行的语言：zh 或 en", "language of the command line: zh or en"),
        form="(zh|en).*|",
        example="zh",
    ),
    Variable("EMAIL_HOST", Words("邮件服务器，缺省不发邮件", "the mail server; no mail is sent without it")),
    Variable("EMAIL_PORT", Words("邮件服务器的端口", "its port"), "25", form=r"\d{1,5}", example="587"),
    Variable("EMAIL_USER", Words("邮件账号", "our account there")),
    Variable("EMAIL_PASSWORD", Words("邮件密码", "its password"), is_secret=True),
    Variable("EMAIL_TLS", Words("1：用 STARTTLS 加密", "1: encrypted by STARTTLS"), "0", form="[01]", example="1"),
    Variable("EMAIL_FROM", Words("发件人地址", "the address mail comes from"), "xuezheng@localhost"),
    Variable("ARCHIVES", Words("性能测试用的公开档案", "public archives for the benchmarks")),
    Variable(
        "DEBUG",
        Words("1：出错时显示细节，只用于开发", "1: show details of errors; for development only"),
        "0",
        form="[01]",
        example="0",
    ),
)
TOGETHER = ("OIDC_URL", "OIDC_CLIENT", "OIDC_SECRET")  # all or none
INTERNAL = {"DEMO_FINAL"}  # set by one command for the process it starts


def check_environment(given: Mapping[str, str] = os.environ, more: frozenset[str] = frozenset()) -> None:
    """Refuse settings that nothing reads: a misspelt one would be silently without effect."""
    known = {PREFIX + one.name for one in VARIABLES} | {PREFIX + name for name in INTERNAL} | more
    problems: list[Problem] = []
    for name in sorted(given):
        if not name.startswith(PREFIX) or name in known:
            continue
        near = get_close_matches(name, known, 1)
        cure = Words(f"是否要写 {near[0]}？", f"Did you mean {near[0]}?") if near else None
        problems.append(
            Problem(
                "settings.unknown",
                Words("没有这个设置。", "There is no such setting."),
                which=name,
                cure=cure or Words("见 xuezheng settings", "See xuezheng settings"),
            )
        )
    problems += [p for one in VARIABLES if (p := wrong_value(one, given))]
    lacking = [PREFIX + name for name in TOGETHER if not given.get(PREFIX + name)]
    if 0 < len(lacking) < len(TOGETHER):
        what = Words("这几项设置要一起给。", "These settings go together.")
        names = ", ".join(lacking)
        problems.append(Problem("settings.lacking", what, which=names, cure=Words(f"补上 {names}", f"Set {names}")))
    if problems:
        raise Refused(problems)


def wrong_value(one: Variable, given: Mapping[str, str]) -> Problem | None:
    """What is wrong with a setting's value: it would be read as something that nobody meant."""
    value = given.get(PREFIX + one.name)
    if value is None or re.fullmatch(one.form, value):
        return None
    what = Words("设置的值不对。", "The value of this setting is wrong.")
    cure = Words(f"例如 {one.example}", f"For example {one.example}")
    return Problem("settings.value", what, which=PREFIX + one.name, got=shown(one, given), cure=cure)


def shown(variable: Variable, given: Mapping[str, str] = os.environ) -> str:
    """A setting's value as it may be printed: no secret, no password."""
    value = given.get(PREFIX + variable.name)
    if value is None:
        return variable.default
    if variable.name == "DATABASE":
        parts = urlsplit(value)
        return value.replace(f":{parts.password}@", ":…@") if parts.password else value
    return "…" if variable.is_secret else value
