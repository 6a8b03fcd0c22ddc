"""A child's numbers, shown when somebody asks for them, who is then in the log."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.cases.models import Case
from guixiao.children.actions import reveal as show
from guixiao.children.models import Child, Coverage
from guixiao.reports.coverage import find_round
from guixiao.reports.then import as_then
from guixiao.reports.views import child_page

NUMBERS = ("id_number", "phone")


@never_cache
@require_POST
@needs("reveal")
def reveal(request: Any, child: uuid.UUID) -> HttpResponse:
    """One number; without JavaScript the page of the child with this number in it."""
    found, what = in_sight(request.user, child), request.POST.get("what", "")
    if found is None or what not in NUMBERS:
        raise Http404
    if made := find_round(request.user, request.POST.get("round", "")):
        as_then(made, [found])
    shown = {what: show(request.user, found, what)}
    if request.htmx:
        return render(request, "reports/_number.html", {"child": found, "what": what, "shown": shown[what]})
    return child_page(request, found.pk, shown)


def in_sight(user: User, child: uuid.UUID) -> Child | None:
    """A child whose place is the user's today: as the newest rosters, the county's current round or its case have it."""
    people = Child.objects.select_related("county", "town", "village")
    stands = Coverage.objects.visible_to(user).filter(child=child, round__current__isnull=False)
    mine = people.visible_to(user).filter(pk=child).first() or people.filter(coverage__in=stands).first()
    return mine or people.filter(cases__in=Case.objects.current().visible_to(user.only("verify")), pk=child).first()
