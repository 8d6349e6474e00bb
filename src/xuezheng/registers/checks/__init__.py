"""What must hold of the registers' frozen tables before they are frozen. Pure: frames in, the rows that break a rule out.

An error stops the freeze, a warning is listed. After the checking rules of the national education statistics (entrants
are the first grade; parts are not larger than wholes) and what follows from the registers' own rules.
"""

from dataclasses import replace

from xuezheng.engine.offices import Check
from xuezheng.registers.checks import between, classes, institutions, neighbours, people, yearly
from xuezheng.registers.checks.reasons import REASONS

_DECLARED = (*institutions.CHECKS, *classes.CHECKS, *people.CHECKS, *between.CHECKS, *neighbours.CHECKS, *yearly.CHECKS)
CHECKS: tuple[Check, ...] = tuple(replace(check, why=REASONS[check.name]) for check in _DECLARED)
