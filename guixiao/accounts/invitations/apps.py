from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "guixiao.accounts.invitations"
    label = "invitations"
