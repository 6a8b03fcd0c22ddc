"""How identity and telephone numbers are shown to those who have not asked to see them, and kept where they have no business."""

import re
from collections.abc import Mapping
from typing import Any

GAP = r"[ \-]?"
ID_IN_TEXT = re.compile(rf"(?<!\d)(?:\d{{14,17}}[\dXx]|\d{{6}}{GAP}\d{{4}}{GAP}\d{{4}}{GAP}\d{{3}}[\dXx])(?![\dXx])")
PHONE_IN_TEXT = re.compile(rf"(?:(?<!\d)|(?<=(?<!\d)86))[1１]\d\d{GAP}\d{{4}}{GAP}\d{{4}}(?!\d)")
LONG = re.compile(rf"\d{{4}}{GAP}\d{{4}}|\d{{8}}")  # without it there is no number in a text
LONG_RUN = re.compile(rf"\d(?:{GAP}\d){{9,}}[Xx]?")
# Digests and UUIDs: any digits may stand together in them, and they say nothing of a person.
OPAQUE = re.compile(r"(\b[0-9a-f]{32,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)")


def masked_id(number: str) -> str:
    """522699********1234; a number too short to be one shows only its last two characters."""
    if len(number) < 15:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def masked_phone(number: str) -> str:
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "*" * len(number)


def masked_text(text: str) -> str:
    """A sentence with every identity and telephone number in it masked."""
    if not LONG.search(text):
        return text
    masked = ID_IN_TEXT.sub(lambda found: masked_id(found[0]), text)
    return PHONE_IN_TEXT.sub(lambda found: masked_phone(found[0]), masked)


def without_numbers(text: str) -> str:
    """`masked_text`, but for digests and UUIDs, which stay whole."""
    if not LONG.search(text):
        return text
    return "".join(part if place % 2 else masked_text(part) for place, part in enumerate(OPAQUE.split(text)))


def hidden_numbers(text: str) -> str:
    """Every long run of digits as stars, one for each: for what is not ours to understand."""
    return LONG_RUN.sub(lambda found: "*" * len(found[0]), text)


def as_typed(told: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a form as they are shown again to whoever typed them: long numbers as stars, also in the wrong field."""
    return {name: hidden_numbers(str(value)) for name, value in told.items()}


def cleaned(value: Any) -> Any:
    """The same JSON with every text in it `without_numbers`."""
    if isinstance(value, Mapping):
        return {without_numbers(str(name)): cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(inner) for inner in value]
    return without_numbers(value) if isinstance(value, str) else value
