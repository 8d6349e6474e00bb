"""Choices from a file to classes, without a database: a school's sheet or JSON, and many schools by a pool of processes."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.plan import file_at
from xuezheng.timetables.plan.choosing import cohort_of, model_of, parted, written
from xuezheng.timetables.plan.classes import Person, figures_of, formed
from xuezheng.timetables.plan.files import rows_of

HEADS = {"student": ("学籍号", "学号", "student number"), "chosen": ("选科", "选科组合", "组合", "choice")}


def choices_of(path: Path) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Scheme, means and each student's choice. JSON: `scheme`, `means`, `choices` (`chosen`, `n`); else a sheet with the columns
    学籍号 and 选科. Raises Refused naming every student without a choice."""
    content = file_at(path)
    try:
        if path.suffix.lower() == ".json":
            given = json.loads(content)
            chosen = [written(one["chosen"]) for one in given["choices"] for _ in range(int(one["n"]))]
            scheme, means = dict(given.get("scheme") or {"name": "3+1+2"}), dict(given.get("means") or {})
        else:
            rows = rows_of(path.name, content, HEADS, ("student", "chosen"), 20_000)
            chosen, scheme, means = [row["chosen"].replace("、", "+") for row in rows], {"name": "3+1+2"}, {}
    except (ValueError, KeyError, TypeError) as reason:
        what = Words("选课文件须含 choices（chosen、n）。", "A file of choices needs choices (chosen, n).")
        raise Refused(
            [Problem("choices_file", what, where=path.name, got=f"{type(reason).__name__}: {reason}")]
        ) from reason
    model = model_of(scheme)
    wrong = [(n, one) for n, one in enumerate(chosen, 1) if model.core(parted(one)) not in model.combinations()]
    if wrong:
        what = Words("没有选科，或不合选科模式。", "There is no choice, or none of the model.")
        raise Refused([Problem("choice_model", what, where=f"{path.name}: {n}", got=one) for n, one in wrong[:50]])
    return scheme, means, [written(model.in_order(parted(one))) for one in chosen]


def classes_at(path: Path, asked: Mapping[str, Any], seconds: float, seed: int) -> dict[str, Any]:
    """The classes as `plan.classes.Kept` in plain values, with their figures. Teachers that nobody named are enough."""
    scheme, means, chosen = choices_of(path)
    means = {"rooms": 60, **means, **{key: value for key, value in asked.items() if value is not None}}
    subjects = {subject for one in chosen for subject in parted(one)}
    taught = model_of(scheme).taught_as
    means.setdefault("teachers", dict.fromkeys((taught.get(s, s) for s in subjects), 999))
    people = [Person(n, parted(one)) for n, one in enumerate(chosen, 1)]
    kept = formed(cohort_of(scheme, means, Counter(chosen)), people, seconds, seed)
    return {"figures": figures_of(kept, people), **kept.as_dict()}


def _one(path: Path, asked: Mapping[str, Any], seconds: float, seed: int) -> dict[str, Any] | list[Problem]:
    try:
        return classes_at(path, asked, seconds, seed)
    except Refused as reason:
        return reason.problems


def city_at(
    paths: Sequence[Path], asked: Mapping[str, Any], seconds: float, seed: int, workers: int
) -> list[dict[str, Any] | list[Problem]]:
    """Each school on its own, many at once; a school that cannot be served gives its problems."""
    with ProcessPoolExecutor(max_workers=workers) as pool:
        return [one.result() for one in [pool.submit(_one, path, asked, seconds, seed) for path in paths]]
