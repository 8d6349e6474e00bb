"""One peer on one file, for `assessment.py`: girth or statsmodels; it needs neither Xuezheng nor Django.

PYTHON benchmarks/assessment_peers.py TASK DATA REFERENCE OUT.json
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl


def girth_2pl(data: Path, reference: Path) -> tuple[float, dict[str, str]]:
    import girth  # pyright: ignore[reportMissingImports]

    scores = pl.read_csv(data).to_numpy().T.astype(int)
    girth.twopl_mml(scores[:, :200])  # compiles
    began = time.process_time()
    found = girth.twopl_mml(scores)
    work = time.process_time() - began
    theirs = pl.read_csv(reference)
    slopes = float(np.abs(found["Discrimination"] - theirs["a"].to_numpy()).max())
    levels = float(np.abs(found["Difficulty"] - theirs["b"].to_numpy()).max())
    return work, {
        "result": f"girth {version('girth')}",
        "against": "mirt, tight",
        "distance": f"a {slopes:.1e}, b {levels:.1e}",
    }


def girth_pcm(data: Path, reference: Path) -> tuple[float, dict[str, str]]:
    import girth  # pyright: ignore[reportMissingImports]

    scores = pl.read_csv(data).to_numpy().T.astype(int)
    girth.pcm_mml(scores[:, :100])
    began = time.process_time()
    found = girth.pcm_mml(scores)
    work = time.process_time() - began
    slopes = float(np.abs(found["Discrimination"] - pl.read_csv(reference)["a1"].to_numpy()).max())
    return work, {"result": f"girth {version('girth')}", "against": "mirt GPCM", "distance": f"a {slopes:.1e}"}


def statsmodels_vam(data: Path, reference: Path) -> tuple[float, dict[str, str]]:
    import statsmodels.api as sm  # pyright: ignore[reportMissingImports]

    frame = pl.read_csv(data)
    design = sm.add_constant(frame.select("x1", "x2", "x3").to_numpy())
    began = time.process_time()
    found: Any = sm.MixedLM(frame["y"].to_numpy(), design, groups=frame["school"].to_numpy()).fit(reml=True)
    effects = np.array([float(np.asarray(value)[0]) for value in found.random_effects.values()])
    work = time.process_time() - began
    gap = float(np.abs(effects - pl.read_csv(reference)["blup"].to_numpy()).max())
    return work, {
        "result": f"statsmodels {version('statsmodels')}",
        "against": "lme4",
        "distance": f"effects {gap:.1e}",
    }


def version(name: str) -> str:
    from importlib.metadata import version as of

    return of(name)


TASKS = {"girth_2pl": girth_2pl, "girth_pcm": girth_pcm, "statsmodels_vam": statsmodels_vam}


def main() -> int:
    task, data, reference, out = sys.argv[1:]
    began = time.process_time()
    work, told = TASKS[task](Path(data), Path(reference))
    told |= {"work": work, "total": time.process_time() - began}  # type: ignore[dict-item]
    Path(out).write_text(json.dumps(told))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
