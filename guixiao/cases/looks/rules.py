"""Who opens what, why not, and until when: pure."""

from datetime import datetime, timedelta

from guixiao.policy.looks import Looks

SHORTEST = 4  # characters of words that say anything


def refusal(looks: Looks, purpose: str, words: str) -> str:
    """Why restricted matters stay closed: a name of wording.REFUSALS, "" where nothing stands in the way."""
    chosen = looks.look_purposes.get(purpose)
    if chosen is None:
        return "purpose_chosen"
    return "purpose_written" if chosen.words and len(words.strip()) < SHORTEST else ""


def open_until(at: datetime, looks: Looks) -> datetime:
    return at + timedelta(minutes=looks.looks.minutes)
