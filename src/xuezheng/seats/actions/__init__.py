"""Computing and publishing forecasts, registering projects and their steps, taking files of births, dwellings and projects."""

from xuezheng.seats.actions.forecasting import (
    Kept,
    Own,
    do_forecast,
    do_publish_forecast,
    latest_forecast,
    public_forecast,
)
from xuezheng.seats.actions.projects import do_add_project, do_fund_project, do_move_project

__all__ = [
    "Kept",
    "Own",
    "do_add_project",
    "do_forecast",
    "do_fund_project",
    "do_move_project",
    "do_publish_forecast",
    "latest_forecast",
    "public_forecast",
]
