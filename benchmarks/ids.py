"""Identity numbers (made, and mistyped), student numbers, phones."""

import numpy as np

from benchmarks.dates import COMPACT

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
# Unassigned codes of Qiandongnan: no sample can be a real child. The last nine are for those first registered elsewhere.
AREAS = np.array([522699, *range(522640, 522690), *range(522605, 522621)])
MOVED, MIGRANT, STRANGER = (522698,), (522690, 522691, 522692, 522693), (522694, 522695, 522696, 522697)
FULLWIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def area_of(county: int) -> int:
    return int(AREAS[county % len(AREAS)])


def base_of(county: int, slot: int) -> int:
    """First of the sequence numbers (of 500 a day and area) of a kind of person of a county: two counties may share a code."""
    return county // len(AREAS) % 2 * 250 + slot


def ranks(keys: np.ndarray) -> np.ndarray:
    """Position of each row among the rows of the same key."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    run = np.arange(len(keys)) - np.repeat(starts, np.diff(np.r_[starts, len(keys)]))
    out = np.empty(len(keys), dtype=np.int64)
    out[order] = run
    return out


def digits_of(numbers: np.ndarray, width: int) -> np.ndarray:
    return (numbers[:, None] // 10 ** np.arange(width - 1, -1, -1)) % 10


def make_ids(area: np.ndarray, birth: np.ndarray, male: np.ndarray, base: int = 0) -> np.ndarray:
    """18-character numbers; children of one day and area get neighbouring sequence numbers, as twins do."""
    day = COMPACT[birth]
    rank = ranks(area.astype(np.int64) * 10**8 + day)
    sequence = ((rank + day % 311 + base) % 500) * 2 + male
    digits = np.hstack([digits_of(area, 6), digits_of(day, 8), digits_of(sequence, 3)])
    check = CHECKS[(digits @ WEIGHTS) % 11]
    letters = np.hstack([digits.astype(np.uint8) + 48, check[:, None]])
    return np.ascontiguousarray(letters, dtype=np.uint8).view("S18").ravel().astype("U18").astype(object)


def phones(rng, count: int) -> np.ndarray:
    numbers = rng.choice([136, 137, 138, 139, 150, 151, 152, 158, 159, 182, 183, 187, 188, 199], count) * 10**8 + rng.integers(
        0, 10**8, count
    )
    return numbers.astype("U11").astype(object)


def substitution(rng, number: str) -> str:
    at = int(rng.integers(6 if rng.random() < 0.8 else 0, 17))
    return number[:at] + str((int(number[at]) + int(rng.integers(1, 10))) % 10) + number[at + 1 :]


def transposition(rng, number: str) -> str:
    places = [at for at in range(2, 16) if number[at] != number[at + 1]]
    at = places[int(rng.integers(len(places)))]
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def check_character(rng, number: str) -> str:
    return number[:17] + "0123456789X"[("0123456789X".index(number[17]) + int(rng.integers(1, 11))) % 11]


def lost(rng, number: str) -> str:
    at = int(rng.integers(0, 18))
    return number[:at] + number[at + 1 :]


def extra(rng, number: str) -> str:
    at = int(rng.integers(0, 18))
    return number[:at] + (number[at] if rng.random() < 0.5 and number[at] != "X" else str(rng.integers(0, 10))) + number[at:]


def two_digits(rng, number: str) -> str:
    return substitution(rng, substitution(rng, number))


def o_for_zero(rng, number: str) -> str:
    return number.replace("0", "Oo"[int(rng.integers(2))], int(rng.integers(1, 3)))


def e17(_rng, number: str) -> str:
    return f"{float(number[:17] + '0'):.{5 if number[16] in '02468' else 14}E}".replace("E+17", "E+17")


def fifteen(_rng, number: str) -> str:
    return number[:6] + number[8:17]


TYPOS = {
    "id_substitution": substitution,
    "id_transposition": transposition,
    "id_check": check_character,
    "id_lost": lost,
    "id_extra": extra,
    "id_two_digits": two_digits,
    "id_o_for_0": o_for_zero,
    "id_e17": e17,
    "id_15": fifteen,
}


def look(rng, kind: str, number: str) -> str:
    if kind == "id_fullwidth":
        return number.translate(FULLWIDTH)
    if kind == "id_apostrophe":
        return ("'", "’", "‘", "`")[int(rng.integers(4))] + number
    return (
        f"\u00a0{number}",
        f"{number}\u00a0",
        f"{number}\t",
        f" {number[:6]} {number[6:14]} {number[14:]}",
        f"{number}\u3000",
    )[int(rng.integers(5))]


def phone_typo(rng, phone: str) -> str:
    at = int(rng.integers(3, 11))
    return phone[:at] + str(rng.integers(0, 10)) + phone[at + 1 :]
