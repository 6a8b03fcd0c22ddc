"""The log, for the county officer of the county it is about."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from guixiao.accounts.guard import needs
from guixiao.reports.listing import without
from guixiao.reports.log import entries
from guixiao.reports.log.wording import KINDS


@needs("see_audit")
def audit(request: Any) -> HttpResponse:
    wanted = entries.asked(request.GET)
    found = entries.page_of(request.user, wanted)
    page = found[: entries.PER_PAGE]
    context = {
        "wanted": wanted,
        "rows": entries.told(request.user, page),
        "older": page[-1].sequence if len(found) > len(page) else None,
        "kinds": KINDS,
        "people": entries.people(request.user),
        "turn": without(request.GET, "before"),
        "area_of_page": "audit",
    }
    return render(request, "reports/audit.html", context)
