"""Commands of the return: `freeze`, `returns`, `collect`."""

from xuezheng.returns.commands import collecting, freezing

COMMANDS = (*freezing.COMMANDS, *collecting.COMMANDS)
