"""What a check of the live system says: `guixiao verify` collects them from every package's `verify.py`.

verify_checks: Sequence[Check] = (round_equations, tallies)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

MOST = 10  # faults of one check that are told one by one


@dataclass(frozen=True)
class Outcome:
    """One check: `name` is package.what; `zh` and `en` say what was proven, `looked_at` on how much; no fault: it holds."""

    name: str
    zh: str
    en: str
    looked_at: str
    faults: tuple[str, ...] = ()
    more: int = 0

    @property
    def holds(self) -> bool:
        return not self.faults


Check = Callable[[], Outcome]


def first(faults: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """(the faults that are told, how many more there are)"""
    stream = iter(faults)
    told = tuple(islice(stream, MOST))
    return told, sum(1 for _ in stream)
