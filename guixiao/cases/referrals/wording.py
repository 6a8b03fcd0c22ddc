"""Words of the pages of referrals that are not the policy's. A refusal says what is missing and who can supply it."""

from django.utils.translation import gettext_lazy as _

STANDINGS = {
    "waiting": _("等答复"),
    "late": _("逾期没答"),
    "answered": _("已答复"),
    "refused": _("对方不能办"),
    "revoked": _("已收回"),
}
MARKS = {"waiting": "◐", "late": "!", "answered": "✓", "refused": "✗", "revoked": "○"}
ALL = "all"
LISTS = {**STANDINGS, ALL: _("全部")}
FIELDS = {
    "name": _("姓名"),
    "sex": _("性别"),
    "born": _("出生日期"),
    "number": _("身份证号"),
    "number_masked": _("身份证号"),
    "home": _("住处"),
    "guardian": _("监护人"),
    "phone": _("监护人电话"),
    "school": _("学校"),
    "cause": _("原因"),
}
SEXES = {"M": _("男"), "F": _("女")}
CHANNELS = {
    "link": _("对方没有账号：链接和口令，口令打电话告诉"),
    "account": _("对方有账号：登录后看到"),
    "paper": _("纸质函：打印，答复由这里录入"),
}
REFUSALS = {
    "question_known": _("请选要问什么。"),
    "may_ask": _("您的岗位不能问这个问题：由县规则里写明的岗位来问，请县控辍保学办办理。"),
    "case_current": _("这是以前的一案，请在现在的一案里问。"),
    "not_waiting": _("同一个问题已经问过，对方还没答复：请看那一件，可以打电话催，也可以收回再问。"),
    "cause_seen": _("这个问题会说出孩子没上学的原因：请先在案件页说明用途、打开原因再问；岗位不能看的，请县控辍保学办来问。"),
    "channel_known": _("请选怎么送给对方。"),
    "account_held": _("这个部门在本县还没有人有账号：请改用链接或纸质函，或请县控辍保学办开账号。"),
    "days_fit": _("请填几个工作日内答复：至少 1 个，不超过县里规定的最多天数。"),
    "who_named": _("请填答复人的姓名和单位。"),
    "choice_known": _("请从单子里选一个答复。"),
    "day_fits": _("请填答复的日期：从发出那天起，不晚于今天。"),
    "reason_given": _("请写一句为什么。"),
    "by_link": _("只有用链接送的才能换新链接。"),
    "other_side": _("这一步要由对方部门来做。"),
    "accepted_already": _("对方已经受理。"),
    "is_answered": _("已经有答复了，什么也没有改。"),
    "is_refused": _("对方已经说不能办，什么也没有改。"),
    "is_revoked": _("已经收回，什么也没有改。"),
}
# Whatever is wrong with a link or a code: one sentence for all of it.
NOT_OPENED = _("没有打开。口令不对，或者链接已经过期、用过、收回、锁住。请核对口令；还是不行，请打电话给发链接的人。")
