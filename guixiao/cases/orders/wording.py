"""Words of the pages of orders that are not the policy's."""

from django.utils.translation import gettext_lazy as _

PARTS = {"met": _("已完成"), "not_yet": _("还没完成"), "aside": _("不再要求")}
MARKS = {"met": "✓", "not_yet": "○", "aside": "–"}
LATER = _("下令以后才符合的")
STATES = {
    "running": _("正在执行"),
    "waiting": _("到期，等系统记结果"),
    "met": _("按期完成"),
    "missed": _("未按期完成"),
    "withdrawn": _("已撤回"),
}
STATE_MARKS = {"running": "○", "waiting": "◐", "met": "✓", "missed": "!", "withdrawn": "–"}
TABS = {
    "running": _("正在执行"),
    "mine": _("等我签收"),
    "soon": _("快到期"),
    "ended": _("有结果的"),
    "withdrawn": _("已撤回"),
    "all": _("全部"),
}
WHO = {
    "out": _("还没回来的孩子"),
    "suspected": _("还没核查清楚的孩子"),
    "persuasion": _("正在讲道理感召的"),
    "care": _("正在特殊关爱的"),
    "administrative": _("正在行政措施劝返的"),
    "legal": _("正在法治手段兜底的"),
    "arrived": _("已返校、等确认的"),
    "observed": _("在校观察的"),
}
REFUSALS = {
    "number": _("请填作战令的编号。"),
    "title": _("请填标题。"),
    "text": _("请填正文：为什么、要做什么。"),
    "goal": _("请选一个目标。"),
    "deadline": _("请填期限：今天或以后的一天。"),
    "children": _("现在没有一个孩子符合条件，请放宽条件。"),
    "addressees": _("没有收令的岗位：至少留一个。"),
    "set_changed": _("刚才看过以后，条件或孩子有了变化，请再看一遍人数再下达。"),
    "number_taken": _("这个编号已经用过，请换一个。"),
    "moved": _("别人刚才改了这份草稿，您的没有记下。请看过再改。"),
    "gone": _("这份草稿已经下达或被放弃了。"),
    "reason": _("请写一句为什么撤回。"),
    "over": _("期限已过，结果已定，不能再撤回。"),
    "withdrawn": _("这道作战令已经撤回了。"),
    "too_late": _("期限已过，不用再签收。"),
    "not_yours": _("这个岗位不是您的，请由在岗的人签收。"),
}
