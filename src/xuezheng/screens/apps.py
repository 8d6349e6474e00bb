"""The Django app `screens`: templates, tags and static sources."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "xuezheng.screens"
    label = "screens"
    verbose_name = "Screens"
