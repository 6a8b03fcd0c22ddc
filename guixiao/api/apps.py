from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "guixiao.api"
    label = "api"
