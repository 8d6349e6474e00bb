"""What may be done to the registers: events in the life of institutions, each with a date, and withdrawn if need be."""

from xuezheng.registers.actions.events import (
    Site,
    Stated,
    check_close,
    check_convert,
    check_merge,
    check_open,
    check_rename,
    check_split,
    check_withdraw,
    described_now,
    do_close,
    do_convert,
    do_merge,
    do_open,
    do_rename,
    do_split,
    do_withdraw_event,
)
from xuezheng.registers.actions.judging import Described
from xuezheng.registers.actions.moving import Taken

__all__ = [
    "Described",
    "Site",
    "Stated",
    "Taken",
    "check_close",
    "check_convert",
    "check_merge",
    "check_open",
    "check_rename",
    "check_split",
    "check_withdraw",
    "described_now",
    "do_close",
    "do_convert",
    "do_merge",
    "do_open",
    "do_rename",
    "do_split",
    "do_withdraw_event",
]
