"""What is open in an emergency look of this session, and that each page under it is kept before it is shown."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase

from guixiao.accounts.models import User
from guixiao.cases.crossings import glass

SILENT = frozenset({"glass", "glass_end", "logout", "set_language"})  # pages about the look itself


def under_glass(get_response: Callable[[Any], HttpResponseBase]) -> Callable[[Any], HttpResponseBase]:
    def handle(request: Any) -> HttpResponseBase:
        request.glass = _open(request.user, request) if request.user.is_authenticated else None
        request.user.opened = request.glass is not None
        response = get_response(request)
        match = request.resolver_match
        if request.glass and match and response.status_code < 400 and match.url_name not in SILENT:
            glass.keep_page(request.glass, match.url_name or "", match.kwargs)
        return response

    return handle


def _open(user: User, request: Any) -> Any:
    """Asked only of those whose post may open one."""
    return glass.open_now(user, request.session.session_key) if user.may(glass.OPENING) else None
