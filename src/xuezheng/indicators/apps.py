from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "xuezheng.indicators"
    label = "indicators"
