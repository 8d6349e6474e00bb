"""Commands of the registers: taking in files, and events in the life of institutions."""

from xuezheng.registers.commands import files, institutions

COMMANDS = (*files.COMMANDS, *institutions.COMMANDS)
