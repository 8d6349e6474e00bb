"""What is due once a day, done with the first page that somebody signed in asks for: nobody has to run it by hand."""

import logging
from collections.abc import Callable
from datetime import date

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from xuezheng.jobs import beside
from xuezheng.registers.actions import do_settle_all
from xuezheng.screens.asking import today_of

logger = logging.getLogger(__name__)


class Daily:
    """Middleware: schools handed over in advance come under their new county on the day; files that jobs made a week ago go.

    Each process of the site does it once a day; it costs one query, and doing it twice changes nothing. A database that is
    busy does not keep anybody from a page: the next one tries again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.done_on: date | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today = today_of(request)
        if self.done_on != today and request.user.is_authenticated:
            try:
                do_settle_all(today)
                beside.forget_old(today)
                self.done_on = today
            except OperationalError:
                logger.exception("The day's settling waits for the next page.")
        return self.get_response(request)
