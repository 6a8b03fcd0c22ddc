"""The chain of a round's policy: as the round keeps it, and in the language of the page."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.translation import get_language

from guixiao.cases.chain.rules import Chief
from guixiao.children.models import Round
from guixiao.policy import policy_for


class Chained(Protocol):
    """What of a policy the chain is made of."""

    @property
    def chiefs(self) -> Mapping[str, Any]: ...
    @property
    def chains(self) -> Mapping[str, Any]: ...
    @property
    def chain(self) -> str: ...


def chain_words(policy: Chained) -> dict[str, Any]:
    """The chain in force, as a round keeps it (`Round.wording["chain"]`): its name, and its chiefs in order."""
    chain = policy.chains[policy.chain]
    chiefs = [(name, policy.chiefs[name]) for name in chain.chiefs]
    told = [{"name": name, **chief.names, "duty": dict(chief.duty), "line": chief.line, "level": chief.level,
             "post": chief.post, "gap": chief.gap} for name, chief in chiefs]  # fmt: skip
    return {"name": policy.chain, **chain.names, "chiefs": told}


def chain_of(made: Round) -> dict[str, Any]:
    """A round made before rounds kept their chain has that of the policy shipped for its day."""
    found: dict[str, Any] = made.wording.get("chain") or chain_words(policy_for(made.as_of))
    return found


def chiefs_of(made: Round) -> list[Chief]:
    told = chain_of(made)["chiefs"]
    return [Chief(*(chief[part] for part in ("name", "line", "level", "post", "gap"))) for chief in told]


def in_words(names: Mapping[str, Any]) -> str:
    """Of {"zh": …, "en": …} the one of the page."""
    return str(names["en" if (get_language() or "").startswith("en") else "zh"])


def chief_words(made: Round) -> dict[str, dict[str, str]]:
    """Name and duty of each chief, in the language of the page."""
    told = chain_of(made)["chiefs"]
    return {chief["name"]: {"name": in_words(chief), "duty": in_words(chief["duty"])} for chief in told}
