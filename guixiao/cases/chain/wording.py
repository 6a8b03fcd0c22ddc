"""Words of the chain that are not the policy's."""

from django.utils.translation import gettext_lazy as _

# Why something cannot be done, and who can.
REFUSALS = {
    "chief_known": _("没有这个责任人。"),
    "may_name": _("这个责任人不归您定：由责任链上写明的岗位，或县里来定。"),
    "named_meanwhile": _("别人刚才改过这个责任人，您的没有记下，请看过再办。"),
    "somebody": _("请选一个人，或写下姓名。"),
    "days": _("结束的日子在开始之前。"),
    "nobody_named": _("这个责任人已经不是原来那一位，什么也没有改。"),
    "reason": _("请写一句为什么。"),
    "to_another": _("请交给另一个人。"),
    "nothing_hangs": _("没有要交接的。"),
}
