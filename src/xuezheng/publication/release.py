"""Releases: numbered, dated, frozen copies of the page and the catalogue's figures. None is ever written again.

A release is a folder `releases/N/` of the instance: `page.json` (every figure of the page), `sheet.json` (what else the
broadsheet draws), `catalogue.json` (definitions by hash), `values.parquet` (figures of cities and counties),
`rows/ID.parquet` (the rows behind a figure, school by school), `withheld.json` (which cells are left out), `cells.parquet`
(the counts of persons that it prints, so that a later release knows what is public), `changes.json`,
and `manifest.json` with the hash of each.
"""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from xuezheng.engine.instance import Instance
from xuezheng.ground.disk import full_disk
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import canonical_json, sha256_of, sha256_of_file
from xuezheng.ground.words import Words
from xuezheng.publication.changes import Change, changes_of_figures, changes_of_rows
from xuezheng.publication.entry import Entry

MANIFEST = "manifest.json"
VALUE_SCHEMA = {
    "indicator_id": pl.String, "level": pl.String, "place_code": pl.String, "school_year": pl.Int16,
    "value": pl.Float64, "numerator": pl.Float64, "denominator": pl.Float64, "state": pl.String,
}  # fmt: skip

CELL_SCHEMA = {"name": pl.String, "place": pl.String, "time": pl.String, "value": pl.Int64}


@dataclass(frozen=True)
class Content:
    """What a release is made of, before it has a number."""

    entries: Sequence[Entry]
    sheet: Mapping[str, Any]
    catalogue: Sequence[Mapping[str, Any]]  # id, term, unit, version, hash, …
    values: pl.DataFrame
    rows: Mapping[str, pl.DataFrame] = field(default_factory=dict[str, pl.DataFrame])
    withheld: Mapping[str, Any] = field(default_factory=dict[str, Any])  # which cells are left out, by which rule
    printed: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=CELL_SCHEMA)
    )  # the counts of persons that it prints
    returns: Sequence[Mapping[str, Any]] = ()  # city, year, revision, hash of each frozen return that went in


@dataclass(frozen=True)
class Release:
    """A release as it lies on disk."""

    folder: Path

    @property
    def number(self) -> int:
        return int(self.folder.name)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))

    @property
    def about(self) -> dict[str, Any]:
        return self.manifest["about"]

    @property
    def released_on(self) -> date:
        return date.fromisoformat(self.about["released_on"])

    @property
    def is_synthetic(self) -> bool:
        return bool(self.about["is_synthetic"])

    @property
    def hash(self) -> str:
        return self.manifest["hash"]

    @cached_property
    def entries(self) -> dict[str, Entry]:
        return {item["id"]: Entry.from_json(item) for item in self._json("page.json")}

    @cached_property
    def sheet(self) -> dict[str, Any]:
        return self._json("sheet.json")

    @cached_property
    def catalogue(self) -> list[dict[str, Any]]:
        return self._json("catalogue.json")

    @cached_property
    def changes(self) -> list[Change]:
        return [Change.from_json(item) for item in self._json("changes.json")]

    @cached_property
    def withheld(self) -> dict[str, Any]:
        """What was left out: `cells` (count, place, time), `count`, and the rule; empty where nothing had to be."""
        return self._json("withheld.json") if (self.folder / "withheld.json").exists() else {}

    def values(self) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "values.parquet")

    def printed_cells(self) -> pl.DataFrame:
        """The counts of persons that the release prints, for those after it: name, place, time, value."""
        path = self.folder / "cells.parquet"
        return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=CELL_SCHEMA)

    def rows(self, id: str) -> pl.DataFrame | None:
        """The rows behind a figure, or None where none are kept."""
        path = self.folder / "rows" / f"{id}.parquet"
        return pl.read_parquet(path) if id in self.entries and path.exists() else None

    def damaged(self) -> list[str]:
        """The files whose bytes no longer match the manifest, or are gone."""
        files: dict[str, str] = self.manifest["files"]
        return [name for name, sha in files.items() if not _is_whole(self.folder / name, sha)]

    def _json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))


def releases(instance: Instance) -> list[Release]:
    """Every release, the first one first."""
    folders = [p.parent for p in instance.releases.glob(f"*/{MANIFEST}") if p.parent.name.isdigit()]
    return [Release(folder) for folder in sorted(folders, key=lambda folder: int(folder.name))]


def latest(instance: Instance) -> Release | None:
    found = releases(instance)
    return found[-1] if found else None


def release(instance: Instance, number: int) -> Release | None:
    folder = instance.releases / str(number)
    return Release(folder) if (folder / MANIFEST).exists() else None


