"""A process that dies (`kill -9`) at a named point: right after a function has done its work, before anybody hears of it.

Nothing in the product knows of it: a forked child lays a wrapper round the function and does the work, the parent sees it die.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any

from guixiao.rosters.worker.forking import leave_no_connection


@dataclass(frozen=True)
class Point:
    """`after` it has returned `times` times. The name is looked up where the caller looks it up: "package.module:function"."""

    after: str
    times: int = 1

    def __str__(self) -> str:
        return f"{self.after.rpartition('.')[2]} ×{self.times}"

    def arm(self) -> None:
        module, _, name = self.after.partition(":")
        place = import_module(module)
        setattr(place, name, self._deadly(getattr(place, name)))

    def _deadly(self, function: Callable[..., Any]) -> Callable[..., Any]:
        left = self.times

        @wraps(function)
        def once_more(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            answer = function(*arguments, **options)
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return once_more


def dies_at(point: Point, work: Callable[[], object]) -> bool:
    """Does the work in a process of its own: did it come to this point, and die there?"""
    leave_no_connection()
    child = os.fork()
    if not child:
        status = 1
        try:
            point.arm()
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
