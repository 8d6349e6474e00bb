"""The jobs of the registers, for the worker's list."""

from xuezheng.ground.words import Words
from xuezheng.jobs.worker import Kind, Kinds
from xuezheng.registers.intake import pending

KINDS: Kinds = {
    pending.CHECK: Kind(Words("试读导入", "Check an import"), pending.check),
    pending.WRITE: Kind(Words("写入导入", "Write an import"), pending.write),
    pending.UNDO: Kind(Words("撤销导入", "Take an import back"), pending.undo),
}
