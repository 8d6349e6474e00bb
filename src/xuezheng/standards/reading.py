"""Reading the files of the standards."""

from pathlib import Path
from typing import Any

import yaml

# libyaml, where the package was built with it, reads ten times as fast.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
