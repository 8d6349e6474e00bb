"""Fifty people at once on the console and the interface: `python -m benchmarks.load http://127.0.0.1:8000 [PEOPLE] [SECONDS]`.

Each signs in as one of the demonstration's accounts, then asks pages and the interface in turn, with half a second between,
until the time is over. Only an address of this machine is asked; at most 100 people, at most 300 seconds. Prints how many
answers there were, the median, the 95th and 99th percentile of their times, and every answer that was an error.
"""

import random
import re
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

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


def person(base: str, name: str, until: float, seed: int, times: list[tuple[str, float]], errors: Counter[str]) -> None:
    """One person, until the time is over."""
    session, chance = requests.Session(), random.Random(seed)
    page = session.get(f"{base}/sign-in/", timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token is not None
    asked = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    if session.post(f"{base}/sign-in/", asked, timeout=30, allow_redirects=False).status_code != 302:
        errors[f"sign-in {name}"] += 1
        return
    while time.monotonic() < until:
        path = chance.choice(PATHS[name] if chance.random() < 0.7 else INTERFACE)
        began = time.monotonic()
        try:
            status = session.get(base + path, timeout=30).status_code
        except requests.RequestException as error:
            errors[f"{path} {type(error).__name__}"] += 1
            continue
        times.append((path, time.monotonic() - began))
        if status >= 400:
            errors[f"{path} {status}"] += 1
        time.sleep(PAUSE_SECONDS)


def main() -> None:
    base = sys.argv[1].rstrip("/")
    people = min(int(sys.argv[2]) if len(sys.argv) > 2 else 50, 100)
    seconds = min(int(sys.argv[3]) if len(sys.argv) > 3 else 120, 300)
    if urlsplit(base).hostname not in ("127.0.0.1", "localhost", "::1"):
        sys.exit("Only an address of this machine is asked.")
    times: list[tuple[str, float]] = []
    errors: Counter[str] = Counter()
    until, names = time.monotonic() + seconds, list(PATHS)
    crowd = [
        threading.Thread(target=person, args=(base, names[n % 4], until, n, times, errors), daemon=True)
        for n in range(people)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(seconds + 60)
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
