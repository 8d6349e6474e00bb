"""Fifty readers of the overview page: `python -m benchmarks.readers --home FOLDER [--people 50] [--seconds 60] [--pause 2]`.

Serves an instance of the demonstration on this machine (two workers), signs fifty people in, and lets each open overviews of
their city and its counties, `pause` seconds between an answer and the next question. Prints percentiles of the times, and the
server's processor time an answer, by which a busy machine can be compared with a quiet one. At most 100 people, 300 seconds.
"""

import argparse
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import requests
from benchmarks.load import PATHS, processor_seconds, report, signed_in


def overviews(home: Path) -> list[str]:
    """The areas whose overviews are read: the city of the demonstration's accounts, and its counties."""
    import polars as pl

    files = sorted(home.glob("returns/511000/2024/r*/return_registers__yearly_institutions.parquet"))
    found = pl.concat([pl.read_parquet(f, columns=["city_code", "county_code"]) for f in files]).unique()
    return sorted({*found["city_code"], *found["county_code"].drop_nulls()})


def reader(
    base: str, name: str, areas: list[str], seconds: float, pause: float, seed: int, start: threading.Barrier,
    times: list[tuple[str, float]], errors: Counter[str],
) -> None:  # fmt: skip
    """One reader, until the time is over."""
    chance = random.Random(seed)
    cookies = {"Cookie": signed_in(base, name, errors)}
    connection = HTTPConnection(urlsplit(base).netloc, timeout=60)
    start.wait()
    until = time.monotonic() + seconds
    time.sleep(chance.random() * pause)
    while time.monotonic() < until:
        code = chance.choice(areas)
        began = time.monotonic()
        try:
            connection.request("GET", f"/areas/{code}/", headers=cookies)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as error:
            errors[type(error).__name__] += 1
            connection.close()
            continue
        times.append(("a city" if code.endswith("00") else "a county", time.monotonic() - began))
        if answer.status != 200:
            errors[f"/areas/{code}/ {answer.status}"] += 1
        time.sleep(pause * (0.5 + chance.random()))


def served(home: Path, port: int) -> subprocess.Popen[bytes]:
    """The site on a port of this machine, once it answers."""
    environment = {**os.environ, "XUEZHENG_HOME": str(home), "XUEZHENG_HOSTS": "127.0.0.1"}
    call = [sys.executable, "-m", "xuezheng.cli", "serve", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(call, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(240):
        try:
            if requests.get(f"http://127.0.0.1:{port}/health", timeout=30).ok:
                return process
        except requests.RequestException:
            time.sleep(0.5)
    process.terminate()
    raise SystemExit("The site does not answer.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=2.0)
    args = parser.parse_args()
    people, seconds = min(args.people, 100), min(args.seconds, 300)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = served(args.home, port)
    try:
        times: list[tuple[str, float]] = []
        errors: Counter[str] = Counter()
        start, areas = threading.Barrier(people + 1), overviews(args.home)
        names = [name for name in PATHS if name in ("planner", "auditor")]  # who may see every area
        shared = (areas, seconds, args.pause)
        crowd = [
            threading.Thread(
                target=reader,
                args=(f"http://127.0.0.1:{port}", names[n % 2], *shared, n, start, times, errors), daemon=True,
            )
            for n in range(people)
        ]  # fmt: skip
        for one in crowd:
            one.start()
        start.wait(timeout=300)
        before, load = processor_seconds(server.pid), os.getloadavg()[0]
        for one in crowd:
            one.join(seconds + 60)
        used = processor_seconds(server.pid) - before
    finally:
        server.terminate()
        server.wait(timeout=30)
    report(people, int(seconds), times, errors)
    print(
        f"server: {used / max(1, len(times)) * 1000:.1f} CPU ms an answer, {len(times) / seconds:.0f} answers a second"
    )
    print(f"load of the machine: {load:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
