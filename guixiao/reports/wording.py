"""Words of the coverage pages that are not the policy's."""

from django.utils.translation import gettext_lazy as _

ROSTERS = {
    "households": _("户籍册"),
    "enrolments": _("学籍册"),
    "elsewhere": _("外县学籍册"),
    "attendance": _("在校点名册"),
    "poverty": _("脱贫户监测册"),
    "disability": _("残疾儿童册"),
}
SEXES = {"M": _("男"), "F": _("女")}
EVERYONE, OF_AGE, TO_FIND = "all", "age", "find"
GROUPS = {EVERYONE: _("名册全部"), OF_AGE: _("适龄孩子"), TO_FIND: _("要找的孩子")}
STEPS: dict[str, object] = {}
