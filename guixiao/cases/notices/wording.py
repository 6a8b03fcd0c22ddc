"""Why a channel was not opened. Each refusal says what to do."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "address_unread": _("没有记下：邮箱写成 name@example.com；机器人请把群里给的整个网址粘贴过来。"),
    "place_missing": _("没有记下：请选是哪个地方的群。"),
    "email_there": _("没有记下：您已经有一个邮箱在收，要换先停掉它。"),
}
