"""A release made again from the frozen returns that its manifest names, and compared with it byte for byte."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.snapshots import MANIFEST, FrozenReturn, read_manifest, return_folder
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.publication import gather
from xuezheng.publication.code import code_version
from xuezheng.publication.release import Release, changes_file, releases, write_content


@dataclass(frozen=True)
class Remade:
    """The hash of each file as released and as made again; the code of both."""

    files: Mapping[str, tuple[str, str]]
    code_then: str
    code_now: str
    definitions: Sequence[str]  # indicators whose definition is no longer the same

    @property
    def differing(self) -> list[str]:
        return [name for name, (then, now) in self.files.items() if then != now]

    @property
    def is_same_code(self) -> bool:
        return self.code_then == self.code_now


def remake(instance: Instance, found: Release, node_modules: Path | None) -> Remade:
    """Compute a release anew. Raises Refused where a return it was made from is gone or no longer whole."""
    frozen = Frozen(tuple(_returns(instance, found)))
    sources = replace(gather.Sources.of(instance), frozen=frozen)
    sources.verify()
    number = found.number
    before = [one for one in releases(instance) if one.number < number]
    earlier = before[-1] if before else None
    content = gather.protected(sources, gather.content(sources, node_modules), found.released_on, before).content
    with tempfile.TemporaryDirectory(prefix="xuezheng-remake-") as folder:
        draft = Path(folder) / str(number)
        files = dict(write_content(draft, content))
        files["changes.json"] = changes_file(draft, earlier, content)
    then: dict[str, str] = found.manifest["files"]
    names = sorted({*then, *files})
    hashes = {item["id"]: item["hash"] for item in found.catalogue}
    now = {item["id"]: item["hash"] for item in content.catalogue}
    return Remade(
        {name: (then.get(name, ""), files.get(name, "")) for name in names},
        str(found.about.get("code_version", "")), code_version(),
        [id for id in sorted({*hashes, *now}) if hashes.get(id) != now.get(id)],
    )  # fmt: skip


def _returns(instance: Instance, found: Release) -> list[FrozenReturn]:
    listed: list[dict[str, Any]] = found.about.get("returns", [])
    if not listed:
        raise Refused([_names_none(found)])
    made: list[FrozenReturn] = []
    problems: list[Problem] = []
    for one in listed:
        folder = return_folder(instance, one["city"], one["year"], one["revision"])
        if not (folder / MANIFEST).exists() or read_manifest(folder).hash != one["hash"]:
            problems.append(_gone(one, folder))
            continue
        made.append(FrozenReturn(one["city"], one["year"], one["revision"], folder))
    if problems:
        raise Refused(problems)
    return made


def _names_none(found: Release) -> Problem:
    return Problem(
        "publication.release_names_returns",
        Words("这一号发布的清单没有写明所用的年报，无法重算。", "The manifest of this release does not name its returns: it cannot be made again."),
        which=str(found.number), where=str(found.folder),
        cure=Words("它由较早的程序做成；重算须用当时的程序。", "It was made by an earlier version; use that one."),
    )  # fmt: skip


def _gone(one: Mapping[str, Any], folder: Path) -> Problem:
    return Problem(
        "publication.returns_kept",
        Words("发布所用的年报不在了，或已不是原来的。", "A return that the release was made from is gone, or is not the same."),
        which=f"{one['city']} {one['year']} r{one['revision']} {one['hash'][:8]}", where=str(folder),
        cure=Words("从备份恢复这一文件夹。", "Restore the folder from a backup."),
    )  # fmt: skip
