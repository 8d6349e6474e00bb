"""Fifty people at once on the console and the interface: `python -m benchmarks.load ADDRESS [PEOPLE] [SECONDS] [PID]`.

Each signs in as one of the demonstration's accounts; when all are in, they ask pages and the interface in turn, with half a
second between, until the time is over. Only an address of this machine is asked; at most 100 people, at most 300 seconds.
Prints how many answers there were, the median, the 95th and 99th percentile of their times, and every answer that was none (anything
but 200, or a connection that broke); with the process number of the server also the processor time it took for an answer, and
that of the asking program, which should be little beside it where both share a machine.
"""

import os
import random
import re
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests

PASSWORD = "xuezheng-demo"
PATHS = {
    "planner": ("/", "/areas/511000/", "/registers/institutions/", "/figures/", "/page/", "/returns/", "/search/?q=小学"),
    "officer": ("/", "/registers/institutions/", "/records/", "/figures/", "/page/"),
    "head": ("/", "/page/", "/figures/", "/search/?q=小学"),
    "auditor": ("/", "/registers/institutions/", "/returns/", "/page/"),
}  # fmt: skip
INTERFACE = (
    "/api/v1/institutions?size=100",
    "/api/v1/catalogue?size=100",
    "/api/v1/areas?size=100",
    "/api/v1/releases",
)
PAUSE_SECONDS = 0.5
ONE_BY_ONE = {name: threading.Lock() for name in PATHS}  # many at once with one account would be taken for an attack


def signed_in(base: str, name: str, errors: Counter[str]) -> str:
    """The cookies of somebody who has signed in as a browser does."""
    session = requests.Session()
    page = session.get(f"{base}/sign-in/", timeout=60)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token is not None
    asked = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    with ONE_BY_ONE[name]:
        status = session.post(f"{base}/sign-in/", asked, timeout=60, allow_redirects=False).status_code
    if status != 302:
        errors[f"sign-in {name} {status}"] += 1
    cookies = {cookie.name: cookie.value for cookie in session.cookies}
    session.close()
    return "; ".join(f"{key}={value}" for key, value in cookies.items())


def person(
    base: str, name: str, seconds: float, seed: int, start: threading.Barrier, times: list[tuple[str, float]],
    errors: Counter[str],
) -> None:  # fmt: skip
    """One person, until the time is over."""
    chance = random.Random(seed)
    cookies = {"Cookie": signed_in(base, name, errors)}
    connection = HTTPConnection(urlsplit(base).netloc, timeout=30)  # kept alive, as a browser's is
    start.wait()
    until = time.monotonic() + seconds
    time.sleep(chance.random() * PAUSE_SECONDS)
    while time.monotonic() < until:
        path = chance.choice(PATHS[name] if chance.random() < 0.7 else INTERFACE)
        began = time.monotonic()
        try:
            connection.request("GET", quote(path, safe="/?=&"), headers=cookies)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as error:
            errors[f"{path} {type(error).__name__}"] += 1
            connection.close()
            continue
        times.append((path, time.monotonic() - began))
        if answer.status != 200:
            errors[f"{path} {answer.status}"] += 1
        time.sleep(PAUSE_SECONDS)


def processor_seconds(pid: int) -> float:
    """What a process and its children have used."""
    used = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(folder.name) == pid or int(fields[1]) == pid:
            used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


def main() -> None:
    base = sys.argv[1].rstrip("/")
    people = min(int(sys.argv[2]) if len(sys.argv) > 2 else 50, 100)
    seconds = min(int(sys.argv[3]) if len(sys.argv) > 3 else 120, 300)
    pid = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    if urlsplit(base).hostname not in ("127.0.0.1", "localhost", "::1"):
        sys.exit("Only an address of this machine is asked.")
    try:
        requests.get(f"{base}/health", timeout=30)
    except requests.RequestException:
        sys.exit(f"Nobody answers at {base}. Start the site first: xuezheng serve")
    times: list[tuple[str, float]] = []
    errors: Counter[str] = Counter()
    start, names = threading.Barrier(people + 1), list(PATHS)
    crowd = [
        threading.Thread(target=person, args=(base, names[n % 4], seconds, n, start, times, errors), daemon=True)
        for n in range(people)
    ]
    for one in crowd:
        one.start()
    start.wait(timeout=300)
    before, load, asking = processor_seconds(pid) if pid else 0.0, os.getloadavg(), time.process_time()
    for one in crowd:
        one.join(seconds + 60)
    report(people, seconds, times, errors)
    print(f"load of the machine: {load[0]:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} processors")
    if pid and times:
        used = processor_seconds(pid) - before
        print(f"server: {used:.1f} CPU-s, {used / len(times) * 1000:.1f} ms an answer")
        asking = time.process_time() - asking
        print(f"asking program: {asking:.1f} CPU-s, {asking / len(times) * 1000:.1f} ms an answer")


def report(people: int, seconds: int, times: list[tuple[str, float]], errors: Counter[str]) -> None:
    took = sorted(t for _, t in times)
    share = {p: took[min(int(len(took) * p), len(took) - 1)] * 1000 for p in (0.5, 0.95, 0.99)} if took else {}
    print(f"{people} people, {seconds} s: {len(took)} answers, {sum(errors.values())} errors")
    print(", ".join(f"p{p * 100:.0f} {ms:.0f} ms" for p, ms in share.items()))
    for path in sorted({path for path, _ in times}):
        own = sorted(t for known, t in times if known == path)
        print(
            f"  {path:<40} {len(own):>6} p50 {own[len(own) // 2] * 1000:.0f} ms, p95 {own[int(len(own) * 0.95)] * 1000:.0f} ms"
        )
    for what, count in errors.most_common():
        print(f"  ERROR {what}: {count}")


if __name__ == "__main__":
    main()
