"""Publication as a Django app: its templates and static files."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "xuezheng.publication"
    label = "publication"