def publish(instance: Instance, content: Content, on: date, note: str = "", code_version: str = "") -> Release | None:
    """Write the next release and give it; None where nothing changed since the last one.

    The folder is written aside and moved into place in one step. Raises Refused where the date goes back, or somebody
    else published at the same moment.
    """
    before = latest(instance)
    if before and on < before.released_on:
        raise Refused([_date_goes_back(before, on)])
    instance.releases.mkdir(parents=True, exist_ok=True)
    number = before.number + 1 if before else 1
    draft = instance.releases / f".{number}.{os.getpid()}"
    _sweep(instance.releases)
    try:
        files = write_content(draft, content)
        own_hash = sha256_of(files)
        if before and before.manifest["content"] == own_hash:
            return None
        files["changes.json"] = changes_file(draft, before, content)
        about = {
            "number": number, "released_on": on.isoformat(), "note": note, "name": instance.about().get("name", ""),
            "is_synthetic": instance.is_synthetic, "is_certified": True, "code_version": code_version,
            "returns": list(content.returns),
            "before": {"number": before.number, "hash": before.hash} if before else None,
        }  # fmt: skip
        body = {"about": about, "files": files, "content": own_hash}
        (draft / MANIFEST).write_text(canonical_json({**body, "hash": sha256_of(body)}), encoding="utf-8")
        for path in draft.rglob("*.*"):
            path.chmod(0o444)
        folder = instance.releases / str(number)
        try:
            draft.rename(folder)
        except OSError as error:
            raise Refused([_taken(number)]) from error
        return Release(folder)
    except OSError as error:
        raise Refused([full_disk(error, instance.releases) or _not_written(instance.releases, error)]) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_content(draft: Path, content: Content) -> dict[str, str]:
    """Write the parts into the draft; give their hashes by name."""
    (draft / "rows").mkdir(parents=True)
    _write_json(draft / "page.json", [entry.as_json() for entry in content.entries])
    _write_json(draft / "sheet.json", content.sheet)
    _write_json(draft / "catalogue.json", list(content.catalogue))
    _write_json(draft / "withheld.json", content.withheld)
    ordered = content.values.sort("indicator_id", "level", "place_code", "school_year", nulls_last=True)
    _write_parquet(draft / "values.parquet", ordered)
    _write_parquet(draft / "cells.parquet", content.printed.sort("name", "place", "time"))
    for id, frame in content.rows.items():
        _write_parquet(draft / "rows" / f"{id}.parquet", frame)
    paths = sorted(path for path in draft.rglob("*") if path.is_file())
    return {path.relative_to(draft).as_posix(): sha256_of_file(path) for path in paths}


def changes_file(draft: Path, before: Release | None, content: Content) -> str:
    """Write what differs from the release before; give the file's hash."""
    _write_json(draft / "changes.json", [change.as_json() for change in _changes(before, content)])
    return sha256_of_file(draft / "changes.json")


def _write_json(path: Path, content: Any) -> None:
    path.write_text(canonical_json(content), encoding="utf-8")


def _write_parquet(path: Path, frame: pl.DataFrame) -> None:
    frame.write_parquet(path, compression="zstd", compression_level=3, statistics=True)


def _changes(before: Release | None, content: Content) -> list[Change]:
    """Nothing to list for the first release: all of it is new."""
    if before is None:
        return []
    old = {item["id"]: item["hash"] for item in before.catalogue}
    new = {item["id"]: item["hash"] for item in content.catalogue}
    terms = {item["id"]: Words(**item["term"]) for item in [*before.catalogue, *content.catalogue]}
    rows = changes_of_rows(list(before.entries.values()), content.entries)
    return rows + changes_of_figures(before.values(), content.values, old, new, terms)


def _is_whole(path: Path, sha: str) -> bool:
    return path.exists() and sha256_of_file(path) == sha


def _sweep(folder: Path) -> None:
    """Throw away what a killed publication left behind."""
    for left in folder.glob(".*.*"):
        _, _, owner = left.name.rpartition(".")
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _date_goes_back(before: Release, on: date) -> Problem:
    last = before.released_on.isoformat()
    return Problem(
        "release_dates_go_forward",
        Words(f"发布日期不能早于第{before.number}号发布的{last}。", f"A release cannot be dated before release {before.number} of {last}."),
        got=on.isoformat(),
        cure=Words("改用同日或更晚的日期。", "Give that day or a later one."),
    )  # fmt: skip


def _taken(number: int) -> Problem:
    return Problem(
        "release_number_is_free",
        Words(f"第{number}号发布刚由另一个进程写成，本次未发布。", f"Release {number} was just written by another process; nothing was published here."),
        cure=Words("再运行一次。", "Run the command again."),
    )  # fmt: skip


def _not_written(folder: Path, error: OSError) -> Problem:
    return Problem(
        "publication.release_written",
        Words("发布没有写成，已写的部分已删去，旧版未动。", "The release could not be written; what was written is removed, earlier releases are untouched."),
        where=str(folder), got=error.strerror or str(error),
        cure=Words("腾出磁盘空间或检查写入权限，再运行一次。", "Free disk space or check that the folder may be written, then run again."),
    )  # fmt: skip
