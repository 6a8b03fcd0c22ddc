"""Words of the closure list that are not the policy's."""

from django.utils.translation import gettext_lazy as _

TABS = {"closing": _("申请了，等确认"), "closed": _("已销号"), "back": _("销号后又不在学校了"), "all": _("全部")}
OUTCOMES = {"in_class": _("还在班里"), "not_in_class": _("不在班里"), "not_found": _("没找到")}
LOOKS = {**OUTCOMES, "taken_back": _("收回了复查的结果")}
MARKS = {"in_class": "✓", "not_in_class": "!", "not_found": "?", "": "○"}
CONDITIONS = {"return_confirmed": _("学校确认到校"), "points_done": _("在校观察看完"), "rosters_agree": _("名册没有说不在")}
REFUSALS = {
    "not_inspector": _("您的岗位不在抽查的岗位里：由规则定的岗位来抽、来复查。"),
    "days_named": _("请填销号的日子从哪天到哪天，不晚于今天。"),
    "none_closed": _("这里这些天没有销号的孩子，没有可抽的。"),
    "drawn_already": _("这里这些天刚才有人抽过了，您的没有记下。请先看那一次。"),
    "why_again": _("这里这些天已经抽过。要重抽请写为什么；原来抽的留着。"),
    "own_closure": _("销号是您申请或确认的，要由别人复查。"),
    "looked_already": _("这个孩子已经复查过，有结果了。"),
    "moved": _("刚才有人记了复查结果，您的没有记下。请看过再记。"),
    "not_own_look": _("这一次复查不是您记的：由记的人收回。"),
    "outcome_named": _("请选复查的结果。"),
    "day_of_look": _("请填复查的日子：不早于销号，不晚于今天。"),
    "say_what": _("请写看到了什么、问了谁。"),
}
