"""Where the npm packages lie: boundaries, area codes, type faces."""

import os
from pathlib import Path


def node_modules() -> Path:
    """`XUEZHENG_NODE_MODULES`, or node_modules of the working folder, or of the project's folder."""
    named = os.environ.get("XUEZHENG_NODE_MODULES")
    if named:
        return Path(named)
    here = Path.cwd() / "node_modules"
    return here if here.is_dir() else Path(__file__).resolve().parents[3] / "node_modules"
