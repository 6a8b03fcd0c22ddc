from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "guixiao.cases.alerts"
    label = "alerts"
