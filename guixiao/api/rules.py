"""What a token is, how long it lives and how often it may ask: pure."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

# So that a token that was left lying about is known for one, by people and by programs that look for secrets.
BEGINS = "guixiao_"
SHAPE = re.compile(BEGINS + r"[\w-]{43}")
MOST_DAYS = 180
USUAL_DAYS = 90
SHORTEST_PURPOSE, LONGEST_PURPOSE = 4, 120
MOST_TOKENS = 10  # of one post, alive at once
PER_MINUTE = 120  # requests of one token, of each process that serves
MINUTE = 60
# What a request is about. Those of named children are recorded each time, the others once a day.
KINDS = ("places", "coverage", "children", "cases", "case", "events", "act", "tasks", "orders", "rectification", "closures",
         "bodies", "joint_actions", "studies")  # fmt: skip


def new_token() -> str:
    """256 bits: nobody guesses one."""
    return BEGINS + secrets.token_urlsafe(32)


def digest_of(text: str) -> str:
    """What is kept of a token. It is not a password, so a plain digest is no easier to turn back than a slow one."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_shaped(text: str) -> bool:
    return SHAPE.fullmatch(text) is not None


def last_day(today: date, days: int) -> date:
    """The day until which a token of so many days is good, today the first of them."""
    return today + timedelta(days=days - 1)


@dataclass
class Pace:
    """How many requests each token made in the minute that runs, kept by the process that serves: nothing is written for it."""

    most: int = PER_MINUTE
    minute: int = -1
    counted: dict[int, int] = field(default_factory=dict)

    def wait(self, token: int, now: float) -> int:
        """Counts this request; gives the seconds until the next minute where it is one too many, else 0."""
        minute = int(now // MINUTE)
        if minute != self.minute:
            self.minute, self.counted = minute, {}
        self.counted[token] = self.counted.get(token, 0) + 1
        return 0 if self.counted[token] <= self.most else MINUTE - int(now % MINUTE)


def both(row: Mapping[str, str] | None, name: str) -> dict[str, str]:
    """Of a row of a policy its words in both languages; of one that is not there any more its name."""
    return {"zh": (row or {}).get("zh") or name, "en": (row or {}).get("en") or name}
