"""What a worker of the site does when it starts: it reads what a first reader would otherwise wait for.

gunicorn is given this module as its settings (`settings.SITE_WORKERS`). It is done in each worker and not before they are forked:
the threads of Polars and DuckDB do not survive a fork.
"""

import gc
import logging
from pathlib import Path
from threading import Thread
from typing import Any

log = logging.getLogger(__name__)


def post_worker_init(worker: Any) -> None:
    """gunicorn's hook: requests are taken at once, while a thread reads."""
    Thread(target=warm_up).start()  # no daemon: cut off in the middle, DuckDB would complain at length


def warm_up() -> None:
    """Read, and let go of the database. What cannot be read keeps no page from being served: that page will say what is wrong."""
    from django.db import connections

    try:
        warm()
        gc.collect()
        gc.freeze()  # as at the start (web.wsgi): what was read stays, and need not be looked through again
    except Exception:
        log.exception("A worker starts cold.")
    finally:
        connections.close_all()


def warm() -> None:
    """Read the addresses, templates, catalogue, figures, boundaries, law and last release that the pages share."""
    from django.conf import settings
    from django.template import engines
    from django.urls import get_resolver

    from xuezheng import standards
    from xuezheng.engine.figure_sets import figure_set
    from xuezheng.engine.frozen import Frozen
    from xuezheng.engine.instance import Instance
    from xuezheng.evaluations.standing import evaluated_here
    from xuezheng.indicators.pages.drawing import city_frame
    from xuezheng.indicators.pages.standing import whole_catalogue
    from xuezheng.publication.pages.released import figures_address, numbered, sheet_of
    from xuezheng.publication.release import latest
    from xuezheng.screens.language import LANGUAGES

    instance: Instance = settings.INSTANCE
    get_resolver().reverse_dict  # noqa: B018  imports every page
    for name in template_names(Path(settings.BASE_DIR)):
        engines["django"].get_template(name)
    standards.every()
    whole_catalogue()
    frozen = Frozen.of(instance)
    if found := figure_set(instance):
        found.of("", "city")
    if settings.NODE_MODULES.is_dir():
        for prefix in {part for city in frozen.cities for part in (city[:2], city[:4])}:
            city_frame(prefix)
    evaluated_here(instance)
    if last := latest(instance):
        for tag in LANGUAGES.values():
            sheet_of(numbered(last.number), tag, figures_address(last.number))


def template_names(folder: Path) -> list[str]:
    """Every page template of ours, as Django names it."""
    found = [(path, at) for at in folder.glob("*/templates") for path in sorted(at.rglob("*.html"))]
    return [str(path.relative_to(at)) for path, at in found]
