"""Who may, and where things lie."""

from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.access.actions import may
from xuezheng.access.rules import Action, Place
from xuezheng.engine.instance import Instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words


def require(account: Any, action: Action, area_code: str, institution_code: str = "") -> None:
    """Raises Refused unless the account may act there; no account is the machine itself (demonstration, worker)."""
    if account is not None and not may(account, action, Place(area_code, institution_code)):
        what = Words("您在这个地区没有这项权限。", "You have no right to do this in this area.")
        raise Refused([Problem("access.refused", what, which=institution_code or area_code)])


def folder(instance: Instance, kind: str, pk: int | str) -> Path:
    """`kind` is sheets, calibrations, effects, files."""
    return instance.home / "assessment" / kind / str(pk)


def read(instance: Instance, kind: str, pk: int, name: str) -> pl.DataFrame:
    """A table that was kept; empty where there is none."""
    path = folder(instance, kind, pk) / f"{name}.parquet"
    return pl.read_parquet(path) if path.is_file() else pl.DataFrame()


def refuse(rule: str, zh: str, en: str, **more: Any) -> Refused:
    return Refused([Problem(rule, Words(zh, en), **more)])
