"""The page of the person who is signed in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render


def me(request: Any) -> HttpResponse:
    return render(request, "accounts/me.html", {"area_of_page": "me"})
