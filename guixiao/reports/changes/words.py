"""Words of the page of changes."""

from django.utils.translation import gettext_lazy as _

from guixiao.changes.rules import (
    CAME,
    CAME_LOST,
    CHANGED,
    ELSEWHERE,
    EXPLAINED,
    GONE,
    GONE_LOST,
    LOST,
    MOVED,
    MOVED_AWAY,
    MOVED_IN,
    NOWHERE,
    OUTGROWN,
    RETURNED,
    SHIFTED,
)

# kind -> (its name, what it means)
KINDS = {
    LOST: (_("新要找的"), _("上一轮不用找，这一轮要找")),
    CAME_LOST: (_("新出现就要找的"), _("上一轮不在任何名册，这一轮一出现就要找")),
    GONE_LOST: (_("没找到就不在名册的"), _("上一轮要找，这一轮哪本名册都没有了：要问清楚去了哪里")),
    OUTGROWN: (_("没找到就超龄的"), _("上一轮要找，还没找到，年龄已经超过")),
    RETURNED: (_("回到课堂的"), _("上一轮离校待查，这一轮在校上课或有老师上门教")),
    EXPLAINED: (_("有了下落的"), _("上一轮要找，这一轮名册说明了去处")),
    SHIFTED: (_("还要找、换了一栏的"), _("两轮都要找，原因变了")),
    GONE: (_("不在名册的"), _("上一轮有着落，这一轮哪本名册都没有了")),
    CAME: (_("名册新来的"), _("上一轮不在任何名册，这一轮有着落")),
    CHANGED: (_("其他换栏的"), _("两轮都有着落或不计入，换了一栏")),
    MOVED: (_("换了地方的"), _("栏没有变，换了村、乡镇或学校")),
    MOVED_AWAY: (_("搬去县内别处的"), _("上一轮在这里，这一轮在本县别的地方")),
    MOVED_IN: (_("从县内别处搬来的"), _("上一轮在本县别的地方，这一轮在这里")),
}
EVERY = (_("有变化的孩子"), "")
CORRECTED = (_("信息更正了的"), _("名册里的姓名、证件号码或出生日期和上一轮不同，仍是同一个孩子"))
# The numbers at the head of the page.
HEADS = {
    "new": _("新要找的孩子"),
    "vanished": _("没找到就不在名单的"),
    "returned": _("回到课堂的"),
    "explained": _("有了下落的"),
}
GROUPS = {
    "in_class": _("在校"),
    "settled": _("另有着落"),
    "to_find": _("要找"),
    "outside": _("不计入"),
    ELSEWHERE: _("县内别处"),
    NOWHERE: _("不在名册"),
}
FIELDS = {
    "name": _("姓名"),
    "id_number": _("身份证号"),
    "birth_date": _("出生日期"),
    "sex": _("性别"),
    "household_number": _("户号"),
}
