"""The rosters and the fields that linkage reads from each (canonical English names, all text)."""

PERSON = ("name", "former_name", "sex", "birth_date", "id_number", "ethnicity")
GUARDIAN = ("guardian_name", "guardian_id", "guardian_phone", "guardian2_name", "guardian2_id", "guardian2_phone", "phone")
PLACE = ("county", "town", "village", "address")
PUPIL = ("school_code", "school", "grade", "class_name", "student_number", "second_number")
ENROLMENT = (*PERSON, *PUPIL, "status", "status_change", "attending_mode", "register_place", "disability", *GUARDIAN, *PLACE)

FIELDS: dict[str, tuple[str, ...]] = {
    # 户籍
    "households": (
        *PERSON,
        "household_number",
        "household_head",
        "household_head_id",
        "relation",
        "register_status",
        "cancel_reason",
        "moved_to",
        *GUARDIAN,
        *PLACE,
    ),
    # 学籍, and the same of other counties' schools
    "enrolments": ENROLMENT,
    "elsewhere": ENROLMENT,
    # 在校 (who is in class on the day of the roll call)
    "attendance": (*PERSON, *PUPIL, "present", "absence_reason", "whereabouts", "last_day", *GUARDIAN),
    # 建档立卡 / 防返贫监测
    "poverty": (
        *PERSON,
        "household_code",
        "person_code",
        "household_head",
        "relation",
        "household_kind",
        "student_status",
        "not_attending_reason",
        "education",
        "school",
        "health",
        *GUARDIAN,
        *PLACE,
    ),
    # 残联
    "disability": (*PERSON, "disability_number", "disability", "disability_grade", "placement", *GUARDIAN, *PLACE),
    # the county's schools
    "schools": ("school_code", "school", "kind", *PLACE),
}

PEOPLE = tuple(roster for roster in FIELDS if roster != "schools")
