"""What everybody may see of published works: nothing that names a person."""

from pathlib import Path
from typing import Final

import polars as pl

from xuezheng.engine.instance import Instance
from xuezheng.exams.actions.keeping import folder_of, result
from xuezheng.exams.models import ExamWork

LEAST_SHOWN: Final = 5  # fewer candidates than this are withheld at a raw score
SCRIPTS: Final = {"seating": "remake_seats.py", "classes": "remake_classes.py"}
# files that hold numbers of the draw alone, and no name: what the script needs of classes
OPEN_FILES: Final = {
    "classes": ("roster.csv", "pupils.csv", "remake_classes.py"),
    "seating": ("remake_seats.py",),
    "grading": ("map.csv",),
}


def published(area_prefix: str = "") -> list[ExamWork]:
    """Works whose proof is public, the newest first."""
    return list(
        ExamWork.objects.filter(published_at__isnull=False, area_code__startswith=area_prefix).exclude(
            state="annulled"
        )[:200]
    )


def script_of(instance: Instance, work: ExamWork) -> str:
    """The script that remakes a draw; "" where there is none."""
    name = SCRIPTS.get(work.kind, "")
    path = folder_of(instance, work) / "out" / name
    return path.read_text(encoding="utf-8") if name and path.is_file() else ""


def open_file(instance: Instance, work: ExamWork, name: str) -> bytes | None:
    """A file of a published work that everybody may have: of a class draw the classes without names and sexes."""
    if work.published_at is None or name not in OPEN_FILES.get(work.kind, ()):
        return None
    path: Path = folder_of(instance, work) / "out" / name
    if not path.is_file():
        return None
    if name == "pupils.csv":
        return pl.read_csv(path, infer_schema=False).select("number", "class").write_csv().encode()
    if name == "map.csv":
        return map_shown(instance, work).write_csv().encode()
    return path.read_bytes()


def map_shown(instance: Instance, work: ExamWork) -> pl.DataFrame:
    """The map of scores, counts of very few withheld: subject, raw, count ("" for fewer than five), grade, graded, exact."""
    found = result(instance, work, "map.csv")
    if found.is_empty():
        return found
    few = pl.col("count").cast(pl.Int64) < LEAST_SHOWN
    return found.select(
        "subject",
        "raw",
        count=pl.when(few).then(pl.lit("")).otherwise("count"),
        grade="grade",
        graded="graded",
        exact="exact",
    )
