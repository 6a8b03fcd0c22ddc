"""What one person sees of one child's restricted matters in one session: what their post may, once they said what for."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from guixiao.cases.effort.sight import Sight, sight_of
from guixiao.cases.looks.actions import session_of
from guixiao.cases.looks.models import Look
from guixiao.cases.models import Case


def sight_in(request: Any, case: Case) -> Sight:
    """`request.user` with the posts that the page allows."""
    may = sight_of(request.user, case)
    look = open_look(request, case) if may.may_open else None
    return replace(may, open_until=look.until) if look else may.shut()


def open_look(request: Any, case: Case) -> Look | None:
    """The one that lasts longest."""
    held = Look.objects.filter(child=case.child_id, user=request.user.pk, session=session_of(request.session.session_key))
    return held.open_at(timezone.now()).order_by("-until").first()
