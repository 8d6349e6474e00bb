"""Runs one step of the set-up: a line when it starts, a sign of life while it lasts, its own words only when it fails."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

SIGN_OF_LIFE_SECONDS = 15
ROOT = Path(__file__).resolve().parent.parent


class Failure(Exception):
    """Why the set-up cannot go on, and what to do; its text is for the person at the terminal."""


def run(
    command: Sequence[str],
    title: str | None,
    *,
    cure: str,
    environment: Mapping[str, str] | None = None,
    watch: Path | None = None,
    folder: Path = ROOT,
) -> str:
    """Runs `command` in `folder` and returns what it printed. Raises Failure with its last lines and `cure`."""
    if title:
        print(title, flush=True)
    began = time.monotonic()
    done = threading.Event()
    if title:
        threading.Thread(target=_show_life, args=(done, began, watch), daemon=True).start()
    try:
        result = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError as error:
        raise Failure(f"{command[0]} could not be started: {error}. {cure}") from error
    finally:
        done.set()
    if result.returncode != 0:
        said = "\n".join(f"    | {line}" for line in result.stdout.strip().splitlines()[-25:])
        full = "\nThe disk is full: free some space and run make again." if "No space left" in result.stdout else ""
        name = " ".join([Path(command[0]).name, *command[1:4]])
        raise Failure(f"“{name} …” ended with code {result.returncode}:\n{said}{full}\n{cure}")
    return result.stdout


def _show_life(done: threading.Event, began: float, watch: Path | None) -> None:
    while not done.wait(SIGN_OF_LIFE_SECONDS):
        size = f", {size_mb(watch)} MB on disk" if watch else ""
        print(f"    … {time.monotonic() - began:.0f} s{size}", flush=True)


def size_mb(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except OSError:
                continue  # gone meanwhile: the installer is at work
    return total // 1_000_000
