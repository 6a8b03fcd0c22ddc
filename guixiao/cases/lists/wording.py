"""Words of the four lists that are not the policy's."""

from django.utils.translation import gettext_lazy as _

STATES = {"late": _("已逾期"), "today": _("今天到期"), "coming": _("还没到期")}
MARKS = {"late": "!", "today": "●", "coming": "○"}
LINES = {"administrative": _("行政线"), "education": _("教育线")}
WHO = {"place": _("这里所有人的"), "mine": _("我岗位上的")}
