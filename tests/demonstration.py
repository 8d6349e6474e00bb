"""The demonstration cities, built once for all tests that need the whole: by the command a newcomer runs."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "xuezheng-demo"


@dataclass(frozen=True)
class Demonstration:
    """A built instance and how to run commands on it."""

    home: Path

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("XUEZHENG_", "DJANGO_SETTINGS"))}
        return {**kept, "XUEZHENG_HOME": str(self.home), "PYTHONPATH": str(ROOT / "src"), "LANG": "en_GB.UTF-8"}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of `xuezheng` on the instance."""
        call = [sys.executable, "-m", "xuezheng.cli", *words]
        return subprocess.run(call, env=self.environment(), cwd=ROOT, capture_output=True, text=True, check=False)

    def copied(self, home: Path) -> "Demonstration":
        """The same in a folder of its own, to be changed."""
        return Demonstration(Path(shutil.copytree(self.home, home)))

    @contextmanager
    def served(self) -> Iterator[str]:
        """The site of the instance; its address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        call = [sys.executable, "-m", "xuezheng.cli", "serve", "--port", str(port), "--workers", "1"]
        process = subprocess.Popen(call, env=self.environment(), cwd=ROOT, stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(address + "/sign-in/", timeout=5)
                    break
                except OSError:
                    time.sleep(0.25)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def build(home: Path, *words: str) -> Demonstration:
    """Build a demonstration in a folder. Fails with what the command said."""
    made = Demonstration(home)
    done = made.run("demo", "--no-serve", *words)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "The demonstration stands in" in done.stdout
    return made
