"""What one person sees of one child's restricted matters in one session: what their post may, once they said what for."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from guixiao.cases.effort.sight import COUNTY_LEAD, Sight, sight_of
from guixiao.cases.findings import roles_of
from guixiao.cases.looks.actions import session_of
from guixiao.cases.looks.models import Look
from guixiao.cases.models import Case


def sight_in(request: Any, case: Case) -> Sight:
    """`request.user` with the posts that the page allows."""
    may = sight_of(request.user, case)
    look = open_look(request, case) if may.may_open else None
    until = look.until if look else glass_until(request, case)
    return replace(may, open_until=until) if until else may.shut()


def glass_until(request: Any, case: Case) -> datetime | None:
    """Until when an emergency look of the person is open, who leads the child's county."""
    glass = getattr(request, "glass", None)
    return glass.until if glass and COUNTY_LEAD in roles_of(request.user, case) else None


def open_look(request: Any, case: Case) -> Look | None:
    """The one that lasts longest."""
    held = Look.objects.filter(child=case.child_id, user=request.user.pk, session=session_of(request.session.session_key))
    return held.open_at(timezone.now()).order_by("-until").first()
