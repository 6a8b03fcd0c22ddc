"""How identity and telephone numbers are shown to those who have not asked to see them."""

import re

ID_IN_TEXT = re.compile(r"(?<!\d)\d{14,17}[\dXx](?![\dXx])")
PHONE_IN_TEXT = re.compile(r"(?<!\d)1\d{10}(?!\d)")


def masked_id(number: str) -> str:
    """522699********1234; a number too short to be one shows only its last two characters."""
    if len(number) < 15:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def masked_phone(number: str) -> str:
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "*" * len(number)


def masked_text(text: str) -> str:
    """A sentence with every identity and telephone number in it masked."""
    masked = ID_IN_TEXT.sub(lambda found: masked_id(found[0]), text)
    return PHONE_IN_TEXT.sub(lambda found: masked_phone(found[0]), masked)
