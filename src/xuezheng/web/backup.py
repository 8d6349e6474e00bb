"""A whole instance in one file, and back: the database as of one moment, then the folders that are only ever added to.

The file is a tar. Its first member, `backup.json`, names every other with its SHA-256. Nothing is put in the place of an
instance before every byte of the new one has been verified; the change of places is one rename.
"""

import ctypes
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, connections

from xuezheng import __version__
from xuezheng.engine.instance import UNFINISHED, Instance
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.provenance import canonical_json, sha256_of_file
from xuezheng.ground.words import Words

MANIFEST = "backup.json"
SQLITE, POSTGRES = "register.sqlite3", "register.pgdump"
LEFT_OUT = {
    "cache",
    "jobs",
    "keys",
    SQLITE,
    POSTGRES,
    f"{SQLITE}-wal",
    f"{SQLITE}-shm",
    MANIFEST,
    UNFINISHED,
}  # keys only where asked for
EMPTY_SQL = """
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE %I CASCADE', found.tablename);
  END LOOP;
END $$;
"""


def refusal(rule: str, zh: str, en: str, which: object = "", got: str = "") -> Refused:
    return Refused([Problem(rule, Words(zh, en), which=str(which), got=got)])


def dump_database(folder: Path) -> Path:
    """The database as of one moment, as a file; the site may go on meanwhile."""
    if connection.vendor == "sqlite":
        target = folder / SQLITE
        source: Any = sqlite3.connect(str(connection.settings_dict["NAME"]))
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)
        finally:
            copy.close()
            source.close()
        return target
    target = folder / POSTGRES
    postgres("pg_dump", "--format=custom", f"--file={target}")
    return target


def restore_postgres(dump: Path) -> None:
    """Put a dump in the place of every table there is, in one transaction: tables of a newer version go as well."""
    script, first = dump.with_suffix(".sql"), dump.with_suffix(".first.sql")
    first.write_text(EMPTY_SQL)
    postgres("pg_restore", "--no-owner", f"--file={script}", str(dump))
    postgres("psql", "-q", "-X", "--single-transaction", "-v", "ON_ERROR_STOP=1", "-f", str(first), "-f", str(script))
    for path in (script, first):
        path.unlink()


def replace_postgres(dump: Path, home: Path, source: Path) -> None:
    """Put a dump in the place of the database; the former one is kept in the former folder, as a dump too."""
    if (home / "instance.json").exists():
        if not (home / UNFINISHED).exists():  # else what is in the database has been kept already
            postgres("pg_dump", "--format=custom", f"--file={home / POSTGRES}")
        (home / UNFINISHED).write_text(f"{source}\n")
    try:
        restore_postgres(dump)
    except Refused:  # its transaction was taken back
        (home / UNFINISHED).unlink(missing_ok=True)
        (home / POSTGRES).unlink(missing_ok=True)
        raise
    dump.unlink()


