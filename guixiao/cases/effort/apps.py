from django.apps import AppConfig


class EffortConfig(AppConfig):
    name = "guixiao.cases.effort"
    label = "effort"
