"""A rule file's header synonyms as tests need them: realistic, and independent of guixiao.policy."""

import tomllib
from pathlib import Path

import guixiao
from guixiao.linkage.fields import FIELDS

_PERSON = {
    "name": ("姓名", "学生姓名", "幼儿姓名"),
    "former_name": ("曾用名",),
    "sex": ("性别",),
    "birth_date": ("出生日期", "出生年月"),
    "id_number": ("身份证号", "身份证件号", "身份证号码", "公民身份号码", "证件号码"),
    "ethnicity": ("民族",),
}
_GUARDIAN = {
    "guardian_name": ("成员1姓名", "监护人姓名", "监护人", "家长姓名"),
    "guardian_id": ("成员1身份证件号", "监护人身份证号"),
    "guardian_phone": ("成员1联系电话", "监护人电话", "成员1电话"),
    "guardian2_name": ("成员2姓名",),
    "guardian2_id": ("成员2身份证件号",),
    "guardian2_phone": ("成员2联系电话", "成员2电话"),
    "phone": ("联系电话", "电话"),
}
_PLACE = {
    "county": ("县(市、区、旗)", "县"),
    "town": ("乡镇", "镇(乡)"),
    "village": ("村", "行政村"),
    "address": ("住址", "家庭住址", "现住址", "户口所在地"),
}
_PUPIL = {
    "school_code": ("学校标识码",),
    "school": ("学校", "学校名称", "就读学校"),
    "grade": ("年级",),
    "class_name": ("班级", "班级名称"),
    "student_number": ("学籍号", "全国学籍号"),
    "second_number": ("学籍辅号",),
}
_ENROLMENT = {
    **_PERSON,
    **_PUPIL,
    "status": ("学籍状态", "学生状态"),
    "status_change": ("异动类别",),
    "attending_mode": ("就读方式",),
    "register_place": ("户籍地",),
    "disability": ("残疾类型",),
    **_GUARDIAN,
    **_PLACE,
}
HEADERS: dict[str, dict[str, tuple[str, ...]]] = {
    "households": {
        **_PERSON,
        "household_number": ("户号",),
        "household_head": ("户主", "户主姓名"),
        "household_head_id": ("户主身份证号",),
        "relation": ("与户主关系", "关系"),
        "register_status": ("户口状态",),
        "cancel_reason": ("注销原因",),
        "moved_to": ("迁往何地",),
        **_GUARDIAN,
        **_PLACE,
    },
    "enrolments": _ENROLMENT,
    "elsewhere": _ENROLMENT,
    "attendance": {
        **_PERSON,
        **_PUPIL,
        "present": ("实到", "是否在校"),
        "absence_reason": ("未到原因",),
        "whereabouts": ("去向",),
        "last_day": ("最后到校日期",),
        **_GUARDIAN,
    },
    "poverty": {
        **_PERSON,
        "household_code": ("户编号",),
        "person_code": ("人编号",),
        "household_head": ("户主",),
        "relation": ("与户主关系",),
        "household_kind": ("户类型", "脱贫属性"),
        "student_status": ("在校生状况",),
        "not_attending_reason": ("义务教育阶段未上学原因",),
        "education": ("文化程度",),
        "school": ("就读学校",),
        "health": ("健康状况",),
        **_GUARDIAN,
        **_PLACE,
    },
    "disability": {
        **_PERSON,
        "disability_number": ("残疾人证号",),
        "disability": ("残疾类别",),
        "disability_grade": ("残疾等级",),
        "placement": ("安置方式",),
        **_GUARDIAN,
        **_PLACE,
    },
    "schools": {"school_code": ("学校标识码",), "school": ("学校名称", "学校"), "kind": ("办学类型",), **_PLACE},
}
assert HEADERS.keys() == FIELDS.keys()


def shipped_headers() -> dict[str, dict[str, tuple[str, ...]]]:
    """The shipped rule files' synonyms, read as data: linkage may not import policy, not even in a test."""
    words = Path(guixiao.__file__).parent / "policy" / "data" / "base-words.toml"
    tables = tomllib.loads(words.read_text(encoding="utf-8"))["headers"]
    return {
        roster: {field: (*tables.get(roster, {}).get(field, ()), *tables["common"].get(field, ())) for field in fields}
        for roster, fields in FIELDS.items()
    }
