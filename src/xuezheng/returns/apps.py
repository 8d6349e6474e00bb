from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "xuezheng.returns"
    label = "returns"
    default_auto_field = "django.db.models.BigAutoField"
