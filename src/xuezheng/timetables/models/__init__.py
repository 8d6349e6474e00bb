"""Live records of the office: rounds of training."""

from xuezheng.timetables.models.training import TrainingAttendance, TrainingRound

__all__ = ["TrainingAttendance", "TrainingRound"]
