"""The peer of `exams.py`: deferred acceptance by the package `matching`; it needs neither Xuezheng nor Django.

PYTHON benchmarks/exams_peers.py INSTANCE.json OUT.json
"""

import json
import sys
import time
from pathlib import Path


def main(instance: Path, out: Path) -> None:
    import matching  # pyright: ignore[reportMissingImports]
    from matching.games import HospitalResident  # pyright: ignore[reportMissingImports]

    made = json.loads(instance.read_text())
    began = time.process_time()
    game = HospitalResident.create_from_dictionaries(made["lists"], made["orders"], made["seats"])
    found = game.solve(optimal="resident")
    seconds = time.process_time() - began
    where = {resident.name: hospital.name for hospital, residents in found.items() for resident in residents}
    out.write_text(json.dumps({"version": matching.__version__, "seconds": seconds, "where": where}))


main(Path(sys.argv[1]), Path(sys.argv[2]))
