"""Every kind of dirt, and how often it falls on a row of each roster at --rate 1."""

import numpy as np

KINDS = (
    "no_id",
    "id_substitution",
    "id_transposition",
    "id_check",
    "id_lost",
    "id_extra",
    "id_two_digits",
    "id_sibling",
    "id_twin_swap",
    "id_second",
    "id_e17",
    "id_15",
    "id_guardian",
    "id_fullwidth",
    "id_apostrophe",
    "id_nbsp",
    "id_lower_x",
    "id_o_for_0",
    "id_two_in_cell",
    "id_disability_number",
    "dup_same_id",
    "dup_15",
    "dup_no_id",
    "dup_other_address",
    "dup_second_id",
    "name_homophone",
    "name_lookalike",
    "name_pet",
    "name_variant",
    "name_space",
    "name_lost",
    "name_swapped",
    "name_surname",
    "name_former",
    "name_former_nowhere",
    "name_placeholder",
    "name_rare",
    "date_lunar",
    "date_year",
    "date_swap",
    "date_digit",
    "date_jan1",
    "date_missing",
    "date_month_only",
    "date_form",
    "sex_flip",
    "sex_missing",
    "guardian_missing",
    "guardian_changed",
    "guardian_typo",
    "phone_missing",
    "phone_changed",
    "phone_typo",
    "place_missing",
    "place_old",
    "number_missing",
    "number_old_id",
    "number_temporary",
    "number_typo",
    "double",
    "hollow",
    "class_wrong",
    "id_shifted",
    "name_note",
    "transferred",
    "returned",
    "roll_twice",
)
BIT = {kind: 1 << at for at, kind in enumerate(KINDS)}
# What makes a child hard by itself, whatever the clerks do.
PERSON_KINDS = (
    "twin",
    "close_siblings",
    "sibling_one_character",
    "cousin_same_name",
    "same_name_same_birth",
    "same_day_surname",
    "rare_character",
    "former_name",
    "classmate_same_name",
    "stranger_same_name_birth",
    "dead_namesake",
)
PERSON_BIT = {kind: np.uint64(1) << np.uint64(at) for at, kind in enumerate(PERSON_KINDS)}

ID = {
    "no_id": 0.036,
    "id_substitution": 0.011,
    "id_transposition": 0.006,
    "id_check": 0.0022,
    "id_lost": 0.0018,
    "id_extra": 0.0009,
    "id_two_digits": 0.0013,
    "id_sibling": 0.0011,
    "id_second": 0.0045,
    "id_e17": 0.0014,
    "id_15": 0.0004,
    "id_guardian": 0.0007,
    "id_o_for_0": 0.0012,
    "id_two_in_cell": 0.0005,
}
ID_LOOK = {"id_fullwidth": 0.010, "id_apostrophe": 0.012, "id_nbsp": 0.012}
NAME = {
    "name_homophone": 0.0130,
    "name_lookalike": 0.0095,
    "name_pet": 0.0050,
    "name_variant": 0.0055,
    "name_space": 0.0120,
    "name_lost": 0.0022,
    "name_swapped": 0.0013,
    "name_surname": 0.0030,
    "name_placeholder": 0.0025,
    "name_note": 0.0010,
}
DATE = {
    "date_lunar": 0.0105,
    "date_year": 0.0040,
    "date_swap": 0.0016,
    "date_digit": 0.0030,
    "date_jan1": 0.0022,
    "date_missing": 0.0060,
    "date_month_only": 0.0010,
    "date_form": 0.0300,
}
SEX = {"sex_flip": 0.0025, "sex_missing": 0.0040}
GUARDIAN = {"guardian_missing": 0.080, "guardian_changed": 0.120, "guardian_typo": 0.020}
PHONE = {"phone_missing": 0.080, "phone_changed": 0.150, "phone_typo": 0.015}
PLACE = {"place_missing": 0.020, "place_old": 0.010}
NUMBER = {"number_missing": 0.040, "number_old_id": 0.010, "number_temporary": 0.015, "number_typo": 0.003}

