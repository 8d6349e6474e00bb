"""An instance: the folder in which one bureau's register, returns, figures and releases live.

Its parts: `register.sqlite3` (unless PostgreSQL is used), `keys/`, `returns/CITY/YEAR/rN/`, `figures/HASH/`,
`releases/N/`, `imports/N/` (uploads not yet decided, encrypted), `instance.json` (name, whether all is synthetic).
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

UNFINISHED = "restore.unfinished"  # a file of the folder while its database may belong to another


def unfinished_restore(home: Path) -> Refused | None:
    """What is said where a restore was interrupted between the database and the folder."""
    mark = home / UNFINISHED
    if not mark.exists():
        return None
    source = mark.read_text().strip()
    what = Words(
        "上次恢复中途停了，数据库与文件夹可能不是一套。",
        "A restore was interrupted: the database and the folder may not belong together.",
    )
    cure = Words(
        f"再恢复一次：xuezheng restore {source} --replace", f"Run it again: xuezheng restore {source} --replace"
    )
    return Refused([Problem("restore.unfinished", what, which=str(home), cure=cure)])


def no_instance(home: Path) -> Refused:
    """What is said where a command needs an instance and there is none."""
    what = Words("这里没有实例。", "There is no instance here.")
    cure = Words(
        "用 XUEZHENG_HOME 指明实例的文件夹，或先运行 xuezheng init、xuezheng demo。",
        "Name its folder by XUEZHENG_HOME, or run xuezheng init or xuezheng demo first.",
    )
    return Refused([Problem("instance.missing", what, which=str(home), cure=cure)])


@dataclass(frozen=True)
class Instance:
    """The folder of an instance; nothing is created by looking at it, except keys that are asked for."""

    home: Path

    @classmethod
    def here(cls) -> "Instance":
        """The instance named by `XUEZHENG_HOME`, or `instance` in the working folder."""
        return cls(Path(os.environ.get("XUEZHENG_HOME", "instance")).resolve())

    @property
    def returns(self) -> Path:
        return self.home / "returns"

    @property
    def figures(self) -> Path:
        return self.home / "figures"

    @property
    def releases(self) -> Path:
        return self.home / "releases"

    @property
    def is_synthetic(self) -> bool:
        """True where everything in the instance is invented: every page and export must say so."""
        return bool(self.about().get("is_synthetic", False))

    def about(self) -> dict[str, object]:
        path = self.home / "instance.json"
        return json.loads(path.read_text()) if path.exists() else {}

    @property
    def exists(self) -> bool:
        """Whether the instance has been made, or is being made: there is a folder for its keys."""
        return (self.home / "keys").is_dir()

    def key(self, name: str) -> str:
        """A secret of the instance by its purpose (django, encryption, blind_index, pseudonym, audit), made once."""
        path = self.home / "keys" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.parent.chmod(0o700)
            made = path.with_suffix(f".{os.getpid()}")
            made.write_text(secrets.token_hex(32))
            made.chmod(0o600)
            try:
                os.link(made, path)  # the first to come wins, so two processes never hold two keys
            except FileExistsError:
                pass
            finally:
                made.unlink()
        return path.read_text().strip()
