"""How often things are wrong or unusual in the made-up county: every rate that a reader may want to change."""

from dataclasses import dataclass, replace

CHILDREN = 52_000
OUT_OF_SCHOOL = 958
OUT_OF_SCHOOL_POOR = 461
NEVER_ENROLLED = 250  # of the 958; the others dropped out
NEVER_ENROLLED_POOR = 120  # of the 461
SECOND_CHECK = 66
SECOND_CHECK_UNLISTED = 40  # of the 66: in no roster at all; the others are shown as present

POOR_HOUSEHOLDS = 0.26
KEY_TOWNS = {"丙妹镇": 3.5, "停洞镇": 3.5, "下江镇": 3.0, "谷坪乡": 4.0, "东朗镇": 3.5, "加勉乡": 2.0}
KEY_VILLAGES = {"大歹村": 7.0, "高吊村": 5.0}
DROPOUT_AGE = {7: 0.3, 8: 0.3, 9: 0.4, 10: 0.6, 11: 0.9, 12: 1.6, 13: 3.0, 14: 4.5, 15: 5.0}
NEVER_ENROLLED_AGE = {7: 6.0, 8: 3.0, 9: 1.5, 10: 1.0, 11: 0.8, 12: 0.7, 13: 0.6, 14: 0.6, 15: 0.6}
GIRLS = 1.25  # weight of girls among those out of school

# How a dropped-out child shows in the rosters: share of each.
DROPOUT_SIGNS = {"marked_absent": 0.46, "not_on_attendance": 0.25, "status_dropout": 0.29}

ENTERED_EARLY, ENTERED_LATE = 0.15, 0.07  # at six, at eight; the others at seven

# What happens to a child of school age who is not out of school: share of each, the rest is simply in school.
LIVES = {
    "away_enrolled": 0.050,
    "away_enrolled_unlisted": 0.036,
    "in_class_no_enrolment": 0.006,
    "mainstreamed": 0.005,
    "home_taught": 0.003,
    "suspended": 0.003,
    "special_school": 0.002,
    "empty_registration": 0.0026,
    "gone": 0.0020,
    "moved_out": 0.0030,
    "deceased_unmarked": 0.0015,
    "deceased_cancelled": 0.0012,
    "deceased_on_roll": 0.0002,
    "transferred_out": 0.0015,
    "abroad": 0.0003,
    "abroad_unlisted": 0.0005,
}
DEFERRED = 0.02  # of the seven-year-olds
DEFERRED_LISTED = 0.6
GRADUATED_LISTED = 0.6  # of those who finished grade nine, how many the roll still lists
TRANSFER_TRACE = 0.10  # of those enrolled elsewhere, how many the old school still lists as 转出
DISABLED_KINDS = ("mainstreamed", "home_taught", "special_school", "deferred", "deferred_unlisted")
DISABLED = 0.006  # of the others

PUPILS_OTHER_REGISTER = 0.020  # share of `children`: enrolled here, registered in another county
PUPILS_NO_REGISTER = 0.003  # enrolled here, in no register at all
STRANGERS_ELSEWHERE = 0.025  # other counties' pupils in the list of enrolments elsewhere

SECOND_REGISTRATION = 0.006  # registered twice
DOUBLE_ENROLMENT = 0.005  # on the roll of two schools
TWINS = 0.012  # of births
TWINS_SWAPPED = 0.05  # of pairs on a roll
TWINS_SWAPPED_REGISTER = 0.02
MIAO_SCHOOL_NAME = 0.04  # Miao children whom the school knows by another, Han-style name
FORMER_NAME = 0.02
RECODED = 0.004  # persons who got a second number; some rosters keep the first
SCHOOLS_WITHOUT_ROLL = 2  # teaching points that handed in no attendance roll
ON_LEAVE = 0.0015  # pupils whom the roll call notes as on leave: the rolls show them as not in class


