from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "guixiao.cases.attachments"
    label = "attachments"
