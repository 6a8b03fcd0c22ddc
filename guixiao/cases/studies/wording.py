"""Words of the pages of stationed studies."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "days": _("请填从哪天到哪天：都不晚于今天；还在蹲点的，最后一天不填。"),
    "people": _("请勾蹲点的人，没有账号的写姓名。"),
    "found": _("请写看到了什么、研判的结果。"),
    "title": _("请写定下的事。"),
    "who": _("请选谁来办。"),
    "due": _("请填到哪天办完：今天或以后。"),
    "not_yours": _("这件事不归您办，请由定下来办的人记。"),
    "done": _("别人刚才先记下办完了，您的没有记下。"),
    "ended": _("最后一天已经记过了。"),
    "word": _("请写一句办得怎么样。"),
}
TABS = {"mine": _("我的"), "open": _("还没办完"), "done": _("办完的")}
STATES = {"done": _("办完"), "late": _("逾期"), "today": _("今天到期"), "running": _("在期限内")}
MARKS = {"done": "✓", "late": "!", "today": "●", "running": "○"}
