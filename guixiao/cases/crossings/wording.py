"""Words of the pages about looking beyond one's place."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "enough_today": _("今天查别处孩子的次数已经用完，明天再查；急事请找县控辍保学办。"),
    "whom": _("请填整个身份证号；没有身份证号的，姓名和出生日期两样都填。"),
    "number_whole": _("身份证号要填全 18 位（老证 15 位）。为了保护孩子，不能只凭其中几位找人。"),
    "purpose_chosen": _("请选查来做什么。"),
    "purpose_written": _("请写明具体为了什么事，再写长一点。"),
    "names_nobody": _("事由里不要写孩子的姓名或号码，看到的是哪个孩子由系统记。"),
    "open_already": _("紧急查看已经打开了。"),
    "words_given": _("请写几句。"),
    "somebody_else": _("自己查的，要由别人来看：请另一位同事或审计管理员看。"),
    "not_yours": _("只有查的人自己能说明。"),
    "is_waiting": _("还没有人提出疑问，不用说明。"),
    "is_settled": _("这一次已经有人看过了。"),
    "is_questioned": _("已经有人提出疑问，在等查的人说明。"),
    "is_answered": _("已经说明过了，在等人再看。"),
    "moved": _("别人刚才先说了，请看过再说。"),
}
STATES = {
    "waiting": _("还没有人看过"),
    "answered": _("说明了，等人再看"),
    "questioned": _("有疑问，等说明"),
    "settled": _("看过了"),
}
MARKS = {"waiting": "○", "answered": "◐", "questioned": "?", "settled": "✓"}
ALL = "all"
# Pages by the name of their route; any other is told as one.
PAGES = {
    "case": _("案件"), "case_act": _("办了案件的一步"), "child": _("名册里的依据"), "reveal": _("完整号码"),
    "who_looked": _("谁看过"), "proof": _("佐证"), "proof_small": _("佐证的小图"), "children": _("名单"),
    "coverage": _("覆盖"), "printed": _("打印的名单"), "cases": _("核查"), "efforts": _("案件"), "day": _("今日"),
    "orders": _("督查"), "case_chain": _("责任人"),
}  # fmt: skip
PAGE = _("其他页面")
