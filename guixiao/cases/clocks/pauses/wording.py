"""Why a pause was not written. Each refusal says what to do."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "reason_unknown": _("没有暂停：请选一个原因。"),
    "day_past": _("没有暂停：请填从哪天到哪天，从今天或以后开始；已经过去的日子不能补。"),
    "ends_before": _("没有暂停：最后一天在第一天之前。"),
    "too_long": _("没有暂停：这个原因没有这么多工作日，先停到规定的天数，还不行再停一次。"),
    "overlaps": _("没有暂停：和已有的一次暂停重叠。"),
    "nothing_runs": _("没有暂停：这个孩子现在没有在走的期限。"),
}
