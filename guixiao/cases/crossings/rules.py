"""Who may look beyond their place, why not, and what becomes of it afterwards: pure.

The table of STEPS draws the buttons, guards the POST and is printed in docs/packages/crossings.md.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guixiao.policy.crossings import Crossings

OUTSIDE, GLASS = "outside", "glass"  # a question about a child of another place; an emergency look of a county lead
KINDS = (OUTSIDE, GLASS)
# Where it stands afterwards.
WAITING, SETTLED, QUESTIONED, ANSWERED = "waiting", "settled", "questioned", "answered"
STATES = (WAITING, ANSWERED, QUESTIONED, SETTLED)
# Who says something about it: the person who looked, or somebody else.
OWN, OTHER = "own", "other"
WHOLE = re.compile(r"\d{17}[\dX]|\d{15}")


@dataclass(frozen=True)
class Step:
    """`verb` moves a crossing from one of `sources` by one of the two sides; `words`: something must be written."""

    verb: str
    sources: tuple[str, ...]
    side: str
    words: bool
    target: str


STEPS = {
    step.verb: step
    for step in (
        Step("look_over", (WAITING, ANSWERED), OTHER, False, SETTLED),
        Step("question", (WAITING, ANSWERED, SETTLED), OTHER, True, QUESTIONED),
        Step("answer", (QUESTIONED,), OWN, True, ANSWERED),
    )
}


@dataclass(frozen=True)
class Question:
    """What somebody asks about a child of another place. `asked`: how often they have asked today."""

    number: str = ""
    name: str = ""
    born: date | None = None
    purpose: str = ""
    words: str = ""
    asked: int = 0


def plain_number(text: str) -> str:
    """As it is kept: one width, no spaces."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def plain_words(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def refusal(policy: Crossings, question: Question) -> str:
    """Why nothing is looked for: a name of wording.REFUSALS, "" where nothing stands in the way."""
    if question.asked >= policy.crossings.per_day:
        return "enough_today"
    if not question.number and not (question.name and question.born):
        return "whom"
    if question.number and not WHOLE.fullmatch(question.number):
        return "number_whole"
    if question.purpose not in policy.crossing_purposes:
        return "purpose_chosen"
    return words_refusal(policy, question.words, (question.name, question.number))


def words_refusal(policy: Crossings, words: str, nobody: Collection[str] = ()) -> str:
    """A purpose, or a reason, in words: long enough, and naming none of these."""
    said = plain_words(words)
    if len(said) < policy.crossings.letters:
        return "purpose_written"
    return "names_nobody" if any(plain_words(name) in said for name in nobody if name) else ""


def step_refusal(verb: str, state: str, side: str, words: str) -> str:
    """Why something cannot be said about it: a name of wording.REFUSALS, "" where it can."""
    step = STEPS[verb]
    if side != step.side:
        return "somebody_else" if side == OWN else "not_yours"
    if state not in step.sources:
        return f"is_{state}"
    return "words_given" if step.words and not words.strip() else ""


def open_verbs(state: str, side: str) -> list[str]:
    """The buttons, once something is written where it is asked for."""
    return [verb for verb in STEPS if step_refusal(verb, state, side, "") in ("", "words_given")]


def glass_until(at: datetime, policy: Crossings) -> datetime:
    return at + timedelta(minutes=policy.crossings.minutes)


def without_names(text: str, names: Collection[str]) -> str:
    """For whoever may not read whose child it is."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, "×" * len(name))
    return text
