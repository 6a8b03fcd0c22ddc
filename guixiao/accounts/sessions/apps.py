from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "guixiao.accounts.sessions"
    label = "sign_ins"  # Django's own sessions have the other name
