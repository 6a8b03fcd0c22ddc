"""Cases 案件: the children who are out of school or have come back, from easy to hard."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from guixiao.accounts.guard import needs
from guixiao.accounts.models import User
from guixiao.areas.models import Area
from guixiao.cases.effort import listing
from guixiao.cases.effort.progress import PHASES
from guixiao.cases.keyplaces.listing import key_first
from guixiao.cases.listing import PER_PAGE, within
from guixiao.cases.models import UNREAD, Case, CaseQuerySet
from guixiao.cases.views import Request, around, below, frame
from guixiao.children.models import Round

# From easy to hard 从易到难; who has no plan yet comes last, for nobody knows how hard it is.
IN_ORDER = ("town", "village", "name_key", "pk")


@needs("verify")
@never_cache
def efforts(request: Request) -> HttpResponse:
    """The list; what was typed comes by POST and goes on as a name, so that a number never stands in a URL."""
    filters = listing.filters_of(request.POST or request.GET)
    if request.method == "POST":
        return HttpResponseRedirect(f"{reverse('efforts')}?{filters.words()}")
    area, found = asked(request.user, filters)
    today = timezone.localdate()
    counts = listing.balance(found)
    made = Round.objects.shown_to(request.user)
    shown = _page(listing.of_tab(found, filters.tab, today), request.GET.get("page", ""), made)
    looks = listing.of_tab(found, listing.LOOK, today).count()
    context = frame(made) | {
        "section": "cases", "area_of_page": "cases", "filters": filters, "place": area, "page": shown, "counts": counts,
        "looks": looks, "today": today, "below": below(request.user, area), "around": around(request.user, area),
        "turn": filters.words(), "phases": PHASES, "still_out": listing.STILL_OUT,
    }  # fmt: skip
    return render(request, "cases/effort/list.html", context)


def asked(user: User, filters: listing.Filters) -> tuple[Area | None, CaseQuerySet]:
    """The place and its cases that pass the filters; a place that is not one's own is none at all."""
    seen = Case.objects.current().visible_to(user)
    if not filters.place:
        return None, listing.narrowed(seen, filters)
    area = Area.objects.visible_to(user).select_related("parent").filter(code=filters.place).first()
    if area is None:
        raise Http404
    return area, listing.narrowed(within(seen, area), filters)


def _page(rows: CaseQuerySet, number: str, made: Round | None) -> "Page[Any]":
    """Sorted by keys alone, of one difficulty key places first, and only then read."""
    last = Coalesce(NullIf("grade", Value(0)), Value(9))
    page: Page[Any] = Paginator(rows.order_by(last, *key_first(made), *IN_ORDER).values_list("pk", flat=True), PER_PAGE).get_page(
        number
    )
    keys = list(page.object_list)
    shown = Case.objects.select_related("child", "town", "village", "school", "receiving").defer(*UNREAD)
    found = {row.pk: row for row in shown.prefetch_related("round").filter(pk__in=keys)}
    page.object_list = [found[key] for key in keys if key in found]
    return page
