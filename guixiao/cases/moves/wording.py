"""Words of moving a case; the refusals and verbs stand beside those of `cases.wording`."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "move_offer": _("提出移交"),
    "move_accept": _("接收了移交"),
    "move_refuse": _("不接收移交"),
    "move_withdraw": _("撤回了移交"),
}
REFUSALS = {
    "not_offered": _("已经提出移交，在等那边答复：请等答复，或者先撤回。"),
    "place_known": _("请选移交到哪个乡镇、村或学校。"),
    "elsewhere": _("这个孩子本来就在那里，请选别的地方。"),
    "may_offer": _("您的岗位不能把这个孩子移交到那里：请县里、乡镇或学校（规则文件 moves 写明的岗位）来提。"),
    "offer_waits": _("这次移交已经有了结果，什么也没有改。"),
    "may_answer": _("要由接收的村、乡镇或学校来答复；那里没有人担任，或者过了答复的期限，由上一级来答复。"),
    "may_withdraw": _("只有提出移交的人、同岗位的人和县里能撤回。"),
}
