"""Words of the pages of key places that are not the policy's."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "kind": _("只有乡镇和村可以标为重点。"),
    "county_marks": _("重点乡镇由县控辍保学办标；乡镇指挥所可以标自己的村。"),
    "reason": _("请选为什么标为重点。"),
    "days": _("请填从哪天到哪天：从今天或以后开始，最后一天不早于第一天。"),
    "too_long": _("一次不能标这么久。到期以后还需要，可以再标。"),
    "marked": _("这段时间这个地方已经是重点了。"),
    "over": _("这次标记已经结束了。"),
    "why": _("请写一句为什么提前结束。"),
}
