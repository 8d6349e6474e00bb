"""What may be installed on this machine with Debian's own tool, and how."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from running import run


def may_install() -> bool:
    """Whether apt-get is here and may be used without asking anybody for a password."""
    if shutil.which("apt-get") is None:
        return False
    if os.geteuid() == 0:
        return True
    sudo = shutil.which("sudo")
    return sudo is not None and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0


def apt_install(package: str, settings: Mapping[Path, str] | None = None) -> None:
    """Installs one package without a question. `settings` are files written first, where they do not exist yet."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    prefix = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive"]
    waiting = ["-o", "DPkg::Lock::Timeout=300"]
    cure = f"Install it by hand: sudo apt-get update && sudo apt-get install {package}"
    for path, text in (settings or {}).items():
        if not path.exists():
            run(
                [*sudo, "sh", "-c", 'mkdir -p "$(dirname "$1")" && printf %s "$2" > "$1"', "sh", str(path), text],
                None,
                cure=cure,
            )
    run([*prefix, "apt-get", "update", "-qq"], "Asking Debian for its list of packages", cure=cure)
    run(
        [*prefix, "apt-get", *waiting, "install", "-y", "-qq", "--no-install-recommends", package],
        f"Installing {package} with apt-get",
        cure=cure,
    )
