"""Words of the rectification list that are not the policy's."""

from django.utils.translation import gettext_lazy as _

STANDINGS = {"late": _("已逾期"), "due": _("整改中"), "waiting": _("等复查"), "done": _("复查通过"), "withdrawn": _("已撤回")}
TABS = {"open": _("没销掉的"), **STANDINGS, "all": _("全部")}
MARKS = {"late": "!", "due": "○", "waiting": "◐", "done": "✓", "withdrawn": "×"}
VERBS = {"find": _("督查发现"), "mend": _("报告整改了"), "pass": _("复查：已整改"), "fail": _("复查：没有整改到位，退回"),
         "take_back": _("收回了整改的报告"), "withdraw": _("记错了，撤回"),
         "unlook": _("收回了复查的结果"), "unwithdraw": _("收回了撤回，这一条还在")}  # fmt: skip
DO = {
    "mend": _("报告整改情况"),
    "pass": _("复查：已整改到位"),
    "fail": _("复查：没有整改到位"),
    "withdraw": _("记错了，撤回这一条"),
}
REFUSALS = {
    "wrong_state": _("这一条现在不能这样办：看看上面的经过。"),
    "not_yours": _("这一条不是您岗位上的：由责任岗位的人报告整改情况。"),
    "say_what": _("请写做了什么，怎么整改的。"),
    "day_past": _("请填整改的日子：不早于督查那天，不晚于今天。"),
    "own_mending": _("整改是您自己报告的，要由别人复查。"),
    "own_of_office": _("整改是您自己报告的，要由别人复查：县领导，或者县控辍保学办的另一位。"),
    "office_looker": _("县控辍保学办整改的，由县领导或者这个办公室的另一位复查。"),
    "same_post": _("您和整改的人是同一个岗位，要由别的岗位复查。"),
    "not_inspector": _("您的岗位不在复查的岗位里：由县里按规则定的岗位复查。"),
    "day_of_look": _("请填复查的日子：不早于整改那天，不晚于今天。"),
    "say_why": _("请写哪里没有整改到位。"),
    "new_deadline": _("退回要给新的期限：从明天起的一天。"),
    "say_mistake": _("请写为什么撤回：错在哪里。"),
    "not_recorder": _("您的岗位不能记督查发现：由规则定的岗位来记。"),
    "post_named": _("请选由哪里的岗位整改。"),
    "say_finding": _("请写发现了什么问题。"),
    "say_measures": _("请写要怎么整改。"),
    "deadline_named": _("请填整改期限：不早于督查那天。"),
    "place_named": _("请选督查的是哪里。"),
    "title_given": _("请填督查文件的标题。"),
    "inspector_named": _("请填谁来督查的。"),
    "day_of_inspection": _("请填督查的日子：不晚于今天。"),
}
