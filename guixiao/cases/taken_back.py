"""What is still said where everything is kept and some of it was taken back: pure."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def still_said(events: Iterable[T], takes_back: Callable[[T], bool]) -> list[T]:
    """Oldest first, as they are given: whatever was taken back is left out, and that it was. An event is only taken back while it
    is the newest that stands."""
    told: list[T] = []
    for event in events:
        if not takes_back(event):
            told.append(event)
        elif told:
            told.pop()
    return told
