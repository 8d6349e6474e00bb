from django.apps import AppConfig


class HonoursConfig(AppConfig):
    name = "xuezheng.honours"
    label = "honours"
    default_auto_field = "django.db.models.BigAutoField"
