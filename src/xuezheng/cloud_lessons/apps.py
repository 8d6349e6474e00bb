from django.apps import AppConfig


class CloudLessonsConfig(AppConfig):
    name = "xuezheng.cloud_lessons"
    label = "cloud_lessons"
    default_auto_field = "django.db.models.BigAutoField"
