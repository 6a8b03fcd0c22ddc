from django.apps import AppConfig


class LooksConfig(AppConfig):
    name = "guixiao.cases.looks"
    label = "looks"
