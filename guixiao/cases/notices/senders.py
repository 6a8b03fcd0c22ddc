"""The way out: Django's mail, and apprise for the robots of groups. Nothing here knows what is said."""

from django.conf import settings
from django.core.mail import EmailMessage

from guixiao.cases.notices.rules import DINGTALK, EMAIL, FEISHU, WECOM


class NotSent(Exception):
    """It did not go out; the text says why, and holds neither address nor key."""


def send(kind: str, address: str, title: str, text: str, *, secret: str = "") -> None:
    """Raises NotSent."""
    if kind == EMAIL:
        _mail(address, title, text)
        return
    import apprise  # reads its hundred services: only for whoever sends

    way = apprise.Apprise(asset=apprise.AppriseAsset(app_id="Guixiao", secure_logging=True))
    if not way.add(_url(kind, address, secret)):
        raise NotSent("address")
    if not way.notify(title=title, body=text):  # apprise looks at the status of WeCom's answer, not into it
        raise NotSent("refused or out of reach")


def _url(kind: str, key: str, secret: str) -> str:
    """As apprise names the robots' services."""
    return {
        WECOM: f"wecombot://{key}/",
        DINGTALK: f"dingtalk://{secret}@{key}/" if secret else f"dingtalk://{key}/",
        FEISHU: f"feishu://{key}/",
    }[kind]


def _mail(address: str, title: str, text: str) -> None:
    if not settings.EMAIL_HOST and "smtp" in settings.EMAIL_BACKEND:
        raise NotSent("no mail server is set (GUIXIAO_EMAIL_URL)")
    try:
        EmailMessage(title, text, settings.DEFAULT_FROM_EMAIL, [address]).send()
    except OSError as error:  # smtplib's errors are all of this kind
        raise NotSent(type(error).__name__) from None
