"""Whoever came in with a handed-out password chooses one of their own before anything else."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

ALLOWED = ("password", "logout", "set_language", "healthz", "readyz")


def own_password_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def handle(request: Any) -> HttpResponse:
        handed_out = request.user.is_authenticated and request.user.one_time_until
        if handed_out and request.path_info not in {reverse(name) for name in ALLOWED}:
            return redirect("password")
        return get_response(request)

    return handle
