from django.apps import AppConfig


class VocationalConfig(AppConfig):
    name = "xuezheng.vocational"
    label = "vocational"
    default_auto_field = "django.db.models.BigAutoField"
