from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "guixiao.cases.referrals"
    label = "referrals"
