"""Whoever must have a second factor shows it, or sets one up, before anything else."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from guixiao.accounts.factor.standing import has, must_have, shown

ALLOWED = ("password", "logout", "set_language", "second_factor", "login", "login_code", "healthz", "readyz")


def second_factor_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def handle(request: Any) -> HttpResponse:
        user = request.user
        asked = user.is_authenticated and not shown(request.session) and must_have(user)
        if asked and request.path_info not in {reverse(name) for name in ALLOWED}:
            return redirect("login_code" if has(user) else "second_factor")
        return get_response(request)

    return handle
