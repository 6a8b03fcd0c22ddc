"""Words of the calendar's page. Each refusal says what is missing."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "day_unread": _("没有记下：请填日期，写成 2026-09-01 这样。"),
    "name_missing": _("没有记下：请写叫什么，比如“芦笙节”“上学期”。"),
    "day_is_so": _("不用记：这一天本来就是这样算的。"),
    "day_said": _("没有记下：这一天已经有人记过，请看下面的单子；要改先撤掉。"),
    "term_length": _("没有记下：学期的最后一天要在第一天之后，最长 250 天。"),
    "term_overlaps": _("没有记下：和已有的学期重叠。"),
}
