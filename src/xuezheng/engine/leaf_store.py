"""What was summed of a return for each of its leaves, kept: a correction of one return reads that return alone.

One file a return under `figures/leaves`, named by the return's manifest, with the sums of every table under the hash of
what was summed. A file is written beside its place and moved there; one that cannot be read is made anew.
"""

import json
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuezheng.engine.instance import Instance
from xuezheng.engine.snapshots import FrozenReturn


@dataclass(frozen=True)
class Leaves:
    """The additive aggregates of one table: `keys` is 5 × leaves (year and codes), `values` aggregates × leaves.

    A leaf may come more than once: its values add up.
    """

    keys: NDArray[np.int64]
    values: NDArray[np.float64]


class LeafStore:
    """The kept leaves of an instance."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[FrozenReturn, dict[str, tuple[str, Leaves]]] = {}
        self._changed: set[FrozenReturn] = set()

    @classmethod
    def of(cls, instance: Instance) -> "LeafStore":
        return cls(instance.figures / "leaves")

    def get(self, frozen: FrozenReturn, table: str, wanted: str) -> Leaves | None:
        """What is kept of a return's table, if it is of the sums that are wanted."""
        if frozen not in self._kept:
            self._kept[frozen] = self._read(self._path(frozen))
        found = self._kept[frozen].get(table)
        return found[1] if found and found[0] == wanted else None

    def put(self, frozen: FrozenReturn, table: str, wanted: str, leaves: Leaves) -> None:
        """Keep a return's leaves until `save`."""
        self._kept.setdefault(frozen, {})[table] = (wanted, leaves)
        self._changed.add(frozen)

    def save(self) -> None:
        """Write what is new, and drop what is of no return that was asked for; nothing where the place cannot be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for frozen in self._changed:
                _write(self._path(frozen), self._kept[frozen])
            known = {self._path(frozen) for frozen in self._kept}
            for path in set(self.folder.glob("*.npz")) - known:
                path.unlink(missing_ok=True)
        except OSError:
            return
        self._changed.clear()

    def _path(self, frozen: FrozenReturn) -> Path:
        return self.folder / f"{frozen.city_code}-{frozen.year}-{frozen.manifest.hash[:16]}.npz"

    @staticmethod
    def _read(path: Path) -> dict[str, tuple[str, Leaves]]:
        if not path.exists():
            return {}
        try:
            with np.load(path) as content:
                index: list[dict[str, Any]] = json.loads(content["index"].tobytes())
                keys, values = content["keys"], content["values"]
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return {}
        found: dict[str, tuple[str, Leaves]] = {}
        key_at = value_at = 0
        for entry in index:
            rows, count = int(entry["rows"]), int(entry["leaves"])
            own = keys[key_at : key_at + 5 * count].reshape(5, count)
            key_at, end = key_at + 5 * count, value_at + rows * count
            found[entry["table"]] = entry["wanted"], Leaves(own, values[value_at:end].reshape(rows, count))
            value_at = end
        return found


def _write(path: Path, kept: dict[str, tuple[str, Leaves]]) -> None:
    index = [
        {"table": name, "wanted": wanted, "rows": leaves.values.shape[0], "leaves": leaves.values.shape[1]}
        for name, (wanted, leaves) in kept.items()
    ]
    draft = path.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        np.savez(
            file, index=np.frombuffer(json.dumps(index).encode(), dtype=np.uint8),
            keys=np.concatenate([leaves.keys.ravel() for _, leaves in kept.values()]),
            values=np.concatenate([leaves.values.ravel() for _, leaves in kept.values()]),
        )  # fmt: skip
    draft.replace(path)
