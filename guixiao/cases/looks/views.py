"""Opening the restricted matters of a child for a purpose, and the page that says who looked at a child."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.cases.effort.sight import sight_of
from guixiao.cases.looks import actions, wording
from guixiao.cases.looks.entries import MOST, lists_of, reader_of, rows_of
from guixiao.cases.models import Case
from guixiao.children.models import Child, Coverage


@needs("verify")
@never_cache
@require_POST
def open_matters(request: Any, case: uuid.UUID) -> HttpResponse:
    """For a post that the policy names; for another there is nothing here."""
    rows = Case.objects.visible_to(request.user).select_related("child", "round", "town", "village", "county")
    found = rows.filter(pk=case).first()
    if found is None or not sight_of(request.user, found).may_open:
        raise Http404
    said = {"purpose": request.POST.get("purpose", "")[:40], "words": request.POST.get("words", "")}
    try:
        actions.open_matters(request.user, found, session=actions.session_of(request.session.session_key), **said)
    except actions.Refused as refused:
        messages.warning(request, str(wording.REFUSALS[refused.why]))
    return redirect("case", found.pk)


@needs("looks")
@never_cache
def who_looked(request: Any, child: uuid.UUID) -> HttpResponse:
    """For those responsible for the child which posts looked; for those whom the policy names everything."""
    found = _child(request.user, child)
    cases = list(Case.objects.visible_to(request.user).filter(child=found).select_related("round").order_by("episode"))
    reader = reader_of(request.user, found, cases)
    rows = rows_of(request.user, found, cases, reader)
    context = {"child": found, "rows": rows, "full": reader.full, "most": MOST, "cut": len(rows) == MOST,
               "lists": lists_of(found) if reader.full else [], "case": cases[-1] if cases else None,
               "area_of_page": "looks"}  # fmt: skip
    return render(request, "cases/looks/who_looked.html", context)


def _child(user: User, key: uuid.UUID) -> Child:
    """A child whose place is the user's today, or of whom there is a case that they see."""
    rows = Child.objects.select_related("county", "town", "village", "school")
    stands = Coverage.objects.visible_to(user).filter(child=key, round__current__isnull=False)
    found = rows.visible_to(user).filter(pk=key).first() or rows.filter(coverage__in=stands).first()
    found = found or rows.filter(cases__in=Case.objects.visible_to(user).filter(child=key)).first()
    if found is None:
        raise Http404
    return found
