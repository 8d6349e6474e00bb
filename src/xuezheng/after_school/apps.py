from django.apps import AppConfig


class AfterSchoolConfig(AppConfig):
    name = "xuezheng.after_school"
    label = "after_school"
    default_auto_field = "django.db.models.BigAutoField"
