from django.apps import AppConfig


class TimetablesConfig(AppConfig):
    name = "xuezheng.timetables"
    label = "timetables"
    default_auto_field = "django.db.models.BigAutoField"