def postgres(program: str, *words: str) -> None:
    """Run a program of PostgreSQL against our database."""
    said = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{key: str(said[name]) for key, name in names.items() if said.get(name)}}
    path = shutil.which(program) or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), None
    )
    if path is None:
        raise refusal(
            "backup.postgres",
            "找不到 PostgreSQL 的程序。",
            "A program of PostgreSQL is missing; install postgresql-client.",
            program,
        )
    done = subprocess.run([path, *words], check=False, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise refusal(
            "backup.postgres",
            "PostgreSQL 的程序没有做成。",
            "A program of PostgreSQL failed.",
            program,
            done.stderr[-400:],
        )


def files_of(home: Path, has_keys: bool) -> Iterator[Path]:
    """Every file of an instance that a backup holds, besides the database. Drafts (`.…`) are left out."""
    for path in sorted(home.rglob("*")):
        parts = path.relative_to(home).parts
        if not path.is_file() or any(part.startswith(".") for part in parts):
            continue
        if parts[0] not in LEFT_OUT or (parts[0] == "keys" and has_keys):
            yield path


def do_backup(instance: Instance, target: Path, *, has_keys: bool, now: datetime) -> int:
    """Write a backup; gives how many files it holds. It appears under its name only when it is whole."""
    if target.exists():
        raise refusal(
            "backup.exists", "这个文件已经有了，没有覆盖。", "This file exists; it was not written over.", target
        )
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    database = draft.with_suffix(".db")
    database.mkdir(parents=True)
    try:
        dumped = dump_database(database)
        members = [
            (dumped.name, dumped),
            *((str(p.relative_to(instance.home)), p) for p in files_of(instance.home, has_keys)),
        ]
        hashes = {name: sha256_of_file(path) for name, path in members}
        about = {
            "version": __version__, "made_at": now.isoformat(timespec="seconds"), "has_keys": has_keys,
            "database": connection.vendor, "files": hashes,
        }  # fmt: skip
        manifest = database / MANIFEST
        manifest.write_text(canonical_json(about), encoding="utf-8")
        with tarfile.open(draft, "w") as tar:
            tar.add(manifest, MANIFEST)
            for name, path in members:
                tar.add(path, name, recursive=False)
        verify(draft)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.chmod(0o600)
        os.link(draft, target)
    finally:
        draft.unlink(missing_ok=True)
        shutil.rmtree(database, ignore_errors=True)
    return len(hashes)


def verify(path: Path, into: Path | None = None) -> dict[str, Any]:
    """Check every byte of a backup, and unpack it where asked; gives its manifest. Raises Refused where it is not whole."""
    try:
        with tarfile.open(path, "r:") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST:
                raise refusal("backup.foreign", "这不是学政的备份。", "This is no backup of Xuezheng.", path)
            about: dict[str, Any] = json.loads(tar.extractfile(first).read())  # type: ignore[union-attr]
            seen: set[str] = set()
            while (member := tar.next()) is not None:
                expected = about["files"].get(member.name)
                if (
                    expected is None
                    or not member.isreg()
                    or Path(member.name).is_absolute()
                    or ".." in Path(member.name).parts
                ):
                    raise refusal(
                        "backup.foreign",
                        "备份里有清单外的文件。",
                        "The backup holds a file that it does not list.",
                        path,
                        member.name,
                    )
                if unpacked(tar, member, into) != expected:
                    raise refusal(
                        "backup.damaged", "备份里的文件已损坏。", "A file in the backup is damaged.", path, member.name
                    )
                seen.add(member.name)
    except (tarfile.TarError, EOFError, KeyError, json.JSONDecodeError, OSError) as error:
        raise refusal("backup.damaged", "备份读不出来。", "The backup cannot be read.", path, str(error)) from error
    if missing := sorted(about["files"].keys() - seen):
        raise refusal("backup.damaged", "备份不完整。", "The backup is not whole.", path, missing[0])
    return about


def unpacked(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path | None) -> str:
    """The hash of a member, written below `into` on the way."""
    source: Any = tar.extractfile(member)
    digest = hashlib.sha256()
    target = None
    if into is not None:
        place = into / member.name
        place.parent.mkdir(parents=True, exist_ok=True)
        target = place.open("wb")
    try:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            if target:
                target.write(chunk)
    finally:
        if target:
            target.flush()
            os.fsync(target.fileno())
            target.close()
    if into is not None and member.name.startswith("keys/"):
        (into / member.name).chmod(0o600)
        (into / "keys").chmod(0o700)
    return digest.hexdigest()


def do_restore(instance: Instance, source: Path, *, is_replacing: bool) -> Path | None:
    """Put a backup in the place of the instance; gives where the former one lies now, if there was one.

    Until the last step the instance is as it was; a restore that was killed is simply begun again. On PostgreSQL the last
    steps are two, the database and the folder: between them nothing but a restore may be run (`engine.instance.UNFINISHED`).
    Keys that the backup does not hold are taken from the instance.
    """
    home = instance.home
    if (home / "instance.json").exists() and not is_replacing:
        raise refusal(
            "restore.exists",
            "这里已经有一个实例；要替换它，加 --replace。",
            "There is an instance here; add --replace to replace it.",
            home,
        )
    for old in home.parent.glob(f".{home.name}.restoring.*"):
        shutil.rmtree(old, ignore_errors=True)
    draft = home.with_name(f".{home.name}.restoring.{os.getpid()}")
    draft.mkdir(parents=True)
    try:
        about = verify(source, draft)
        if about["database"] != connection.vendor:
            raise refusal(
                "restore.database",
                "备份出自另一种数据库。",
                "The backup is of another kind of database.",
                source,
                about["database"],
            )
        if not about["has_keys"] and (home / "keys").is_dir():
            shutil.copytree(home / "keys", draft / "keys")
        connections.close_all()
        if about["database"] == "postgresql":
            replace_postgres(draft / POSTGRES, home, source)
        former = home.with_name(f"{home.name}.before-{about['made_at'][:10]}.{os.getpid()}") if home.exists() else None
        if former is None:
            draft.rename(home)
        else:
            exchange(draft, home)
            if {str(path.relative_to(draft)) for path in draft.rglob("*")} <= {"keys", "keys/django", "cache"}:
                return None  # only what is made by looking: there was no instance
            draft.rename(former)
            (former / UNFINISHED).unlink(missing_ok=True)
        return former
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step (Linux), so that no moment has neither."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if renameat2 is not None and renameat2(here, os.fsencode(one), here, os.fsencode(other), swap) == 0:
        return
    aside = other.with_name(f".{other.name}.aside.{os.getpid()}")
    other.rename(aside)
    one.rename(other)
    aside.rename(one)
