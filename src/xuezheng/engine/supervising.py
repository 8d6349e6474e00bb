"""Keep a command running as long as a process lives: `python -m xuezheng.engine.supervising PARENT COMMAND…`.

What died is started again after a pause that grows from one second to thirty. Small on purpose: it imports nothing of ours.
"""

import os
import signal
import subprocess
import sys
import time

LONGEST_PAUSE_SECONDS = 30.0
LIVED_SECONDS = 60.0  # who lived so long died of something new: the pause begins anew
LOOK_SECONDS = 0.2


def supervise(parent: int, command: list[str]) -> int:
    """Run `command` until `parent` is no longer the parent of this process, or this process is told to stop."""
    is_over = False

    def stop(number: int, frame: object) -> None:
        nonlocal is_over
        is_over = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    pause = 1.0
    while not is_over and os.getppid() == parent:
        child, began = subprocess.Popen(command), time.monotonic()
        while child.poll() is None and not is_over and os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=30)
            except subprocess.TimeoutExpired:
                child.kill()
            return 0
        pause = 1.0 if time.monotonic() - began > LIVED_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
        until = time.monotonic() + pause
        while time.monotonic() < until and not is_over and os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
    return 0


if __name__ == "__main__":
    sys.exit(supervise(int(sys.argv[1]), sys.argv[2:]))
