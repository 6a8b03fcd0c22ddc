"""Words of the coverage pages that are not the policy's."""

from django.utils.translation import gettext_lazy as _

ROSTERS = {
    "households": _("户籍册"),
    "enrolments": _("学籍册"),
    "elsewhere": _("外县学籍册"),
    "attendance": _("在校点名册"),
    "poverty": _("脱贫户监测册"),
    "disability": _("残疾儿童册"),
    "sighted": _("上门排查"),
}
SEXES = {"M": _("男"), "F": _("女")}
EVERYONE, OF_AGE, TO_FIND = "all", "age", "find"
GROUPS = {EVERYONE: _("名册全部"), OF_AGE: _("适龄孩子"), TO_FIND: _("要找的孩子")}
# Values of the conditions of a list, as they stand in its URL; "none": not known.
NONE = "none"
SEX_KNOWN = {"M": _("男"), "F": _("女"), NONE: _("性别不详")}
POVERTY = {"1": _("脱贫户、监测户"), "0": _("其他家庭")}
DISABILITY = {"1": _("残疾儿童册里有"), "0": _("残疾儿童册里没有")}
MET = {"1": _("上门见到、名册里没有"), "0": _("名册里有")}
APART = {"0": _("在本县户籍册"), "1": _("不在本县户籍册")}
CHOICES = [
    (name, title, list(values.items()))
    for name, title, values in (
        ("sex", _("性别"), SEX_KNOWN),
        ("poor", _("脱贫监测"), POVERTY),
        ("disabled", _("残疾"), DISABILITY),
        ("apart", _("户籍"), APART),
        ("met", _("上门见到"), MET),
    )
]
# Ages with a line of their own; the others share one at either end.
AGES = range(6, 18)
YOUNGER, OLDER = "younger", "older"
# Steps of the engine's cascade; one that is not here is shown by its own name.
STEPS = {
    "number_and_name": _("身份证号和姓名都相同"),
    "decision": _("以往由人认定"),
    "scored": _("多项信息合起来对上"),
    "same_row_group": _("同一人在几本名册里"),
    "through_enrolment": _("通过学籍册对上"),
    "through_attendance": _("通过点名册对上"),
    "duplicate": _("同一人有两行户籍"),
    "review": _("拿不准，等人复核"),
}
