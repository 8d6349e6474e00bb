from django.apps import AppConfig


class TrainingMarketConfig(AppConfig):
    name = "xuezheng.training_market"
    label = "training_market"
    default_auto_field = "django.db.models.BigAutoField"
