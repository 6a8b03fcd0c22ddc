"""Words of the page of one child."""

from django.utils.translation import gettext_lazy as _

from guixiao.reviews.wording import FIELDS as COMPARED

CELLS = {name: label for name, label, _kind, _field in COMPARED} | {
    "town": _("乡镇"),
    "village": _("村"),
    "address": _("住址"),
    "grade": _("年级"),
    "class_name": _("班级"),
}
FIELDS = {
    "name": _("姓名"),
    "birth": _("出生日期"),
    "sex": _("性别"),
    "place": _("住处"),
    "number": _("身份证号"),
    "family": _("监护人"),
}
