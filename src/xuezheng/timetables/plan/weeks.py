"""From files to a school's week: what the commands and the screens call."""

from pathlib import Path

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.plan import file_at
from xuezheng.timetables.problem.fet.locking import locked_fet
from xuezheng.timetables.problem.fet.reading import read_fet
from xuezheng.timetables.problem.fet.things import FetSchool
from xuezheng.timetables.problem.fet.writing import Written, written_fet
from xuezheng.timetables.solver.school.search import Found, Until, find_week

__all__ = ["FetSchool", "Found", "Until", "Written", "fet_at", "find_week", "locked_fet", "written_fet"]


def fet_at(path: Path, leave_out: bool = False) -> FetSchool:
    """The school in a `.fet` file. Raises Refused where it has rules that are not supported, unless they may be left out."""
    found = read_fet(file_at(path), path.name)
    if found.unsupported and not leave_out:
        what = Words("不支持这种规则。", "Rules of this type are not supported.")
        cure = Words("加 --leave-out 则不计这些规则。", "With --leave-out these rules are not counted.")
        raise Refused([
            Problem("fet_unsupported", what, which=kind, where=path.name, got=f"× {count}", cure=cure)
            for kind, count in found.unsupported.items()
        ])  # fmt: skip
    return found
