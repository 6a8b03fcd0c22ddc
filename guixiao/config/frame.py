"""What the frame of every page shows: made-up data or not, the other language, where home is, what the post may do."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from guixiao.accounts.rules import VERBS
from guixiao.children.models import Round
from guixiao.reports.spots import home_of


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated else None
    other = "zh-hans" if get_language() == "en" else "en"
    return {
        "demo": Round.objects.filter(demo=True).exists(),
        "other_language": (other, dict(settings.LANGUAGES)[other]),
        "home": home_of(known) if known else None,
        "verbs": frozenset(verb for verb in VERBS if known.may(verb)) if known else frozenset(),
    }
