"""What is done to a return: opened, filled in, explained, signed, sent back, certified and frozen."""

from xuezheng.returns.actions.collecting import check_open, do_look_over_city, do_look_over_school, do_open
from xuezheng.returns.actions.entering import check_enter, do_count, do_enter, do_explain
from xuezheng.returns.actions.freezing import (
    Frozen,
    check_return,
    clear_drafts,
    do_freeze,
    last_years_tables,
    latest_return,
)
from xuezheng.returns.actions.reminding import Reminded, do_remind
from xuezheng.returns.actions.signing import (
    do_certify,
    do_reopen,
    do_sign_county,
    do_sign_school,
    do_withdraw,
)

__all__ = [
    "Frozen",
    "Reminded",
    "check_enter",
    "check_open",
    "check_return",
    "clear_drafts",
    "do_certify",
    "do_count",
    "do_enter",
    "do_explain",
    "do_freeze",
    "do_look_over_city",
    "do_look_over_school",
    "do_open",
    "do_remind",
    "do_reopen",
    "do_sign_county",
    "do_sign_school",
    "do_withdraw",
    "last_years_tables",
    "latest_return",
]
