"""What a page asks for again and again is read once: pure.

Between the two ends of `reading()`, in one thread, a function marked with `once` is called one time for the same arguments.
Outside of it, and so in everything that writes, it is called each time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Read = TypeVar("Read")

_read: ContextVar[dict[Any, Any] | None] = ContextVar("read", default=None)


@contextmanager
def reading() -> Iterator[None]:
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def once(read: Callable[Asked, Read]) -> Callable[Asked, Read]:
    """Its arguments are hashable; what it gives is altered by nobody."""

    @wraps(read)
    def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Read:
        kept = _read.get()
        if kept is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(kwargs.items()))
        if key not in kept:
            kept[key] = read(*args, **kwargs)
        found: Read = kept[key]
        return found

    return asked
