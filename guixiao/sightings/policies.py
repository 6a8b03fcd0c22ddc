"""The states a met child may be in, as the round's rule file names them."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from guixiao.children.models import Round
from guixiao.policy import Policy, load_policy, policy_for, shipped_policies
from guixiao.policy.model import Sighted
from guixiao.policy.schema import SIGHTED


@dataclass(frozen=True)
class States:
    """`named`: every state with its words and bucket; `school_age`: first and last birth date on the round's day."""

    named: dict[str, Sighted]
    school_age: tuple[date, date]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Those that people choose on the screen, in the file's order, each with its words."""
        return [(name, self.said(name)) for name in self.named if name in SIGHTED]

    def said(self, name: str) -> str:
        """In the language of the page."""
        names = self.named[name].names if name in self.named else {"zh": name, "en": name}
        return str(names["en" if (get_language() or "").startswith("en") else "zh"])


def states_of(made: Round | None, today: date) -> States:
    """Of a round; before the first one, of the rule file in force today."""
    policy = _policy(made) if made else policy_for(today)
    return States(dict(policy.sighted), policy.birth_range(made.as_of if made else today))


def _policy(made: Round) -> Policy:
    """The file the round was made with; where it is shipped no longer, the one in force on the round's day."""
    name = made.policy.partition("@")[0]
    return load_policy(name) if name in {policy.id for policy in shipped_policies()} else policy_for(made.as_of)
