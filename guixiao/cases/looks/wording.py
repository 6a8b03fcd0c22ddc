"""Words of the pages about looks."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "purpose_chosen": _("请选看来做什么。"),
    "purpose_written": _("这种用途要写明：看来做什么（至少四个字）。"),
}
CLOSED = _("先写明用途、打开限制查看的内容，再办这一步。")
# Of the log, what is a look at a child.
LOOKS = {
    "child.reveal": _("看了完整号码"),
    "child.matters": _("打开了限制查看的内容"),
    "child.lookup": _("按身份证号查到这个孩子"),
    "child.outside": _("从别处查到这个孩子"),
    "child.glass": _("紧急查看时打开了这个孩子的页面"),
    "proof.look": _("打开了佐证"),
    "proof.glance": _("看到了佐证的小图"),
}
NUMBERS = {"id_number": _("身份证号"), "phone": _("电话"), "doubt": _("复核页上的全部号码")}
