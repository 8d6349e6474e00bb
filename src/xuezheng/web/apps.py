"""At start the list of offices is handed to the seam, so that pages and commands below `web` can read it."""

from django.apps import AppConfig

from xuezheng.engine.offices import declare


class WebConfig(AppConfig):
    name = "xuezheng.web"
    label = "web"

    def ready(self) -> None:
        # Offices hold models, which exist only once every app is loaded.
        from xuezheng.web.offices import OFFICES

        declare(OFFICES)
