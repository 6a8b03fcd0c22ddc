"""Words of the pages of bodies that are not the policy's."""

from django.utils.translation import gettext_lazy as _

LEVELS = {"county": _("县"), "township": _("乡镇"), "village": _("村")}
REFUSALS = {
    "kind": _("请选一种机构。"),
    "level": _("这种机构不设在这一级，请换一个地方或一种机构。"),
    "since": _("请填哪天成立：今天或以前的一天。"),
    "stands": _("这里已经有一个同样的机构。要再设一个，请另起一个名称。"),
    "who": _("请选一个人；没有账号的，写姓名。两样只填一样。"),
    "function": _("请选担任什么。"),
    "since_open": _("请填从哪天起：不早于机构成立的那天。"),
    "already": _("这个人已经担任这一项了。"),
    "closed": _("这个机构已经撤销，不能再改。"),
    "until": _("请填最后一天：不早于开始的那天，不晚于今天。"),
    "ended": _("别人刚才先记下了，您的没有记下。"),
    "not_here": _("这个人不在这里，不能选。"),
}
