"""From numbers to words, last of all: what the numbers of `verdict` mean, as lists that SQL picks from."""

from collections.abc import Sequence
from typing import NamedTuple

from guixiao.linkage.columns import Connection
from guixiao.linkage.rules import Rules
from guixiao.linkage.sentences import CERTAIN

COLONS = ("：", ": ")


class Words(NamedTuple):
    """`buckets` and `outcomes` by way, `steps` by step, `told` by language (zh, en), way and step: way * len(steps) + step."""

    buckets: Sequence[str]
    outcomes: Sequence[str]
    steps: Sequence[str]
    names: Sequence[Sequence[str]]  # of the outcomes, by language and way
    told: Sequence[Sequence[str]]


def read_words(con: Connection, rules: Rules) -> Words:
    """Every sentence about a child whose witness was not scored: the name of its outcome, and that number and name agree."""
    ways: list[tuple[str, str]] = con.execute("SELECT bucket, outcome FROM way ORDER BY way").fetchall()
    steps = [name for (name,) in con.execute("SELECT name FROM step_of ORDER BY step").fetchall()]
    names = [
        [rules.outcomes[outcome][language] if outcome in rules.outcomes else outcome for _, outcome in ways]
        for language in ("zh", "en")
    ]
    told = [
        [f"{name}{COLONS[n]}{CERTAIN[n]}" if step == "number_and_name" else name for name in names[n] for step in steps]
        for n in range(2)
    ]
    return Words([bucket for bucket, _ in ways], [outcome for _, outcome in ways], steps, names, told)


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def pick(texts: Sequence[str], place: str) -> str:
    """SQL: the text at a place, from 0; NULL where the place is NULL."""
    return f"[{', '.join(map(literal, texts))}][{place} + 1]"
