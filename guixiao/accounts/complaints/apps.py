from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "guixiao.accounts.complaints"
    label = "complaints"
