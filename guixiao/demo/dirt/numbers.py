"""Errors in identity numbers. The first six characters stay 522699, so that no error makes a real person's number."""

from random import Random

FIRST = 6  # errors begin behind the area code


def _digit_but(rng: Random, digit: str) -> str:
    return rng.choice([other for other in "0123456789" if other != digit])


def substituted(rng: Random, number: str) -> str:
    place = rng.randrange(FIRST, len(number) - 1)
    return number[:place] + _digit_but(rng, number[place]) + number[place + 1 :]


def transposed(rng: Random, number: str) -> str:
    places = [place for place in range(FIRST, len(number) - 1) if number[place] != number[place + 1]]
    if not places:
        return substituted(rng, number)
    place = rng.choice(places)
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def check(rng: Random, number: str) -> str:
    return number[:-1] + rng.choice([last for last in "0123456789X" if last != number[-1]])


def lost(rng: Random, number: str) -> str:
    place = rng.randrange(FIRST, len(number))
    return number[:place] + number[place + 1 :]


def extra(rng: Random, number: str) -> str:
    place = rng.randrange(FIRST, len(number))
    return number[:place] + rng.choice((number[place], "0123456789"[rng.randrange(10)])) + number[place:]


def two_digits(rng: Random, number: str) -> str:
    one, other = sorted(rng.sample(range(FIRST, len(number) - 1), 2))
    return (
        number[:one]
        + _digit_but(rng, number[one])
        + number[one + 1 : other]
        + _digit_but(rng, number[other])
        + number[other + 1 :]
    )


TYPOS = {
    "id_substituted": substituted,
    "id_transposed": transposed,
    "id_check": check,
    "id_lost": lost,
    "id_extra": extra,
    "id_two_digits": two_digits,
}


def spaced(rng: Random, number: str) -> str:
    return rng.choice(
        (number + " ", " " + number, number + "  ", f"{number[:6]} {number[6:14]} {number[14:]}", number + "\u3000")
    )


def full_width(rng: Random, number: str) -> str:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in number)
    return wide if rng.random() < 0.6 else number[:14] + wide[14:]


def letter_o(rng: Random, number: str) -> str:
    tail = number[FIRST:].replace("0", rng.choice("OOo"))
    return number[:FIRST] + tail


FORMS = {
    "id_apostrophe": lambda rng, number: "'" + number,
    "id_spaces": spaced,
    "id_nbsp": lambda rng, number: rng.choice((number + "\u00a0", "\u00a0" + number)),
    "id_tab": lambda rng, number: rng.choice((number + "\t", "\t" + number)),
    "id_full_width": full_width,
    "id_letter_o": letter_o,
    "id_lower_x": lambda rng, number: number.lower(),
}


def scientific(rng: Random, number: str) -> str | int:
    """What a spreadsheet makes of a number typed as a number: fifteen good digits, shown as 5.22699E+17."""
    damaged = int(number[:15] + "000")
    return damaged if rng.random() < 0.5 else f"{damaged:.5E}"
