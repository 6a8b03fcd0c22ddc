"""What the frame of every page shows: made-up data or not, the other language, where home is, what the posts may do.

`verbs`: what some post of the person's may do, for the ways to other pages; `verbs_here`: what may be done on this page.
A page of one place says `verbs_here` more narrowly (`reports.spots.verbs_at`).
"""

from math import ceil
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from guixiao.accounts.models import User
from guixiao.accounts.rules import VERBS
from guixiao.cases.crossings.glass import told_of
from guixiao.children.models import Round
from guixiao.reports.spots import home_of
from guixiao.tables.kept import kept


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    known = user.whole if user is not None and user.is_authenticated else None
    other = "zh-hans" if get_language() == "en" else "en"
    return {
        "demo": bool(_made_up()),
        "other_language": (other, dict(settings.LANGUAGES)[other]),
        "home": home_of(known) if known else None,
        "verbs": (verbs := _verbs(known)),
        "glass": (glass := getattr(request, "glass", None)),
        "glass_minutes": ceil((glass.until - timezone.now()).total_seconds() / 60) if glass else 0,
        "glass_told": told_of(known) if known and "review_looks" in verbs else [],
        "verbs_here": _verbs(user) if known else frozenset(),
    }


@kept
def _made_up() -> "QuerySet[Any, Any]":
    return Round.objects.filter(demo=True).order_by().values_list("pk")[:1]


def _verbs(user: User | None) -> frozenset[str]:
    return frozenset(verb for verb in VERBS if user.may(verb)) if user else frozenset()
