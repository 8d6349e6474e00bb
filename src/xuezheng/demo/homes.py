"""Where the demonstration lies, and where it is built: beside its place, and moved there when it is whole.

Runs before Django is set up, because the settings read `XUEZHENG_HOME` once.
"""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

DEFAULT = "demo-city"
FINAL = "XUEZHENG_DEMO_FINAL"  # set while building: the place the built folder moves to
BUILDER = "builder.pid"
REBUILD = "--rebuild"


@dataclass(frozen=True)
class Homes:
    """`final` is where the demonstration is served from, `building` where it is made."""

    final: Path

    @property
    def building(self) -> Path:
        return self.final.with_name(f".{self.final.name}.building")

    @property
    def is_built(self) -> bool:
        """A demonstration stands at `final`: it moves there only when it is whole."""
        return is_demonstration(self.final)

    @classmethod
    def here(cls) -> "Homes":
        named = os.environ.get(FINAL) or os.environ.get("XUEZHENG_HOME") or DEFAULT
        return cls(Path(named).resolve())


def is_demonstration(folder: Path) -> bool:
    """Whether a folder is an instance in which all is invented."""
    about = folder / "instance.json"
    return about.exists() and bool(json.loads(about.read_text()).get("is_synthetic", False))


def prepare(argv: Sequence[str]) -> None:
    """Point `XUEZHENG_HOME` at the demonstration, or at the folder beside it if it has to be built.

    Raises Refused where something else stands in the place, or another process is building.
    """
    homes = Homes.here()
    if homes.is_built and REBUILD not in argv:
        os.environ["XUEZHENG_HOME"] = str(homes.final)
        return
    _refuse_other(homes)
    owner = builder_of(homes.building)
    if owner and owner != os.getpid():
        raise Refused([_being_built(homes, owner)])
    os.environ[FINAL] = str(homes.final)
    os.environ["XUEZHENG_HOME"] = str(homes.building)


def _refuse_other(homes: Homes) -> None:
    """What is not a demonstration is not replaced; a folder with nothing but keys is nothing."""
    if not homes.final.exists() or homes.is_built:
        return
    if {path.name for path in homes.final.iterdir()} <= {"keys"}:
        return
    raise Refused(
        [
            Problem(
                "demo.place_taken",
                Words("这里已有别的文件，没有改动。", "Something else stands here already; nothing was changed."),
                which=str(homes.final),
                cure=Words(
                    "换一个文件夹：XUEZHENG_HOME=… xuezheng demo", "Take another folder: XUEZHENG_HOME=… xuezheng demo"
                ),
            )
        ]
    )


def builder_of(building: Path) -> int:
    """The process that builds there now; 0 where none does."""
    try:
        owner = int((building / BUILDER).read_text())
        os.kill(owner, 0)
    except (OSError, ValueError):
        return 0
    return owner


def _being_built(homes: Homes, owner: int) -> Problem:
    return Problem(
        "demo.being_built",
        Words("另一个进程正在生成演示城市。", "Another process is building the demonstration."),
        which=str(homes.building),
        got=f"{owner}",
        cure=Words("等它完成，或结束该进程后再运行。", "Wait for it, or end that process and run again."),
    )


def begin(homes: Homes) -> bool:
    """Make an empty folder to build in; gives whether a half-built one was thrown away."""
    was_half_built = homes.building.exists() and bool({p.name for p in homes.building.iterdir()} - {"keys"})
    shutil.rmtree(homes.building, ignore_errors=True)
    homes.building.mkdir(parents=True)
    (homes.building / BUILDER).write_text(str(os.getpid()))
    return was_half_built


def finish(homes: Homes) -> None:
    """Move the built folder to its place; an older demonstration there is thrown away."""
    (homes.building / BUILDER).unlink()
    old = homes.final.with_name(f".{homes.final.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if homes.final.exists():
        homes.final.rename(old)
    homes.building.rename(homes.final)
    shutil.rmtree(old, ignore_errors=True)
