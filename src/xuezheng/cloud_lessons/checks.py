"""What must hold of the frozen table of cloud lessons before it is frozen."""

import polars as pl

from xuezheng.cloud_lessons.tables import RECEPTIONS
from xuezheng.engine.offices import Check
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, frames_check, seen
from xuezheng.registers.tables import CLASSES

CODE = "institution_code"


def _more_than_classes(frames: Frames) -> pl.DataFrame:
    """Receptions by more classes than the school has in the stage; by none, where it does not teach it."""
    own = frames[CLASSES.name].group_by(CODE, "stage").agg(taught_class_count=pl.len())
    received = frames[RECEPTIONS.name].join(own, on=[CODE, "stage"], how="left")
    taught = pl.col("taught_class_count").fill_null(0)
    return received.filter(pl.col("class_count") > taught).select(
        *seen(RECEPTIONS, "stage", "class_count"), "taught_class_count"
    )


CHECKS: tuple[Check, ...] = (
    frames_check(
        "cloud_lessons.receptions.classes", (RECEPTIONS, CLASSES), _more_than_classes,
        Words("接收班级数不多于学校该学段的班级数。", "No more classes receive than the school has in the stage."), warns=True,
        why=Words("接收班级多于本校班级，覆盖面就虚高。", "More classes receiving than there are overstates the reach."),
    ),
)  # fmt: skip
