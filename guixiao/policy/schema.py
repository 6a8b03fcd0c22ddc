"""The names that a rule file may use: they are fixed in code, so a file that misspells one is refused.

Rosters and fields repeat `linkage.fields.FIELDS` (siblings never import each other; a test holds the two together),
buckets and outcomes repeat the table of docs/architecture.md, posts `accounts.rules.Role`, states and verbs those of the cases.
"""

_PERSON = ("name", "former_name", "sex", "birth_date", "id_number", "ethnicity")
_GUARDIAN = ("guardian_name", "guardian_id", "guardian_phone", "guardian2_name", "guardian2_id", "guardian2_phone", "phone")
_PLACE = ("county", "town", "village", "address")
_PUPIL = ("school_code", "school", "grade", "class_name", "student_number", "second_number")
_ENROLMENT = (*_PERSON, *_PUPIL, "status", "status_change", "attending_mode", "register_place", "disability", *_GUARDIAN, *_PLACE)

ROSTERS: dict[str, tuple[str, ...]] = {
    "households": (
        *_PERSON,
        "household_number",
        "household_head",
        "household_head_id",
        "relation",
        "register_status",
        "cancel_reason",
        "moved_to",
        *_GUARDIAN,
        *_PLACE,
    ),
    "enrolments": _ENROLMENT,
    "elsewhere": _ENROLMENT,
    "attendance": (*_PERSON, *_PUPIL, "present", "absence_reason", "whereabouts", "last_day", *_GUARDIAN),
    "poverty": (
        *_PERSON,
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
        *_GUARDIAN,
        *_PLACE,
    ),
    "disability": (*_PERSON, "disability_number", "disability", "disability_grade", "placement", *_GUARDIAN, *_PLACE),
    "schools": ("school_code", "school", "kind", *_PLACE),
}

# Words under this name in [headers] go to every roster that has the field.
COMMON = "common"
FIELDS = tuple(dict.fromkeys(field for fields in ROSTERS.values() for field in fields))

BUCKETS: dict[str, tuple[str, ...]] = {
    "enrolled": ("present", "no_enrolment", "roll_missing", "no_register", "other_register"),
    "enrolled_elsewhere": ("elsewhere", "elsewhere_no_register"),
    "graduated": ("graduated",),
    "suspended": ("suspended",),
    "home_taught": ("home_taught",),
    "deferred": ("deferred",),
    "left_roll": ("dropped_out", "transferred_out", "withdrawn", "abroad", "died_on_roll", "absent", "not_on_roll"),
    "not_found": ("nowhere", "age_unknown", "poverty_only", "disability_only"),
    "in_review": ("doubtful_match", "identity_conflict", "contested"),
    "duplicate_registration": ("same_person",),
    "out_of_scope": ("too_young", "too_old", "deceased", "moved_out"),
}

# States of a child in no roster whom somebody met (guixiao.sightings): those that are chosen on the screen, in this bucket unless
# the file says otherwise; and those that follow by themselves, whose bucket is fixed.
SIGHTED: dict[str, str] = {
    "sighted_out": "not_found",
    "sighted_left": "left_roll",
    "sighted_in_class": "enrolled",
    "sighted_elsewhere": "in_review",
}
SIGHTED_FIXED: dict[str, str] = {
    "sighted_too_young": "out_of_scope",
    "sighted_too_old": "out_of_scope",
    "sighted_mistake": "out_of_scope",
    "sighted_known": "duplicate_registration",
}
COUNTED = tuple(bucket for bucket in BUCKETS if bucket not in SIGHTED_FIXED.values())

OUTCOMES = tuple(outcome for outcomes in BUCKETS.values() for outcome in outcomes)
EFFECTS = ("exclude", "watch", "keep", "out")
LINES = ("administrative", "education")
# Posts that look after children, and besides them whoever leads the county.
AFTER_CHILDREN = ("county_officer", "township_post", "village_squad", "principal")
POSTS = (*AFTER_CHILDREN, "county_lead")
# What a clock may run in, and be started, ended or resumed by: states of a case, and what may happen to one.
STATES = ("suspected", "excluded", "watched", "out_of_school", "returned", "closed")
VERBS = (
    "open", "find", "confirm", "dispute", "withdraw", "reopen", "expire", "ask_again", "found_by_rosters", "in_no_roster",
    "listed_again", "visit", "plan", "approve_plan", "return_plan", "report", "issue", "serve", "step_up", "skip", "return",
    "confirm_return", "never_came", "correct_return", "observe", "ask_closure", "refuse_closure", "confirm_closure", "relapse",
)  # fmt: skip
UNITS = ("working_days", "school_days", "calendar_days", "until")
# Whose duty it is: a post, or whoever the case was given to, or somebody of the other line than the one that spoke last.
DUTIES = ("assigned", "other_line", *POSTS)
# Where a chief of the chain stands, and the posts that stand there; the family is on both lines.
LEVELS: dict[str, tuple[str, ...]] = {
    "county": ("county_officer", "county_lead"),
    "township": ("township_post",),
    "village": ("village_squad",),
    "school": ("principal",),
    "class": (),
    "family": (),
}
BOTH_LINES = "both"
ABOVE_LINES = ("county_lead",)  # acts on no line, and answers for both: may be a chief of either
WORD_LISTS = ("statuses", "absences", "registrations")
