"""A portfolio as it leaves the school: one file with what was locked, its evidence, and their hashes; and the check of one."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

SUMS = "SHA256SUMS"
WRITTEN = (1980, 1, 1, 0, 0, 0)  # the files' own time would make other bytes of the same portfolio
MOST_BYTES = 400_000_000


def bundled(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of the files and their sums, in the form that `sha256sum -c` reads."""
    out = io.BytesIO()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted({**files, SUMS: sums.encode()}.items()):
            packed.writestr(zipfile.ZipInfo(name, WRITTEN), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def looked_through(content: bytes, name: str) -> dict[str, Any]:
    """What a ZIP of `bundled` holds, when every file is what its sum says and every piece of evidence is there: `hash`, `records`,
    `evidence`, and the `portfolio`. Raises Refused with every fault."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_BYTES:
                raise refused("too_large", "解开后太大。", "It is too large unpacked.", name)
            files = {one.filename: packed.read(one) for one in packed.infolist() if not one.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as reason:
        raise refused("unreadable", "不是完整的 ZIP 文件。", "This is no whole ZIP file.", name) from reason
    said = files.get("portfolio.json", b"")
    try:
        portfolio = json.loads(said)
        wanted = sorted({str(one["evidence"]) for one in portfolio["records"]} - {""})
    except (ValueError, KeyError, TypeError) as reason:
        raise refused(
            "no_portfolio", "没有可读的 portfolio.json。", "It holds no portfolio.json that can be read.", name
        ) from reason
    found: list[Problem] = []
    known: dict[str, str] = {}
    for line in files.get(SUMS, b"").decode("utf-8", errors="replace").splitlines():
        digest, _, path = line.partition("  ")
        known[path] = digest
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in files.items() if path != SUMS}
    for path in sorted({*known, *hashes}):
        if path not in hashes:
            found.append(fault("missing", "清单里有，包里没有。", "It is on the list, but not in the file.", path))
        elif path not in known:
            found.append(fault("unlisted", "包里有，清单里没有。", "It is in the file, but not on the list.", path))
        elif known[path] != hashes[path]:
            found.append(fault("changed", "内容与指纹不符。", "It is not what its hash says.", path))
    there = {path.removeprefix("evidence/").partition(".")[0] for path in hashes if path.startswith("evidence/")}
    found += [
        fault("no_evidence", "缺少佐证文件。", "A file of evidence is missing.", digest)
        for digest in wanted
        if digest not in there or digest not in hashes.values()
    ]
    if found:
        raise Refused(found)
    whole = {"hash": hashes["portfolio.json"], "records": len(portfolio["records"]), "evidence": len(wanted)}
    return {**whole, "portfolio": portfolio}


def fault(rule: str, zh: str, en: str, which: str) -> Problem:
    return Problem(f"quality.bundle_{rule}", Words(zh, en), which=which)


def refused(rule: str, zh: str, en: str, which: str) -> Refused:
    return Refused([fault(rule, zh, en, which)])
