"""Words of the review pages that are not the policy's."""

from django.utils.translation import gettext_lazy as _

# Cells side by side, in the order of the page: name, label, how it is compared, the engine's field whose sentence stands there.
FIELDS = (
    ("name", _("姓名"), "text", "name"),
    ("former_name", _("曾用名"), "text", ""),
    ("birth_date", _("出生日期"), "date", "birth"),
    ("sex", _("性别"), "text", "sex"),
    ("id_number", _("身份证号"), "number", "number"),
    ("student_number", _("学籍号"), "number", ""),
    ("place", _("住处"), "place", "place"),
    ("guardian", _("监护人"), "list", "family"),
    ("phone", _("电话"), "phone", ""),
    ("ethnicity", _("民族"), "text", ""),
    ("household_number", _("户号"), "code", ""),
    ("school", _("学校"), "text", ""),
    ("room", _("年级班级"), "text", ""),
    ("status", _("学籍状态"), "text", ""),
    ("present", _("点名"), "text", ""),
)
MALE, FEMALE = _("男"), _("女")
SEXES = {"男": MALE, "1": MALE, "M": MALE, "m": MALE, "男性": MALE, "男生": MALE,
         "女": FEMALE, "2": FEMALE, "F": FEMALE, "f": FEMALE, "女性": FEMALE, "女生": FEMALE}  # fmt: skip
REASONS = {
    "number_of_another": _("身份证号相同，姓名却不像同一个人。"),
    "two_candidates": _("不止一个对得上，分不出是哪一个。"),
    "weak_evidence": _("有些地方对得上，证据还不够。"),
    "maybe_registered_twice": _("像是同一个孩子登记了两次户口。"),
}
RISKS = {
    3: _("孩子等着归栏"),
    2: _("可能漏掉名册上的另一个孩子"),
    1: _("名册上的孩子已知在校"),
    0: _("不涉及适龄孩子"),
}
SIGNS = {"same": ("＝", _("相同")), "differs": ("≠", _("不同")), "": ("", "")}
STATES = {
    "open": _("待判"),
    "decided": _("已判"),
    "skipped": _("先放着的"),
    "given": _("行已归别人"),
    "all": _("全部"),
}
