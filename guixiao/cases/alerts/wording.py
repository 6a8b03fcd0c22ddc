"""Words of the pages of reports and absence that are not the policy's. A refusal says what is missing and who can supply it."""

from django.utils.translation import gettext_lazy as _

from guixiao.cases.wording import REFUSALS as OF_CASES

TABS = {
    "open": _("等人回应"),
    "mine": _("等我回应"),
    "sought": _("正在找"),
    "accepted": _("属实，去找"),
    "refused": _("说明了在哪里"),
    "all": _("全部"),
}
NEEDS = {"seen_by": _("谁见到的（姓名）"), "seen_on": _("哪天见到的"), "where": _("在哪里、凭什么")}
REFUSALS = {
    **OF_CASES,
    "in_no_roster": _("现在的名册里没有这个孩子：上门见到的，请用“新增孩子”。"),
    "of_school_age": _("这个孩子不在适龄范围，或者是重复的户口，不用报告。"),
    "not_looked_for": _("已经在找这个孩子：请打开这个孩子的核查或案件，把知道的写进去。"),
    "not_reported": _("已经有人报告过，正等人回应。"),
    "day_past": _("请填从哪天起没来，不能晚于今天。"),
    "day_near": _("从哪天起没来，请填一年之内的日子。"),
    "sayer_named": _("请填是谁说的。"),
    "day_told": _("请填哪天的，不能晚于今天。"),
    "day_not_long_ago": _("太久以前的不在这里补：请打开这个孩子，按“没来上课？报告”。"),
    "school_day": _("这一天不上课：请换一个上学的日子。学期和放假由县里在日历里定。"),
    "absence_reason_known": _("请从单子里选原因。"),
    "absence_done_said": _("请选“不在校”“回来了”还是“家访了”；都来了的不用填。"),
    "not_away": _("没有记过这个孩子没来，不用记回来或家访。"),
    "told_already": _("已经这样记过了。"),
    "still_open": _("已经有人回应过。"),
    "on_a_line": _("您的岗位不在这个孩子的双线上：由村、乡镇、学校或县里的人来回应。"),
    "other_person": _("不能回应自己的报告：请另一条线的人或学校回应。"),
    "other_side": _("要由另一条线的人或学校回应。"),
    "not_own_record": _("缺课是学校自己记的，要说明在哪里，请村、乡镇或县里的人来回应。"),
    "county_decides": _("这个孩子这学期不是第一次被报告：只有县里能答“有着落”；认为属实的，谁都可以答“去找”。"),
    "reason_known": _("请选这个孩子在哪里。"),
    "reason_told": _("请把这一项要的都填上：谁见到的、哪天、在哪里。"),
    "seen_since": _("见到的日子要在报告说没来的那天或以后，不晚于今天。"),
}
