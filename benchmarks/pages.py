"""What every page of the console costs the server: `python -m benchmarks.pages [--home demo-city] [--bound 150]`.

Each demonstration account, and a visitor, begins at the navigation and follows links to one address of each kind (a view and the
names in its query), and to no more of one view than `--each` says. Every page is asked once, then three times more, in one process
that was warmed as a worker of the site is. Measured is the CPU time of the process, in milliseconds, so that other work on the machine counts little.
Prints the slowest pages, the spread, and what files to download cost; ends with 1 where a page asked again is above the bound.
The instance is copied first: looking at pages writes to the audit chain.
"""

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

ACCOUNTS = ("planner", "officer", "head", "auditor", "")
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
NOT_ASKED = {"sign-out", "account_logout", "metrics"}


@dataclass(frozen=True)
class Asked:
    """A page as one account saw it: milliseconds of CPU (and wall) the first time, and the median of three more."""

    name: str
    account: str
    address: str
    is_page: bool
    first: float
    warm: float
    wall: float
    queries: int
    bytes: int


def timed(client: Any, address: str) -> tuple[Any, bytes, float, float]:
    """The answer with its content, CPU and wall milliseconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer, content, (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def kind_of(address: str) -> tuple[str, tuple[str, ...]] | None:
    """View and query of an address; None where it is none of the site's views."""
    from django.urls import Resolver404, resolve

    parts = urlsplit(address)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    query = tuple(sorted(f"{k}={v}" if k in ("format", "lang") else k for k, v in parse_qsl(parts.query)))
    return found.view_name, query


def walked(account: str, each: int) -> Iterator[Asked]:
    """Every page one account reaches, measured as it is reached."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from xuezheng.access.models import Account

    client = Client()
    if account:
        client.force_login(Account.objects.get(username=account), backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get("/health")  # a client reads the middleware at its first request, a worker when it starts
    waiting = deque([*(address for _, address, _ in settings.NAVIGATION), "/account/", "/sign-in/", "/api/v1/docs"])
    seen, kinds, views = set[str](), set[object](), Counter[str]()
    while waiting:
        address = waiting.popleft().partition("#")[0]
        kind = kind_of(address)
        if address in seen or kind is None or kind in kinds or kind[0] in NOT_ASKED or views[kind[0]] >= each:
            continue
        seen.add(address)
        answer, content, first, _ = timed(client, address)
        if answer.status_code in (301, 302):
            waiting.append(urljoin(address, answer["Location"]))
        if answer.status_code != 200:
            continue
        kinds.add(kind)
        views[kind[0]] += 1
        is_page = answer["Content-Type"].startswith("text/html")
        if is_page:
            links = LINK.findall(content.decode())
            waiting.extend(urljoin(address, unescape(link)) for link in links if "://" not in link)
        again = [timed(client, address)[2:] for _ in range(3)]
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        warm, wall = (statistics.median(column) for column in zip(*again, strict=True))
        yield Asked(kind[0], account, address, is_page, first, warm, wall, len(captured), len(content))


def spread(values: list[float]) -> str:
    ordered = sorted(values)
    return " | ".join(f"{ordered[min(int(len(ordered) * p), len(ordered) - 1)]:.0f}" for p in (0.5, 0.95, 1.0))


def row(one: Asked) -> str:
    cells = f"{one.warm:.0f} | {one.first:.0f} | {one.wall:.0f} | {one.queries} | {one.bytes // 1024}"
    return f"| {one.name} | {one.account or 'visitor'} | `{one.address}` | {cells} |"


def report(asked: list[Asked], slowest: int) -> None:
    """The tables, in Markdown."""
    pages, files = [a for a in asked if a.is_page], [a for a in asked if not a.is_page]
    heading = "| view | account | address | CPU ms | first | wall | queries | KiB |\n|---|---|---|---|---|---|---|---|"
    print(f"\nThe slowest {slowest} of {len(pages)} pages ({len({a.name for a in pages})} views):\n\n{heading}")
    for one in sorted(pages, key=lambda a: -a.warm)[:slowest]:
        print(row(one))
    print("\n| CPU ms | median | p95 | max |\n|---|---|---|---|")
    print(f"| a page asked again | {spread([a.warm for a in pages])} |")
    print(f"| a page asked for the first time | {spread([a.first for a in pages])} |")
    print(f"| a file ({len(files)}) | {spread([a.warm for a in files])} |")
    print(f"\nThe slowest first times and files:\n\n{heading}")
    for one in [*sorted(pages, key=lambda a: -a.first)[:5], *sorted(files, key=lambda a: -a.warm)[:5]]:
        print(row(one))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--home", type=Path, default=Path("demo-city"))
    parser.add_argument("--each", type=int, default=4, help="addresses of each view for each account")
    parser.add_argument("--bound", type=float, default=150, help="milliseconds of CPU")
    parser.add_argument("--slowest", type=int, default=20)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(args.home, home := Path(folder) / "home")
        os.environ |= {"XUEZHENG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "xuezheng.web.settings"}
        import django

        django.setup()
        from xuezheng.web.workers import warm

        began = time.process_time()
        warm()
        print(f"A worker is warm after {time.process_time() - began:.2f} CPU-s.", flush=True)
        asked: list[Asked] = []
        for account in ACCOUNTS:
            asked += walked(account, args.each)
            print(f"{account or 'visitor'}: {len(asked)} addresses so far", file=sys.stderr, flush=True)
        report(asked, args.slowest)
        above = [a for a in asked if a.is_page and a.warm > args.bound]
        print(f"\n{len(above)} pages above {args.bound:.0f} ms.")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