@dataclass(frozen=True)
class Rates:
    """Errors per row of one roster. `forms` are harmless ways of writing a good number."""

    missing: float
    typo: float
    sibling: float
    guardian: float
    scientific: float
    old15: float
    forms: float
    two_numbers: float
    name: float
    birth: float
    birth_missing: float
    sex: float
    sex_blank: float
    hand_typed: float = 3.0  # factor on name, birth and sex where the row has no usable number


REGISTER = Rates(missing=0.005, typo=0.002, sibling=0.0005, guardian=0.0002, scientific=0.001, old15=0.001, forms=0.006,
                 two_numbers=0.0003, name=0.006, birth=0.005, birth_missing=0.001, sex=0.001, sex_blank=0.001)  # fmt: skip
ENROLMENTS = Rates(missing=0.023, typo=0.024, sibling=0.004, guardian=0.003, scientific=0.008, old15=0.001, forms=0.012,
                   two_numbers=0.001, name=0.040, birth=0.040, birth_missing=0.004, sex=0.008, sex_blank=0.004)  # fmt: skip
ELSEWHERE = replace(ENROLMENTS, missing=0.040, typo=0.035, name=0.060, birth=0.055)
ATTENDANCE = replace(ENROLMENTS, missing=0.035, typo=0.030, scientific=0.012, name=0.050)
POVERTY = replace(ENROLMENTS, missing=0.008, typo=0.030, scientific=0.004, name=0.050, sex=0.010)
DISABILITY = replace(ENROLMENTS, missing=0.0, typo=0.020, scientific=0.0, two_numbers=0.0, name=0.040)

ID_TYPOS = {
    "id_substituted": 0.36,
    "id_transposed": 0.20,
    "id_check": 0.12,
    "id_lost": 0.14,
    "id_extra": 0.08,
    "id_two_digits": 0.10,
}
ID_FORMS = {"id_apostrophe": 0.20, "id_spaces": 0.22, "id_nbsp": 0.12, "id_tab": 0.10, "id_full_width": 0.16, "id_letter_o": 0.12,
            "id_lower_x": 0.08}  # fmt: skip
LOWER_X = 0.05  # of the numbers that end in X
NAME_ERRORS = {"name_homophone": 0.26, "name_look_alike": 0.13, "name_pet": 0.11, "name_variant": 0.12, "name_spaces": 0.14,
               "name_dot": 0.03, "name_lost": 0.07, "name_swapped": 0.06, "name_surname_changed": 0.05,
               "name_placeholder": 0.03}  # fmt: skip
BIRTH_ERRORS = {"birth_lunar": 0.34, "birth_year": 0.17, "birth_swapped": 0.12, "birth_digit": 0.19, "birth_new_year": 0.18}

# --- what the following weeks change (month.py); counts are those of 52,000 children
STILL_OUT = 115  # of the 958, on the day of the article
FOUND_UNLISTED = 24  # of the 40 in no roster: registered and in class by now
NEW_DROPOUTS = 46
MOVED_HOUSEHOLDS, NEW_HOUSEHOLDS, LEFT_COUNTY = 90, 45, 60
RENAMED, RENUMBERED = 60, 40  # by the police: the truth itself changes
RETYPED = 0.03  # of the others: some cells of a row are typed anew, with errors of their own
RETURNED_ELSEWHERE = 0.03  # of those who came back
RETURNED_UNENROLLED = 0.35  # of those who came back and had never been enrolled: in class, the enrolment follows
CAME_OF_AGE_DEFERRED = 0.9  # of the children who turned seven and are in no class yet
# kind -> what share of it is something else now: the rosters explain what they left open, or a state has ended
EXPLAINED = {
    "away_enrolled_unlisted": ("away_enrolled", 0.18),
    "graduated_unlisted": ("graduated", 0.40),
    "deferred_unlisted": ("deferred", 0.50),
    "deceased_unmarked": ("deceased_cancelled", 0.40),
    "transferred_out": ("away_enrolled", 0.30),
}
ENDED = {"on_leave": ("in_school", 0.80), "suspended": ("in_school", 0.08), "in_class_no_enrolment": ("in_school", 0.50)}
STRUCK_OFF = {"moved_out": 0.30, "deceased_cancelled": 0.30}  # share of the rows that the police took out of the register
