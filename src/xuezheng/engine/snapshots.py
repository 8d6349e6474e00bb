"""Frozen tables on disk: a folder of Parquet files and a manifest that says what they are.

A snapshot is written beside its place and moved there in one step, so a killed process leaves nothing half done. The
same frames give the same bytes: rows are ordered by the table's key, and nothing of the day or the machine is written.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.engine.instance import Instance
from xuezheng.engine.tables import Table
from xuezheng.ground.provenance import canonical_json, sha256_of, sha256_of_file

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a snapshot holds. `hash` is that of the manifest's own content, so it names the snapshot."""

    about: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Any]]  # name → sha256, row_count, schema_version, columns

    @cached_property
    def hash(self) -> str:
        return sha256_of({"about": dict(self.about), "tables": {k: dict(v) for k, v in self.tables.items()}})

    @property
    def short(self) -> str:
        """The first eight digits of the hash, as shown on screens."""
        return self.hash[:8]

    def text(self) -> str:
        return canonical_json({"about": dict(self.about), "tables": dict(self.tables), "hash": self.hash})


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a snapshot folder."""
    content = json.loads((folder / MANIFEST).read_text())
    return Manifest(content["about"], content["tables"])


def write_snapshot(
    folder: Path, frames: Mapping[str, pl.DataFrame], tables: Mapping[str, Table], about: Mapping[str, Any]
) -> Manifest:
    """Write frames as a snapshot at `folder`, which must not exist; give its manifest.

    Raises FileExistsError where the folder exists: what is frozen is never written again.
    """
    if folder.exists():
        raise FileExistsError(f"{folder} is frozen already. A correction is a new revision.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        entries: dict[str, dict[str, Any]] = {}
        for name in sorted(frames):
            path = draft / f"{name}.parquet"
            frame = frames[name]
            frame.write_parquet(path, compression="zstd", compression_level=3, statistics=True)
            path.chmod(0o444)  # the folder stays open, so that an instance can be removed by its owner
            entries[name] = {
                "sha256": sha256_of_file(path),
                "row_count": frame.height,
                "schema_version": tables[name].version,
                "columns": frame.columns,
            }
        manifest = Manifest(dict(about), entries)
        (draft / MANIFEST).write_text(manifest.text())
        (draft / MANIFEST).chmod(0o444)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return manifest


def damaged(folder: Path) -> list[str]:
    """The names of tables whose bytes no longer match the manifest (or are gone); empty when all is well."""
    manifest = read_manifest(folder)
    bad: list[str] = []
    for name, entry in manifest.tables.items():
        path = folder / f"{name}.parquet"
        if not path.exists() or sha256_of_file(path) != entry["sha256"]:
            bad.append(name)
    return bad


@dataclass(frozen=True)
class FrozenReturn:
    """A frozen return: a city, a school year and a revision."""

    city_code: str
    year: int
    revision: int
    folder: Path

    @cached_property
    def manifest(self) -> Manifest:
        return read_manifest(self.folder)

    @property
    def label(self) -> str:
        """The revision and the hash as shown on screens: r3-7f3a9c2e."""
        return f"r{self.revision}-{self.manifest.short}"


def return_folder(instance: Instance, city_code: str, year: int, revision: int) -> Path:
    return instance.returns / city_code / str(year) / f"r{revision}"


def frozen_returns(instance: Instance, *, latest_only: bool = True) -> list[FrozenReturn]:
    """Every frozen return of an instance (the last revision of each by default), by city, year and revision."""
    found: list[FrozenReturn] = []
    for city in folders_in(instance.returns):
        for year in folders_in(city.path):
            for folder in folders_in(year.path):
                revision = folder.name.removeprefix("r")
                with suppress(FileNotFoundError):  # a draft, or a folder of somebody else's
                    if folder.name.startswith("r") and revision.isdigit():
                        written = os.stat(os.path.join(folder.path, MANIFEST))
                        key = (written.st_mtime_ns, written.st_ino, written.st_size)
                        found.append(_kept(city.name, int(year.name), int(revision), folder.path, key))
    found.sort(key=lambda r: (r.city_code, r.year, r.revision))
    if latest_only:
        found = list({(r.city_code, r.year): r for r in found}.values())
    return found


def folders_in(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """What lies in a folder; nothing where it does not exist. (A glob of paths takes five times as long, for every page.)"""
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        yield from entries


@lru_cache(maxsize=512)
def _kept(city_code: str, year: int, revision: int, folder: str, _written: tuple[int, ...]) -> FrozenReturn:
    """A return with its manifest and hash, read once a process: what is frozen does not change."""
    return FrozenReturn(city_code, year, revision, Path(folder))
