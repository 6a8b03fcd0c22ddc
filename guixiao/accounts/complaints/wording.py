"""Words of the pages of complaints."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "burden": _("重复填报、多头要数"),
    "show": _("为留痕、为检查：打卡、截图、摆拍"),
    "unfair": _("要求或期限办不到"),
    "wrong": _("数字或孩子的情况不对"),
    "fault": _("系统出错、不好用"),
    "other": _("其他"),
}
KIND_NEEDED = _("请选一项。")
TEXT_NEEDED = _("请写一句，是什么事。")
ANSWER_NEEDED = _("请写答复。")
