from django.apps import AppConfig


class LayoutConfig(AppConfig):
    name = "xuezheng.layout"
    label = "layout"
    default_auto_field = "django.db.models.BigAutoField"
