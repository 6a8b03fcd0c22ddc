from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "guixiao.cases.notices"
    label = "notices"
