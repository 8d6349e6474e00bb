"""Commands of the registers: taking in files, and events in the life of institutions, student life."""

from xuezheng.registers.commands import files, institutions, students

COMMANDS = (*files.COMMANDS, *institutions.COMMANDS, *students.COMMANDS)
