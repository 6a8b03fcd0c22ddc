"""Words of my day that are not the policy's."""

from django.utils.translation import gettext_lazy as _

NUMBERS = {"late": _("已逾期"), "today": _("今天到期"), "new": _("新来的")}
LISTS = {**NUMBERS, "all": _("要办的事")}
STATES = {
    "late": _("逾期"),
    "today": _("今天到期"),
    "soon": _("快到期"),
    "running": _("在期限内"),
    "paused": _("暂停"),
    "done": _("办了"),
}
MARKS = {"late": "!", "today": "●", "soon": "◐", "running": "○", "paused": "‖", "done": "✓"}
EMPTY = {
    "late": _("没有逾期的事。"),
    "today": _("今天没有到期的事。"),
    "new": _("没有新来的事。"),
    "all": _("现在没有要办的事。名册比对出疑似的孩子，或有人把事交给您，会到这里。"),
}

# Worklists that my day can be taken along as (cases.sheets).
SHEETS = {
    "verification": _("核查：上面列出的孩子"),
    "persuasion": _("劝返：还没回来的孩子"),
    "observation": _("在校查看：该去看的孩子"),
}
