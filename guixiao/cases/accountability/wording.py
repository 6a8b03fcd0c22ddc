"""Words of the accountability list that are not the policy's."""

from django.utils.translation import gettext_lazy as _

KINDS = {"duty": _("逾期的事"), "order": _("未按期完成的作战令")}
REFUSALS = {
    "not_yours": _("这一条不是您岗位上的，请由在岗的人说明。"),
    "empty": _("请写一句说明，再记下。"),
    "moved": _("刚才有人在这一条上写了说明，您的没有记下。请看过再补充。"),
}