RATES = {
    "enrolments": (ID, ID_LOOK, NAME, DATE, SEX, GUARDIAN, PHONE, PLACE, NUMBER),
    "elsewhere": (ID, ID_LOOK, NAME, DATE, SEX, GUARDIAN, PHONE, PLACE, NUMBER),
    "attendance": (
        {**ID, "no_id": 0.12},
        ID_LOOK,
        {k: v * 1.3 for k, v in NAME.items()},
        DATE,
        SEX,
        GUARDIAN,
        PHONE,
        {"class_wrong": 0.004},
        {**NUMBER, "number_missing": 0.10},
    ),
    "poverty": ({**ID, "no_id": 0.012, "id_disability_number": 0.004}, ID_LOOK, NAME, DATE, SEX, GUARDIAN, PHONE, PLACE),
    "disability": ({**ID, "no_id": 0.020}, ID_LOOK, NAME, DATE, SEX, GUARDIAN, PHONE, PLACE),
    "households": (
        {
            "no_id": 0.0030,
            "id_substitution": 0.0006,
            "id_transposition": 0.0003,
            "id_sibling": 0.0010,
            "id_15": 0.0006,
            "id_e17": 0.0003,
            "id_o_for_0": 0.0002,
        },
        {"id_fullwidth": 0.001, "id_apostrophe": 0.001, "id_nbsp": 0.002},
        {"name_homophone": 0.0012, "name_lookalike": 0.0012, "name_variant": 0.0040, "name_space": 0.0030, "name_pet": 0.0006},
        {
            "date_lunar": 0.0025,
            "date_year": 0.0005,
            "date_swap": 0.0003,
            "date_digit": 0.0005,
            "date_missing": 0.0010,
            "date_form": 0.0050,
        },
        {"sex_flip": 0.0010, "sex_missing": 0.0010},
        {"guardian_missing": 0.10, "guardian_changed": 0.05, "guardian_typo": 0.005},
        {"phone_missing": 0.40, "phone_changed": 0.05, "phone_typo": 0.005},
        {"place_missing": 0.003, "place_old": 0.004},
    ),
}
# Rows without an identity number were typed by hand from someone's words: their other errors are more frequent.
HAND_TYPED = 2.5
DUPLICATE = {"dup_same_id": 0.0040, "dup_other_address": 0.0025, "dup_15": 0.0010, "dup_no_id": 0.0012, "dup_second_id": 0.0008}
TWIN_SWAP = 0.08  # of pairs of twins, in the register
FORMER = 0.015  # of children have had another name
DOUBLE, HOLLOW = 0.006, 0.05  # second enrolment; of pupils elsewhere, still on a local roll
TRANSFERRED, RETURNED, ROLL_TWICE = 0.008, 0.003, 0.004  # an older row of the same pupil, here or elsewhere, or in another class
SHIFTED = {"enrolments": 0.0006, "attendance": 0.0030, "elsewhere": 0.0}  # of classes: the column of numbers slipped by a row
BLAMED = 0.006  # of pupils whose brother or sister is in no class: their row carries that one's number
PARENTS = 0.05  # of families whose parents are in the register file too
NAMESAKES = 0.0004  # of children: a pupil without a register row, with the name and birthday of a child who is nowhere
MIGRANTS, STRANGERS = 0.03, 0.015  # of the children, without a register row: in local schools, in schools elsewhere


def draw(rng, count: int, rates: dict[str, float], factor=1.0) -> np.ndarray:
    """For each row the position in `rates` of the error that falls on it, or -1."""
    edges = np.cumsum([0.0, *rates.values()])
    chance = rng.random(count) / np.minimum(factor, 0.9 / max(edges[-1], 1e-9))
    return np.where(chance < edges[-1], np.searchsorted(edges, chance, side="right") - 1, -1)


def texts(masks: np.ndarray, bits: dict) -> np.ndarray:
    """'no_id;name_pet' for every mask."""
    words = {mask: ";".join(kind for kind, bit in bits.items() if int(mask) & int(bit)) for mask in set(masks.tolist())}
    return np.array([words[mask] for mask in masks.tolist()], dtype=object)
