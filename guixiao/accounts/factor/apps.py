from django.apps import AppConfig


class FactorConfig(AppConfig):
    name = "guixiao.accounts.factor"
    label = "factors"
