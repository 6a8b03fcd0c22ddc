"""Words of the pages of joint actions that are not the policy's."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "day": _("请填是哪一天：今天或以前。"),
    "children": _("请勾去了哪些孩子家。"),
    "departments": _("请勾来了哪些部门：联合行动至少有一个部门。"),
    "people": _("请勾去的人，没有账号的写姓名。"),
    "text": _("请写经过：去做了什么，说了什么。"),
    "gone": _("有勾了的孩子，刚才别人记了别的结果，或者不在这里了：没有记下，请看过再勾。"),
    "nobody_on_a_line": _("去的人里要有至少一个在这个孩子的行政线或教育线上有岗位，才算走访。"),
}
