"""Words of the verification pages that are not the policy's."""

from django.utils.translation import gettext_lazy as _

from guixiao.cases.effort.wording import REFUSALS as EFFORT_REFUSALS
from guixiao.cases.effort.wording import VERBS as EFFORT_VERBS
from guixiao.cases.moves.wording import REFUSALS as MOVE_REFUSALS
from guixiao.cases.moves.wording import VERBS as MOVE_VERBS

STANDINGS = {
    "todo": _("待核查"),
    "found": _("名册里有下落了"),
    "waiting": _("等另一条线确认"),
    "out": _("失学辍学"),
    "returned": _("已复学"),
    "closed": _("已销号"),
    "kept": _("仍要找"),
    "watched": _("暂缓，到期再查"),
    "excluded": _("已排除"),
}
MARKS = {
    "todo": "○", "found": "◍", "waiting": "◐", "out": "●", "returned": "◒", "closed": "✔", "kept": "?", "watched": "◷",
    "excluded": "✓",
}  # fmt: skip
# Besides: everybody; what waits for this user.
ALL, MINE = "all", "mine"
LISTS = {MINE: _("等我确认"), ALL: _("全部")}
ASSIGNED = {"school": _("原学校先查"), "village": _("村里先查"), "township": _("乡镇先查"), "county": _("县里先查")}
EFFECTS = {
    "exclude": _("不是失学辍学，等另一条线的人确认后排除"),
    "watch": _("等另一条线的人确认后暂缓，到期再查"),
    "keep": _("仍然要找，到期再问，不算落实"),
    "out": _("确认失学辍学，开始劝返"),
}
VERBS = {
    "open": _("列入疑似名单"),
    "find": _("核查"),
    "confirm": _("确认"),
    "dispute": _("不同意，退回重查"),
    "withdraw": _("收回自己的说法"),
    "reopen": _("重新核查"),
    "expire": _("到期，再查"),
    "ask_again": _("名册变了，再查"),
    "found_by_rosters": _("最近一次名册里有了下落"),
    "in_no_roster": _("最近一次名册里没有这个孩子"),
    "listed_again": _("又在疑似名单上"),
    "reported": _("有人报告没来上课"),
    **EFFORT_VERBS,
    "ordered": _("列入作战令"),
    **MOVE_VERBS,
    "refer": _("请部门协查"),
    "refer_answer": _("部门答复"),
    "refer_refuse": _("部门不能办"),
    "refer_revoke": _("收回协查"),
    "chief_name": _("定了责任人"),
    "chief_take_back": _("收回了责任人"),
    "chief_hand_over": _("责任交接给了别人"),
}
FACTS = {"bucket": _("名册结果"), "outcome": _("原因"), "name": _("姓名"), "number": _("身份证号"), "born": _("出生日期")}
# Why something cannot be done, and who can.
REFUSALS = {
    "wrong_state": _("这个孩子现在的状态不能这样做。"),
    "found_already": _("已经有人核查过，在等另一条线的人确认。"),
    "nothing_found": _("还没有人核查，没有可确认的。"),
    "finding_known": _("请选一个核查结果。"),
    "evidence_fits": _("这个结果要有佐证，请选是哪一种。"),
    "on_a_line": _("您的岗位不在这个孩子的双线上：由村、乡镇、学校或县里的人来办。"),
    "day_to_come": _("请填到哪天再查：从明天起，不超过这个结果允许的月数。"),
    "other_person": _("不能确认自己的核查：请另一条线的人确认。"),
    "other_line": _("要由另一条线的人确认：行政线（村、乡镇）查的由教育线（学校、县里）确认，反过来也一样。"),
    "own_finding": _("只能收回自己的说法；不同意别人的，请退回重查。"),
    "reason_given": _("请写一句为什么。"),
    "moved": _("别人刚才改过，请看过再办。"),
    "not_listed": _("这一行不是您名单上的孩子。"),
    "other_row": _("名字和这一行对不上：只排了几列、粘错了行，或者名字后来改过。请重新带走一张表再填。"),
    "twice": _("这个孩子在表里填了两行，请只留一行。"),
    "evidence_named": _("没有这种佐证，请从列表里选。"),
    **EFFORT_REFUSALS,
    **MOVE_REFUSALS,
}
