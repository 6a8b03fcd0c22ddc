"""The one check of what a post may do, for every page, partial, download and POST."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404
from django.http.response import HttpResponseBase as Answer

from guixiao.accounts.rules import VERBS

P = ParamSpec("P")


def needs(verb: str) -> "Callable[[Callable[Concatenate[Any, P], Answer]], Callable[Concatenate[Any, P], Answer]]":
    """A view for those whose post may do this; for everyone else the page does not exist: 404.

    Inside, `request.user` has none but the posts that allow it, so that nobody does with the children of one post what only
    another allows: `visible_to(request.user)` says with whom. The person with all posts is `request.user.whole`.

    @needs("review")
    def doubt(request, number): ...
    """
    if verb not in VERBS:
        raise KeyError(verb)

    def guarded(view: Callable[Concatenate[Any, P], Answer]) -> Callable[Concatenate[Any, P], Answer]:
        @wraps(view)
        def checked(request: Any, *args: P.args, **kwargs: P.kwargs) -> Answer:
            request.user = request.user.only(verb)
            if not request.user.current_posts:
                raise Http404
            return view(request, *args, **kwargs)

        checked.needs = verb  # type: ignore[attr-defined]  # tests/test_routes.py walks them
        return checked

    return guarded
