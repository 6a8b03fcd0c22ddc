from django.apps import AppConfig


class CrossingsConfig(AppConfig):
    name = "guixiao.cases.crossings"
    label = "crossings"
