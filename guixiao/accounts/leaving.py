"""What must be handed over before somebody's posts end: asked of the packages above, which the settings name."""

from collections.abc import Callable, Sequence
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from guixiao.accounts.models import Post

Counter = Callable[[Sequence[Post], date], int]


def hanging(posts: Sequence[Post], last_day: date) -> int:
    """How many things hang on a person by name when these posts of theirs end on that day (`settings.HANGS_ON_POSTS`)."""
    counters: list[Counter] = [import_string(name) for name in settings.HANGS_ON_POSTS]
    return sum(count(posts, last_day) for count in counters)
