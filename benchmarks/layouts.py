"""How a file of each roster looks: words in the header, order of the columns, the form of its dates."""

import numpy as np

# Wordings of domain.md §3.4-3.7 and of real forms; `?` marks a column that a file may lack.
COMMON = {"name": "姓名", "former_name": "曾用名 ?", "sex": "性别", "birth_date": "出生日期 出生年月日", "ethnicity": "民族 ?"}
PUPIL = {"school": "学校名称 学校", "grade": "年级 年级名称", "class_name": "班级 班级名称"}
SCHOOL = {
    **COMMON,
    **PUPIL,
    "id_number": "身份证件号 身份证件号码 身份证号",
    "student_number": "学籍号 全国学籍号",
    "second_number": "学籍辅号 ?",
    "school_code": "学校标识码",
    "status": "学籍状态 学生状态 学生当前状态",
    "status_change": "异动类别 学籍异动类别",
    "attending_mode": "就读方式",
    "register_place": "户口所在地 户籍所在地",
    "disability": "残疾类型 残疾类别",
    "guardian_name": "成员1姓名",
    "guardian_id": "成员1身份证件号",
    "guardian_phone": "成员1联系电话",
    "guardian2_name": "成员2姓名",
    "guardian2_id": "成员2身份证件号",
    "guardian2_phone": "成员2联系电话",
    "phone": "联系电话",
    "town": "乡镇 镇(乡) ?",
    "village": "行政村 村 ?",
    "address": "现住址 家庭地址 家庭住址",
}
HEADERS = {
    "households": {
        **COMMON,
        "id_number": "公民身份号码 身份证号码 公民身份证号码",
        "household_number": "户号",
        "household_head": "户主姓名 户主",
        "household_head_id": "户主身份证号 户主公民身份号码 ?",
        "relation": "与户主关系",
        "register_status": "户口状态",
        "cancel_reason": "注销原因",
        "moved_to": "何时何因迁往何地 ?",
        "guardian_name": "监护人 监护人姓名",
        "guardian_id": "监护人身份证号 监护人公民身份号码 ?",
        "guardian_phone": "联系电话 监护人电话 ?",
        "county": "县 县(市、区) ?",
        "town": "乡镇 乡镇(街道) 镇(乡)",
        "village": "村 行政村 村(居)委会",
        "address": "住址 户籍地址 门(楼)详址",
    },
    "enrolments": SCHOOL,
    "elsewhere": SCHOOL,
    "attendance": {
        **COMMON,
        **PUPIL,
        "birth_date": "出生日期 出生年月 ?",
        "id_number": "身份证件号 身份证号 身份证号码",
        "student_number": "学籍号 全国学籍号",
        "guardian_name": "家长姓名 监护人姓名 ?",
        "guardian_phone": "家长电话 监护人电话 ?",
        "phone": "联系电话 电话 ?",
        "present": "实到 是否实到 是否在校",
        "absence_reason": "未到原因 未到校原因",
        "whereabouts": "去向",
        "last_day": "最后到校日期 ?",
        "school": "学校 学校名称 就读学校",
    },
    "poverty": {
        **COMMON,
        "id_number": "证件号码 身份证号码 证件号码(残疾人证)",
        "birth_date": "出生日期 ?",
        "household_code": "户编号",
        "person_code": "人编号",
        "household_head": "户主姓名 ?",
        "relation": "与户主关系",
        "household_kind": "户类型",
        "student_status": "在校生状况",
        "education": "文化程度",
        "school": "就读学校 ?",
        "health": "健康状况",
        "phone": "联系电话",
        "county": "县(市、区、旗)",
        "town": "镇(乡) 乡镇",
        "village": "行政村 村",
    },
    "disability": {
        **COMMON,
        "id_number": "身份证号 公民身份号码 身份证号码",
        "disability_number": "残疾人证号 残疾证号",
        "disability": "残疾类别",
        "disability_grade": "残疾等级",
        "placement": "安置方式 ?",
        "guardian_name": "监护人姓名 监护人",
        "phone": "联系电话",
        "town": "乡镇 镇(乡)",
        "village": "村 村(社区)",
        "address": "现住址 户籍地址 ?",
    },
    "schools": {
        "school_code": "学校标识码",
        "school": "学校名称 学校",
        "kind": "办学类型 学校类别",
        "town": "乡镇 ?",
        "county": "县 ?",
    },
}
NOISE = {
    "households": ("序号", "血型", "婚姻状况"),
    "enrolments": ("政治面貌", "国籍/地区", "是否留守儿童", "入学年月"),
    "elsewhere": ("序号", "是否随迁子女"),
    "attendance": ("班主任", "备注"),
    "poverty": ("序号", "劳动技能", "脱贫属性", "是否参加大病保险"),
    "disability": ("序号", "备注"),
    "schools": ("校长",),
}
PATTERNS = {
    "households": ("iso", "compact", "chinese"),
    "enrolments": ("compact", "iso", "slashes"),
    "elsewhere": ("slash", "iso", "time"),
    "attendance": ("dots", "slash", "dot"),
    "poverty": ("compact", "iso"),
    "disability": ("iso", "serial", "chinese"),
}


# What a poor county's files lack: nobody but the child to compare.
LACKED = (
    *(
        "former_name",
        "guardian_name",
        "guardian_id",
        "guardian_phone",
        "guardian2_name",
        "guardian2_id",
        "guardian2_phone",
        "phone",
    ),
    *("household_head_id", "student_number", "second_number", "register_place"),
)
# The roll call as domain.md 3.7 has it: school, class and name, now and then a number.
SPARSE = {"attendance": (*LACKED, "birth_date", "sex", "ethnicity")}


class Layout:
    """One file's header: (column, words) in order; the same for every chunk of the file."""

    def __init__(self, roster: str, seed: int, number: int, sparse: bool = False):
        rng = np.random.default_rng((seed, number, len(roster)))
        self.roster = roster
        self.pattern = PATTERNS[roster][int(rng.integers(len(PATTERNS[roster])))] if roster in PATTERNS else "iso"
        found = [
            (column, words.split())
            for column, words in HEADERS[roster].items()
            if not (sparse and column in SPARSE.get(roster, LACKED))
        ]
        kept = [(column, words) for column, words in found if words[-1] != "?" or rng.random() < 0.7]
        chosen = [(column, str(rng.choice([word for word in words if word != "?"]))) for column, words in kept]
        noise = [(None, word) for word in NOISE[roster] if rng.random() < 0.8]
        both = chosen + noise
        self.columns = [both[at] for at in rng.permutation(len(both))]
        words = [word for _, word in self.columns]
        self.columns = [pair for at, pair in enumerate(self.columns) if pair[1] not in words[:at]]

    def arrange(self, columns: dict[str, np.ndarray], count: int) -> dict[str, np.ndarray]:
        empty = np.full(count, None, dtype=object)
        numbers = (
            np.array([str(at + 1) for at in range(count)], dtype=object)
            if any(word == "序号" for _, word in self.columns)
            else empty
        )
        return {
            word: columns.get(column, empty) if column else (numbers if word == "序号" else empty)
            for column, word in self.columns
        }
