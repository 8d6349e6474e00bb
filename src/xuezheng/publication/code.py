"""Which code makes the numbers: the version, and a hash of the source files."""

from functools import cache
from pathlib import Path

import xuezheng
from xuezheng.ground.provenance import sha256_of, sha256_of_file

KINDS = (".py", ".csv", ".yaml")


@cache
def code_version() -> str:
    """0.1.0+1a2b3c4d: two that are equal compute the same from the same returns."""
    package = Path(xuezheng.__file__).parent
    paths = sorted(p for p in package.rglob("*") if p.suffix in KINDS and "tests" not in p.parts)
    files = {path.relative_to(package).as_posix(): sha256_of_file(path) for path in paths}
    return f"{xuezheng.__version__}+{sha256_of(files)[:8]}"
